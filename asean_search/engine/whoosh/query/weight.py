"""BM25F over arrays: the formulas of ``ranking``, operation for operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from asean_search import ranking
from asean_search.engine.whoosh.query.postings import Postings
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.engine.whoosh.query.statistics import Statistics
from asean_search.model import FieldScore

Array = np.ndarray[Any, np.dtype[Any]]


class Weighting:
    """A profile applied to an index's statistics, for queries of so many ``words``."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics, words: int) -> None:
        self._profile = profile
        self._statistics = statistics
        self._power = ranking.emphasis(profile, words)

    def worth(self, facts: ranking.TermStatistics) -> float:
        """What a word is worth."""
        return ranking.word_weight(facts, self._statistics.documents, self._power)

    def bound(self, worth: float) -> float:
        """What no score of something of this worth reaches."""
        return worth * (self._profile.k1 + 1.0)

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
        self,
        view: View,
        found: Postings,
        places: Array | None,
        fields: Sequence[str],
        worth: float,
    ) -> Array:
        """The score of some postings (``ranking.score`` of ``ranking.weighted_frequency``)."""
        docs = found.docs if places is None else found.docs.take(places)
        total: Array | None = None
        for field in fields:
            share = found.frequency(FIELD_NUMBERS[field], places, np.float64)
            if share is None:
                continue
            weight, norm, _ = view.scale(field, self._profile, self._statistics)
            if weight != 1.0:
                share *= weight
            if norm is not None:
                share /= norm.take(docs)
            if total is None:
                total = share
            else:
                total += share
        if total is None:
            return np.zeros(len(docs))
        k1 = self._profile.k1
        scores = worth * (k1 + 1.0) * total
        total += k1
        scores /= total
        return scores

    def estimates(
        self,
        view: View,
        found: Postings,
        places: Array | None,
        fields: Sequence[str],
        worth: float,
    ) -> Array:
        """About the same in fewer steps, as float32."""
        docs = found.docs if places is None else found.docs.take(places)
        total: Array | None = None
        for field in fields:
            share = found.frequency(FIELD_NUMBERS[field], places, np.float32)
            if share is None:
                continue
            weight, _, gain = view.scale(field, self._profile, self._statistics)
            if gain is not None:
                share *= gain.take(docs)
            elif weight != 1.0:
                share *= np.float32(weight)
            if total is None:
                total = share
            else:
                total += share
        if total is None:
            return np.zeros(len(docs), np.float32)
        k1 = np.float32(self._profile.k1)
        total /= total + k1
        total *= np.float32(self.bound(worth))
        return total
