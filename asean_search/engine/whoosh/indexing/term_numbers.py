"""Numbers the terms of many analysed batches as one."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.indexing.analyse import InternedTexts, split_lines

Array = np.ndarray[Any, np.dtype[Any]]


class NumberedTexts(msgspec.Struct, frozen=True):
    """The strings of texts and their emissions: as in ``InternedTexts``, with other numbers.

    ``first[row]`` is the first emission of a row, ``first[row + 1]`` the one after its last.
    ``pair_term`` and ``pair_word`` are the numbers of each pair's term and word in the dicts.
    """

    strings: Array
    counts: Array
    advances: Array
    first: Array
    pairs: Array
    offsets: Array
    terms: dict[str, int]
    words: dict[str, int]
    pair_term: Array
    pair_word: Array


class _TextRange(msgspec.Struct):
    """Consecutive texts of one batch: from ``first`` to ``end``."""

    interned: InternedTexts
    base: int
    first: int
    end: int

    def strings(self) -> Array:
        """The rows of the texts' strings."""
        counts = self.interned.counts
        before = int(counts[: self.first].sum())
        count = int(counts[self.first : self.end].sum())
        rows: Array = self.interned.strings[before : before + count] + np.int32(self.base)
        return rows


class TextBuffer:
    """Collects the texts of analysed batches."""

    def __init__(self) -> None:
        self._ranges: list[_TextRange] = []
        self._rows: list[InternedTexts] = []
        self._numbers: list[Array] = []
        self._base: dict[int, int] = {}
        self._next = 0
        self._pairs = _Numbers()
        self.strings = 0

    def add(self, interned: InternedTexts, first: int, end: int) -> None:
        """Take the texts from ``first`` to ``end`` of a batch; batches may alternate."""
        base = self._base.get(id(interned))
        if base is None:
            base = self._base[id(interned)] = self._next
            self._next += len(interned.advances)
            self._rows.append(interned)
            self._numbers.append(self._pair_numbers(interned))
            self.strings += len(interned.strings)
        last = self._ranges[-1] if self._ranges else None
        if last is not None and last.interned is interned and last.end == first:
            last.end = end
        else:
            self._ranges.append(_TextRange(interned, base, first, end))

    def numbered(self) -> NumberedTexts:
        """All texts, with one numbering."""
        empty = np.zeros(0, np.int32)
        emissions = _joined([rows.emissions for rows in self._rows], empty)
        first = np.zeros(len(emissions) + 1, np.int64)
        np.cumsum(emissions, out=first[1:])
        terms: dict[str, int] = {}
        words: dict[str, int] = {}
        pair_term = [terms.setdefault(term, len(terms)) for term, _ in self._pairs]
        pair_word = [words.setdefault(word, len(words)) for _, word in self._pairs]
        numbered = zip(self._numbers, self._rows, strict=True)
        return NumberedTexts(
            strings=_joined([each.strings() for each in self._ranges], empty),
            counts=_joined(
                [each.interned.counts[each.first : each.end] for each in self._ranges], empty
            ),
            advances=_joined([rows.advances for rows in self._rows], empty),
            first=first,
            pairs=_joined([numbers[rows.pairs] for numbers, rows in numbered], empty),
            offsets=_joined([rows.offsets for rows in self._rows], empty),
            terms=terms,
            words=words,
            pair_term=np.array(pair_term, np.int64),
            pair_word=np.array(pair_word, np.int64),
        )

    def _pair_numbers(self, interned: InternedTexts) -> Array:
        names = zip(split_lines(interned.terms), split_lines(interned.words), strict=True)
        return np.fromiter(map(self._pairs.__getitem__, names), np.int64)


class _Numbers(dict[tuple[str, str], int]):
    """Maps each key to a number; a new key gets the next one."""

    def __missing__(self, key: tuple[str, str]) -> int:
        number = self[key] = len(self)
        return number


def sorted_bytes(names: dict[str, int]) -> tuple[list[bytes], Array]:
    """The names in UTF-8, sorted, and the place of each number in that order."""
    encoded = [name.encode("utf-8", "surrogatepass") for name in names]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    places = np.empty(len(order), np.int64)
    places[np.array(order, np.int64)] = np.arange(len(order))
    return [encoded[number] for number in order], places


def _joined(parts: list[Array], empty: Array) -> Array:
    return np.concatenate(parts) if parts else empty
