"""The counts of a run, and the records of the files it read."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from asean_search.indexing.plan import PARTIAL_BYTES
from asean_search.ingest.extract import Opened
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.reading import Reading
from asean_search.model import Action, ChangeCount, FileRecord, Skipped

UNREAD_MAX = 200
"""A record names at most this many unread parts of a file."""

_TICK_NS = 10_000_000
_SECOND_NS = 1_000_000_000


def partial_record(file: InputFile, documents: int) -> FileRecord:
    """The record of a file that is partly in the index: the next run reads it again."""
    return FileRecord(file.path, PARTIAL_BYTES, file.mtime_ns, "", documents)


def complete_record(
    file: InputFile, reading: Reading, documents: int, skipped: Sequence[Skipped]
) -> FileRecord:
    """The record of a file that was read to its end."""
    opened = reading.opened or Opened(file.size_bytes, file.mtime_ns, file.inode)
    return FileRecord(
        path=file.path,
        size_bytes=opened.size_bytes,
        mtime_ns=_settled(opened.mtime_ns),
        digest=reading.digest,
        documents=documents,
        problem=skipped[-1].reason if skipped and not documents else None,
        inode=opened.inode,
        reading=file.defaults.fingerprint,
        unread=_bounded(file.path, skipped) if documents or len(skipped) > 1 else (),
    )


def _bounded(path: str, skipped: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """The first unread parts of a file, and the number of the others."""
    if len(skipped) <= UNREAD_MAX:
        return tuple(skipped)
    more = Skipped(path, f"{len(skipped) - UNREAD_MAX:,} more parts could not be read")
    return (*skipped[:UNREAD_MAX], more)


def _settled(mtime_ns: int) -> int:
    """The time of a file; or one that no file has, if it could still change within the same tick.

    A file that is written to twice between two ticks of the file system's clock has one time for
    both. FAT counts in steps of two seconds, most others in steps of some milliseconds.
    """
    tick_ns = _TICK_NS if mtime_ns % _SECOND_NS else 2 * _SECOND_NS
    return mtime_ns if time.time_ns() - mtime_ns > tick_ns else -1


_NONE = ChangeCount()


class Counts(msgspec.Struct):
    """The numbers of files and documents that a run added, changed, removed and kept."""

    added: ChangeCount = _NONE
    changed: ChangeCount = _NONE
    removed: ChangeCount = _NONE
    unchanged: ChangeCount = _NONE
    undated: int = 0
    rejected_dates: int = 0

    def count(self, action: Action, documents: int) -> None:
        """Count a file with this many documents."""
        name = _NAMES[action]
        tally: ChangeCount = getattr(self, name)
        setattr(self, name, ChangeCount(tally.files + 1, tally.documents + documents))

    def copy(self) -> Counts:
        """A copy of the counts."""
        return replace(self)


_NAMES = {
    Action.ADD: "added",
    Action.CHANGE: "changed",
    Action.REMOVE: "removed",
    Action.KEEP: "unchanged",
}
