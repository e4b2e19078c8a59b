"""A sorted dictionary of terms, searched in place in the mapped file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asean_search.engine.on_whoosh.codec.section_file import SectionFile

NOT_SHARED = (1 << 32) - 1
"""In place of a term's number: its postings are its own."""


class Dictionary:
    """Terms as UTF-8, numbered in the order of their bytes."""

    def __init__(self, file: SectionFile, group: str) -> None:
        self._bytes = file.view(f"{group}.terms")
        self._starts = file.view(f"{group}.term_starts")
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._bytes[self._starts[number] : self._starts[number + 1]])

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before ``term``; the length if there is none."""
        blob, starts = self._bytes, self._starts
        low, high = 0, len(starts) - 1
        while low < high:
            middle = (low + high) // 2
            if bytes(blob[starts[middle] : starts[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

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
        return (self[number] for number in range(first, end))

    def at(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The terms with these numbers."""
        return (self[number] for number in numbers)

    def encoded(self, first: int, end: int) -> tuple[bytes, memoryview]:
        """The terms from ``first`` to ``end``, one after another, and their bounds in the file."""
        starts = self._starts[first : end + 1]
        return bytes(self._bytes[starts[0] : starts[-1]]), starts
