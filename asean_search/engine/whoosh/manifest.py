"""The list of an index's segments, as JSON beside Whoosh's table of contents.

Reading a table of contents takes 40 ms: Whoosh is imported and a schema unpickled. So a commit
writes ``_MAIN_<n>.json`` first, with the checksum of the table of contents it belongs to, and then
renames that table into place: the renaming is the commit. A list is ignored when its table is
missing or was written by another Whoosh program.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import asdict

INDEX_NAME = "MAIN"


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
        """The number of documents that are not deleted."""
        return self.documents - self.deleted

    def file_name(self) -> str:
        """The file that holds the segment's arrays."""
        return f"{INDEX_NAME}_{self.id}.seg"

    def deleted_file_name(self) -> str:
        """The file that holds the bitmap of deleted documents."""
        return f"{INDEX_NAME}_{self.id}.{self.deleted_generation}.deleted"


class Manifest(msgspec.Struct, frozen=True):
    """The segments of one commit, in order. ``generation`` is the number of the commit."""

    generation: int
    segments: tuple[SegmentEntry, ...]


def generations(folder: Path) -> list[int]:
    """The numbers of the commits whose table of contents is in the folder, ascending."""
    begin, end = f"_{INDEX_NAME}_", ".toc"
    numbers = (
        path.name[len(begin) : -len(end)]
        for path in folder.iterdir()
        if path.name.startswith(begin) and path.name.endswith(end)
    )
    return sorted(int(number) for number in numbers if number.isascii() and number.isdigit())


def toc_path(folder: Path, generation: int) -> Path:
    """The file of Whoosh's table of contents of a commit."""
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def manifest_path(folder: Path, generation: int) -> Path:
    """The file of our list of segments of a commit."""
    return folder / f"_{INDEX_NAME}_{generation}.json"


def encode(manifest: Manifest, toc: bytes) -> bytes:
    """The manifest as JSON, with the checksum of its table of contents."""
    return json.dumps(
        {
            "toc": [len(toc), zlib.crc32(toc)],
            "segments": [asdict(segment) for segment in manifest.segments],
        }
    ).encode()


def read(folder: Path, generation: int) -> Manifest | None:
    """The manifest of a commit, or None if none belongs to its table of contents.

    Raises:
        FileNotFoundError: The table of contents is missing: a newer one has replaced it.
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
