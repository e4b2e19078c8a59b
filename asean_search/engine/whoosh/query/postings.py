"""Where something occurs in a segment: its documents, and how often in each field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.store.frequencies import BITS, field_of

if TYPE_CHECKING:
    from asean_search.engine.whoosh.store.postings import PostingsReader

Array = np.ndarray[Any, np.dtype[Any]]

FIELDS = 3
"""How many text fields there are."""


class Postings(Protocol):
    """Documents in order, with how often something is in each field of each."""

    docs: Array

    @property
    def combinations(self) -> Array:
        """The packed frequencies."""
        ...

    def frequency(self, field: int, places: Array | None, type_: type) -> Array | None:
        """A field's frequencies, of ``float32`` or ``float64``, at some places; a new array.

        None: it is nowhere in the field.
        """
        ...

    def only(self, fields: Sequence[int]) -> Postings:
        """Those in some of the fields, with the frequencies there."""
        ...


class Coded:
    """A term's postings: the frequencies are bytes that name rows of its group's table.

    ``document_frequencies`` says in how many documents each field has it. ``at`` are the places of
    these among all postings of the term; None: they are all.
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

    def frequency(self, field: int, places: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        if not self.document_frequencies[field]:
            return None
        tables = self.group.field_tables if type_ is np.float64 else self.group.field_tables_float32
        codes = self.codes if places is None else self.codes.take(places)
        return tables[field].take(codes)

    @property
    def occurrences(self) -> Sequence[float]:
        """How often it occurs in each field, in all of the documents together."""
        if self._occurrences is None:
            seen = np.bincount(self.codes, minlength=256)
            self._occurrences = [float(seen @ table) for table in self.group.field_tables]
        return self._occurrences

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class Packed:
    """Postings with all frequencies of a document in one number."""

    __slots__ = ("combinations", "docs")

    def __init__(self, docs: Array, combinations: Array) -> None:
        self.docs = docs
        self.combinations = combinations

    def frequency(self, field: int, places: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        some = self.combinations if places is None else self.combinations.take(places)
        return field_of(some, field).astype(type_)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class PackedTerm(Packed):
    """A term's postings where some frequencies are too large for a table: see ``Coded``."""

    __slots__ = ("at",)

    def __init__(self, docs: Array, combinations: Array, at: Array | None) -> None:
        super().__init__(docs, combinations)
        self.at = at

    @property
    def document_frequencies(self) -> Sequence[int]:
        """In how many documents each field has it."""
        fields = (field_of(self.combinations, field) for field in range(FIELDS))
        return [int(np.count_nonzero(each)) for each in fields]

    @property
    def occurrences(self) -> Sequence[float]:
        """How often it occurs in each field, in all of the documents together."""
        fields = (field_of(self.combinations, field) for field in range(FIELDS))
        return [float(each.sum()) for each in fields]


class Summed:
    """Postings of several things together: the frequencies of each field, None where it has none.

    Whole numbers, but for those of what does not count in full.
    """

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

    def frequency(self, field: int, places: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        frequency = self._by_field[field]
        if frequency is None:
            return None
        return (frequency if places is None else frequency.take(places)).astype(type_)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        return _only(self, fields)


class Weighted:
    """Postings of several things, of which each frequency counts for the thing's weight.

    ``parts`` are packed frequencies, in the order of ``docs``; 0 where a document has none.
    """

    __slots__ = ("_parts", "_weights", "docs")

    def __init__(self, docs: Array, parts: Sequence[Array], weights: Sequence[float]) -> None:
        self.docs = docs
        self._parts = parts
        self._weights = weights

    @property
    def combinations(self) -> Array:
        """The packed frequencies of all of them together, whatever they weigh."""
        total: Array = np.sum(self._parts, axis=0)
        return total

    def frequency(self, field: int, places: Array | None, type_: type) -> Array | None:
        """See ``Postings``."""
        total = np.zeros(len(self.docs if places is None else places))
        for part, weight in zip(self._parts, self._weights, strict=True):
            total += weight * field_of(part if places is None else part.take(places), field)
        return total.astype(type_, copy=False)

    def only(self, fields: Sequence[int]) -> Postings:
        """See ``Postings``."""
        mask = _mask(fields)
        parts = [part & mask for part in self._parts]
        some = np.bitwise_or.reduce(parts).nonzero()[0]
        taken = [part.take(some) for part in parts]
        return Weighted(self.docs.take(some), taken, self._weights)


NO_DOCS: Array = np.zeros(0, np.intp)
NONE: Postings = Packed(NO_DOCS, np.zeros(0, np.int64))


def weighted(several: Sequence[Postings], weights: Sequence[float], documents: int) -> Postings:
    """Several as one: their frequencies are added, each times its weight."""
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
    return Weighted(docs, parts, [weight for _, weight in found])


def _only(found: Postings, fields: Sequence[int]) -> Postings:
    combinations = found.combinations & _mask(fields)
    some = combinations.nonzero()[0]
    return Packed(found.docs.take(some), combinations.take(some))


def _mask(fields: Sequence[int]) -> int:
    return sum(((1 << BITS) - 1) << (BITS * field) for field in fields)


def times(found: Postings, places: Array | None) -> Array:
    """How often it occurs in all fields together, at some places."""
    packed = found.combinations if places is None else found.combinations.take(places)
    total = field_of(packed, 0)
    for field in range(1, FIELDS):
        total += field_of(packed, field)
    return total


def of_term(group: PostingsReader, term: int, alive: Array | None) -> Coded | PackedTerm:
    """A term's postings, those of deleted documents left out."""
    home, number = group.resolve(term)
    first, end = home.bounds(number)
    docs = home.own_docs(number).astype(np.intp)
    at = None if alive is None else alive.take(docs).nonzero()[0]
    apart, _ = home.exceptions
    if len(apart) and apart.searchsorted(first) < apart.searchsorted(end):
        combinations = home.combinations(first, end)
        if at is not None:
            docs, combinations = docs.take(at), combinations.take(at)
        return PackedTerm(docs, combinations, at)
    codes = home.codes(first, end)
    fields = range(len(home.fields))
    if at is None:
        counts = [home.document_frequency(number, field) for field in fields]
    else:
        docs, codes = docs.take(at), codes.take(at)
        counts = [int(np.count_nonzero(home.field_tables[field].take(codes))) for field in fields]
    return Coded(docs, codes, home, counts, at)


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
        return Packed(docs, combinations)
    if len(docs) * 4 < documents:
        order = docs.argsort(kind="stable")
        docs, combinations = docs.take(order), combinations.take(order)
        changes = np.empty(len(docs), bool)
        changes[0] = True
        np.not_equal(docs[1:], docs[:-1], out=changes[1:])
        first = changes.nonzero()[0]
        return Packed(docs.take(first), np.add.reduceat(combinations, first))
    total = np.zeros(documents, np.int64)
    for field in range(FIELDS):
        frequency = field_of(combinations, field)
        if frequency.any():
            total |= np.bincount(docs, frequency, documents).astype(np.int64) << (BITS * field)
    found = total.nonzero()[0]
    return Packed(found, total.take(found))
