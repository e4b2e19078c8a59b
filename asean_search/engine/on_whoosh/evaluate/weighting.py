"""BM25F over arrays: the formulas of ``ranking``, operation for operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from asean_search import ranking
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import View

Array = np.ndarray[Any, np.dtype[Any]]

_SPARSE = 4


class Weighting:
    """A profile applied to an index's statistics."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics) -> None:
        self._profile = profile
        self._statistics = statistics

    def scores(
        self, view: View, found: Postings, fields: Sequence[tuple[str, int]], idf: float
    ) -> Array:
        """The score of each posting (``ranking.score`` of ``ranking.weighted_frequency``)."""
        total: Array | None = None
        for field, number in fields:
            weight = self._profile.fields[field]
            frequency = found.weighted(number, weight.weight)
            norm = view.norm(field, weight.b, self._statistics.mean_length(field))
            some = np.flatnonzero(frequency)
            if not len(some):
                continue
            if len(some) * _SPARSE < len(frequency):
                share = frequency.take(some)
                if norm is not None:
                    share /= norm.take(found.docs.take(some))
                if total is None:
                    total = np.zeros(len(frequency))
                total[some] += share
                continue
            if norm is not None:
                frequency /= norm.take(found.docs)
            total = frequency if total is None else total.__iadd__(frequency)
        if total is None:
            return np.zeros(len(found.docs))
        k1 = self._profile.k1
        scores = idf * (k1 + 1.0) * total
        total += k1
        scores /= total
        return scores
