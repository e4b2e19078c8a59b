"""Documents, the files they came from, and what an indexing run did or would do."""

from __future__ import annotations

import enum

import msgspec


class Document(msgspec.Struct, frozen=True):
    """One searchable document.

    ``path`` is where it lives: relative to the archive root (the folder that holds the index
    folder), with ``/`` between its parts, or absolute when it lies outside that root.
    ``record`` is its own name inside a file of many records, else None.
    Each ``*_from`` says how the value is known (``header``, ``dateline``, ``sign-off``,
    ``record``, ``first sentence``, ...), and is None exactly when the value is None.
    ``date`` is ISO 8601, as precise as it is known: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; a
    missing date is None, never a guess. ``language`` is a language code (``en``, ``vi``).
    ``pages`` are the offsets in ``body``, in characters, at which each page begins; () without.
    ``keywords`` are kept columns, and names of attachments (``attachment``), as pairs of a column's
    name and one of its values.
    ``rejected_dates`` are the dates that were stated and cannot be: ``2071-01-01 (meta tag)``.
    ``first_line`` is the line of the file, from 1, on which ``body`` begins, where its lines are
    those of a text file, else None.
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
    """A file, or a record of one (``path:line``), that could not be read, and why."""

    path: str
    reason: str


class FileRecord(msgspec.Struct, frozen=True):
    """What the index remembers of a file it has read, so that an unchanged one is not read again.

    ``path`` is written as in ``Document.path``; ``digest`` is the hex BLAKE2b-128 of the bytes;
    ``problem`` is the reason why the file gave no document, else None. ``inode`` is the file's
    number in its file system, or 0. ``reading`` names the way in which it was read: when what the
    user says of its documents changes, it is another. ``unread`` are those of its records, or of
    the files in it, that could not be read.
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
    """What one indexing run did.

    ``committed`` says whether the run committed anything, also when it was ``interrupted``;
    ``total`` is how many documents the index holds at the end. ``rejected_dates`` counts the
    stated dates that cannot be. ``peak_memory`` is the most memory that was resident, in bytes:
    this process and its workers, each at its own peak.
    """

    index: str
    added: ChangeCount
    changed: ChangeCount
    removed: ChangeCount
    unchanged: ChangeCount
    undated: int
    skipped: tuple[Skipped, ...]
    total: int
    took_ms: float
    committed: bool = True
    interrupted: bool = False
    rejected_dates: int = 0
    peak_memory: int = 0


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
    action: Action
    reason: str


class IngestPlan(msgspec.Struct, frozen=True):
    """What an indexing run would do. ``files`` are in the order in which it would meet them."""

    index: str
    files: tuple[PlannedFile, ...]
