"""The postings of a term in one field, as arrays and as one of Whoosh's matchers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from whoosh.matching.mcore import LeafMatcher, ReadTooFar

from asean_search.engine.whoosh.store.frequencies import field_of
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.segment import Segment

Array = np.ndarray[Any, np.dtype[Any]]
_BLOCK = 128


def field_postings(postings: PostingsReader, number: int, term: int) -> tuple[Array, Array]:
    """The documents that have a term in one field, ascending, and its frequency in each.

    ``number`` is the field's number in ``postings``.
    """
    docs, combinations = postings.read(term)
    frequencies = field_of(combinations, number)
    some = frequencies > 0
    return docs[some], frequencies[some]


class FieldPositions:
    """The positions of a term in one field, for any document: each call reads one document's."""

    def __init__(self, segment: Segment, postings: PostingsReader, number: int, term: int) -> None:
        self._postings, self._term = postings, term
        self._docs = postings.docs(term)
        self._widths = segment.column("position_bits")
        begins = [segment.column(f"begin.{field}") for field in postings.fields[1:]]
        everywhere = np.zeros(segment.documents, np.int64)
        self._begins = [everywhere, *begins, everywhere + np.iinfo(np.int64).max][number:][:2]

    def __call__(self, docnum: int) -> list[int]:
        """The positions in a document that has the term, ascending; the field begins at 0."""
        which = self._docs.searchsorted(np.array([docnum], self._docs.dtype))
        positions = self._postings.positions(
            self._term, which, np.zeros(1, np.int64), 0, self._widths
        )
        first, end = (int(begins[docnum]) for begins in self._begins)
        own: list[int] = (positions[(positions >= first) & (positions < end)] - first).tolist()
        return own


class ArrayMatcher(LeafMatcher):
    """Walks documents in order, in blocks of 128 like Whoosh's own codec."""

    def __init__(  # noqa: PLR0913 - the parts of a posting
        self,
        docs: Array,
        frequencies: Array,
        lengths: Array | None,
        format_: Any,
        positions: Callable[[int], list[int]] | None,
        *,
        term: tuple[str, bytes],
        scorer: Any = None,
    ) -> None:
        self._arrays = docs, frequencies, lengths
        self._docs: list[int] = docs.tolist()
        self._frequencies: list[int] = frequencies.tolist()
        self._lengths: list[int] | None = None if lengths is None else lengths.tolist()
        self._positions = positions
        self._term = term
        self._at = 0
        self.format = format_
        self.scorer = scorer

    def copy(self) -> ArrayMatcher:  # noqa: D102
        other = ArrayMatcher(
            *self._arrays, self.format, self._positions, term=self._term, scorer=self.scorer
        )
        other._at = self._at
        return other

    def is_active(self) -> bool:  # noqa: D102
        return self._at < len(self._docs)

    def reset(self) -> None:  # noqa: D102
        self._at = 0

    def id(self) -> int:  # noqa: D102
        return self._docs[self._at]

    def all_ids(self) -> Iterator[int]:  # noqa: D102
        return iter(self._docs)

    def weight(self) -> float:  # noqa: D102
        return float(self._frequencies[self._at])

    def value(self) -> bytes:  # noqa: D102
        if self._positions is not None:
            value: bytes = self.format.encode(self._positions(self.id()))
            return value
        if self.format.supports("frequency") and self.format.fixed_value_size():
            return self._frequencies[self._at].to_bytes(4, "big")
        return b""

    def value_as(self, astype: str) -> Any:  # noqa: D102
        if astype == "positions" and self._positions is not None:
            return self._positions(self.id())
        if astype == "frequency":
            return self._frequencies[self._at]
        if astype == "weight":
            return self.weight()
        return super().value_as(astype)

    def next(self) -> bool:  # type: ignore[override]  # noqa: D102
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % _BLOCK == 0

    def skip_to(self, id: int) -> None:  # noqa: A002, D102
        if not self.is_active():
            raise ReadTooFar
        if id > self._docs[self._at]:
            self._at = bisect_left(self._docs, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:  # noqa: D102
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._at // _BLOCK + 1) * _BLOCK
            skipped += 1
        return skipped

    def _block(self) -> slice:
        first = self._at // _BLOCK * _BLOCK
        return slice(first, first + _BLOCK)

    def block_min_id(self) -> int:  # noqa: D102
        first: int = self._docs[self._block().start]
        return first

    def block_max_id(self) -> int:  # noqa: D102
        last: int = self._docs[self._block()][-1]
        return last

    def block_max_weight(self) -> float:  # noqa: D102
        return float(max(self._frequencies[self._block()]))

    def block_min_length(self) -> int:  # noqa: D102
        return min(self._lengths[self._block()]) if self._lengths else 0

    def block_max_length(self) -> int:  # noqa: D102
        return max(self._lengths[self._block()]) if self._lengths else 0
