"""What scores depend on: statistics over all segments, and a profile applied to them.

Statistics are exact and of the documents there are now, so that a score does not depend on how an
index came to be (Whoosh's own count removed documents until segments are merged, and round
lengths).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from asean_search import ranking
from asean_search.engine.whoosh.fields import words_of

if TYPE_CHECKING:
    from asean_search.analysis.token import QueryTerm
    from asean_search.engine.whoosh.small.segment_reader import PlainSegment


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

    def query_term_statistics(
        self, query_term: QueryTerm, fields: Iterable[str]
    ) -> ranking.TermStatistics:
        """What is known of a word that may be written in several ways."""

        def fewest(field: str, count: Callable[[str, str], int]) -> int:
            return sum(min(count(field, term.text) for term in path) for path in query_term)

        return ranking.TermStatistics(
            documents=max(fewest(field, self._documents) for field in fields),
            occurrences=sum(fewest(field, self._occurrences) for field in fields),
        )

    def prefix_statistics(self, prefix: str, fields: Iterable[str]) -> ranking.TermStatistics:
        """What is known of the words that begin with a prefix, together."""
        counts = []
        for field in fields:
            found = [
                segment.frequencies(words_of(field), word).values()
                for segment in self._segments
                for word in segment.words(field, prefix)
            ]
            counts.append((sum(map(len, found)), sum(map(sum, found))))
        return ranking.TermStatistics(
            max(documents for documents, _ in counts), sum(times for _, times in counts)
        )

    def _documents(self, field: str, term: str) -> int:
        return sum(segment.document_frequency(field, term) for segment in self._segments)

    def _occurrences(self, field: str, term: str) -> int:
        return sum(sum(each.frequencies(field, term).values()) for each in self._segments)


class Weighting:
    """A profile, with this index's statistics, for queries of so many ``words``."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics, words: int) -> None:
        self.k1 = profile.k1
        self._power = ranking.emphasis(profile, words)
        self._profile = profile
        self._statistics = statistics
        self._shares: dict[tuple[str, float, int], float] = {}

    def worth(self, facts: ranking.TermStatistics) -> float:
        """What a word is worth."""
        return ranking.word_weight(facts, self._statistics.documents, self._power)

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
