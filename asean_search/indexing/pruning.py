"""Which of the files that an index remembers are to leave it."""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

import msgspec

from asean_search.ingest.walk.defaults import NOTHING
from asean_search.ingest.walk.folder_settings import FolderSettings
from asean_search.model import FileRecord
from asean_search.paths import path_key, path_of

FROM_STANDARD_INPUT = "-#"
"""How the paths begin of documents that no file holds: they stay until they are replaced."""


class Remembering(Protocol):
    """Whoever knows the remembered files: a writer, or what an index remembers."""

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """See ``engine.interface.Writer``."""
        ...


class Gone(msgspec.Struct, frozen=True):
    """A remembered file that is to leave the index, and why."""

    record: FileRecord
    reason: str


def gone(
    remembering: Remembering,
    roots: Sequence[Path],
    archive_root: Path,
    *,
    met: Collection[str],
    refused: Collection[str],
) -> Iterator[Gone]:
    """The remembered files below the roots that are there no more, or are to be ignored now.

    What was ``met`` on the walk stays, and what the system ``refused``, and all below it.
    """
    around = FolderSettings(archive_root, roots, NOTHING)
    named = {path_key(root, archive_root) for root in roots}
    for root in roots:
        for record in _below(remembering, root, archive_root):
            if record.path in met or record.path in named or is_refused(record.path, refused):
                continue
            if reason := why_gone(record.path, archive_root, around):
                yield Gone(record, reason)


def why_gone(key: str, archive_root: Path, around: FolderSettings) -> str | None:
    """Why a file does not belong into the index any more, or None."""
    if key.startswith(FROM_STANDARD_INPUT):
        return None
    file = path_of(key, archive_root)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return "it is no file any more"
    except (FileNotFoundError, NotADirectoryError):
        return "it is gone"
    except OSError:
        return None
    return "an .asearchignore names it" if around.is_skipped(file) else None


def is_refused(key: str, refused: Collection[str]) -> bool:
    """Whether the system refused a file or a folder above it."""
    return key in refused or any(str(folder) in refused for folder in PurePosixPath(key).parents)


def _below(remembering: Remembering, root: Path, archive_root: Path) -> Iterator[FileRecord]:
    """The remembered files at a root or below it."""
    if key := path_key(root, archive_root):
        yield from remembering.files_under(key)
    if root == archive_root or root in archive_root.parents:
        everything = remembering.files_under("")
        yield from (record for record in everything if not Path(record.path).is_absolute())
