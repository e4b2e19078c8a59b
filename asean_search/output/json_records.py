"""The JSON documents: each record is one object, its fields are the keys in their order.

The string below a field describes the key; a key without one means what it means in the first
record that has it. docs/schema and the tables of docs/json.md are written from these types by
``make docs``. A field that may be UNSET is a key that may be missing.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from asean_search.model import (
    Acronym,
    Action,
    ChangeCount,
    Damage,
    FacetCount,
    PartCount,
    Sort,
    WordFrequency,
)

SCHEMA = 2
"""The version of every JSON document. It changes when a key goes or changes its meaning."""

Count = Annotated[int, Meta(ge=0)]
Ordinal = Annotated[int, Meta(ge=1)]
Number = Annotated[float, Meta(ge=0)]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Date = Annotated[str, Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Name = Annotated[str, Meta(min_length=1)]
Base64 = Annotated[str, Meta(extra_json_schema={"contentEncoding": "base64"})]
Range = tuple[Count, Ordinal]
"""Start and end in characters (Unicode code points); the end is not included."""


# --- the answer to a query ---------------------------------------------------------------------


class Synonym(Struct, frozen=True):
    """A synonym that was searched for as well."""

    of: str
    """The name in the query."""
    name: str
    """The synonym."""
    by: Annotated[str, Meta(pattern="^(alias|acronym)$")]
    """How it is known: `alias` or `acronym`."""


class Query(Struct, frozen=True):
    """The query, and how it was understood."""

    text: str
    """The query as typed."""
    version: Ordinal
    """The version of the query language; see docs/queries.md."""
    canonical: str
    """The query in canonical form: what it was understood to mean."""
    standalone: str
    """The canonical query with the dates and sources of the options: it can be run as it is."""
    since: Day | None
    """The first day allowed, or null."""
    until: Day | None
    """The last day allowed, or null."""
    sources: tuple[str, ...]
    """The sources allowed; empty allows all."""
    sort: Sort
    """The order of the hits."""
    notes: tuple[str, ...]
    """Notes for a person on how the query was understood."""
    synonyms: tuple[Synonym, ...]
    """The synonyms that were searched for as well."""


class FeedbackTerm(Struct, frozen=True):
    """A word that relevance feedback weighted."""

    word: str
    """A word typical of the top hits."""
    weight: float | None
    """The weight of the word; a word of the query has weight 1."""
    in_query: bool
    """Whether the query has the word too; the weight is then added to that of the query's word."""


class Spelling(Struct, frozen=True):
    """A word of the query that few documents have, and words that may be meant."""

    word: str
    """The word as typed."""
    documents: Count
    """The number of documents that match."""
    candidates: tuple[WordFrequency, ...]
    """Words of the index that may be meant, the likeliest first."""


class RelaxedQuery(Struct, frozen=True):
    """Another query that finds more."""

    query: str
    """The query in canonical form."""
    since: Day | None
    until: Day | None
    sources: tuple[str, ...]
    change: str
    """How it differs from the query."""
    documents: Count


class Suggestions(Struct, frozen=True):
    """Why little was found, and what to try instead."""

    counts: tuple[PartCount, ...]
    """The number of documents that match each part of the query."""
    spelling: tuple[Spelling, ...]
    """Words that no or few documents have, with the words of the index that may be meant."""
    relaxed: tuple[RelaxedQuery, ...]
    """Queries that find more, ready to run."""


class Snippet(Struct, frozen=True):
    """A passage of a document."""

    text: str
    """The passage as it stands in the document."""
    highlights: tuple[Range, ...]
    """The ranges of `text` that match, in order, without overlaps."""
    start: Count
    """The offset of the passage in the document's text, in characters."""
    before: bool
    """Whether text was left out before the passage."""
    after: bool
    """Whether text was left out after the passage."""
    page: Ordinal | None
    """The page of the first match, from 1; null if the document has no pages."""
    line: Ordinal | None
    """The line of the first match in the file, from 1; null if the file is not a text file."""


