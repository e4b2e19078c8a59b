"""A query compiled, and its scorer: all matching documents at once, their scores on demand.

``rows`` select some of a scorer's documents by their indices in ``docs``; None selects all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec
import numpy as np

from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import NO_DOCS, Array
from asean_search.model import WordScore


class Query(Protocol):
    """A compiled query node: it runs on any segment of the index."""

    def size(self, reader: SegmentReader) -> int:
        """An estimate of the number of matching documents, mostly an upper bound; cheap."""
        ...

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:
        """The matching documents; only those of the sorted set ``within`` if it is given."""
        ...


class Scorer:
    """Matching documents in order, every score 0; subclasses score.

    ``selected`` are the indices of the documents in the ``within`` that was given; None means
    that all of ``within`` matches. No score exceeds ``score_max``.
    """

    __slots__ = ("docs", "selected")
    score_max = 0.0

    def __init__(self, docs: Array, selected: Array | None) -> None:
        self.docs = docs
        self.selected = selected

    def scores(self, rows: Array | None) -> Array:
        """The scores as float64, equal to the last bit to those of ``ranking``."""
        return np.zeros(len(self.docs if rows is None else rows))

    def estimates(self, rows: Array | None) -> Array:
        """The scores as float32, with a relative error of at most 1e-5."""
        return np.zeros(len(self.docs if rows is None else rows), np.float32)

    def candidates(self, count: int) -> Array | None:
        """Rows that hold the best ``count`` documents and all that tie with the last of them.

        None: any row may be among them.
        """
        estimates = self.estimates(None)
        least = kth_largest(estimates, count) * SAFETY
        return (estimates >= least).nonzero()[0] if least > 0.0 else None

    def frequencies(self) -> Array:
        """How often the query occurs in each document, in all fields together."""
        return np.zeros(len(self.docs), np.int64)

    def explain(self) -> Iterator[WordScore]:
        """The terms of the score of the scorer's only document."""
        return iter(())


class MatchNone(msgspec.Struct, frozen=True):
    """No document."""

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return 0

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        return empty()


class MatchAll(msgspec.Struct, frozen=True):
    """Every document."""

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return reader.documents

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        return Scorer(reader.all_docs if within is None else within, None)


def empty() -> Scorer:
    """A scorer without documents."""
    return Scorer(NO_DOCS, NO_DOCS)


SAFETY = 1.0 - 1e-4
"""An estimate times this is below the score that it estimates."""
_BLOCKS = 16


def kth_largest(estimates: Array, count: int) -> float:
    """A lower bound, near the ``count``-th largest estimate: at least ``count`` reach it."""
    if len(estimates) < count:
        return 0.0
    columns = len(estimates) // _BLOCKS
    if columns > 2 * count:  # the maxima of the columns are that many different estimates
        blocks = estimates[: columns * _BLOCKS].reshape(_BLOCKS, columns)
        estimates = np.maximum.reduce(blocks)
    index = len(estimates) - count
    return float(np.partition(estimates, index)[index])


def select(outer: Array | None, rows: Array | None) -> Array | None:
    """The elements ``rows`` of an index array; None stands for all indices, in both."""
    if outer is None:
        return rows
    return outer if rows is None else outer.take(rows)
