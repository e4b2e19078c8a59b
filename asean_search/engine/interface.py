"""The engine's door: what an index can be asked, and how it is written to.

Nothing here may need one particular engine to answer it. Plain frozen values come out;
opening never creates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Protocol

import msgspec

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


class Search(msgspec.Struct, frozen=True):
    """One search, resolved: a tree that scores, a tree that only filters, and the page wanted.

    ``limit`` 0 counts without ranking. ``profile`` names an entry of ``ranking.PROFILES``;
    ``facets`` names some of ``model.FACETS``, or of ``Index.keyword_fields``.
    ``expansion`` adds to the score of what matches the tree, and makes nothing match.
    ``today`` bounds what counts as the newest document where the profile decays with age.
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

    ``facets`` counts all documents that match, for each facet asked for: see ``model.FacetCount``.
    ``truncated`` says in sentences where the search stopped looking because it would have cost too
    much; if there is any, ``total`` is only what was found until then.
    """

    total: int
    documents: tuple[ScoredDocument, ...]
    facets: Mapping[str, tuple[FacetCount, ...]] = msgspec.field(default_factory=dict)
    truncated: tuple[str, ...] = ()


class SpellingCandidate(msgspec.Struct, frozen=True):
    """A folded word of the index that is ``edits`` changes away from another one."""

    word: str
    documents: int
    edits: int


class Index(Protocol):
    """An open index: one unchanging view of what was committed when it was opened."""

    def __enter__(self) -> Index: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def search(self, search: Search) -> Page:
        """The page of documents that match, best first."""
        ...

    def explain(self, search: Search, ids: Sequence[str]) -> list[Explanation]:
        """For each of these ids, all of which match, what its score is made of."""
        ...

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, in how many documents it stands in any text field, by its stem.

        Exact where it can be written in one way only, else at least that.
        """
        ...

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The stored documents with these ids, in this order; an id not held is left out."""
        ...

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        """At most ``limit`` document ids that begin with ``start``, in order."""
        ...

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents that came from the file at ``path``, in the file's order."""
        ...

    def list_terms(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field that begin with ``prefix``, in order."""
        ...

    def keyword_fields(self) -> tuple[str, ...]:
        """The names under which documents have keywords, in order: kept columns and the like."""
        ...

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        """What documents say their acronyms mean, by how many do, the most first.

        With ``keys`` (``analysis.name_key`` of names), every meaning of the acronyms of which the
        short name or a long one has one of these keys.
        """
        ...

    def spelling_candidates(
        self, word: str, field: str, limit: int, *, prefix: int = 0
    ) -> list[SpellingCandidate]:
        """At most ``limit`` folded words of a text field that may be meant by ``word``.

        Their first ``prefix`` letters are the same; some are found at less cost.

        They are one or two changes away (see ``query.tree.Fuzzy``; one for short words), those
        nearest to it first, then those that most documents have. The word itself is not among
        them.
        """
        ...

    def info(self) -> IndexInfo:
        """What the index holds."""
        ...

    def verify(self) -> tuple[Damage, ...]:
        """Read the whole index, and compare it with its checksums; what cannot be trusted."""
        ...

    def close(self) -> None:
        """Let go of the files. Closing twice is harmless."""
        ...


class Writer(Protocol):
    """A writer holds the index for itself. Leaving with an exception rolls back to the last commit.

    A file is replaced by ``remove_file``, ``put`` for each of its documents, ``record_file``.
    ``commits`` is how many commits it has made.

    ``batch_analyser`` is ``module:name`` of a class, or "". Made without arguments in any process, what
    it gives turns a list of documents into one value that pickles and takes most of the work off
    the writer: ``put_analysed``.
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
        """What is remembered of the file at ``path``, this run's changes included."""
        ...

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below it, in order of path; "" is every file."""
        ...

    def put(self, documents: Iterable[Document]) -> int:
        """Add documents (ids not in the index); how many."""
        ...

    def put_analysed(self, prepared: object, first: int, end: int) -> None:
        """Add documents as ``put`` does: those with the numbers ``first`` to ``end`` of a list.

        What of one list is put is put one after the other, in order.
        """
        ...

    def remove_file(self, path: str) -> int:
        """Remove the file's documents and forget the file; how many documents that were."""
        ...

    def record_file(self, record: FileRecord) -> None:
        """Remember a file as read."""
        ...

    def record_root(self, path: str) -> None:
        """Remember, at once, a path that was given to be indexed; written as in ``FileRecord``."""
        ...

    def commit(self) -> None:
        """Make all that was written so far durable and visible, all of it or nothing."""
        ...

    def rollback(self) -> None:
        """Forget all that was written since the last commit."""
        ...


class Catalog(Protocol):
    """What an index remembers of files and of the paths given to it, as it was last committed."""

    def file(self, path: str) -> FileRecord | None:
        """What is remembered of the file at ``path``."""
        ...

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below it, in order of path; "" is every file."""
        ...

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        ...