class FieldScore(Struct, frozen=True):
    """The share of one field in a word's score."""

    field: Annotated[str, Meta(pattern="^(title|body|place)$")]
    """The field of the document; `body` is the text."""
    occurrences: Annotated[float, Meta(gt=0)] | None
    """How often the word occurs in the field; an occurrence of a synonym counts less."""
    length: Ordinal
    """The number of words in the field."""
    score: float | None
    """The score of the word in this field; the fields of a word add up to the word's score."""


class WordScore(Struct, frozen=True):
    """The share of one word in a hit's score."""

    word: str
    """A word, phrase or prefix, as the canonical query writes it."""
    score: float | None
    """What the word adds to the score of the hit."""
    weight: float | None
    """The weight before term frequency: the inverse document frequency times the profile's
    boosts.
    """
    documents: Count
    """The document frequency behind the weight: that of the field where it is highest, summed
    over the synonyms and parts of the word.
    """
    from_expansion: bool
    """Whether --expand added the word."""
    fields: tuple[FieldScore, ...]
    """The fields in which the word occurs."""


class Explanation(Struct, frozen=True):
    """How the score of a hit was calculated."""

    score: float | None
    """The score again: the sum of the words' scores, times `freshness`."""
    freshness: float | None
    """The factor by which the profile favours new documents; 1 if it does not."""
    words: tuple[WordScore, ...]
    """The words that the score is the sum of."""


class Hit(Struct, frozen=True, kw_only=True):
    """A document that matches."""

    rank: Ordinal
    """The rank in the whole answer, from 1."""
    id: Name
    """The short id of the document. It stays the same as long as the document's path does."""
    score: float | None
    """The relevance, higher is better; 0 if nothing in the query scores."""
    title: str
    """The title; if there is none, the beginning of the first sentence."""
    title_from: str
    """How the title is known."""
    title_highlights: tuple[Range, ...]
    """The ranges of `title` that match."""
    date: Date | None
    """YYYY-MM-DD, or YYYY-MM or YYYY if no more is known; null if the document states none."""
    date_from: str | None
    """How the date is known; null if `date` is."""
    source: str | None
    """The publisher; null if the document states none."""
    source_from: str | None
    """How the source is known; null if `source` is."""
    place: str | None
    """The place where it was written; null if the document states none."""
    place_from: str | None
    """How the place is known; null if `place` is."""
    language: str | None
    """The language of the text (`en`, `vi`); null if unknown."""
    language_from: str | None
    """How the language is known; null if `language` is."""
    path: str
    """The file: relative to the current folder if it is below it, else absolute."""
    path_bytes_base64: Base64 | UnsetType = UNSET
    """The bytes of `path`, only if they are not UTF-8."""
    record: str | None
    """The name of the document in a file of several documents, else null."""
    author: str | None
    """The author; null if the document states none."""
    keywords: dict[str, tuple[str, ...]]
    """The values of each kept column; for a mail also the names of its attachments."""
    snippets: tuple[Snippet, ...]
    """Passages with matches."""
    body: str | UnsetType = UNSET
    """The whole text; in hits only with --fields."""
    explanation: Explanation | UnsetType = UNSET
    """How the score was calculated; only with --explain."""


class HitLine(Hit, frozen=True, tag_field="schema", tag=SCHEMA):
    """A hit on a line of its own: `asearch query QUERY --format jsonl`."""


