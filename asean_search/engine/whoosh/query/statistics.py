"""Counts over all the documents of an open index: exact, and of the documents there are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from asean_search import analysis, ranking
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query.postings import FIELDS
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View

_KEPT_MAX = 10_000


class Statistics:
    """What scores depend on beside the documents themselves."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self.documents = sum(view.live for view in views)
        self._mean_lengths: dict[str, float] = {}
        self._slot_facts: dict[tuple[QueryTerm, tuple[str, ...]], ranking.TermStatistics] = {}
        self._term_facts: dict[tuple[tuple[str, ...], tuple[str, ...]], ranking.TermStatistics] = {}
        self._newest: dict[date | None, int] = {}

    def mean_length(self, field: str) -> float:
        """The mean number of tokens of a text field; a document without the field counts as 0."""
        if field not in self._mean_lengths:
            total = sum(view.total_length(field) for view in self._views)
            self._mean_lengths[field] = total / self.documents if self.documents else 0.0
        return self._mean_lengths[field]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts; those of removed documents until segments are merged."""
        found: set[bytes] = set()
        for view in self._views:
            dictionary = view.segment.postings("language").dictionary
            found.update(dictionary[number] for number in range(len(dictionary)))
        return tuple(sorted(name.decode("utf-8", "surrogatepass") for name in found))

    def query_term_statistics(
        self, query_term: QueryTerm, fields: tuple[str, ...]
    ) -> ranking.TermStatistics:
        """What is known of a word that may be written in several ways."""
        known = self._slot_facts.get((query_term, fields))
        if known is not None:
            return known
        if len(self._slot_facts) > _KEPT_MAX:
            self._slot_facts.clear()
        documents, occurrences = 0, 0.0
        numbers = [FIELD_NUMBERS[field] for field in fields]
        counts = [[self._counts(term.text) for term in path] for path in query_term]
        for field in numbers:
            documents = max(documents, sum(min(term[0][field] for term in path) for path in counts))
            occurrences += sum(min(term[1][field] for term in path) for path in counts)
        facts = ranking.TermStatistics(documents, occurrences)
        self._slot_facts[query_term, fields] = facts
        return facts

    def term_statistics(
        self, terms: tuple[str, ...], fields: tuple[str, ...]
    ) -> ranking.TermStatistics:
        """What is known of a word that is any of some terms."""
        known = self._term_facts.get((terms, fields))
        if known is not None:
            return known
        if len(self._term_facts) > _KEPT_MAX:
            self._term_facts.clear()
        counts = [self._counts(term) for term in terms]
        numbers = [FIELD_NUMBERS[field] for field in fields]
        facts = ranking.TermStatistics(
            max(sum(documents[field] for documents, _ in counts) for field in numbers),
            sum(sum(times[field] for _, times in counts) for field in numbers),
        )
        self._term_facts[terms, fields] = facts
        return facts

    def word_documents(self, word: str) -> int:
        """In how many documents a word stands in any field; of several in one, the rarest."""
        counts = [
            sum(
                min(sum(view.posting_count(term.text) for view in self._views) for term in path)
                for path in query_term
            )
            for query_term in analysis.query_terms(word, self.languages)
        ]
        return min(*counts, self.documents) if counts else 0

    def newest(self, today: date | None) -> int:
        """The last day that a document is dated, if not after ``today``; 0 if there is none."""
        if today not in self._newest:
            last = date.max.toordinal() if today is None else today.toordinal()
            days = [view.segment.column("date").take(view.all_docs) for view in self._views]
            within = [int(each[each <= last].max(initial=0)) for each in days]
            self._newest[today] = max(within, default=0)
        return self._newest[today]

    def _counts(self, term: str) -> tuple[Sequence[int], Sequence[float]]:
        """In how many documents a term stands, and how often, in each field."""
        documents = [0] * FIELDS
        occurrences = [0.0] * FIELDS
        for view in self._views:
            found = view.term(term)
            if found is None:
                continue
            here, times = found.document_frequencies, found.occurrences
            for field in range(FIELDS):
                documents[field] += here[field]
                occurrences[field] += times[field]
        return documents, occurrences
