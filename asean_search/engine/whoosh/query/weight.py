"""Term weights and BM25F over arrays: exact index statistics, the formulas of ``ranking``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

import msgspec
import numpy as np

from asean_search import analysis, ranking
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.fields import FIELD_NUMBERS, to_text
from asean_search.engine.whoosh.query.postings import FIELDS, Postings
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.model import FieldScore

_KEPT_MAX = 10_000


class TermWeight(msgspec.Struct):
    """The weight of a leaf, and, to explain it, the leaf's text and number of documents."""

    text: Callable[[], str]
    documents: int
    weight: float


UNSCORED = TermWeight(str, 0, 0.0)
"""The weight of a leaf that only filters."""


class Statistics:
    """Counts over the live documents of an open index, all exact.

    Threads may share it: a cached value that two threads compute at once is the same in both.
    """

    def __init__(self, readers: Sequence[SegmentReader]) -> None:
        self._readers = readers
        self.documents = sum(reader.live for reader in readers)
        self._mean_lengths: dict[str, float] = {}
        self._query_terms: dict[tuple[QueryTerm, tuple[str, ...]], ranking.TermStatistics] = {}
        self._newest: dict[date | None, int] = {}

    def mean_length(self, field: str) -> float:
        """The mean number of tokens of a text field; a document without the field counts as 0."""
        found = self._mean_lengths.get(field)
        if found is None:
            total = sum(reader.total_length(field) for reader in self._readers)
            found = total / self.documents if self.documents else 0.0
            self._mean_lengths[field] = found
        return found

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts; those of removed documents until segments are merged."""
        found: set[bytes] = set()
        for reader in self._readers:
            dictionary = reader.segment.postings("language").dictionary
            found.update(dictionary[number] for number in range(len(dictionary)))
        return tuple(sorted(map(to_text, found)))

    def query_term_statistics(
        self, query_term: QueryTerm, fields: tuple[str, ...]
    ) -> ranking.TermStatistics:
        """The statistics of a word that may be written in several ways."""
        found = self._query_terms.get((query_term, fields))
        if found is not None:
            return found
        documents, occurrences = 0, 0.0
        counts = [[self._counts(term.text) for term in path] for path in query_term]
        for field in [FIELD_NUMBERS[name] for name in fields]:
            documents = max(documents, sum(min(term[0][field] for term in path) for path in counts))
            occurrences += sum(min(term[1][field] for term in path) for path in counts)
        found = ranking.TermStatistics(documents, occurrences)
        if len(self._query_terms) > _KEPT_MAX:
            self._query_terms.clear()
        self._query_terms[query_term, fields] = found
        return found

    def word_documents(self, word: str) -> int:
        """How many documents hold a word in any field; the rarest word if it is several."""
        counts = [
            sum(
                min(
                    sum(reader.posting_count(term.text) for reader in self._readers)
                    for term in path
                )
                for path in query_term
            )
            for query_term in analysis.query_terms(word, self.languages)
        ]
        return min(*counts, self.documents) if counts else 0

    def newest(self, today: date | None) -> int:
        """The last day, not after ``today``, that a document is dated, as an ordinal; 0: none."""
        found = self._newest.get(today)
        if found is None:
            last = date.max.toordinal() if today is None else today.toordinal()
            days = [reader.dates.take(reader.all_docs) for reader in self._readers]
            found = max((int(each[each <= last].max(initial=0)) for each in days), default=0)
            self._newest[today] = found
        return found

    def _counts(self, term: str) -> tuple[Sequence[int], Sequence[float]]:
        """The number of documents with a term and of its occurrences, by field number."""
        documents = [0] * FIELDS
        occurrences = [0.0] * FIELDS
        for reader in self._readers:
            found = reader.term(term)
            if found is None:
                continue
            here, times = found.document_frequencies, found.occurrences
            for field in range(FIELDS):
                documents[field] += here[field]
                occurrences[field] += times[field]
        return documents, occurrences


class Similarity:
    """BM25F with a profile's parameters and an index's statistics, for queries of ``words``."""

    def __init__(self, profile: ranking.Profile, statistics: Statistics, words: int) -> None:
        self._profile = profile
        self._statistics = statistics
        self._power = ranking.emphasis(profile, words)

    def term_weight(self, statistics: ranking.TermStatistics) -> float:
        """The weight of a word with these statistics."""
        return ranking.word_weight(statistics, self._statistics.documents, self._power)

    def score_max(self, weight: float) -> float:
        """An upper bound, never reached, of the scores of a word of this weight."""
        return weight * (self._profile.k1 + 1.0)

    def field_scores(
        self,
        reader: SegmentReader,
        doc: int,
        frequencies: Sequence[tuple[str, float]],
        weight: float,
    ) -> tuple[FieldScore, ...]:
        """The share of each field in the score of one document."""
        lengths = [int(reader.segment.column(f"len.{field}")[doc]) for field, _ in frequencies]
        shares = [
            ranking.weighted_frequency(
                frequency,
                length,
                self._statistics.mean_length(field),
                self._profile.fields[field],
            )
            for (field, frequency), length in zip(frequencies, lengths, strict=True)
        ]
        return ranking.field_scores(frequencies, lengths, shares, weight, self._profile.k1)

    def scores(
        self,
        reader: SegmentReader,
        found: Postings,
        rows: Array | None,
        fields: Sequence[str],
        weight: float,
    ) -> Array:
        """The scores of some postings (``ranking.score`` of ``ranking.weighted_frequency``)."""
        docs = found.docs if rows is None else found.docs.take(rows)
        total: Array | None = None
        for field in fields:
            share = found.frequency(FIELD_NUMBERS[field], rows, np.float64)
            if share is None:
                continue
            field_weight, norm, _ = self._norms(reader, field)
            if field_weight != 1.0:
                share *= field_weight
            if norm is not None:
                share /= norm.take(docs)
            if total is None:
                total = share
            else:
                total += share
        if total is None:
            return np.zeros(len(docs))
        k1 = self._profile.k1
        scores = weight * (k1 + 1.0) * total
        total += k1
        scores /= total
        return scores

    def estimates(
        self,
        reader: SegmentReader,
        found: Postings,
        rows: Array | None,
        fields: Sequence[str],
        weight: float,
    ) -> Array:
        """The same scores as float32, in fewer steps."""
        docs = found.docs if rows is None else found.docs.take(rows)
        total: Array | None = None
        for field in fields:
            share = found.frequency(FIELD_NUMBERS[field], rows, np.float32)
            if share is None:
                continue
            field_weight, _, gain = self._norms(reader, field)
            if gain is not None:
                share *= gain.take(docs)
            elif field_weight != 1.0:
                share *= np.float32(field_weight)
            if total is None:
                total = share
            else:
                total += share
        if total is None:
            return np.zeros(len(docs), np.float32)
        k1 = np.float32(self._profile.k1)
        total /= total + k1
        total *= np.float32(self.score_max(weight))
        return total

    def _norms(self, reader: SegmentReader, field: str) -> tuple[float, Array | None, Array | None]:
        """A field's weight, and per document its length norm and weight / norm; see the reader."""
        values = self._profile.fields[field]
        norm, gain = reader.norms(field, values.weight, values.b, self._statistics.mean_length)
        return values.weight, norm, gain
