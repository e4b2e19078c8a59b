"""BM25F over arrays: the formulas of ``ranking``, operation for operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from asean_search import ranking
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.model import FieldScore

Array = np.ndarray[Any, np.dtype[Any]]

_SPARSE = 4


class Weighting:
    """A profile applied to an index's statistics, for questions of so many ``words``."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics, words: int) -> None:
        self._profile = profile
        self._statistics = statistics
        self._power = ranking.emphasis(profile, words)

    def worth(self, facts: ranking.WordFacts) -> float:
        """What a word is worth."""
        return ranking.word_weight(facts, self._statistics.documents, self._power)

    def field_scores(
        self,
        view: View,
        doc: int,
        frequencies: Sequence[tuple[str, float]],
        worth: float,
    ) -> tuple[FieldScore, ...]:
        """What each field adds to the score of one document."""
        lengths = [int(view.segment.column(f"len.{field}")[doc]) for field, _ in frequencies]
        shares = [
            ranking.weighted_frequency(
                frequency,
                length,
                self._statistics.mean_length(field),
                self._profile.fields[field],
            )
            for (field, frequency), length in zip(frequencies, lengths, strict=True)
        ]
        return ranking.field_scores(frequencies, lengths, shares, worth, self._profile.k1)

    def scores(
        self, view: View, found: Postings, fields: Sequence[tuple[str, int]], worth: float
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
        scores = worth * (k1 + 1.0) * total
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
