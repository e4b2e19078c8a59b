"""Documents, the files they come from, and what an indexing run did or would do."""

from __future__ import annotations

import enum

import msgspec


class Document(msgspec.Struct, frozen=True):
    """One searchable document.

    ``path`` is relative to the archive root (the folder that holds the index folder), with ``/``
    between its parts, or absolute if the file is outside that root.
    ``record`` is the document's name inside a file of many records, else None.
    Each ``*_from`` says how the value is known (``header``, ``dateline``, ``sign-off``,
    ``record``, ``first sentence``, ...), and is None exactly if the value is None.
    ``date`` is ISO 8601, as precise as it is known: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.
    ``language`` is a language code (``en``, ``vi``).
    ``pages`` are the offsets in ``body``, in characters, at which pages begin; () without pages.
    ``keywords`` are pairs of a field and a value: kept columns, and names of attachments.
    ``rejected_dates`` are stated dates that are impossible: ``2071-01-01 (meta tag)``.
    ``first_line`` is the line of the file, from 1, at which ``body`` begins; None if the file is
    not a text file.
    """

    id: str
    path: str
    title: str
    title_from: str
    body: str
    record: str | None = None
    date: str | None = None
    date_from: str | None = None
    source: str | None = None
    source_from: str | None = None
    place: str | None = None
    place_from: str | None = None
    author: str | None = None
    author_from: str | None = None
    language: str | None = None
    language_from: str | None = None
    url: str | None = None
    url_from: str | None = None
    pages: tuple[int, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    rejected_dates: tuple[str, ...] = ()
    first_line: int | None = None


class Skipped(msgspec.Struct, frozen=True):
    """A file, or a part of one, that could not be read, and why."""

    path: str
    """The file; for a record, the file and its line."""
    reason: str
    """The reason, for a person."""


class FileRecord(msgspec.Struct, frozen=True):
    """What the index remembers of a file, so that an unchanged file is not read again.

    ``path`` is as in ``Document.path``; ``digest`` is the hex BLAKE2b-128 of the bytes;
    ``problem`` is the reason why the file gave no document, else None. ``inode`` is the file's
    number in its file system, or 0. ``reading`` identifies the settings with which the file was
    read; with other settings it is read again. ``unread`` are its records or members that could
    not be read.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    digest: str
    documents: int
    problem: str | None = None
    inode: int = 0
    reading: str = ""
    unread: tuple[Skipped, ...] = ()


class ChangeCount(msgspec.Struct, frozen=True):
    """Numbers of files and of documents."""

    files: int = 0
    """The number of files."""
    documents: int = 0
    """The number of documents."""


class IngestReport(msgspec.Struct, frozen=True):
    """What an indexing run did."""

    index: str
    """The index folder."""
    added: ChangeCount
    """New files and documents."""
    changed: ChangeCount
    """Replaced, because the file changed."""
    removed: ChangeCount
    """Removed, because the file is gone."""
    unchanged: ChangeCount
    """Left as they were."""
    undated: int
    """The number of added or changed documents without a date."""
    skipped: tuple[Skipped, ...]
    """Files and records that could not be read, in this run or an earlier one."""
    total: int
    """The number of documents in the index now."""
    took_ms: float
    """Milliseconds."""
    committed: bool = True
    """Whether the run changed the index; also true if it was interrupted after a commit."""
    interrupted: bool = False
    """Whether the run was stopped before its end."""
    rejected_dates: int = 0
    """The number of stated dates that are impossible: before 1400, in the future, a zero."""
    peak_memory: int = 0
    """The peak resident memory in bytes: asearch and its workers, each at its own peak."""


class Action(str, enum.Enum):
    """What an indexing run does with a file."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    KEEP = "keep"
    SKIP = "skip"


class PlannedFile(msgspec.Struct, frozen=True):
    """What a run would do with a file, and why."""

    path: str
    """The file."""
    action: Action
    """The action: `add`, `change`, `remove`, `keep` or `skip`."""
    reason: str
    """The reason, for a person."""


class IngestPlan(msgspec.Struct, frozen=True):
    """What an indexing run would do."""

    index: str
    """The index folder."""
    files: tuple[PlannedFile, ...]
    """The files that the run would meet, in order, then those that it would remove."""
