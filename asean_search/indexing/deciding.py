"""What to do with a file that was met, and why: from its size, time and inode, or its bytes."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from asean_search.indexing.options import RunOptions
from asean_search.ingest import extract, formats
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Action, FileRecord

HALF_READ_BYTES = -1
"""The size remembered of a file of which only a part is in the index: no file has it, so the
next run replaces the part, or removes it if the file is gone by then."""


class Decision(msgspec.Struct, frozen=True):
    """What to do with a file, and why.

    ``action`` is ADD, CHANGE, KEEP, or SKIP for one that could not be read the last time and is
    the same. ``touched`` is what is to be remembered of a file that only looks changed.
    """

    action: Action
    reason: str
    touched: FileRecord | None = None

    @property
    def reads(self) -> bool:
        """Whether the file is to be read."""
        return self.action in (Action.ADD, Action.CHANGE)


def decide(file: InputFile, known: FileRecord | None, options: RunOptions) -> Decision:
    """Compare a file with what is remembered of it; its bytes are read only when in doubt."""
    if known is None:
        return Decision(Action.ADD, "new")
    reason = _why_again(file, known, options)
    if reason:
        return Decision(Action.CHANGE, reason)
    same_inode = file.inode == known.inode or 0 in (file.inode, known.inode)
    if file.mtime_ns == known.mtime_ns and same_inode:
        return _as_before(known)
    if file.mtime_ns != known.mtime_ns and file.defaults.date_from_mtime:
        return Decision(Action.CHANGE, "its time changed")
    if not known.digest:
        return Decision(Action.CHANGE, "its time changed, and its content may have")
    if extract.digest(file.disk_path) != known.digest:
        return Decision(Action.CHANGE, "its content changed")
    touched = replace(known, mtime_ns=file.mtime_ns, inode=file.inode)
    return replace(_as_before(known), touched=touched)


def _why_again(file: InputFile, known: FileRecord, options: RunOptions) -> str | None:
    """Why a known file is to be read whatever its time says, or None."""
    if options.again:
        return "everything is read again (--rebuild)"
    if known.size_bytes == HALF_READ_BYTES:
        return "it was not read to its end"
    if options.retry_failed and (known.problem or known.unread):
        return f"it failed before: {known.problem or 'in part'}"
    if any(
        map(
            formats.extra_is_installed,
            (known.problem or "", *(part.reason for part in known.unread)),
        )
    ):
        return "what was missing to read all of it is installed now"
    if known.reading != file.defaults.fingerprint:
        return "it is to be read in another way (options, asearch.toml, version)"
    if file.size_bytes != known.size_bytes:
        return f"its size changed from {known.size_bytes:,} to {file.size_bytes:,} bytes"
    return None


def _as_before(known: FileRecord) -> Decision:
    if known.problem:
        return Decision(Action.SKIP, known.problem)
    if known.unread:
        parts = "one part" if len(known.unread) == 1 else f"{len(known.unread):,} parts"
        return Decision(Action.KEEP, f"unchanged; {parts} of it could not be read")
    return Decision(Action.KEEP, "unchanged")
