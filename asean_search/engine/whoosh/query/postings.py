"""Postings in a segment: documents in order, with the frequency in each text field.

A document's frequencies in all fields are packed into one number, ``BITS`` bits a field.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from asean_search.engine.whoosh.fields import FIELD_NUMBERS
from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.sorted_sets import NO_DOCS, Array
from asean_search.engine.whoosh.store.frequencies import BITS, field_of
from asean_search.engine.whoosh.store.postings import PostingsReader

FIELDS = len(FIELD_NUMBERS)


class Postings(Protocol):
    """Documents in order, each once, with the frequencies of something in their fields."""

    docs: Array

    @property
    def combinations(self) -> Array:
        """The packed frequencies."""
        ...

    def frequency(self, field: int, rows: Array | None, type_: type) -> Array | None:
        """The frequencies in a field, of ``rows`` or of all documents, as a new array.

        Args:
            field: The field's number.
            rows: Indices in ``docs``.
            type_: ``float32`` or ``float64``.

        Returns:
            None if it occurs nowhere in the field.
        """
        ...

    def only(self, fields: Sequence[int]) -> Postings:
        """The postings with a frequency in some of the fields, and only these frequencies."""
        ...


class CodedPostings:
    """A term's postings; its frequencies are bytes that index the code table of its group.

    ``document_frequencies`` counts the documents by field. ``at`` are the indices of these
    postings among all postings of the term, deleted documents included; None: they are all.
    """

    __slots__ = ("_occurrences", "at", "codes", "docs", "document_frequencies", "group")

    def __init__(
        self,
        docs: Array,
        codes: Array,
        group: PostingsReader,
        document_frequencies: Sequence[int],
        at: Array | None,
    ) -> None:
        self.docs = docs
        self.codes = codes
        self.group = group
        self.document_frequencies = document_frequencies
        self.at = at
        self._occurrences: Sequence[float] | None = None

    @property
    def combinations(self) -> Array:
        """The packed frequencies."""
        return self.group.table.take(self.codes)

    def frequency(self, field: int, rows: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        if not self.document_frequencies[field]:
            return None
        tables = self.group.field_tables if type_ is np.float64 else self.group.field_tables_float32
        codes = self.codes if rows is None else self.codes.take(rows)
        return tables[field].take(codes)

    @property
    def occurrences(self) -> Sequence[float]:
        """The number of occurrences in all documents, by field."""
        if self._occurrences is None:
            seen = np.bincount(self.codes, minlength=256)
            self._occurrences = [float(seen @ table) for table in self.group.field_tables]
        return self._occurrences

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class PackedPostings:
    """Postings whose frequencies are packed."""

    __slots__ = ("combinations", "docs")

    def __init__(self, docs: Array, combinations: Array) -> None:
        self.docs = docs
        self.combinations = combinations

    def frequency(self, field: int, rows: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        packed = self.combinations if rows is None else self.combinations.take(rows)
        return field_of(packed, field).astype(type_)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class PackedTermPostings(PackedPostings):
    """A term's postings, some frequencies too large for the table: see ``CodedPostings``."""

    __slots__ = ("at",)

    def __init__(self, docs: Array, combinations: Array, at: Array | None) -> None:
        super().__init__(docs, combinations)
        self.at = at

    @property
    def document_frequencies(self) -> Sequence[int]:
        """The number of documents, by field."""
        fields = (field_of(self.combinations, field) for field in range(FIELDS))
        return [int(np.count_nonzero(each)) for each in fields]

    @property
    def occurrences(self) -> Sequence[float]:
        """The number of occurrences in all documents, by field."""
        fields = (field_of(self.combinations, field) for field in range(FIELDS))
        return [float(each.sum()) for each in fields]


