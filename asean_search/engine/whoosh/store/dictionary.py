"""A sorted dictionary of terms, searched in place in the mapped file.

Terms are in blocks of 16. Keys are stored whole. Words are front-coded: each term but the first of
a block leaves out the prefix that it shares with the term before, at most 15 bytes. Its *shape* is
a byte: the length of this prefix in the lower half, that of the rest in the upper half (15: a list
of long terms has the length). Measured on the Reuters stories: 0.6 MB less.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from asean_search.engine.whoosh.store.sections import SectionFile

if TYPE_CHECKING:
    from numpy import dtype, ndarray

    Array = ndarray[Any, dtype[Any]]

BLOCK_TERMS = 16
"""The file holds the start of every block of this many terms."""

NIBBLE_MAX = 15
"""The largest number in half a byte."""

NOT_SHARED = (1 << 32) - 1
"""Stands for the number of a term when the postings are not shared."""

_FOUND_MAX = 50_000


class Dictionary:
    """Terms as UTF-8, numbered in the order of their bytes."""

    def __init__(self, file: SectionFile, group: str) -> None:
        whole = f"{group}.term_lengths" in file
        form: PlainTerms | FrontCodedTerms = (
            PlainTerms(file, group) if whole else FrontCodedTerms(file, group)
        )
        self._form = form
        self._head, self._block = form.head, form.block
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._form)

    def __getitem__(self, number: int) -> bytes:
        return self._form[number]

    def first_from(self, term: bytes) -> int:
        """The number of the first term not less than ``term``, or the number of terms."""
        low, high = 0, (len(self) + BLOCK_TERMS - 1) // BLOCK_TERMS
        while low < high:  # the first block that does not begin before the term
            middle = (low + high) // 2
            if self._head(middle) < term:
                low = middle + 1
            else:
                high = middle
        if not low:
            return 0
        first = (low - 1) * BLOCK_TERMS
        end = min(first + BLOCK_TERMS, len(self))
        for number, each in zip(range(first, end), self._block(low - 1), strict=False):
            if each >= term:
                return number
        return end

    def find(self, term: bytes) -> int:
        """The term's number, or -1."""
        number = self._found.get(term)
        if number is None:
            number = self.first_from(term)
            if number == len(self) or self[number] != term:
                number = -1
            if len(self._found) > _FOUND_MAX:
                self._found.clear()
            self._found[term] = number
        return number

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers ``first, end`` of the terms that begin with ``prefix``."""
        stripped = prefix.rstrip(b"\xff")
        first = self.first_from(prefix)
        if not stripped:
            return first, len(self)
        after = stripped[:-1] + bytes([stripped[-1] + 1])
        return first, self.first_from(after)

    def terms(self, first: int, end: int) -> Iterator[bytes]:
        """The terms numbered ``first`` up to, not including, ``end``."""
        if first >= end:
            return
        block = first // BLOCK_TERMS
        before = block * BLOCK_TERMS
        for number, term in zip(range(before, end), self._block(block), strict=False):
            if number >= first:
                yield term

    def at(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The terms with these numbers."""
        return (self[number] for number in numbers)

    def encoded(self, first: int, end: int) -> tuple[bytes, Sequence[int] | Array]:
        """The terms from ``first`` to ``end`` in one bytes object, and the start of each.

        The last of the ``end - first + 1`` starts is the end of the last term.
        """
        return self._form.encoded(first, end) if first < end else (b"", [0])


class PlainTerms:
    """Terms stored whole.

    ``head`` gives the first term of a block, ``block`` its terms and all that follow.
    ``encoded`` is as in ``Dictionary``, for at least one term.
    """

    def __init__(self, file: SectionFile, group: str) -> None:
        self._bytes = file.view(f"{group}.terms")
        self._lengths = file.view(f"{group}.term_lengths")
        self._starts = file.view(f"{group}.term_starts")

    def __len__(self) -> int:
        return len(self._lengths)

    def __getitem__(self, number: int) -> bytes:
        if width := self._width:
            return bytes(self._bytes[number * width : (number + 1) * width])
        start = self._start(number)
        return bytes(self._bytes[start : start + self._lengths[number]])

    @cached_property
    def _width(self) -> int:
        """The length of a term when all have the same, as ids have; else 0."""
        lengths = self._lengths
        width: int = lengths[0] if lengths else 0
        if lengths.itemsize > 1 or width * len(lengths) != len(self._bytes):
            return 0
        return width if lengths.tobytes().count(width) == len(lengths) else 0

    def _start(self, number: int) -> int:
        block = number // BLOCK_TERMS
        start: int = self._starts[block] + sum(self._lengths[block * BLOCK_TERMS : number])
        return start

    def head(self, block: int) -> bytes:  # noqa: D102
        start = self._starts[block]
        return bytes(self._bytes[start : start + self._lengths[block * BLOCK_TERMS]])

    def block(self, block: int) -> Iterator[bytes]:  # noqa: D102
        start = self._starts[block]
        for length in self._lengths[block * BLOCK_TERMS :]:
            yield bytes(self._bytes[start : start + length])
            start += length

    def encoded(self, first: int, end: int) -> tuple[bytes, Sequence[int] | Array]:  # noqa: D102
        start = self._start(first)
        places = list(accumulate(self._lengths[first:end], initial=0))
        return bytes(self._bytes[start : start + places[-1]]), places


