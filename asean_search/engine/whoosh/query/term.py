"""Documents in which something occurs (a word, a phrase, any of many words), scored by BM25F."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from asean_search.engine.whoosh.fields import FIELD_NUMBERS
from asean_search.engine.whoosh.query import postings, sorted_sets
from asean_search.engine.whoosh.query.postings import NONE, Postings
from asean_search.engine.whoosh.query.scorer import Scorer, empty, select
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.query.weight import Similarity, TermWeight
from asean_search.model import WordScore

Find = Callable[[SegmentReader, "Array | None"], Postings]
"""Finds postings in a segment; with the second argument, only in these documents."""


class TermQuery:
    """The documents of the postings that ``find`` gives, in ``fields``.

    ``similarity`` None: nothing scores. ``size`` estimates the number of documents in a segment.
    ``limited``: ``find`` is faster if it is given the wanted documents, and keeps to them.
    """

    __slots__ = ("_fields", "_find", "_limited", "_similarity", "score_max", "size", "weight")

    def __init__(  # noqa: PLR0913 - how it is found, and how it scores
        self,
        find: Find,
        size: Callable[[SegmentReader], int],
        fields: Sequence[str],
        weight: TermWeight,
        similarity: Similarity | None,
        *,
        limited: bool = False,
    ) -> None:
        self._find = find
        self.size = size
        self._fields = fields
        self.weight = weight
        self._similarity = similarity
        self._limited = limited
        self.score_max = similarity.score_max(weight.weight) if similarity is not None else 0.0

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:
        """The documents in which it occurs."""
        found = self._find(reader, within if self._limited else None)
        if len(self._fields) < len(FIELD_NUMBERS):
            found = found.only([FIELD_NUMBERS[field] for field in self._fields])
        docs = found.docs
        if not len(docs):
            return empty()
        if within is None:
            return TermScorer(docs, None, found, None, self, reader)
        selected, own = sorted_sets.common(within, docs, reader.documents)
        if len(selected) == len(within):
            return TermScorer(within, None, found, own, self, reader)
        return TermScorer(within.take(selected), selected, found, own, self, reader)

    def scores(self, reader: SegmentReader, found: Postings, rows: Array | None) -> Array:
        """The BM25F scores of some postings."""
        if self._similarity is None:
            return np.zeros(len(found.docs if rows is None else rows))
        return self._similarity.scores(reader, found, rows, self._fields, self.weight.weight)

    def estimates(self, reader: SegmentReader, found: Postings, rows: Array | None) -> Array:
        """The same scores as float32."""
        if self._similarity is None:
            return np.zeros(len(found.docs if rows is None else rows), np.float32)
        return self._similarity.estimates(reader, found, rows, self._fields, self.weight.weight)

    def explain(self, reader: SegmentReader, found: Postings, row: int) -> Iterator[WordScore]:
        """The score of one posting, field by field."""
        if self._similarity is None:
            return
        frequencies = []
        for field in self._fields:
            frequency = found.frequency(FIELD_NUMBERS[field], np.array([row]), np.float64)
            frequencies.append((field, 0.0 if frequency is None else float(frequency[0])))
        fields = self._similarity.field_scores(
            reader, int(found.docs[row]), frequencies, self.weight.weight
        )
        yield WordScore(
            text=self.weight.text(),
            score=sum(field.score for field in fields),
            weight=self.weight.weight,
            documents=self.weight.documents,
            fields=fields,
        )


class TermScorer(Scorer):
    """The documents of some postings; ``own`` are their rows in the postings, None: all."""

    __slots__ = ("_found", "_own", "_query", "_reader", "score_max")

    def __init__(  # noqa: PLR0913, PLR0917 - the postings, and what scores them
        self,
        docs: Array,
        selected: Array | None,
        found: Postings,
        own: Array | None,
        query: TermQuery,
        reader: SegmentReader,
    ) -> None:
        self.docs = docs
        self.selected = selected
        self._found = found
        self._own = own
        self._query = query
        self._reader = reader
        self.score_max = query.score_max

    def scores(self, rows: Array | None) -> Array:  # noqa: D102
        return self._query.scores(self._reader, self._found, select(self._own, rows))

    def estimates(self, rows: Array | None) -> Array:  # noqa: D102
        return self._query.estimates(self._reader, self._found, select(self._own, rows))

    def frequencies(self) -> Array:  # noqa: D102
        return postings.frequencies(self._found, self._own)

    def explain(self) -> Iterator[WordScore]:  # noqa: D102
        row = 0 if self._own is None else int(self._own[0])
        return self._query.explain(self._reader, self._found, row)


def find_terms(terms: Sequence[str], reader: SegmentReader, _: Array | None) -> Postings:
    """The postings of one or more terms together."""
    found = [here for term in terms if (here := reader.term(term)) is not None]
    if len(found) == 1:
        return found[0]
    return postings.union(found, reader.documents) if found else NONE


def size_of_terms(terms: Sequence[str], reader: SegmentReader) -> int:
    """An upper bound of the number of documents that hold any of some terms."""
    return sum([reader.document_frequency_max(term) for term in terms])
