"""Frequencies in the fields of a group, packed: one number per posting, half a byte in the file.

A *combination* is the frequencies of one posting in its group's fields, packed into one integer,
20 bits a field. A table has the combinations that occur most; a posting's *code* names a row of
it. The file keeps four bits of each code, and lists apart, with their places, first the codes from
15 on (one in fifty), then the combinations that are not in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

BITS = 20
LIMIT = (1 << BITS) - 1
ELSEWHERE = 255
"""The byte of a posting whose frequencies are not in the table."""
MORE = 15
"""The four bits of a posting whose code is listed apart."""
_SHAPES = {1: (12,), 2: (6, 6), 3: (4, 6, 2)}
"""How many bits of each field's frequency the look-up table of the encoder knows."""


def field_of(combinations: Array, field: int) -> Array:
    """The frequencies in one field of the group."""
    return (combinations >> (BITS * field)) & LIMIT


def sum_of(combinations: Array, fields: int) -> Array:
    """The frequencies in all fields together."""
    total = combinations & LIMIT
    for field in range(1, fields):
        total += field_of(combinations, field)
    return total


def main_field(fields: Sequence[str]) -> int:
    """The field of a group that most postings are of: the second, as in (title, body, place)."""
    return min(1, len(fields) - 1)


class FrequencyEncoder:
    """Gives every posting its byte; learns the table from the first postings it sees."""

    def __init__(self, fields: int) -> None:
        self._shape = _SHAPES[fields]
        self._codes = np.full(1 << 12, ELSEWHERE, np.uint8)
        self._table: list[int] = []

    def encode(self, combinations: Array) -> tuple[Array, Array, Array]:
        """The bytes, and the places and combinations of the postings listed apart."""
        index, wide = self._index(combinations)
        if len(self._table) < ELSEWHERE:
            self._learn(index, wide, combinations)
        codes = self._codes.take(index)
        codes[wide] = ELSEWHERE
        apart = np.flatnonzero(codes == ELSEWHERE)
        return codes, apart, combinations[apart]

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
        seen[self._codes != ELSEWHERE] = 0
        for value in np.argsort(-seen, kind="stable")[: ELSEWHERE - len(self._table)].tolist():
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
        """The combination that each byte stands for."""
        return np.array(self._table, np.uint64)


def pack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Codes that come in pieces -> two in a byte, the first in the lower half."""
    left = b""
    for chunk in chunks:
        codes = np.minimum(np.frombuffer(left + chunk, np.uint8), MORE)
        even = len(codes) & ~1
        left = codes[even:].tobytes()
        yield (codes[0:even:2] | codes[1:even:2] << 4).tobytes()
    if left:
        yield left


def unpack(packed: Array, first: int, end: int) -> Array:
    """The halves ``first`` up to ``end``, a byte each."""
    some = packed[first >> 1 : (end + 1) >> 1]
    codes = np.empty(2 * len(some), np.uint8)
    np.bitwise_and(some, 15, out=codes[0::2])
    np.right_shift(some, 4, out=codes[1::2])
    return codes[first & 1 : (first & 1) + end - first]


def unpack_at(packed: Array, places: Array) -> Array:
    """The halves at any places, a byte each."""
    codes = packed.take(places >> 1)
    codes >>= ((places & 1) << 2).astype(np.uint8)
    codes &= 15
    return codes


def decode(codes: Array, table: Array, first: int, apart: Array, apart_values: Array) -> Array:
    """The combinations of the postings ``codes``, the first of which has the place ``first``."""
    combinations: Array = table.take(codes)
    if len(apart):
        low, high = np.searchsorted(apart, (first, first + len(codes)))
        if low < high:
            combinations[(apart[low:high] - first).astype(np.intp)] = apart_values[low:high]
    return combinations
