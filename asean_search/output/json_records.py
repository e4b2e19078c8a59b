"""The JSON documents: each record is one object, its fields are the keys in their order.

They are the model's records where these fit, else records of their own. The string below a field,
here or in the model, describes the key; a key without one means what it means in the first record
here that has it. ``make docs`` writes docs/schema and the tables of docs/json.md from these types.
A field that may be UNSET is a key that may be missing.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from asean_search import model
from asean_search.model import (
    Acronym,
    Damage,
    Explanation,
    FacetCount,
    FeedbackTerm,
    InterpretedQuery,
    KeyTerm,
    Snippet,
    Span,
    Suggestions,
    WordFrequency,
)

SCHEMA = 2
"""The version of every JSON document. It changes when a key goes or changes its meaning."""

Ordinal = Annotated[int, Meta(ge=1)]
Date = Annotated[str, Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Name = Annotated[str, Meta(min_length=1)]
Base64 = Annotated[str, Meta(extra_json_schema={"contentEncoding": "base64"})]


class Facts(Struct, frozen=True, kw_only=True):
    """The keys that a hit and a whole document share."""

    id: Name
    """The short id of the document. It stays the same as long as the document's path does."""
    title: str
    """The title; if there is none, the beginning of the first sentence."""
    title_from: str
    """How the title is known."""
    title_highlights: tuple[Span, ...]
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
    keywords: dict[str, list[str]]
    """The values of each kept column; for a mail also the names of its attachments."""


class Hit(Facts, frozen=True, kw_only=True):
    """A document that matches."""

    rank: Ordinal
    """The rank in the whole answer, from 1."""
    score: float | None
    """The relevance, higher is better; 0 if nothing in the query scores."""
    snippets: tuple[Snippet, ...]
    """Passages with matches."""
    body: str
    """The whole text; in hits only with --fields."""
    explanation: Explanation | UnsetType = UNSET
    """How the score was calculated; only with --explain."""


class HitLine(Hit, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """A hit on a line of its own: `asearch query QUERY --format jsonl`."""


class Document(Facts, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """A whole document: `asearch show ID --json`."""

    author_from: str | None
    """How the author is known; null if `author` is."""
    url: str | None
    """The address on the web; null if the document states none."""
    url_from: str | None
    """How the address is known; null if `url` is."""
    body: str
    """The whole text."""
    body_highlights: tuple[Span, ...]
    """The ranges of `body` that match --highlight."""


class SearchResult(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """The answer to a query: `asearch query QUERY --json`."""

    query: InterpretedQuery
    total: int
    returned: int
    """The number of documents in `hits`."""
    offset: int
    took_ms: float | None
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    expansion: tuple[FeedbackTerm, ...] | UnsetType = UNSET
    facets: dict[str, tuple[FacetCount, ...]] | UnsetType = UNSET
    truncated: tuple[str, ...]
    suggestions: Suggestions | None


class SimilarDocuments(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """Documents like one document or text: `asearch similar ID --json`."""

    of: str | None
    """The id of the document; null for a text from standard input."""
    words: tuple[KeyTerm, ...]
    """The most distinctive words of the text, which were searched for."""
    returned: int
    took_ms: float | None
    hits: tuple[Hit, ...]
    """The most similar documents, best first."""


class BatchAnswer(Struct, frozen=True):
    """The answer to one query of a batch."""

    id: str
    """The query's own id, or the number of its line."""
    text: str
    """The query as it was given."""
    canonical: str
    """The query in canonical form: what it was understood to mean."""
    total: int
    took_ms: float | None
    notes: tuple[str, ...]
    """Notes for a person on how the query was understood."""
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


class File(Struct, frozen=True):
    """A file."""

    path: str
    path_bytes_base64: Base64 | UnsetType = UNSET


class Problem(model.Skipped, frozen=True, kw_only=True):
    """A file, or a part of one, that could not be read, and why."""

    path_bytes_base64: Base64 | UnsetType = UNSET


class PlannedFile(model.PlannedFile, frozen=True, kw_only=True):
    """What a run would do with a file, and why."""

    path_bytes_base64: Base64 | UnsetType = UNSET


class IndexInfo(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What is in an index: `asearch info --json`."""

    index: str
    """The index folder, absolute."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    """The bytes of `index`, only if they are not UTF-8."""
    documents: int
    """The number of documents in the index."""
    files: int
    """The number of files that they came from."""
    undated: int
    """The number of documents without a date."""
    unsourced: int
    """The number of documents without a source."""
    first_date: Date | None
    """The earliest date of a document, as precise as it is known, or null."""
    last_date: Date | None
    """The latest date of a document, as precise as it is known, or null."""
    sources: tuple[SourceCount, ...]
    """The sources, the one with the most documents first."""
    keywords: tuple[FieldCount, ...]
    """The keyword fields, such as kept columns, in order."""
    size_bytes: int
    """The size of the index on disk."""
    engine: str
    """The engine that reads and writes the index."""
    segments: int
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


class IndexReport(model.IngestReport, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What an indexing run did: `asearch index PATH --json`."""

    index_bytes_base64: Base64 | UnsetType = UNSET
    skipped: tuple[Problem, ...]


class IndexPlan(model.IngestPlan, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """What an indexing run would do: `asearch index PATH --dry-run --json`."""

    index_bytes_base64: Base64 | UnsetType = UNSET
    files: tuple[PlannedFile, ...]


class IndexCheck(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """Whether an index is sound and up to date: `asearch check --json`."""

    index: str
    """The index folder."""
    index_bytes_base64: Base64 | UnsetType = UNSET
    repaired: bool
    """Whether the damage was removed from the index."""
    damage: tuple[Damage, ...]
    """The damaged parts of the index."""
    files: int
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
