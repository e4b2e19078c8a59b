"""Exact statistics of an index and BM25F, in plain Python: the formulas of ``ranking``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from asean_search import analysis, ranking
from asean_search.analysis import LeafTerms
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.fields import FIELD_NUMBERS, WORDS
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.query import nodes


class Statistics:
    """Counts over the live documents of an open index, all exact; and the terms of leaves."""

    def __init__(self, readers: Sequence[SmallSegmentReader]) -> None:
        self._readers = readers
        self.documents = sum(reader.live for reader in readers)
        self._mean_lengths: dict[str, float] = {}
        self._leaf_terms: dict[nodes.Word | nodes.Phrase, Sequence[LeafTerms]] = {}

    def mean_length(self, field: str) -> float:
        """The mean number of tokens of a text field; a document without the field counts as 0."""
        found = self._mean_lengths.get(field)
        if found is None:
            total = sum(reader.total_length(field) for reader in self._readers)
            found = self._mean_lengths[field] = total / self.documents if self.documents else 0.0
        return found

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts; those of removed documents until segments are merged."""
        return tuple(sorted({name for each in self._readers for name in each.languages()}))

    def leaf_terms(self, node: nodes.Word | nodes.Phrase) -> Sequence[LeafTerms]:
        """The terms of a leaf: one item for each word of a chunk, one for a phrase."""
        found = self._leaf_terms.get(node)
        if found is None:
            if isinstance(node, nodes.Word):
                found = analysis.word_leaf_terms(node.text, node.synonyms, self.languages)
            else:
                phrase = analysis.phrase_leaf_terms(node.text, node.synonyms, self.languages)
                found = (phrase,) if phrase.typed else ()
            self._leaf_terms[node] = found
        return found

    def query_term_statistics(
        self, query_term: QueryTerm, fields: Sequence[str]
    ) -> ranking.TermStatistics:
        """The statistics of a word that may be written in several ways."""
        documents, occurrences = 0, 0
        for number in [FIELD_NUMBERS[field] for field in fields]:
            counts = [
                [
                    [reader.frequencies(term.text)[number] for reader in self._readers]
                    for term in path
                ]
                for path in query_term
            ]
            documents = max(
                documents, sum(min(sum(map(len, term)) for term in path) for path in counts)
            )
            occurrences += sum(
                min(sum(sum(found.values()) for found in term) for term in path) for path in counts
            )
        return ranking.TermStatistics(documents, occurrences)

    def prefix_statistics(self, prefix: str, fields: Sequence[str]) -> ranking.TermStatistics:
        """The statistics of the unstemmed words that start with a prefix, as one word."""
        every = [
            reader.frequencies(word, WORDS)
            for reader in self._readers
            for word in reader.words(prefix)
        ]
        counts = [[each[FIELD_NUMBERS[field]].values() for each in every] for field in fields]
        return ranking.TermStatistics(
            max(sum(map(len, found)) for found in counts),
            sum(sum(map(sum, found)) for found in counts),
        )

    def newest(self, today: date | None) -> int:
        """The last day, not after ``today``, that a document is dated, as an ordinal; 0: none."""
        last = date.max.toordinal() if today is None else today.toordinal()
        days = (reader.column("date")[n] for reader in self._readers for n in reader.documents())
        return max((day for day in days if 0 < day <= last), default=0)


class Similarity:
    """BM25F with a profile's parameters and an index's statistics, for queries of ``words``."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics, words: int) -> None:
        self.k1 = profile.k1
        self._power = ranking.emphasis(profile, words)
        self._profile = profile
        self._statistics = statistics
        self._shares: dict[tuple[str, float, int], float] = {}

    def term_weight(self, statistics: ranking.TermStatistics) -> float:
        """The weight of a word with these statistics."""
        return ranking.word_weight(statistics, self._statistics.documents, self._power)

    def share(self, field: str, frequency: float, length: int) -> float:
        """A field's share of a word's frequency; cached, because few pairs differ."""
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
