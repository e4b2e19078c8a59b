"""The engine's door: what an index can do, split by role.

Nothing here may need one particular engine. Plain frozen values come out; opening never creates.

**Threads.** An open index may be shared by threads that only read: each method may run in several
threads at once, and gives the same answer as alone. ``close`` must not run beside other calls. A
writer belongs to one thread.

**Staleness.** An open index is a view of one commit and never changes. ``refresh`` says whether
there is a later one, and opens it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Protocol

import msgspec

from asean_search.errors import UnsupportedByEngineError
from asean_search.model import (
    Acronym,
    Damage,
    Document,
    Explanation,
    FacetCount,
    FileRecord,
    IndexInfo,
    Sort,
)
from asean_search.query.nodes import Boost, Node


class Capabilities(msgspec.Struct, frozen=True):
    """The optional abilities of an engine: ``Index.explain`` and ``Search.expansion``.

    A use case requires an ability before it relies on it; a new optional ability gets a field here.
    """

    engine: str
    explanations: bool = True
    expansion: bool = True

    def require(self, ability: str) -> None:
        """Refuse to go on without an ability.

        Raises:
            UnsupportedByEngineError: the engine lacks it.
        """
        if not getattr(self, ability):
            raise UnsupportedByEngineError(
                f"the engine {self.engine} has no {ability}",
                hint="Use an index in a folder for this: asearch index --index DIR PATH",
            )


class Search(msgspec.Struct, frozen=True):
    """A resolved search: a tree that scores, a tree that only filters, and the wanted page.

    ``limit`` 0 counts without ranking. ``profile`` names an entry of ``ranking.PROFILES``;
    ``facets`` names some of ``model.FACETS``, or of ``Words.keyword_fields``. ``expansion`` adds to
    the score of documents that match the tree, and makes no other document match. ``today`` is the
    newest possible day where the profile's score decays with age.
    """

    tree: Node
    filter: Node | None = None
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
    profile: str = "news"
    expansion: tuple[Boost, ...] = ()
    today: date | None = None
    facets: tuple[str, ...] = ()


class ScoredDocument(msgspec.Struct, frozen=True):
    """A matching document's id and its score (0.0 where nothing scores)."""

    id: str
    score: float


class Page(msgspec.Struct, frozen=True):
    """``total`` is exact. Ties are broken by date (newest first, undated last), then by id.

    ``facets`` counts all matching documents, for each requested facet: see ``model.FacetCount``.
    ``truncated`` lists in sentences the limits that stopped the search; if there is any, ``total``
    counts only the documents found until then.
    """

    total: int
    documents: tuple[ScoredDocument, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = msgspec.field(default_factory=dict)
    truncated: tuple[str, ...] = ()


class SpellingCandidate(msgspec.Struct, frozen=True):
    """A folded word of the index, ``edits`` edits away from another word."""

    word: str
    documents: int
    edits: int


class Index(Protocol):
    """Answers searches over one unchanging view of an index."""

    def search(self, search: Search) -> Page:
        """The page of matching documents, best first."""
        ...

    def search_all(self, searches: Sequence[Search]) -> list[Page]:
        """The page of each search, in order; one call to the engine."""
        ...

    def scan(self, search: Search, after: str = "") -> Iterator[ScoredDocument]:
        """All matching documents in the search's order, from the one after the id ``after``.

        ``limit``, ``offset`` and ``facets`` do not count. An id that does not match gives nothing.
        """
        ...

    def explain(self, search: Search, ids: Sequence[str]) -> list[Explanation]:
        """The parts of the score of each of these documents, all of which match."""
        ...

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The stored documents with these ids, in this order; unknown ids are left out."""
        ...

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        """At most ``limit`` document ids that begin with ``start``, in order."""
        ...

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents from the file at ``path``, in the file's order."""
        ...

    def info(self) -> IndexInfo:
        """The contents of the index: counts, dates, sources, versions."""
        ...

    def capabilities(self) -> Capabilities:
        """The engine's optional abilities."""
        ...


class Words(Protocol):
    """Lists what an index knows of words and names."""

    def list_terms(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field with this prefix, in order."""
        ...

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, the number of documents that have its stem in any text field.

        Exact where the word has one spelling only, else a lower bound.
        """
        ...

    def spelling_candidates(
        self, word: str, field: str, limit: int, *, prefix: int = 0
    ) -> list[SpellingCandidate]:
        """At most ``limit`` folded words of a text field with a similar spelling.

        They are one or two edits away (see ``query.nodes.Fuzzy``; one for short words): the nearest
        first, then those that most documents have, without the word itself. ``prefix`` is the
        number of first letters that they share with it; a longer prefix is cheaper.
        """
        ...

    def keyword_fields(self) -> tuple[str, ...]:
        """The names of the keyword fields, in order: kept columns, authors, attachments."""
        ...

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        """The acronyms that documents define, those with most documents first.

        With ``keys`` (``analysis.name_key`` of names): every meaning of the acronyms whose short
        form, or one of whose long forms, has one of these keys.
        """
        ...


class Maintenance(Protocol):
    """Checks a whole index."""

    def verify(self) -> tuple[Damage, ...]:
        """The damaged parts: reads the whole index, and compares it with its checksums."""
        ...


class OpenIndex(Index, Words, Maintenance, Protocol):
    """An index, open for reading."""

    def __enter__(self) -> OpenIndex: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def refresh(self) -> OpenIndex:
        """This index if nothing was committed since it was opened, else a new view of it.

        The old view stays open, and its owner closes it.
        """
        ...

    def close(self) -> None:
        """Close the files. Closing twice is harmless."""
        ...


class Catalog(Protocol):
    """The files that an index has read and the roots it was given, as of the last commit."""

    def file(self, path: str) -> FileRecord | None:
        """The record of the file at ``path``."""
        ...

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """The record of each file at ``folder`` or below it, in order of path; "" is every file."""
        ...

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        ...


class Writer(Protocol):
    """Changes an index that it has locked. An exception rolls back to the last commit.

    To replace a file: ``remove_file``, ``put`` its documents, ``record_file``. ``commits`` is the
    number of commits so far.

    ``batch_analyser`` is ``module:name`` of a class, or "". An instance, made without arguments in
    any process, turns a list of documents into one value that can be pickled and that takes most of
    the work off the writer: ``put_analysed``.
    """

    commits: int
    batch_analyser: str

    def __enter__(self) -> Writer: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def file(self, path: str) -> FileRecord | None:
        """The record of the file at ``path``, with this run's changes."""
        ...

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """The record of each file at ``folder`` or below it, in order of path; "" is every file."""
        ...

    def put(self, documents: Iterable[Document]) -> int:
        """Add documents, whose ids must be new; returns their number."""
        ...

    def put_analysed(self, batch: object, first: int, end: int) -> None:
        """Add documents ``first`` to ``end`` of an analysed batch.

        Slices of one batch must arrive in order.
        """
        ...

    def remove_file(self, path: str) -> int:
        """Remove the file's documents and its record; returns their number."""
        ...

    def record_file(self, record: FileRecord) -> None:
        """Record a file as read."""
        ...

    def record_root(self, path: str) -> None:
        """Record, at once, a path that was given to be indexed; written as in ``FileRecord``."""
        ...

    def commit(self) -> None:
        """Make everything written so far durable and visible, all of it or nothing."""
        ...

    def rollback(self) -> None:
        """Discard everything written since the last commit."""
        ...


ROLES = (Index, Words, Maintenance, OpenIndex, Catalog, Writer)
"""The roles in the order of the documentation."""
