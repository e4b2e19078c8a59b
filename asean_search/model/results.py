"""Answers: hits, counts, and what could be asked instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from asean_search.model.documents import Document
from asean_search.model.explanations import Explanation, FeedbackTerm, KeyTerm
from asean_search.model.queries import InterpretedQuery


class Span(msgspec.Struct, frozen=True):
    """A half-open range of characters, ``text[start:end]``."""

    start: int
    end: int


class Snippet(msgspec.Struct, frozen=True):
    """A passage of a document. ``highlights`` are ranges inside ``text``, in order, apart.

    ``start`` is where the passage begins in the field's text, in characters;
    ``before`` and ``after`` say whether text was left out on that side. ``page`` is the page, from
    1, of the first match, where the document has pages; ``line`` is its line in the file, from 1,
    where the document is a text file.
    """

    text: str
    highlights: tuple[Span, ...]
    start: int = 0
    before: bool = False
    after: bool = False
    page: int | None = None
    line: int | None = None


class Hit(msgspec.Struct, frozen=True):
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


class FacetCount(msgspec.Struct, frozen=True):
    """The number of matching documents that have a value of a facet.

    Sources are ordered by their number of documents, then by name; years, months and days by time.
    A date that is only known to the month or year counts as that. Values that no document has are
    left out.
    """

    value: str | None
    """The source, the value of a kept column, or the period as YYYY, YYYY-MM or YYYY-MM-DD; null,
    which comes last, counts documents that state none."""
    documents: int
    """The number of documents with this value."""


class PartCount(msgspec.Struct, frozen=True):
    """The number of documents that match a part of a query."""

    label: str
    """The part in canonical form; `both` or `all` for all the words together."""
    kind: str
    """`word` for a word or phrase, `all` for all of them, `filter` for all with one filter."""
    documents: int
    """The number of documents that match."""


class SpellingSuggestion(msgspec.Struct, frozen=True):
    """A word of a query that few documents have, or none, and words that may be meant.

    ``meant`` are folded words of the index, each with its number of documents, likeliest first.
    """

    word: str
    documents: int
    candidates: tuple[tuple[str, int], ...]


class RelaxedQuery(msgspec.Struct, frozen=True):
    """Another query, with its filters, and how many documents match it: ``change`` says how.

    ``query`` is in canonical form; ``since``, ``until`` and ``sources`` as in ``InterpretedQuery``.
    """

    query: str
    change: str
    documents: int
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()


class Suggestions(msgspec.Struct, frozen=True):
    """Why nothing, or little, was found, and what could be asked instead; nothing of it was."""

    counts: tuple[PartCount, ...] = ()
    spelling: tuple[SpellingSuggestion, ...] = ()
    relaxed: tuple[RelaxedQuery, ...] = ()


class SearchResult(msgspec.Struct, frozen=True):
    """The answer: exact total, the page of hits, and how the query was understood.

    ``partial`` holds the closest documents when none has all the words; they are never in
    ``hits`` nor in ``total``. ``index_documents`` is how many documents the index holds, counted
    only when nothing was found (to tell an empty index), else None. ``suggestions`` is there when
    nothing was found, or little. ``truncated`` says in sentences where the search stopped looking
    because it would have cost too much; if there is any, there may be more than ``total``.
    """

    query: InterpretedQuery
    total: int
    offset: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    took_ms: float
    index_documents: int | None = None
    expansion: tuple[FeedbackTerm, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = msgspec.field(default_factory=dict)
    suggestions: Suggestions | None = None
    truncated: tuple[str, ...] = ()

    @property
    def returned(self) -> int:
        """How many hits this page holds."""
        return len(self.hits)


class WordFrequency(msgspec.Struct, frozen=True):
    """A folded word of an index, and the number of documents that have it."""

    word: str
    """The word, without case and accents."""
    documents: int
    """The number of documents that have it."""


class SimilarDocuments(msgspec.Struct, frozen=True):
    """The documents most like a text, each with its explanation, and the words that stood for it.

    ``of`` is the document that it was asked about, None for a text from elsewhere.
    """

    of: Document | None
    words: tuple[KeyTerm, ...]
    hits: tuple[Hit, ...]
    took_ms: float


class ShownDocument(msgspec.Struct, frozen=True):
    """A whole document, and the ranges of its title and body that match a query."""

    document: Document
    title_highlights: tuple[Span, ...] = ()
    body_highlights: tuple[Span, ...] = ()


class BatchQuery(msgspec.Struct, frozen=True):
    """One query of a batch; ``id`` is its own, or the number of its line."""

    line: int
    id: str
    text: str


class BadLine(msgspec.Struct, frozen=True):
    """A line of a batch that could not be answered, or not as it was meant, and why."""

    line: int
    reason: str


class BatchAnswer(msgspec.Struct, frozen=True):
    """The hits, then the documents that have only some of the words, in one order by rank.

    The documents come without their text. ``total`` counts the hits alone.
    """

    query: BatchQuery
    canonical: str
    total: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    notes: tuple[str, ...]
    expansion: tuple[FeedbackTerm, ...]
    took_ms: float
