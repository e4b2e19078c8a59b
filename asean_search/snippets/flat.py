"""A stretch of a text with every run of white space as one space, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_right

_RUN = re.compile(r"\s{2,}|[^\S ]")


class Flat:
    """``text`` is ``original[start:end]`` flattened; positions convert both ways."""

    def __init__(self, original: str, start: int, end: int) -> None:
        """Flatten a stretch that neither begins nor ends with white space."""
        self.start = start
        pieces: list[str] = []
        self._originals = [start]
        self._flats = [0]
        at = start
        length = 0
        for run in _RUN.finditer(original, start, end):
            pieces.append(original[at : run.start()])
            length += run.start() - at + 1
            at = run.end()
            self._originals.append(at)
            self._flats.append(length)
        pieces.append(original[at:end])
        self.text = " ".join(pieces)

    def __len__(self) -> int:
        """The length of the flat text in characters."""
        return len(self.text)

    def to_flat(self, position: int) -> int:
        """Where a character of the original stands in the flat text."""
        i = bisect_right(self._originals, position) - 1
        limit = self._flats[i + 1] - 1 if i + 1 < len(self._flats) else len(self.text)
        return min(self._flats[i] + position - self._originals[i], limit)

    def to_original(self, position: int) -> int:
        """Where a character of the flat text stands in the original."""
        i = bisect_right(self._flats, position) - 1
        return self._originals[i] + position - self._flats[i]
