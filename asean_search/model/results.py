"""Answers: hits, how their scores were calculated, counts and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec

from asean_search.model.documents import Document
from asean_search.model.queries import InterpretedQuery


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A half-open range of characters (Unicode code points): start and end, ``text[start:end]``."""

    start: int
    end: int


class Snippet(msgspec.Struct, frozen=True):
    """A passage of a document."""

    text: str
    """The passage as it stands in the document."""
    highlights: tuple[Span, ...]
    """The ranges of `text` that match, in order, without overlaps."""
    start: int = 0
    """The offset of the passage in the document's text, in characters."""
    before: bool = False
    """Whether text was left out before the passage."""
    after: bool = False
    """Whether text was left out after the passage."""
    page: int | None = None
    """The page of the first match, from 1; null if the document has no pages."""
    line: int | None = None
    """The line of the first match in the file, from 1; null if the file is not a text file."""


class Hit(msgspec.Struct, frozen=True):
    """A document that matches, with its rank in the answer, from 1.

    ``title_highlights`` are ranges of ``document.title``. ``explanation`` is None unless requested.
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
    kind: Annotated[str, msgspec.Meta(pattern="^(word|all|filter)$")]
    """`word` for a word or phrase, `all` for all of them, `filter` for all with one filter."""
    documents: int
    """The number of documents that match."""


class WordFrequency(msgspec.Struct, frozen=True):
    """A folded word of an index, and the number of documents that have it."""

    word: str
    """The word, without case and accents."""
    documents: int
    """The number of documents that have it."""


class SpellingSuggestion(msgspec.Struct, frozen=True):
    """A word of a query that few documents have, and words that may be meant."""

    word: str
    """The word as typed."""
    documents: int
    """The number of documents that match."""
    candidates: tuple[WordFrequency, ...]
    """Words of the index that may be meant, the likeliest first."""


class RelaxedQuery(msgspec.Struct, frozen=True):
    """A query, with its filters, that finds more documents."""

    query: str
    """The query in canonical form."""
    change: str
    """How it differs from the query."""
    documents: int
    """The number of documents that match."""
    since: date | None = None
    """The first day allowed, or null."""
    until: date | None = None
    """The last day allowed, or null."""
    sources: tuple[str, ...] = ()
    """The sources allowed; empty allows all."""


class Suggestions(msgspec.Struct, frozen=True):
    """Why few documents or none were found, and what to try instead."""

    counts: tuple[PartCount, ...] = ()
    """The number of documents that match each part of the query."""
    spelling: tuple[SpellingSuggestion, ...] = ()
    """Words that no or few documents have, with the words of the index that may be meant."""
    relaxed: tuple[RelaxedQuery, ...] = ()
    """Queries that find more, ready to run."""


class SearchResult(msgspec.Struct, frozen=True):
    """The answer to a query."""

    query: InterpretedQuery
    """The query, and how it was understood."""
    total: int
    """The exact number of documents that match."""
    offset: int
    """The number of hits skipped before the first of `hits`."""
    hits: tuple[Hit, ...]
    """The documents that match, best first."""
    partial: tuple[Hit, ...]
    """If none matches: the closest documents, with some of the words. Not counted in `total`."""
    took_ms: float
    """Milliseconds from query to answer, without start-up and printing."""
    index_documents: int | None = None
    """The number of documents in the index, counted only if nothing was found."""
    expansion: tuple[FeedbackTerm, ...] = ()
    """The words that relevance feedback weighted; only with --expand."""
    facets: Mapping[str, tuple[FacetCount, ...]] = msgspec.field(default_factory=dict)
    """Counts over all documents that match, for each facet requested; only with --facet."""
    suggestions: Suggestions | None = None
    """If nothing or little was found: why, and what to try instead. None of it was searched for."""
    truncated: tuple[str, ...] = ()
    """Sentences that say where the search stopped early because it would have cost too much; if
    there are any, more documents than `total` may match, and the exit code is 3."""

    @property
    def returned(self) -> int:
        """The number of hits on this page."""
        return len(self.hits)


class SimilarDocuments(msgspec.Struct, frozen=True):
    """The documents most like a text, each with its explanation, and the text's key terms.

    ``of`` is the document with the text, None for a text from elsewhere.
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
    """A query of a batch; ``id`` is its own id, or the number of its line."""

    line: int
    id: str
    text: str


class BadLine(msgspec.Struct, frozen=True):
    """A line of a batch that could not be answered as it was meant, and why."""

    line: int
    reason: str


class BatchAnswer(msgspec.Struct, frozen=True):
    """The answer to one query of a batch: hits, then documents with only some of the words.

    The ranks of ``partial`` continue those of ``hits``; ``total`` counts the hits alone. Documents
    have no ``body``.
    """

    query: BatchQuery
    canonical: str
    total: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    notes: tuple[str, ...]
    expansion: tuple[FeedbackTerm, ...]
    took_ms: float


class FieldScore(msgspec.Struct, frozen=True):
    """The share of one field in a word's score."""

    field: Annotated[str, msgspec.Meta(pattern="^(title|body|place)$")]
    """The field of the document: `title`, `body` (the text) or `place`."""
    occurrences: float
    """How often the word occurs in the field; an occurrence of a synonym counts less."""
    length: int
    """The number of words in the field."""
    score: float
    """The score of the word in this field; the fields of a word add up to the word's score."""


class WordScore(msgspec.Struct, frozen=True, rename={"text": "word"}):
    """The share of one word, phrase or prefix of the query in a document's score."""

    text: str
    """A word, phrase or prefix, as the canonical query writes it."""
    score: float
    """What the word adds to the score."""
    weight: float
    """The weight before term frequency: inverse document frequency times the profile's boosts."""
    documents: int
    """The document frequency behind the weight: that of the field where it is highest, summed over
    the synonyms and parts of the word."""
    fields: tuple[FieldScore, ...]
    """The fields in which the word occurs."""
    from_expansion: bool = False
    """Whether --expand added the word."""


class Explanation(msgspec.Struct, frozen=True):
    """How the score of a document was calculated."""

    id: str
    """The id of the document."""
    score: float
    """The score: the sum of the words' scores, times `freshness`."""
    words: tuple[WordScore, ...]
    """The words that the score is the sum of."""
    freshness: float = 1.0
    """The factor by which the profile favours new documents; 1 if it does not."""


class FeedbackTerm(msgspec.Struct, frozen=True):
    """A word that relevance feedback weighted."""

    word: str
    """A word typical of the top hits."""
    weight: float
    """The weight of the word; a word of the query has weight 1."""
    in_query: bool = False
    """Whether the query has the word too; the weight is then added to that of the query's word."""


class KeyTerm(msgspec.Struct, frozen=True):
    """A distinctive word of a text: frequent in it and rare in the index."""

    word: str
    """The word in its most frequent spelling."""
    term: str
    """The index term of the word."""
    weight: float
    """How distinctive the word is; the weights of a text's words add up to 1."""