class SearchResult(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """The answer to a query: `asearch query QUERY --json`."""

    query: Query
    """The query, and how it was understood."""
    total: Count
    """The exact number of documents that match."""
    returned: Count
    """The number of documents in `hits`."""
    offset: Count
    """The number of hits skipped before the first of `hits`."""
    took_ms: Number | None
    """Milliseconds from query to answer, without start-up and printing."""
    hits: tuple[Hit, ...]
    """The documents that match, best first."""
    partial: tuple[Hit, ...]
    """If none matches: the closest documents, with some of the words. Not counted in `total`."""
    expansion: tuple[FeedbackTerm, ...] | UnsetType = UNSET
    """The words that relevance feedback weighted; only with --expand."""
    facets: dict[str, tuple[FacetCount, ...]] | UnsetType = UNSET
    """Counts over all documents that match, for each facet requested; only with --facet."""
    truncated: tuple[str, ...]
    """Sentences that say where the search stopped early because it would have cost too much; if
    there are any, more documents than `total` may match, and the exit code is 3.
    """
    suggestions: Suggestions | None
    """If nothing or little was found: why, and what to try instead. None of it was searched for."""


# --- other answers -----------------------------------------------------------------------------


class Document(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """A whole document: `asearch show ID --json`."""

    id: Name
    title: str
    title_from: str
    title_highlights: tuple[Range, ...]
    date: Date | None
    date_from: str | None
    source: str | None
    source_from: str | None
    place: str | None
    place_from: str | None
    author: str | None
    author_from: str | None
    """How the author is known; null if `author` is."""
    language: str | None
    language_from: str | None
    url: str | None
    """The address on the web; null if the document states none."""
    url_from: str | None
    """How the address is known; null if `url` is."""
    keywords: dict[str, tuple[str, ...]]
    path: str
    path_bytes_base64: Base64 | UnsetType = UNSET
    record: str | None
    body: str
    """The whole text."""
    body_highlights: tuple[Range, ...]
    """The ranges of `body` that match --highlight."""


class KeyTerm(Struct, frozen=True):
    """A distinctive word of a text."""

    word: str
    """A word of the text."""
    weight: float | None
    """How distinctive the word is; the weights add up to 1."""


class SimilarDocuments(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """Documents like one document or text: `asearch similar ID --json`."""

    of: str | None
    """The id of the document; null for a text from standard input."""
    words: tuple[KeyTerm, ...]
    """The most distinctive words of the text, which were searched for."""
    returned: Count
    took_ms: Number | None
    hits: tuple[Hit, ...]
    """The most similar documents, best first."""


class BatchAnswer(Struct, frozen=True):
    """The answer to one query of a batch."""

    id: str
    """The query's own id, or the number of its line."""
    text: str
    """The query as it was given."""
    canonical: str
    total: Count
    took_ms: Number | None
    notes: tuple[str, ...]
    expansion: tuple[FeedbackTerm, ...]
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    """The documents with only some of the words; their ranks continue those of `hits`."""


class Batch(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """The answers to many queries: `asearch batch FILE`."""

    answers: tuple[BatchAnswer, ...]
    """One for each query, in their order; a line without a query has none."""


class Words(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """Words of an index: `asearch terms PREFIX --json`."""

    words: tuple[WordFrequency, ...]
    """The words of the index that begin with the prefix, in order."""


class Acronyms(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """Acronyms that documents define: `asearch terms --acronyms --json`."""

    acronyms: tuple[Acronym, ...]
    """The acronyms, the most frequent definition first."""


# --- indexes and indexing ----------------------------------------------------------------------


class SourceCount(Struct, frozen=True):
    """The number of documents of a source."""

    source: str
    """The name of the source."""
    documents: Ordinal
    """The number of documents that have it."""


class FieldCount(Struct, frozen=True):
    """The number of documents that have a keyword field."""

    field: str
    """The name of the field in queries."""
    documents: Ordinal
    """The number of documents that have it."""


class Problem(Struct, frozen=True, kw_only=True):
    """A file, or a part of one, that could not be read, and why."""

    path: str
    """The file; for a record, the file and its line."""
    path_bytes_base64: Base64 | UnsetType = UNSET
    reason: str
    """The reason, for a person."""


class File(Struct, frozen=True):
    """A file."""

    path: str
    path_bytes_base64: Base64 | UnsetType = UNSET


class IndexInfo(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What is in an index: `asearch info --json`."""

    index: str
    """The index folder, absolute."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    """The bytes of `index`, only if they are not UTF-8."""
    documents: Count
    """The number of documents in the index."""
    files: Count
    """The number of files that they came from."""
    undated: Count
    """The number of documents without a date."""
    unsourced: Count
    """The number of documents without a source."""
    first_date: Date | None
    """The earliest date of a document, as precise as it is known, or null."""
    last_date: Date | None
    """The latest date of a document, as precise as it is known, or null."""
    sources: tuple[SourceCount, ...]
    """The sources, the one with the most documents first."""
    keywords: tuple[FieldCount, ...]
    """The keyword fields, such as kept columns, in order."""
    size_bytes: Count
    """The size of the index on disk."""
    engine: str
    """The engine that reads and writes the index."""
    segments: Count
    """The number of segments of the index."""
    format_version: Ordinal
    """The version of the file format."""
    analysis_version: Ordinal
    """The version of the rules that turn text into terms."""
    created_by: str
    """The program that created the index."""
    problems: tuple[Problem, ...]
    """Files that gave no document."""
    unread_parts: tuple[Problem, ...]
    """Records, and files inside files, that could not be read; at most 200 of each file."""


class IndexReport(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What an indexing run did: `asearch index PATH --json`."""

    index: str
    """The index folder."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    committed: bool
    """Whether the run changed the index."""
    interrupted: bool
    """Whether the run was stopped before its end."""
    added: ChangeCount
    """New files and documents."""
    changed: ChangeCount
    """Replaced, because the file changed."""
    removed: ChangeCount
    """Removed, because the file is gone."""
    unchanged: ChangeCount
    """Left as they were."""
    undated: Count
    """The number of added or changed documents without a date."""
    rejected_dates: Count
    """The number of stated dates that are impossible: before 1400, in the future, a zero."""
    skipped: tuple[Problem, ...]
    """Files and records that could not be read, in this run or an earlier one."""
    total: Count
    """The number of documents in the index now."""
    took_ms: Number | None
    """Milliseconds."""
    peak_memory: Count
    """The peak resident memory in bytes: asearch and its workers, each at its own peak."""


class PlannedFile(Struct, frozen=True, kw_only=True):
    """What a run would do with a file."""

    path: str
    """The file."""
    path_bytes_base64: Base64 | UnsetType = UNSET
    action: Action
    """The action: `add`, `change`, `remove`, `keep` or `skip`."""
    reason: str
    """The reason, for a person."""


class IndexPlan(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What an indexing run would do: `asearch index PATH --dry-run --json`."""

    index: str
    """The index folder."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    files: tuple[PlannedFile, ...]
    """The files that the run would meet, in order, then those that it would remove."""


class IndexCheck(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """Whether an index is sound and up to date: `asearch check --json`."""

    index: str
    """The index folder."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    repaired: bool
    """Whether the damage was removed from the index."""
    damage: tuple[Damage, ...]
    """The damaged parts of the index."""
    files: Count
    """The number of files that the index remembers."""
    changed: tuple[File, ...]
    """Files that changed since they were indexed."""
    gone: tuple[File, ...]
    """Files that are gone since they were indexed."""
    new: tuple[File, ...]
    """Files that are not indexed yet, at the paths that were indexed before."""
    unread: tuple[File, ...]
    """Files that the next run reads in any case, such as those with damaged documents."""


DOCUMENTS: dict[str, type[Struct]] = {
    "search-result": SearchResult,
    "hit": HitLine,
    "document": Document,
    "similar": SimilarDocuments,
    "batch": Batch,
    "words": Words,
    "acronyms": Acronyms,
    "index-info": IndexInfo,
    "index-report": IndexReport,
    "index-plan": IndexPlan,
    "index-check": IndexCheck,
}
"""Every kind of JSON document; each has a schema in docs/schema."""
