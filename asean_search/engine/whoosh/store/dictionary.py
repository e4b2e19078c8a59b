"""A sorted dictionary of terms, searched in place in the mapped file.

Terms are in blocks of 16. A dictionary of keys has every term whole. One of words leaves out of
each term but the first of a block what it has in common with the one before, 15 bytes at most;
its *shape* is a byte: how many these are in the lower half, how many bytes follow in the upper
(15: so many or more, listed apart). Measured on the Reuters stories: 0.6 MB less.
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
"""The file says where every so many terms begin."""

HALF = 15
"""The most that half a byte holds."""

NOT_SHARED = (1 << 32) - 1
"""In place of a term's number: its postings are its own."""

_FOUND_MAX = 50_000


class Dictionary:
    """Terms as UTF-8, numbered in the order of their bytes."""

    def __init__(self, file: SectionFile, group: str) -> None:
        whole = f"{group}.term_lengths" in file
        form: WholeTerms | ShapedTerms = (
            WholeTerms(file, group) if whole else ShapedTerms(file, group)
        )
        self._form = form
        self._head, self._block = form.head, form.block
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._form)

    def __getitem__(self, number: int) -> bytes:
        return self._form[number]

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``; the length if there is none."""
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
        """The terms from ``first`` to ``end`` one after another, and where each begins.

        The last of the ``end - first + 1`` places is where the last term ends.
        """
        return self._form.encoded(first, end) if first < end else (b"", [0])


class WholeTerms:
    """Every term as it is.

    ``head`` is the first term of a block; ``block`` its terms and all that follow; ``encoded`` is
    as in ``Dictionary``, of one term at least.
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
        """The length of all terms, such as ids, if it is one length; else 0."""
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


class ShapedTerms:
    """Terms that leave out what they have in common with the one before; else as ``WholeTerms``."""

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
            if length == HALF:
                length = self._length(place)
            term = term[: shape & HALF] + data[at : at + length]
            at += length
        return term

    def _length(self, number: int) -> int:
        """How many bytes a term has here, of which there are 15 or more."""
        length: int = self._long_lengths[bisect_left(self._long, number)]
        return length

    def head(self, block: int) -> bytes:  # noqa: D102
        length = self._shapes[block * BLOCK_TERMS] >> 4
        if length == HALF:
            length = self._length(block * BLOCK_TERMS)
        start = self._starts[block]
        return bytes(self._bytes[start : start + length])

    def block(self, block: int) -> Iterator[bytes]:  # noqa: D102
        first = block * BLOCK_TERMS
        data, at, term = self._bytes, self._starts[block], b""
        for place, shape in enumerate(self._shapes[first:], first):
            length = shape >> 4
            if length == HALF:
                length = self._length(place)
            term = term[: shape & HALF] + data[at : at + length]
            at += length
            yield term

    def encoded(self, first: int, end: int) -> tuple[bytes, Sequence[int] | Array]:
        """What is left out is put back: the second term of all blocks, then the third, ..."""
        import numpy as np

        from asean_search.engine.whoosh.store import integers

        before = first // BLOCK_TERMS * BLOCK_TERMS
        shapes = np.asarray(self._shapes[before:end])
        common = (shapes & HALF).astype(np.int64)
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


def shaped(terms: Sequence[bytes], number: int) -> tuple[Array, Array, Array]:
    """Consecutive terms in order, the first of them with this number, as the file has them.

    Returns:
        What is kept of them, one after another; how many bytes each has in common with the one
        before; and how many bytes each has here.
    """
    import numpy as np

    from asean_search.engine.whoosh.store import integers

    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    begins = np.array(terms, f"S{HALF}").view(np.uint8).reshape(len(terms), HALF)
    common = np.zeros(len(terms), np.int64)
    if len(terms) > 1:
        same = np.logical_and.accumulate(begins[1:] == begins[:-1], axis=1)
        common[1:] = np.minimum(same.sum(axis=1), np.minimum(lengths[1:], lengths[:-1]))
    common[-number % BLOCK_TERMS :: BLOCK_TERMS] = 0
    own = lengths - common
    whole = np.frombuffer(b"".join(terms), np.uint8)
    return whole[integers.slice_indices(integers.slice_starts(lengths) + common, own)], common, own
