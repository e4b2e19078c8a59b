"""The frequencies of postings: half a byte each in the file.

A *combination* is the frequencies of one posting in the fields that share a dictionary, in one
integer, 20 bits a field. A table holds the combinations that occur most; the *code* of a posting is
its row there. The file holds four bits of each code. Lists of exceptions hold the codes from 15 on
(one in fifty), and the combinations that are not in the table, with the places of their postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from asean_search.engine.whoosh.store.dictionary import NIBBLE_MAX

Array = np.ndarray[Any, np.dtype[Any]]

BITS = 20
LIMIT = (1 << BITS) - 1
EXCEPTION = 255
"""The code of a posting whose frequencies are not in the table."""
_SHAPES = {1: (12,), 2: (6, 6), 3: (4, 6, 2)}
"""The bits of each field's frequency in the encoder's look-up table, by the number of fields."""


def field_of(combinations: Array, field: int) -> Array:
    """The frequencies in one of the fields."""
    return (combinations >> (BITS * field)) & LIMIT


def sum_of(combinations: Array, fields: int) -> Array:
    """The sums of the frequencies in all fields."""
    total = combinations & LIMIT
    for field in range(1, fields):
        total += field_of(combinations, field)
    return total


def main_field(fields: Sequence[str]) -> int:
    """The number of the field with most postings: the second, as in (title, body, place)."""
    return min(1, len(fields) - 1)


class FrequencyEncoder:
    """Gives each posting its code; makes the table from the first postings."""

    def __init__(self, fields: int) -> None:
        self._shape = _SHAPES[fields]
        self._codes = np.full(1 << 12, EXCEPTION, np.uint8)
        self._table: list[int] = []

    def encode(self, combinations: Array) -> tuple[Array, Array, Array]:
        """The codes, and the places and combinations of the postings that are not in the table."""
        index, wide = self._index(combinations)
        if len(self._table) < EXCEPTION:
            self._learn(index, wide, combinations)
        codes = self._codes.take(index)
        codes[wide] = EXCEPTION
        exceptions = np.flatnonzero(codes == EXCEPTION)
        return codes, exceptions, combinations[exceptions]

    def _index(self, combinations: Array) -> tuple[Array, Array]:
        index = np.zeros(len(combinations), np.int64)
        wide = np.zeros(len(combinations), bool)
        shift = 0
        for field, bits in enumerate(self._shape):
            frequency = field_of(combinations, field)
            wide |= frequency >= 1 << bits
            index |= (frequency & ((1 << bits) - 1)) << shift
            shift += bits
        return index, np.flatnonzero(wide)

    def _learn(self, index: Array, wide: Array, combinations: Array) -> None:
        seen = np.bincount(index, minlength=1 << 12)
        if len(wide):
            seen -= np.bincount(index[wide], minlength=1 << 12)
        seen[self._codes != EXCEPTION] = 0
        for value in np.argsort(-seen, kind="stable")[: EXCEPTION - len(self._table)].tolist():
            if seen[value] <= 0:
                break
            self._codes[value] = len(self._table)
            self._table.append(self._unindex(value))

    def _unindex(self, value: int) -> int:
        combination = 0
        for field, bits in enumerate(self._shape):
            combination |= (value & ((1 << bits) - 1)) << (BITS * field)
            value >>= bits
        return combination

    def table(self) -> Array:
        """The combination of each code."""
        return np.array(self._table, np.uint64)


def pack_nibbles(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pack codes, given in chunks, two into a byte: the first one into the lower half.

    A code that does not fit becomes ``NIBBLE_MAX``.
    """
    left = b""
    for chunk in chunks:
        codes = np.minimum(np.frombuffer(left + chunk, np.uint8), NIBBLE_MAX)
        even = len(codes) & ~1
        left = codes[even:].tobytes()
        yield (codes[0:even:2] | codes[1:even:2] << 4).tobytes()
    if left:
        yield left


def unpack_nibbles(packed: Array, first: int, end: int) -> Array:
    """The nibbles from ``first`` to ``end``, a byte each."""
    some = packed[first >> 1 : (end + 1) >> 1]
    codes = np.empty(2 * len(some), np.uint8)
    np.bitwise_and(some, 15, out=codes[0::2])
    np.right_shift(some, 4, out=codes[1::2])
    return codes[first & 1 : (first & 1) + end - first]


def unpack_nibbles_at(packed: Array, places: Array) -> Array:
    """The nibbles at any places, a byte each."""
    codes = packed.take(places >> 1)
    codes >>= ((places & 1) << 2).astype(np.uint8)
    codes &= 15
    return codes


def decode(codes: Array, table: Array, first: int, exceptions: Array, apart_values: Array) -> Array:
    """The combinations of consecutive postings, the first of which has the place ``first``."""
    combinations: Array = table.take(codes)
    if len(exceptions):
        low, high = np.searchsorted(exceptions, (first, first + len(codes)))
        if low < high:
            combinations[(exceptions[low:high] - first).astype(np.intp)] = apart_values[low:high]
    return combinations
