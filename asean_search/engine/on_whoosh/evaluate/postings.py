"""Where something occurs in a segment: its documents, and how often in each field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search.engine.on_whoosh.codec.frequencies import BITS, field_of

if TYPE_CHECKING:
    from asean_search.engine.on_whoosh.codec.group import Group

Array = np.ndarray[Any, np.dtype[Any]]

FIELDS = 3
"""How many text fields there are."""


class Postings:
    """Documents in order, with their frequencies: as bytes that name rows of a table, or packed.

    ``document_frequencies`` says in how many of them each field has it, where that is known.
    """

    __slots__ = (
        "_codes",
        "_combinations",
        "_group",
        "_occurrences",
        "docs",
        "document_frequencies",
    )

    def __init__(
        self,
        docs: Array,
        combinations: Array | None = None,
        codes: Array | None = None,
        group: Group | None = None,
        document_frequencies: Sequence[int] | None = None,
    ) -> None:
        self.docs = docs
        self._combinations = combinations
        self._codes = codes
        self._group = group
        self.document_frequencies = document_frequencies
        self._occurrences: Sequence[float] | None = None

    @property
    def combinations(self) -> Array:
        """The packed frequencies."""
        found = self._combinations
        if found is None:
            if self._group is None or self._codes is None:
                raise ValueError("postings without frequencies")
            found = self._combinations = self._group.table.take(self._codes)
        return found

    def take(self, places: Array) -> Postings:
        """Some of them, by their places."""
        if self._codes is None:
            return Postings(self.docs.take(places), self.combinations.take(places))
        return Postings(self.docs.take(places), None, self._codes.take(places), self._group)

    def frequency(self, field: int) -> Array:
        """A field's frequencies, as float64."""
        if self._codes is not None and self._group is not None:
            return self._group.field_tables[field].take(self._codes)
        return field_of(self.combinations, field).astype(np.float64)

    @property
    def occurrences(self) -> Sequence[float]:
        """How often it occurs in each field, in all of the documents together."""
        if self._occurrences is None:
            if self._codes is not None and self._group is not None:
                seen = np.bincount(self._codes, minlength=256)
                self._occurrences = [float(seen @ table) for table in self._group.field_tables]
            else:
                self._occurrences = [
                    float(field_of(self.combinations, field).sum()) for field in range(FIELDS)
                ]
        return self._occurrences

    def only(self, fields: Sequence[int]) -> Postings:
        """Those in some of the fields, with the frequencies there."""
        combinations = self.combinations & _mask(fields)
        some = np.flatnonzero(combinations)
        return Postings(self.docs.take(some), combinations.take(some))


class Weighted(Postings):
    """Postings of several things, of which each frequency counts for the thing's weight.

    ``parts`` are packed frequencies, in the order of ``docs``; 0 where a document has none.
    """

    __slots__ = ("_parts", "_weights")

    def __init__(self, docs: Array, parts: Sequence[Array], weights: Sequence[float]) -> None:
        super().__init__(docs)
        self._parts = parts
        self._weights = weights

    @property
    def combinations(self) -> Array:
        """The packed frequencies of all of them together, whatever they weigh."""
        total: Array = np.sum(self._parts, axis=0)
        return total

    def take(self, places: Array) -> Postings:
        """Some of them, by their places."""
        parts = [part.take(places) for part in self._parts]
        return Weighted(self.docs.take(places), parts, self._weights)

    def frequency(self, field: int) -> Array:
        """A field's weighted frequencies, as float64."""
        total = np.zeros(len(self.docs))
        for part, weight in zip(self._parts, self._weights, strict=True):
            total += weight * field_of(part, field)
        return total

    def only(self, fields: Sequence[int]) -> Postings:
        """Those in some of the fields, with the frequencies there."""
        mask = _mask(fields)
        parts = [part & mask for part in self._parts]
        some = np.flatnonzero(np.bitwise_or.reduce(parts))
        taken = [part.take(some) for part in parts]
        return Weighted(self.docs.take(some), taken, self._weights)


def weighted(several: Sequence[Postings], weights: Sequence[float]) -> Postings:
    """Several as one: their frequencies are added, each times its weight."""
    found = [
        (each, weight) for each, weight in zip(several, weights, strict=True) if len(each.docs)
    ]
    if not found:
        return several[0]
    if len(found) == 1 and found[0][1] == 1.0:
        return found[0][0]
    docs = found[0][0].docs
    for each, _ in found[1:]:
        docs = np.union1d(docs, each.docs)
    parts = []
    for each, _ in found:
        part = np.zeros(len(docs), np.int64)
        part[docs.searchsorted(each.docs)] = each.combinations
        parts.append(part)
    return Weighted(docs, parts, [weight for _, weight in found])


def _mask(fields: Sequence[int]) -> int:
    return sum(((1 << BITS) - 1) << (BITS * field) for field in fields)


def of_term(group: Group, term: int, alive: Array | None) -> Postings:
    """A term's postings, those of deleted documents left out."""
    home, number = group.home(term)
    first, end = home.bounds(number)
    docs = home.own_docs(number)
    apart, _ = home.apart
    if len(apart) and apart.searchsorted(first) < apart.searchsorted(end):
        found = Postings(docs, home.combinations(first, end))
    else:
        found = Postings(docs, None, home.codes(first, end), home)
    if alive is not None:
        found = found.take(np.flatnonzero(alive.take(docs)))
        found.document_frequencies = [
            int(np.count_nonzero(found.frequency(field))) for field in range(len(home.fields))
        ]
    else:
        found.document_frequencies = [
            home.document_frequency(number, field) for field in range(len(home.fields))
        ]
    return found


def together(several: Sequence[Postings], documents: int) -> Postings:
    """Several as one: their frequencies are added."""
    if len(several) == 1:
        return several[0]
    docs = np.concatenate([each.docs for each in several])
    combinations = np.concatenate([each.combinations for each in several])
    return added(docs, combinations, documents)


def added(docs: Array, combinations: Array, documents: int) -> Postings:
    """Postings in any order, those of one document added up."""
    if not len(docs):
        return Postings(docs, combinations)
    if len(docs) * 4 < documents:
        order = docs.argsort(kind="stable")
        docs, combinations = docs.take(order), combinations.take(order)
        changes = np.empty(len(docs), bool)
        changes[0] = True
        np.not_equal(docs[1:], docs[:-1], out=changes[1:])
        first = np.flatnonzero(changes)
        return Postings(docs.take(first), np.add.reduceat(combinations, first))
    total = np.zeros(documents, np.int64)
    for field in range(3):
        frequency = field_of(combinations, field)
        if frequency.any():
            total |= np.bincount(docs, frequency, documents).astype(np.int64) << (BITS * field)
    found = np.flatnonzero(total)
    return Postings(found.astype(docs.dtype), total.take(found))