class SummedPostings:
    """Postings with one array of whole-number frequencies per field; None: none in the field."""

    __slots__ = ("_by_field", "docs")

    def __init__(self, docs: Array, by_field: Sequence[Array | None]) -> None:
        self.docs = docs
        self._by_field = by_field

    @property
    def combinations(self) -> Array:
        """The packed frequencies."""
        total = np.zeros(len(self.docs), np.int64)
        for field, frequency in enumerate(self._by_field):
            if frequency is not None:
                total |= frequency.astype(np.int64) << (BITS * field)
        return total

    def frequency(self, field: int, rows: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        frequency = self._by_field[field]
        if frequency is None:
            return None
        return (frequency if rows is None else frequency.take(rows)).astype(type_)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class WeightedPostings:
    """The union of several postings: a weighted sum of their frequencies.

    ``parts`` are packed frequencies in the order of ``docs``, 0 where a document has none.
    """

    __slots__ = ("_parts", "_weights", "docs")

    def __init__(self, docs: Array, parts: Sequence[Array], weights: Sequence[float]) -> None:
        self.docs = docs
        self._parts = parts
        self._weights = weights

    @property
    def combinations(self) -> Array:
        """The packed sums of the frequencies, without the weights."""
        total: Array = np.sum(self._parts, axis=0)
        return total

    def frequency(self, field: int, rows: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        total = np.zeros(len(self.docs if rows is None else rows))
        for part, weight in zip(self._parts, self._weights, strict=True):
            total += weight * field_of(part if rows is None else part.take(rows), field)
        return total.astype(type_, copy=False)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        mask = _mask(fields)
        parts = [part & mask for part in self._parts]
        kept = np.bitwise_or.reduce(parts).nonzero()[0]
        taken = [part.take(kept) for part in parts]
        return WeightedPostings(self.docs.take(kept), taken, self._weights)


TermPostings = CodedPostings | PackedTermPostings

NONE: Postings = PackedPostings(NO_DOCS, np.zeros(0, np.int64))


def weighted(several: Sequence[Postings], weights: Sequence[float], documents: int) -> Postings:
    """The union of one or more postings: their frequencies, each times its weight, are added."""
    found = [
        (each, weight) for each, weight in zip(several, weights, strict=True) if len(each.docs)
    ]
    if not found:
        return several[0]
    if len(found) == 1 and found[0][1] == 1.0:
        return found[0][0]
    docs = sorted_sets.distinct([each.docs for each, _ in found], documents)
    parts = []
    for each, _ in found:
        part = np.zeros(len(docs), np.int64)
        part[docs.searchsorted(each.docs)] = each.combinations
        parts.append(part)
    return WeightedPostings(docs, parts, [weight for _, weight in found])


def _only(found: Postings, fields: Sequence[int]) -> Postings:
    combinations = found.combinations & _mask(fields)
    kept = combinations.nonzero()[0]
    return PackedPostings(found.docs.take(kept), combinations.take(kept))


def _mask(fields: Sequence[int]) -> int:
    return sum(((1 << BITS) - 1) << (BITS * field) for field in fields)


def frequencies(found: Postings, rows: Array | None) -> Array:
    """The frequencies in all fields together, of ``rows`` or of all documents."""
    packed = found.combinations if rows is None else found.combinations.take(rows)
    total = field_of(packed, 0)
    for field in range(1, FIELDS):
        total += field_of(packed, field)
    return total


def of_term(group: PostingsReader, term: int, alive: Array | None) -> TermPostings:
    """A term's postings in live documents; ``alive`` None: all documents are."""
    home, number = group.resolve(term)
    first, end = home.bounds(number)
    docs = home.own_docs(number).astype(np.intp)
    at = None if alive is None else alive.take(docs).nonzero()[0]
    exceptions, _ = home.exceptions
    if len(exceptions) and exceptions.searchsorted(first) < exceptions.searchsorted(end):
        combinations = home.combinations(first, end)
        if at is not None:
            docs, combinations = docs.take(at), combinations.take(at)
        return PackedTermPostings(docs, combinations, at)
    codes = home.codes(first, end)
    fields = range(len(home.fields))
    if at is None:
        counts = [home.document_frequency(number, field) for field in fields]
    else:
        docs, codes = docs.take(at), codes.take(at)
        counts = [int(np.count_nonzero(home.field_tables[field].take(codes))) for field in fields]
    return CodedPostings(docs, codes, home, counts, at)


def union(several: Sequence[Postings], documents: int) -> Postings:
    """The union of one or more postings: their frequencies are added."""
    if len(several) == 1:
        return several[0]
    docs = np.concatenate([each.docs for each in several])
    combinations = np.concatenate([each.combinations for each in several])
    return summed(docs, combinations, documents)


def summed(docs: Array, combinations: Array, documents: int) -> Postings:
    """Postings from documents in any order, the frequencies of equal documents added."""
    if not len(docs):
        return PackedPostings(docs, combinations)
    if len(docs) * 4 < documents:
        order = docs.argsort(kind="stable")
        docs, combinations = docs.take(order), combinations.take(order)
        changes = np.empty(len(docs), bool)
        changes[0] = True
        np.not_equal(docs[1:], docs[:-1], out=changes[1:])
        first = changes.nonzero()[0]
        return PackedPostings(docs.take(first), np.add.reduceat(combinations, first))
    total = np.zeros(documents, np.int64)
    for field in range(FIELDS):
        frequency = field_of(combinations, field)
        if frequency.any():
            total |= np.bincount(docs, frequency, documents).astype(np.int64) << (BITS * field)
    found = total.nonzero()[0]
    return PackedPostings(found, total.take(found))
