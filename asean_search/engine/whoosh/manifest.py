"""The list of an index's segments as JSON beside Whoosh's table of contents.

Reading a table of contents means importing Whoosh and unpickling its schema, some 40 ms. A commit
of ours therefore writes ``_MAIN_<generation>.json`` first, which names the checksum of the table
of contents that goes with it, and then renames that table into place: this alone is the commit.
A list without its table, or a table that another Whoosh program wrote, is never believed.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import asdict

INDEX_NAME = "MAIN"
EXTENSION = ".seg"
_TOC = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")


class SegmentEntry(msgspec.Struct, frozen=True):
    """One segment as of one commit.

    ``deleted_generation`` names the file of deleted documents (0: none was ever deleted).
    ``totals`` is, for each text field, the sum of its lengths over the documents not deleted.
    """

    id: str
    documents: int
    deleted: int = 0
    deleted_generation: int = 0
    totals: Mapping[str, int] = msgspec.field(default_factory=dict)

    @property
    def live(self) -> int:
        """Documents that are not deleted."""
        return self.documents - self.deleted

    def file_name(self) -> str:
        """The file that holds the segment's arrays."""
        return f"{INDEX_NAME}_{self.id}{EXTENSION}"

    def deleted_file_name(self) -> str:
        """The file that holds the bitmap of deleted documents."""
        return f"{INDEX_NAME}_{self.id}.{self.deleted_generation}.deleted"


class Manifest(msgspec.Struct, frozen=True):
    """The segments of one generation, in order."""

    generation: int
    segments: tuple[SegmentEntry, ...]


def generations(folder: Path) -> list[int]:
    """The generations whose table of contents is there, oldest first."""
    return sorted(int(m[1]) for name in folder.iterdir() if (m := _TOC.fullmatch(name.name)))


def toc_path(folder: Path, generation: int) -> Path:
    """Where Whoosh keeps a generation's table of contents."""
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def manifest_path(folder: Path, generation: int) -> Path:
    """Where we keep a generation's list of segments."""
    return folder / f"_{INDEX_NAME}_{generation}.json"


def encode(manifest: Manifest, toc: bytes) -> bytes:
    """The manifest as it is written, bound to its table of contents."""
    return json.dumps(
        {
            "toc": [len(toc), zlib.crc32(toc)],
            "segments": [asdict(segment) for segment in manifest.segments],
        }
    ).encode()


def read(folder: Path, generation: int) -> Manifest | None:
    """A generation's manifest, or None if there is none that belongs to its table of contents.

    Raises:
        FileNotFoundError: The table of contents is gone: a newer one has replaced it.
    """
    toc = toc_path(folder, generation).read_bytes()
    try:
        data = json.loads(manifest_path(folder, generation).read_bytes())
        if data["toc"] != [len(toc), zlib.crc32(toc)]:
            return None
        segments = tuple(SegmentEntry(**entry) for entry in data["segments"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return Manifest(generation, segments)
