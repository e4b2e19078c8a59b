"""What scores depend on: statistics over all segments, and a profile applied to them.

Statistics are exact and of the documents there are now, so that a score does not depend on how an
index came to be (Whoosh's own count removed documents until segments are merged, and round
lengths).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from asean_search import ranking
from asean_search.engine.on_whoosh.naming import words_of

if TYPE_CHECKING:
    from asean_search.analysis.token import Slot
    from asean_search.engine.on_whoosh.plain.segment import PlainSegment


class Statistics:
    """Counts over all the documents of an open index."""

    def __init__(self, segments: Sequence[PlainSegment]) -> None:
        self._segments = segments
        self._mean_lengths: dict[str, float] = {}

    @cached_property
    def documents(self) -> int:
        """How many documents there are."""
        return sum(segment.count for segment in self._segments)

    def mean_length(self, field: str) -> float:
        """The mean number of tokens of a text field; a document without the field counts as 0."""
        if field not in self._mean_lengths:
            total = sum(segment.total_length(field) for segment in self._segments)
            self._mean_lengths[field] = total / self.documents if self.documents else 0.0
        return self._mean_lengths[field]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts; those of removed documents until segments are merged."""
        return tuple(sorted({name for each in self._segments for name in each.languages()}))

    def slot_idf(self, slot: Slot, fields: Iterable[str]) -> float:
        """How telling a word is that may be written in several ways.

        A way of several terms is at most as frequent as its rarest term.
        """
        frequency = max(
            sum(min(self._frequency(field, term.text) for term in path) for path in slot)
            for field in fields
        )
        return ranking.idf(frequency, self.documents)

    def prefix_idf(self, prefix: str, fields: Iterable[str]) -> float:
        """How telling the words that begin with a prefix are, together."""
        frequency = max(
            sum(
                segment.document_frequency(words_of(field), word)
                for segment in self._segments
                for word in segment.words(field, prefix)
            )
            for field in fields
        )
        return ranking.idf(frequency, self.documents)

    def _frequency(self, field: str, term: str) -> int:
        return sum(segment.document_frequency(field, term) for segment in self._segments)


class Weighting:
    """A profile, with this index's statistics."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics) -> None:
        self.k1 = profile.k1
        self._profile = profile
        self._statistics = statistics
        self._shares: dict[tuple[str, float, int], float] = {}

    def share(self, field: str, frequency: float, length: int) -> float:
        """A field's share of a word's frequency. Few pairs differ, so they are remembered."""
        key = (field, frequency, length)
        share = self._shares.get(key)
        if share is None:
            share = self._shares[key] = ranking.weighted_frequency(
                frequency,
                length,
                self._statistics.mean_length(field),
                self._profile.fields[field],
            )
        return share
