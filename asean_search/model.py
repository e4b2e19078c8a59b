"""The nouns that cross borders: frozen values that every layer may hold and none may change."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from asean_search.explanation import AddedWord, Explanation, Rescue


class Sort(str, enum.Enum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


FACETS = ("source", "year", "month", "day")
"""What the matching documents can be counted by."""


# --- documents ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable document.

    ``path`` is where it lives: relative to the archive root (the folder that holds the index
    folder), with ``/`` between its parts, or absolute when it lies outside that root.
    ``record`` is its own name inside a file of many records, else None.
    Each ``*_from`` says how the value is known (``header``, ``dateline``, ``sign-off``,
    ``record``, ``first sentence``, ...), and is None exactly when the value is None.
    ``date`` is ISO 8601, as precise as it is known: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; a
    missing date is None, never a guess. ``language`` is a language code (``en``, ``vi``).
    ``pages`` are the offsets in ``body``, in characters, at which each page begins; () without.
    ``keywords`` are kept columns, as pairs of a column's name and one of its values.
    ``rejected_dates`` are the dates that were stated and cannot be: ``2071-01-01 (meta tag)``.
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


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What the index remembers of a file it has read, so that an unchanged one is not read again.

    ``path`` is written as in ``Document.path``; ``digest`` is the hex BLAKE2b-128 of the bytes;
    ``problem`` is the reason why the file gave no document, else None. ``inode`` is the file's
    number in its file system, or 0. ``reading`` names the way in which it was read: when what the
    user says of its documents changes, it is another. ``unread_parts`` is how many of its records,
    or of the files in it, could not be read.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    digest: str
    documents: int
    problem: str | None = None
    inode: int = 0
    reading: str = ""
    unread_parts: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a record of one (``path:line``), that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many files and how many documents."""

    files: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one indexing run did.

    ``committed`` says whether the run committed anything, also when it was ``interrupted``;
    ``total`` is how many documents the index holds at the end. ``rejected_dates`` counts the
    stated dates that cannot be. ``peak_memory`` is the most memory that was resident, in bytes:
    this process and its workers, each at its own peak.
    """

    index: str
    added: Tally
    changed: Tally
    removed: Tally
    unchanged: Tally
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


@dataclass(frozen=True, slots=True)
class Planned:
    """What a run would do with a file, and why."""

    path: str
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class IngestPlan:
    """What an indexing run would do. ``files`` are in the order in which it would meet them."""

    index: str
    files: tuple[Planned, ...]


# --- checking ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of an index that cannot be trusted: a file of its folder, and what is wrong."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether an index is sound, and whether it is what the files say now.

    ``changed``, ``gone`` and ``new`` are paths as in ``Document.path``. ``unread`` are the files
    that the next run reads in any case, such as those whose documents were in a damaged part.
    ``repaired`` says that the damage was taken out of the index.
    """

    index: str
    damage: tuple[Damage, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    files: int = 0
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Acronym:
    """``short`` is what ``documents`` of the archive say they call ``long``.

    ``examples`` are the ids of some of them.
    """

    short: str
    long: str
    documents: int
    examples: tuple[str, ...] = ()


# --- questions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Also:
    """Another name for words of a query: what may be written instead of them.

    ``text`` is that name; ``of`` is the name that was typed, as the table writes it. It stands for
    the words from ``first`` up to ``after`` of the leaf that has it, counted from 0 (the leaf may
    hold only some words of ``of``). An occurrence counts for ``weight``, in 0..1. ``by`` says how
    it is known: ``alias`` or ``acronym``.
    """

    text: str
    of: str
    weight: float
    by: str
    first: int = 0
    after: int = 1


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question as it was asked: text and options, nothing resolved."""

    query: str
    since: str | None = None
    until: str | None = None
    on: str | None = None
    sources: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
    snippets: int = 3
    snippet_chars: int = 240
    profile: str = "news"
    expand: bool = False
    explain: bool = False
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a question was read: its canonical form, its filters, and remarks worth telling.

    ``since`` and ``until`` are inclusive; None is an open end. ``also`` are other names that were
    looked for, too.
    """

    text: str
    canonical: str
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    notes: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()


# --- answers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a document. ``highlights`` are ranges inside ``text``, in order, apart.

    ``start`` is where the passage begins in the field's text, in characters;
    ``before`` and ``after`` say whether text was left out on that side; ``page`` is the page, from
    1, of the first match, where the document has pages.
    """

    text: str
    highlights: tuple[Span, ...]
    start: int = 0
    before: bool = False
    after: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches, at its place in the answer (``rank`` counts from 1).

    ``title_highlights`` are ranges inside ``document.title``. ``explanation`` is there when it
    was asked for.
    """

    rank: int
    score: float
    document: Document
    snippets: tuple[Snippet, ...] = ()
    title_highlights: tuple[Span, ...] = ()
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the documents that match have a value; None is those that have no value.

    Sources come by the number of their documents, then by name; years (``2020``), months
    (``2020-06``) and days come in order of time. None comes last, values that none has never.
    """

    value: str | None
    documents: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer: exact total, the page of hits, and how the question was understood.

    ``partial`` holds the closest documents when none has all the words; they are never in
    ``hits`` nor in ``total``. ``index_documents`` is how many documents the index holds, counted
    only when nothing was found (to tell an empty index), else None. ``rescue`` is there when
    nothing was found, or little. ``truncated`` says in sentences where the search stopped looking
    because it would have cost too much; if there is any, there may be more than ``total``.
    """

    query: Understanding
    total: int
    offset: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    took_ms: float
    index_documents: int | None = None
    expansion: tuple[AddedWord, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    rescue: Rescue | None = None
    truncated: tuple[str, ...] = ()

    @property
    def returned(self) -> int:
        """How many hits this page holds."""
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class CountedWord:
    """A folded word of an index, and how many documents have it."""

    word: str
    documents: int


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is in an index. ``sources`` maps a source's name to its number of documents."""

    path: str
    documents: int
    files: int
    undated: int
    unsourced: int
    first_date: str | None
    last_date: str | None
    sources: Mapping[str, int]
    size_bytes: int
    engine: str
    format_version: int
    analysis_version: int
    created_by: str
    segments: int = 0
    problems: tuple[FileRecord, ...] = field(default=())
