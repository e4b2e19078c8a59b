"""Reads the postings of fields that share one dictionary. The sections: see postings_writer.py."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from asean_search.engine.whoosh.store import frequencies, integers
from asean_search.engine.whoosh.store.dictionary import NIBBLE_MAX, NOT_SHARED, Dictionary
from asean_search.engine.whoosh.store.frequencies import BITS, LIMIT, main_field
from asean_search.engine.whoosh.store.sections import Offsets, SectionFile, narrowest_type

Array = np.ndarray[Any, np.dtype[Any]]
_NARROW = 1 << 31
_DECODED_MAX = 4 << 20
"""The most postings of common terms that are cached decoded."""
_NOTHING: Array = np.zeros(0, np.uint64)


class PostingsReader:
    """The postings of some fields in one segment. Terms are given by their numbers.

    Other fields may hold the postings of a term: see ``resolve``. Methods that say *own* take terms
    whose postings are here.
    """

    def __init__(
        self,
        file: SectionFile,
        name: str,
        fields: Sequence[str],
        dictionary: Dictionary,
        shared_with: PostingsReader | None = None,
    ) -> None:
        self._file = file
        self.name = name
        self.fields = tuple(fields)
        self.shared_with = shared_with
        self.dictionary = dictionary
        self._documents: int = file.header["documents"]
        self._doc_type = np.dtype(narrowest_type(self._documents))
        self._starts = Offsets(file, f"{name}.counts")
        self._position_starts = Offsets(file, f"{name}.position_sizes")
        self._common = file.view(f"{name}.common")
        self._common_before = file.view(f"{name}.common_before")
        self._gap_starts = file.view(f"{name}.gap_starts")
        self._decoded: dict[int, Array] = {}
        self._decoded_postings = 0
        self.has_frequencies = name in file.header["frequencies"]
        self.has_positions = name in file.header["positions"]

    @cached_property
    def _rare_docs(self) -> Array:
        """The document numbers of all terms that are not common."""
        return self._file.array(f"{self.name}.docs")

    @cached_property
    def _gap_bytes(self) -> Array:
        return self._file.array(f"{self.name}.gaps")

    @cached_property
    def _common_array(self) -> Array:
        return self._file.array(f"{self.name}.common")

    @property
    def postings_count(self) -> int:
        """The number of postings."""
        return self._starts[len(self._starts)]

    @cached_property
    def _packed_codes(self) -> Array:
        return self._file.array(f"{self.name}.codes")

    @cached_property
    def _more(self) -> tuple[Array, Array]:
        """The places and codes of the postings whose codes do not fit into four bits."""
        name = self.name
        return self._file.array(f"{name}.more"), self._file.array(f"{name}.more_codes")

    def codes(self, first: int, end: int) -> Array:
        """The frequency codes of the postings from ``first`` to ``end``."""
        codes = frequencies.unpack_nibbles(self._packed_codes, first, end)
        view = self._file.view(f"{self.name}.more")
        low = bisect_left(view, first)
        high = bisect_left(view, end, low)
        if low < high:
            places, values = self._more
            codes[places[low:high].astype(np.intp) - first] = values[low:high]
        return codes

    def codes_at(self, places: Array) -> Array:
        """The frequency codes of the postings at any places."""
        codes = frequencies.unpack_nibbles_at(self._packed_codes, places)
        some = np.flatnonzero(codes == NIBBLE_MAX)
        if len(some):
            more, values = self._more
            codes[some] = values.take(more.searchsorted(places.take(some).astype(more.dtype)))
        return codes

    @cached_property
    def starts(self) -> Array:
        """The start of each term's postings, and the end of the last one's."""
        return self._starts.array

    @cached_property
    def table(self) -> Array:
        """The combination of frequencies of each of the 256 codes."""
        table = np.zeros(256, np.int64)
        if self.has_frequencies:
            known = self._file.array(f"{self.name}.code_table")
            table[: len(known)] = known
        return table

    @cached_property
    def field_tables(self) -> list[Array]:
        """For each field the frequency of each code, as float64."""
        return [
            frequencies.field_of(self.table, field).astype(np.float64)
            for field in range(len(self.fields))
        ]

    @cached_property
    def field_tables_float32(self) -> list[Array]:
        """``field_tables`` as float32."""
        return [table.astype(np.float32) for table in self.field_tables]

    @cached_property
    def _totals(self) -> Array:
        totals: Array = np.sum(self.field_tables, axis=0).astype(np.int64)
        return totals

    @cached_property
    def exceptions(self) -> tuple[Array, Array]:
        """The places and combinations of the postings whose combinations are not in the table."""
        if f"{self.name}.apart" not in self._file:
            return _NOTHING, _NOTHING
        return self._file.array(f"{self.name}.apart"), self._file.array(f"{self.name}.apart_values")

    @cached_property
    def shared(self) -> Array | None:
        """For each term the number of the term of ``shared_with`` with its postings.

        NOT_SHARED: there is none.
        """
        name = f"{self.name}.shared"
        if name not in self._file:
            return None
        found = self._file.array(name).astype(np.uint32)
        found -= np.uint32(1)  # 0 becomes NOT_SHARED
        return found

    @cached_property
    def _positions(self) -> Array:
        """The bytes of all positions."""
        return self._file.array(f"{self.name}.positions")

    @cached_property
    def _mixed(self) -> memoryview:
        return self._file.view(f"{self.name}.mixed")

    @cached_property
    def _df(self) -> list[memoryview]:
        return [self._file.view(f"{self.name}.df.{field}") for field in self.fields]

    def resolve(self, term: int) -> tuple[PostingsReader, int]:
        """The reader that holds the term's postings, and the term's number there."""
        if self.shared_with is not None and self.shared is not None:
            number = int(self.shared[term])
            if number != NOT_SHARED:
                return self.shared_with, number
        return self, term

    def bounds(self, term: int) -> tuple[int, int]:
        """The places of the first of an own term's postings and after the last."""
        return self._starts.bounds(term)

    def docs(self, term: int) -> Array:
        """The documents that have the term in any of the fields, ascending."""
        group, number = self.resolve(term)
        return group.own_docs(number)

    def own_docs(self, term: int) -> Array:
        """The documents of an own term, ascending."""
        place = bisect_left(self._common, term)
        if place < len(self._common) and self._common[place] == term:
            return self._common_docs(term, place)
        first, end = self.bounds(term)
        before = self._common_before[place]
        return self._rare_docs[first - before : end - before]

    def _common_docs(self, term: int, place: int) -> Array:
        docs = self._decoded.get(term)
        if docs is None:
            data = self._gap_bytes[self._gap_starts[place] : self._gap_starts[place + 1]]
            first, end = self.bounds(term)
            docs = integers.decode_gaps(data, self._doc_type, end - first, self._documents)
            self._decoded_postings += len(docs)
            if self._decoded_postings > _DECODED_MAX:
                self._decoded.clear()
                self._decoded_postings = len(docs)
            self._decoded[term] = docs
        return docs

    def docs_of(self, terms: Array) -> tuple[Array, Array, Array]:
        """All postings of many own terms, term after term.

        Returns:
            The documents and the places of the postings, and the number of postings of each term.
        """
        first = self.starts.take(terms)
        count = self.starts.take(terms + 1) - first
        docs = np.empty(int(count.sum()), self._doc_type)
        begin = count.cumsum() - count
        place = self._common_array.searchsorted(terms)
        common = np.zeros(len(terms), bool)
        if len(self._common_array):
            nearest = self._common_array.take(np.minimum(place, len(self._common_array) - 1))
            common = nearest == terms
        rare = np.flatnonzero(~common)
        before = self._file.array(f"{self.name}.common_before").take(place.take(rare))
        docs[integers.slice_indices(begin[rare], count[rare])] = self._rare_docs.take(
            integers.slice_indices(first[rare] - before, count[rare])
        )
        for number in np.flatnonzero(common).tolist():
            docs[begin[number] : begin[number] + count[number]] = self.own_docs(int(terms[number]))
        return docs, integers.slice_indices(first, count), count

    def combinations(self, first: int, end: int) -> Array:
        """The combinations of the postings from ``first`` to ``end``."""
        if not self.has_frequencies:
            return np.ones(end - first, np.int64)
        exceptions, values = self.exceptions
        return frequencies.decode(self.codes(first, end), self.table, first, exceptions, values)

    def combinations_at(self, places: Array) -> Array:
        """The combinations of the postings at any places."""
        codes = self.codes_at(places)
        combinations = self.table.take(codes)
        exceptions, values = self.exceptions
        if len(exceptions):
            elsewhere = np.flatnonzero(codes == frequencies.EXCEPTION)
            combinations[elsewhere] = values[exceptions.searchsorted(places[elsewhere])]
        return combinations

    def frequencies_at(self, places: Array) -> list[tuple[Array | None, Array]]:
        """The frequencies in each field of the postings at any places, as float64.

        For each field: which of the postings have the term there (None: all), and the
        frequencies of these.
        """
        codes = self.codes_at(places)
        exceptions, values = self.exceptions
        elsewhere = (codes == frequencies.EXCEPTION).nonzero()[0] if len(exceptions) else exceptions
        if len(elsewhere):
            packed = self.table.take(codes)
            packed[elsewhere] = values[exceptions.searchsorted(places.take(elsewhere))]
            every = [frequencies.field_of(packed, field) for field in range(len(self.fields))]
            some = [frequency.nonzero()[0] for frequency in every]
            return [(here, of.take(here) * 1.0) for here, of in zip(some, every, strict=True)]
        found: list[tuple[Array | None, Array]] = []
        for table, present in zip(self.field_tables, self._presence, strict=True):
            here = present.take(codes).nonzero()[0]
            if len(here) == len(codes):
                found.append((None, table.take(codes)))
            else:
                found.append((here, table.take(codes.take(here))))
        return found

    @cached_property
    def _presence(self) -> list[Array]:
        """For each field whether each code has a frequency there."""
        return [table > 0 for table in self.field_tables]

    def read(self, term: int) -> tuple[Array, Array]:
        """The documents of a term and its combination in each."""
        group, number = self.resolve(term)
        first, end = group.bounds(number)
        return group.own_docs(number), group.combinations(first, end)

    def document_frequency(self, term: int, field: int) -> int:
        """The number of documents that have the term in a field, deleted ones included."""
        group, number = self.resolve(term)
        if len(group.fields) == 1 or not group.has_frequencies:
            first, end = group.bounds(number)
            return end - first
        place = bisect_left(group._mixed, number)
        if place < len(group._mixed) and group._mixed[place] == number:
            return int(group._df[field][place])
        first, end = group.bounds(number)
        return end - first if field == main_field(group.fields) else 0

    def positions(
        self, term: int, which: Array, owners: Array, position_bits: int, widths: Array
    ) -> Array:
        """The positions of an own term in some of the documents that have it.

        Args:
            term: The term.
            which: Which of the term's postings, ascending.
            owners: A number for each of these postings, ascending.
            position_bits: The lowest bits of a result hold the position in the document (a field
                begins at the document's ``begin.FIELD``); the bits above hold the owner.
            widths: The width of a position in bits, for each document of the segment.

        Returns:
            All occurrences, ascending.
        """
        first, end = self.bounds(term)
        total = self._totals.take(self.codes(first, end))
        exceptions, values = self.exceptions
        low, high = exceptions.searchsorted((first, end)) if len(exceptions) else (0, 0)
        for place, value in zip(
            exceptions[low:high].tolist(), values[low:high].tolist(), strict=True
        ):
            total[place - first] = sum(value >> (BITS * field) & LIMIT for field in range(3))
        width = widths.take(self.own_docs(term))
        sizes = total * width
        begins = sizes.cumsum()
        begins -= sizes
        begins += 8 * self._position_starts[term]
        # 32 bits take half the time to sort and to compare.
        narrow = not len(owners) or int(owners[-1]) + 1 << position_bits < _NARROW
        type_ = np.dtype(np.int32 if narrow else np.int64)
        begins, total, width = begins.take(which), total.take(which), width.take(which)
        positions = self._positions_at(begins, total, width, type_)
        positions += np.repeat(owners.astype(type_) << position_bits, total)
        return positions

    def _positions_at(self, begins: Array, total: Array, width: Array, type_: Any) -> Array:
        """The positions of postings: ``total`` of each, from the bit ``begins`` on."""
        widest = int(width.max(initial=1))
        if int(total.sum()) > len(total):
            width = width.repeat(total)
            steps = np.empty(len(width), np.int64)
            steps[1:] = width[:-1]
            first = integers.slice_starts(total)
            steps[first] = begins
            # The step from the last position of the posting before.
            steps[first[1:]] -= begins[:-1] + (total[:-1] - 1) * width.take(first[:-1])
            begins = steps.cumsum()
        return integers.unpack_bits(self._positions, begins, width, widest, type_)

    def all_positions(self, terms: Array, total: Array, width: Array, counts: Array) -> Array:
        """The positions of all postings of some own terms.

        Args:
            terms: The terms, ascending.
            total: The number of positions of each posting.
            width: The width of a position in bits, for each posting.
            counts: The number of postings of each term.
        """
        sizes = total * width
        begins = integers.slice_starts(sizes)
        of_terms = 8 * self._position_starts.array.take(terms)
        some = np.flatnonzero(counts)
        of_terms[some] -= begins.take(integers.slice_starts(counts).take(some))
        begins += np.repeat(of_terms, counts)
        return self._positions_at(begins, total, width, np.int64)
