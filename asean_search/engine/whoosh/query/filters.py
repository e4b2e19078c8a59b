"""Filters: documents by date, source, language, length and keywords; they never score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import numpy as np

from asean_search import agencies
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import to_bytes
from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.scorer import Query, Scorer
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.query import nodes

_KNOWN_COLUMNS = {"date": "date", "place": "len.place"}
"""Columns that are 0 where the field is unknown."""


class ColumnFilter(msgspec.Struct, frozen=True):
    """Documents for which ``holds`` is true; it takes documents and gives a boolean for each."""

    holds: Callable[[SegmentReader, Array], Array]

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return reader.documents

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        docs = reader.all_docs if within is None else within
        selected = self.holds(reader, docs).nonzero()[0]
        if len(selected) == len(docs):
            return Scorer(docs, None)
        return Scorer(docs.take(selected), selected)


class KeyFilter(msgspec.Struct, frozen=True):
    """Documents with this value in a key field."""

    field: str
    value: str

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return reader.key_count(self.field, self.value)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        if within is None:
            return Scorer(reader.key_docs(self.field, self.value), None)
        number = reader.key_number(self.field, self.value)
        selected = (reader.column(f"key.{self.field}", within) == number).nonzero()[0]
        return Scorer(within.take(selected), selected)


class KeywordFilter(msgspec.Struct, frozen=True):
    """Documents with a keyword whose term starts with ``prefix``."""

    prefix: str

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return reader.documents

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        docs = reader.keyword_docs(self.prefix)
        if within is None:
            return Scorer(docs, None)
        selected, _ = sorted_sets.common(within, docs, reader.documents)
        return Scorer(within.take(selected), selected)


def compile_dates(_: Context, node: nodes.DateRange) -> Query:
    """Documents dated wholly within the range."""
    first = node.first.toordinal() if node.first else 1
    last = node.last.toordinal() if node.last else date.max.toordinal()

    def holds(reader: SegmentReader, docs: Array) -> Array:
        found: Array = reader.column("date", docs) >= first
        found &= reader.column("last_day", docs) <= last
        return found

    return ColumnFilter(holds)


def compile_source(_: Context, node: nodes.SourceIs) -> Query:
    """Documents from a source, by any of its names."""
    return KeyFilter("source", agencies.source_key(node.name))


def compile_keyword(_: Context, node: nodes.KeywordIs) -> Query:
    """Documents with a value in a keyword field."""
    return KeywordFilter(keywords.prefix(node.field, node.value))


def compile_word_count(_: Context, node: nodes.WordCount) -> Query:
    """Documents whose body has a number of tokens within the range."""

    def holds(reader: SegmentReader, docs: Array) -> Array:
        lengths = reader.column("len.body", docs)
        found = np.ones(len(lengths), bool)
        if node.first is not None:
            found &= lengths >= node.first
        if node.last is not None:
            found &= lengths <= node.last
        return found

    return ColumnFilter(holds)


def compile_has(_: Context, node: nodes.Has) -> Query:
    """Documents with a known date, source, place or language, or with any keyword of a field."""
    if node.field not in nodes.KNOWN_FIELDS:
        return KeywordFilter(keywords.prefix(node.field))

    def holds(reader: SegmentReader, docs: Array) -> Array:
        if node.field in _KNOWN_COLUMNS:
            found: Array = reader.column(_KNOWN_COLUMNS[node.field], docs) > 0
        elif node.field in reader.segment.postings_fields:
            values = len(reader.segment.dictionary(node.field))
            found = reader.column(f"key.{node.field}", docs) < values
        else:
            found = np.zeros(len(docs), bool)
        return found

    return ColumnFilter(holds)


def compile_language(_: Context, node: nodes.LanguageIs) -> Query:
    """Documents in a language or a variety of it: ``pt`` is also ``pt-br``."""

    def holds(reader: SegmentReader, docs: Array) -> Array:
        if "language" not in reader.segment.postings_fields:
            return np.zeros(len(docs), bool)
        dictionary = reader.segment.dictionary("language")
        numbers = reader.column("key.language", docs)
        first, end = dictionary.prefix_range(to_bytes(f"{node.code}-"))
        found: Array = (numbers >= first) & (numbers < end)
        if (number := dictionary.find(to_bytes(node.code))) >= 0:
            found |= numbers == number
        return found

    return ColumnFilter(holds)
