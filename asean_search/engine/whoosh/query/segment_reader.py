"""A segment as a search reads it: postings, columns, length norms, with bounded caches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import TERMS, WORDS, to_bytes
from asean_search.engine.whoosh.query import postings
from asean_search.engine.whoosh.query.postings import TermPostings
from asean_search.engine.whoosh.query.sorted_sets import NO_DOCS, Array
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.sections import narrowest_type
from asean_search.engine.whoosh.store.segment import Segment

_TERMS_MAX = 256
_POSTINGS_MAX = 4 << 20
_COUNTS_MAX = 50_000

_DAYS_MAX = 1 << 15
"""A longer span of days is coded by the days that occur: most of the others have no document."""

CodedDates = tuple[Array, Sequence[int]]
"""A small number for each document, and, by this number, a day as an ordinal; 0 is undated."""


class SegmentReader:
    """One segment of an open index; ``number`` is its index among the segments.

    Threads may share a reader: its caches only ever hold values that any thread would compute
    alike, and are read in one step. Their bounds are approximate then.
    """

    def __init__(self, segment: Segment, number: int) -> None:
        self.segment = segment
        self.number = number
        self.documents = segment.documents
        self.alive = segment.alive
        self.live = segment.entry.live
        self._terms: dict[str, tuple[TermPostings | None]] = {}
        self._cached_postings = 0
        self._counts: dict[str, int] = {}
        self._norms: dict[tuple[str, float, float], tuple[Array | None, Array | None]] = {}
        self.bounds: dict[tuple[int, str], tuple[tuple[int, ...], ...]] = {}

    @cached_property
    def text(self) -> PostingsReader:
        """The terms of the text fields."""
        return self.segment.postings(TERMS)

    @cached_property
    def words(self) -> PostingsReader:
        """The unstemmed words of the text fields."""
        return self.segment.postings(WORDS)

    @cached_property
    def position_bits(self) -> int:
        """The number of bits that hold any position in a document of this segment, plus one."""
        return int(self.segment.column("position_bits").max(initial=1)) + 1

    @cached_property
    def dates(self) -> Array:
        """The day of every document, as an ordinal; 0 is undated."""
        return self.segment.column("date")

    @cached_property
    def days(self) -> CodedDates:
        """The days of all documents."""
        return coded_days(self.dates)

    @cached_property
    def months(self) -> CodedDates:
        """The months of all documents, each as its first day."""
        return coded_months(self.dates)

    @cached_property
    def imprecise_docs(self) -> Array:
        """The documents whose date is only a month or a year."""
        docs: Array = (self.dates != self.segment.column("last_day")).nonzero()[0]
        return docs

    @cached_property
    def all_docs(self) -> Array:
        """Every live document."""
        if self.alive is None:
            return np.arange(self.documents)
        return self.alive.nonzero()[0]

    def column(self, name: str, docs: Array) -> Array:
        """A column's values of some documents; not to be written to."""
        values = self.segment.column(name)
        return values if len(docs) == len(values) else values.take(docs)

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all live documents."""
        return int(self.segment.entry.totals.get(field, 0))

    def norms(
        self, field: str, weight: float, b: float, mean_length: Callable[[str], float]
    ) -> tuple[Array | None, Array | None]:
        """The length norms of a text field for BM25F, by document.

        Args:
            field: The field's name.
            weight: Its weight.
            b: How much its length counts, from 0 to 1.
            mean_length: Gives the mean length of a field in the whole index.

        Returns:
            ``1 - b + b * length / mean length`` as float64, and ``weight`` divided by that as
            float32. None: the length does not count.
        """
        key = (field, weight, b)
        found = self._norms.get(key)
        if found is None:
            norm = gain = None
            if b:
                if mean := mean_length(field):
                    norm = self.segment.column(f"len.{field}") / mean
                else:
                    norm = np.ones(self.documents)
                norm *= b
                norm += 1.0 - b
                gain = (weight / norm).astype(np.float32)
            found = self._norms[key] = (norm, gain)
        return found

    def term(self, text: str) -> TermPostings | None:
        """The postings of a term of the text fields in live documents; None if there are none."""
        cached = self._terms.get(text)
        if cached is not None:
            return cached[0]
        number = self.number_of(text)
        found = postings.of_term(self.text, number, self.alive) if number >= 0 else None
        if found is not None and not len(found.docs):
            found = None
        self._cached_postings += len(found.docs) if found is not None else 0
        if len(self._terms) >= _TERMS_MAX or self._cached_postings > _POSTINGS_MAX:
            self._terms.clear()
            self._cached_postings = len(found.docs) if found is not None else 0
        self._terms[text] = (found,)
        return found

    def number_of(self, text: str) -> int:
        """The number of a term of the text fields; -1: there is none."""
        return self.text.dictionary.find(to_bytes(text))

    def posting_count(self, text: str) -> int:
        """The number of live documents that hold a term in any text field."""
        if self.alive is not None:
            found = self.term(text)
            return len(found.docs) if found is not None else 0
        return self.document_frequency_max(text)

    def document_frequency_max(self, text: str) -> int:
        """The number of documents that hold a term in any text field, deleted ones included."""
        found = self._counts.get(text)
        if found is None:
            number = self.number_of(text)
            first, end = self.text.bounds(number) if number >= 0 else (0, 0)
            if len(self._counts) > _COUNTS_MAX:
                self._counts.clear()
            found = self._counts[text] = end - first
        return found

    def id(self, doc: int) -> str:
        """A document's id."""
        return self._ids[self._id_numbers[doc]].decode("utf-8", "surrogatepass")

    @cached_property
    def _ids(self) -> Dictionary:
        return self.segment.dictionary("id")

    @cached_property
    def _id_numbers(self) -> Sequence[int]:
        return self.segment.columns.view("key.id")

    def key_number(self, field: str, value: str) -> int:
        """The number of a value of a key field; -1 if no document has it."""
        return self.segment.dictionary(field).find(to_bytes(value))

    def key_count(self, field: str, value: str) -> int:
        """The number of documents with a value in a key field, deleted ones included."""
        number = self.key_number(field, value)
        if number < 0:
            return 0
        first, end = self.segment.postings(field).bounds(number)
        return end - first

    def key_docs(self, field: str, value: str) -> Array:
        """The live documents with a value in a key field."""
        number = self.key_number(field, value)
        if number < 0:
            return NO_DOCS
        docs = self.segment.postings(field).docs(number).astype(np.intp)
        return docs if self.alive is None else docs[self.alive.take(docs)]

    def keyword_terms(self, prefix: str) -> tuple[Array, Array, list[bytes]]:
        """The keywords whose terms start with ``prefix``.

        Returns:
            Their documents, keyword after keyword, deleted documents included; the number of
            documents of each keyword; the terms.
        """
        if keywords.FIELD not in self.segment.postings_fields:
            return NO_DOCS, np.zeros(0, np.int64), []
        group = self.segment.postings(keywords.FIELD)
        first, end = group.dictionary.prefix_range(to_bytes(prefix))
        docs, _, counts = group.docs_of(np.arange(first, end))
        return docs.astype(np.intp), counts, list(group.dictionary.terms(first, end))

    def keyword_docs(self, prefix: str) -> Array:
        """The live documents with a keyword whose term starts with ``prefix``."""
        found, _, _ = self.keyword_terms(prefix)
        has = np.zeros(self.documents, bool)
        has[found] = True
        if self.alive is not None:
            has &= self.alive
        return has.nonzero()[0]


def coded_days(dates: Array) -> CodedDates:
    """The days of documents, given as ordinals."""
    dates = dates.astype(np.int64)  # a column is no wider than its values
    dated = dates > 0
    first = int(dates.min(where=dated, initial=date.max.toordinal()))
    last = int(dates.max(initial=0))
    if last - first > _DAYS_MAX:
        days = np.unique(dates[dated])
        codes = np.where(dated, days.searchsorted(dates) + 1, 0)
        return codes.astype(narrowest_type(len(days))), [0, *days.tolist()]
    codes = np.where(dated, dates - (first - 1), 0)
    return codes.astype(narrowest_type(max(last - first + 1, 0))), [0, *range(first, last + 1)]


def coded_months(dates: Array) -> CodedDates:
    """The months of documents, given as ordinals of days; a month is its first day."""
    codes, days = coded_days(dates)
    month_of = [0]
    firsts = [0]
    for day in days[1:]:
        first = day - date.fromordinal(day).day + 1
        if first != firsts[-1]:
            firsts.append(first)
        month_of.append(len(firsts) - 1)
    return np.array(month_of, narrowest_type(len(firsts))).take(codes), firsts