class FrontCodedTerms:
    """Front-coded terms. The methods are those of ``PlainTerms``."""

    def __init__(self, file: SectionFile, group: str) -> None:
        self._bytes = file.view(f"{group}.terms")
        self._starts = file.view(f"{group}.term_starts")
        self._shapes = file.view(f"{group}.term_shapes")
        self._long = file.view(f"{group}.long_terms")
        self._long_lengths = file.view(f"{group}.long_lengths")

    def __len__(self) -> int:
        return len(self._shapes)

    def __getitem__(self, number: int) -> bytes:
        block, nth = divmod(number, BLOCK_TERMS)
        first = block * BLOCK_TERMS
        data, at, term = self._bytes, self._starts[block], b""
        for place, shape in enumerate(self._shapes[first : first + nth + 1], first):
            length = shape >> 4
            if length == NIBBLE_MAX:
                length = self._length(place)
            term = term[: shape & NIBBLE_MAX] + data[at : at + length]
            at += length
        return term

    def _length(self, number: int) -> int:
        """The number of bytes stored of a long term."""
        length: int = self._long_lengths[bisect_left(self._long, number)]
        return length

    def head(self, block: int) -> bytes:  # noqa: D102
        length = self._shapes[block * BLOCK_TERMS] >> 4
        if length == NIBBLE_MAX:
            length = self._length(block * BLOCK_TERMS)
        start = self._starts[block]
        return bytes(self._bytes[start : start + length])

    def block(self, block: int) -> Iterator[bytes]:  # noqa: D102
        first = block * BLOCK_TERMS
        data, at, term = self._bytes, self._starts[block], b""
        for place, shape in enumerate(self._shapes[first:], first):
            length = shape >> 4
            if length == NIBBLE_MAX:
                length = self._length(place)
            term = term[: shape & NIBBLE_MAX] + data[at : at + length]
            at += length
            yield term

    def encoded(self, first: int, end: int) -> tuple[bytes, Sequence[int] | Array]:
        """Restore the prefixes: of the second term of all blocks, then of the third, ..."""
        import numpy as np

        from asean_search.engine.whoosh.store import integers

        before = first // BLOCK_TERMS * BLOCK_TERMS
        shapes = np.asarray(self._shapes[before:end])
        common = (shapes & NIBBLE_MAX).astype(np.int64)
        own = (shapes >> 4).astype(np.int64)
        low, high = bisect_left(self._long, before), bisect_left(self._long, end)
        if low < high:
            longs = np.asarray(self._long[low:high]).astype(np.int64) - before
            own[longs] = self._long_lengths[low:high]
        ends = np.cumsum(common + own)
        starts = ends - common - own
        data = np.empty(int(ends[-1]), np.uint8)
        at = self._starts[before // BLOCK_TERMS]
        data[integers.slice_indices(starts + common, own)] = self._bytes[at : at + int(own.sum())]
        for nth in range(1, BLOCK_TERMS):
            to, count = starts[nth::BLOCK_TERMS], common[nth::BLOCK_TERMS]
            of = starts[nth - 1 :: BLOCK_TERMS][: len(to)]
            data[integers.slice_indices(to, count)] = data[integers.slice_indices(of, count)]
        skipped = int(starts[first - before])
        places = np.append(starts[first - before :], ends[-1]) - skipped
        return data[skipped:].tobytes(), places


def front_coded(terms: Sequence[bytes], number: int) -> tuple[Array, Array, Array]:
    """Front-code consecutive terms in order, the first of which has this number.

    Returns:
        The bytes that are stored, one term after another; for each term the length of the prefix
        that it shares with the term before; and for each term the number of bytes stored.
    """
    import numpy as np

    from asean_search.engine.whoosh.store import integers

    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    begins = np.array(terms, f"S{NIBBLE_MAX}").view(np.uint8).reshape(len(terms), NIBBLE_MAX)
    common = np.zeros(len(terms), np.int64)
    if len(terms) > 1:
        same = np.logical_and.accumulate(begins[1:] == begins[:-1], axis=1)
        common[1:] = np.minimum(same.sum(axis=1), np.minimum(lengths[1:], lengths[:-1]))
    common[-number % BLOCK_TERMS :: BLOCK_TERMS] = 0
    own = lengths - common
    whole = np.frombuffer(b"".join(terms), np.uint8)
    return whole[integers.slice_indices(integers.slice_starts(lengths) + common, own)], common, own
