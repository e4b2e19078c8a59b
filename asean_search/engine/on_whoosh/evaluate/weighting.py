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
        count = len(found.docs)
        known = found.document_frequencies
        for field, number in fields:
            if known is not None and not known[number]:
                continue
            weight = self._profile.fields[field]
            norm = view.norm(field, weight.b, self._statistics.mean_length(field))
            share = found.frequency(number)
            if known is None or known[number] * _SPARSE < count:
                some = np.flatnonzero(share > 0)
                if len(some) * _SPARSE < count:
                    if len(some):
                        total = np.zeros(count) if total is None else total
                        _add_some(total, share, some, weight.weight, norm, found.docs)
                    continue
            if weight.weight != 1.0:
                share *= weight.weight
            if norm is not None:
                share /= norm.take(found.docs)
            if total is None:
                total = share
            else:
                total += share
        if total is None:
            return np.zeros(len(found.docs))
        k1 = self._profile.k1
        scores = idf * (k1 + 1.0) * total
        total += k1
        scores /= total
        return scores


def _add_some(  # noqa: PLR0913, PLR0917 - the parts of one share
    total: Array, frequency: Array, some: Array, weight: float, norm: Array | None, docs: Array
) -> None:
    share = frequency.take(some)
    share *= weight
    if norm is not None:
        share /= norm.take(docs.take(some))
    total[some] += share
