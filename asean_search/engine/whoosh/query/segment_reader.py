"""A segment as a search sees it: what lives in it, and what its fields' lengths weigh."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import TERMS, WORDS, to_bytes
from asean_search.engine.whoosh.query import facets, postings
from asean_search.engine.whoosh.query.postings import NO_DOCS, Coded, PackedTerm
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.query.nodes import TEXT_FIELDS

if TYPE_CHECKING:
    from asean_search import ranking
    from asean_search.engine.whoosh.query.statistics import Statistics

Array = np.ndarray[Any, np.dtype[Any]]

_KEPT_MAX = 256
_COUNTS_MAX = 50_000
_KEPT_POSTINGS_MAX = 4 << 20


class View:
    """One segment of an open index; ``number`` is its place in the index."""

    def __init__(self, segment: Segment, number: int) -> None:
        self.segment = segment
        self.number = number
        self.documents = segment.documents
        self.alive = segment.alive
        self.live = segment.entry.live
        self._terms: dict[str, Coded | PackedTerm | None] = {}
        self._kept_postings = 0
        self._counts: dict[str, int] = {}
        self._scales: dict[tuple[str, float, float], tuple[float, Array | None, Array | None]] = {}
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
        """How many bits hold any position in a document of this segment, and one more."""
        return int(self.segment.column("position_bits").max(initial=1)) + 1

    @cached_property
    def dates(self) -> Array:
        """The day of every document, as an ordinal; 0 is none."""
        return self.segment.column("date")

    @cached_property
    def days(self) -> facets.Coded:
        """The days of all documents as small numbers."""
        return facets.coded_days(self.dates)

    @cached_property
    def months(self) -> facets.Coded:
        """The months of all documents as small numbers."""
        return facets.coded_months(self.dates)

    @cached_property
    def vague(self) -> Array:
        """The documents whose date is no more than a month or a year."""
        docs: Array = (self.dates != self.segment.column("last_day")).nonzero()[0]
        return docs

    @cached_property
    def all_docs(self) -> Array:
        """Every document."""
        if self.alive is None:
            return np.arange(self.documents)
        return self.alive.nonzero()[0]

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        return int(self.segment.entry.totals.get(field, 0))

    def scale(
        self, field: str, profile: ranking.Profile, statistics: Statistics
    ) -> tuple[float, Array | None, Array | None]:
        """What a frequency in a field is multiplied by, and, for every document, divided by.

        Last comes, for every document, the one divided by the other, as float32. None: the
        length of the field does not count.
        """
        key = (field, profile.fields[field].weight, profile.fields[field].b)
        found = self._scales.get(key)
        if found is None:
            weight, b = profile.fields[field].weight, profile.fields[field].b
            norm = gain = None
            if b:
                mean_length = statistics.mean_length(field)
                if mean_length:
                    norm = self.segment.column(f"len.{field}") / mean_length
                else:
                    norm = np.ones(self.documents)
                norm *= b
                norm += 1.0 - b
                gain = (weight / norm).astype(np.float32)
            found = self._scales[key] = (weight, norm, gain)
        return found

    def term(self, text: str) -> Coded | PackedTerm | None:
        """Where a term of the text fields occurs."""
        if text in self._terms:
            return self._terms[text]
        number = self.number_of(text)
        found = postings.of_term(self.text, number, self.alive) if number >= 0 else None
        if found is not None and not len(found.docs):
            found = None
        self._kept_postings += len(found.docs) if found is not None else 0
        if len(self._terms) >= _KEPT_MAX or self._kept_postings > _KEPT_POSTINGS_MAX:
            self._terms.clear()
            self._kept_postings = len(found.docs) if found is not None else 0
        self._terms[text] = found
        return found

    def number_of(self, text: str) -> int:
        """The number of a term of the text fields; -1: there is none."""
        return self.text.dictionary.find(text.encode("utf-8", "surrogatepass"))

    def posting_count(self, text: str) -> int:
        """How many documents have a term in any text field."""
        if self.alive is not None:
            found = self.term(text)
            return len(found.docs) if found is not None else 0
        return self.most_with(text)

    def most_with(self, text: str) -> int:
        """How many documents have a term in any text field, deleted ones included."""
        found = self._counts.get(text)
        if found is None:
            number = self.number_of(text)
            first, end = self.text.bounds(number) if number >= 0 else (0, 0)
            if len(self._counts) > _COUNTS_MAX:
                self._counts.clear()
            found = self._counts[text] = end - first
        return found

    def document_frequency(self, text: str, field: int) -> int:
        """How many documents have a term in a text field."""
        found = self.term(text)
        if found is None:
            return 0
        return found.document_frequencies[field]

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
        return self.segment.dictionary(field).find(value.encode("utf-8", "surrogatepass"))

    def key_count(self, field: str, value: str) -> int:
        """How many documents have a value in a key field, deleted ones included."""
        number = self.key_number(field, value)
        if number < 0:
            return 0
        first, end = self.segment.postings(field).bounds(number)
        return end - first

    def key_docs(self, field: str, value: str) -> Array:
        """The documents that have a value in a key field."""
        number = self.key_number(field, value)
        if number < 0:
            return NO_DOCS
        docs = self.segment.postings(field).docs(number).astype(np.intp)
        return docs if self.alive is None else docs[self.alive.take(docs)]

    def keyword_terms(self, prefix: str) -> tuple[Array, Array, list[bytes]]:
        """The keywords whose terms begin so.

        Returns:
            Their documents (deleted ones as well), how many each has, and the terms.
        """
        if keywords.FIELD not in self.segment.postings_fields:
            return NO_DOCS, np.zeros(0, np.int64), []
        group = self.segment.postings(keywords.FIELD)
        first, end = group.dictionary.prefix_range(to_bytes(prefix))
        docs, _, counts = group.docs_of(np.arange(first, end))
        return docs.astype(np.intp), counts, list(group.dictionary.terms(first, end))

    def keyword_docs(self, prefix: str) -> Array:
        """The documents that have a keyword whose term begins so."""
        found, _, _ = self.keyword_terms(prefix)
        has = np.zeros(self.documents, bool)
        has[found] = True
        if self.alive is not None:
            has &= self.alive
        return has.nonzero()[0]


FIELD_NUMBERS = {field: number for number, field in enumerate(TEXT_FIELDS)}
"""The places of the text fields in the groups of terms and of words."""
