"""A sorted dictionary of terms, searched in place in the mapped file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate

from asean_search.engine.on_whoosh.codec.section_file import SectionFile

BLOCK_TERMS = 16
"""The file says where every so many terms begin."""

NOT_SHARED = (1 << 32) - 1
"""In place of a term's number: its postings are its own."""


class Dictionary:
    """Terms as UTF-8, numbered in the order of their bytes."""

    def __init__(self, file: SectionFile, group: str) -> None:
        self._bytes = file.view(f"{group}.terms")
        self._lengths = file.view(f"{group}.term_lengths")
        self._starts = file.view(f"{group}.term_starts")
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._lengths)

    def __getitem__(self, number: int) -> bytes:
        if width := self._width:
            return bytes(self._bytes[number * width : (number + 1) * width])
        block = number // BLOCK_TERMS
        start = self._starts[block] + sum(self._lengths[block * BLOCK_TERMS : number])
        return bytes(self._bytes[start : start + self._lengths[number]])

    @cached_property
    def _width(self) -> int:
        """The length of all terms, such as ids, if it is one length; else 0."""
        lengths = self._lengths
        width = lengths[0] if lengths else 0
        if lengths.itemsize > 1 or width * len(lengths) != len(self._bytes):
            return 0
        return width if lengths.tobytes().count(width) == len(lengths) else 0

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``; the length if there is none."""
        blob, starts, lengths = self._bytes, self._starts, self._lengths
        low, high = 0, (len(lengths) + BLOCK_TERMS - 1) // BLOCK_TERMS
        while low < high:  # the first block that does not begin before the term
            middle = (low + high) // 2
            start = starts[middle]
            if bytes(blob[start : start + lengths[middle * BLOCK_TERMS]]) < term:
                low = middle + 1
            else:
                high = middle
        if not low:
            return 0
        start, first = starts[low - 1], (low - 1) * BLOCK_TERMS
        for number, length in enumerate(lengths[first : first + BLOCK_TERMS], first):
            if bytes(blob[start : start + length]) >= term:
                return number
            start += length
        return min(first + BLOCK_TERMS, len(lengths))

    def find(self, term: bytes) -> int:
        """The term's number, or -1."""
        number = self._found.get(term)
        if number is None:
            number = self.first_from(term)
            if number == len(self) or self[number] != term:
                number = -1
            if len(self._found) > 50_000:  # noqa: PLR2004 - bounds a long-lived process
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
        start = self._starts[block] + sum(self._lengths[block * BLOCK_TERMS : first])
        for length in self._lengths[first:end]:
            yield bytes(self._bytes[start : start + length])
            start += length

    def at(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The terms with these numbers."""
        return (self[number] for number in numbers)

    def encoded(self, first: int, end: int) -> tuple[bytes, list[int]]:
        """The terms from ``first`` to ``end`` one after another, and where in the file each begins.

        The last of the ``end - first + 1`` places is where the last term ends.
        """
        block = first // BLOCK_TERMS
        start = (
            self._starts[block] + sum(self._lengths[block * BLOCK_TERMS : first])
            if first < len(self)
            else 0
        )
        places = list(accumulate(self._lengths[first:end], initial=start))
        return bytes(self._bytes[start : places[-1]]), places
