"""Collectors: what a search makes of the documents that match (a count, a page, facets)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Protocol

import numpy as np

from asean_search.engine.interface import ScoredDocument
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.facets import FacetCounts
from asean_search.engine.whoosh.fields import to_text
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.model import FacetCount, Sort

_AFTER_EVERY_DAY = date.max.toordinal() + 1
_Key = Callable[[Array], Array]
_Row = tuple[float, int, SegmentReader, int, float]
_first_two = itemgetter(0, 1)


class SegmentHits(Protocol):
    """The matching documents of one segment: ``docs`` are all of them, in order."""

    reader: SegmentReader
    docs: Array

    def best(self, count: int) -> tuple[Array, Array | None]:
        """Documents that include the ``count`` of the highest scores and all ties with the last.

        Returns:
            The documents, and their scores; None: every score is 0.
        """
        ...

    def scored(self) -> tuple[Array, Array | None]:
        """All documents and their scores; None: every score is 0."""
        ...


class Collector(Protocol):
    """Sees every segment's matches in the order of the segments, and adds them up."""

    def collect(self, hits: SegmentHits) -> None:
        """Add the matches of one segment, of which there may be none."""
        ...


class CountCollector:
    """The number of matching documents."""

    def __init__(self) -> None:
        self.total = 0

    def collect(self, hits: SegmentHits) -> None:  # noqa: D102
        self.total += len(hits.docs)


class TopCollector:
    """The first ``count`` documents (1 or more) in an order; ties by date, then by id."""

    def __init__(self, count: int, sort: Sort) -> None:
        self._count = count
        self._sort = sort
        self._rows: list[_Row] = []

    def collect(self, hits: SegmentHits) -> None:  # noqa: D102
        if not len(hits.docs):
            return
        by_score = self._sort is Sort.RELEVANCE
        docs, scores = hits.best(self._count) if by_score else hits.scored()
        reader = hits.reader
        days = reader.dates.take(docs).astype(np.int64)
        if len(docs) > self._count:
            chosen = self._chosen(reader, docs, days, scores)
            docs, days = docs.take(chosen), days.take(chosen)
            scores = None if scores is None else scores.take(chosen)
        numbers = docs.tolist()
        found = [0.0] * len(numbers) if scores is None else scores.tolist()
        for doc, day, score in zip(numbers, days.tolist(), found, strict=True):
            if self._sort is Sort.RELEVANCE:
                self._rows.append((-score, -day, reader, doc, score))
            elif self._sort is Sort.NEWEST:
                self._rows.append((-day, 0, reader, doc, score))
            else:
                self._rows.append((day or _AFTER_EVERY_DAY, 0, reader, doc, score))

    def page(self, offset: int) -> tuple[ScoredDocument, ...]:
        """The documents from ``offset`` on, in order. Ids are read only where they decide."""
        rows, count = sorted(self._rows, key=_first_two), self._count
        if len(rows) > count:
            last = _first_two(rows[count - 1])
            rows = rows[:count] + [row for row in rows[count:] if _first_two(row) == last]
        named = [(first, day, reader.id(doc), score) for first, day, reader, doc, score in rows]
        named.sort()
        return tuple(ScoredDocument(row[2], row[3]) for row in named[offset:count])

    def _chosen(
        self, reader: SegmentReader, docs: Array, days: Array, scores: Array | None
    ) -> Array:
        """The rows of the first ``count`` documents of a segment."""

        def by_id(rows: Array) -> Array:
            return reader.segment.column("key.id").take(docs.take(rows))

        if self._sort is Sort.OLDEST:
            known = np.where(days == 0, _AFTER_EVERY_DAY, days)
            return smallest(known, self._count, [by_id])
        if self._sort is Sort.NEWEST or scores is None:
            return smallest(-days, self._count, [by_id])
        return smallest(-scores, self._count, [lambda rows: -days.take(rows), by_id])


def smallest(values: Array, count: int, ties: Sequence[_Key]) -> Array:
    """The indices, in any order, of the ``count`` smallest values.

    Ties are decided by ``ties[0]``, then by ``ties[1]``, and so on; a key is computed only for the
    indices between which it decides.
    """
    if count >= len(values):
        return np.arange(len(values))
    last = np.partition(values, count - 1)[count - 1]
    rows: Array = (values <= last).nonzero()[0]
    if len(rows) == count:
        return rows
    found = values.take(rows)
    sure, tied = rows[found < last], rows[found == last]
    left = count - len(sure)
    if not ties:
        return np.concatenate((sure, tied[:left]))
    return np.concatenate((sure, tied.take(smallest(ties[0](tied), left, ties[1:]))))


class ScanCollector:
    """Every matching document in an order, held as arrays: some 40 bytes each."""

    def __init__(self, sort: Sort) -> None:
        self._sort = sort
        self._readers: list[SegmentReader] = []
        self._columns: list[tuple[Array, Array, Array, Array, Array]] = []

    def collect(self, hits: SegmentHits) -> None:  # noqa: D102
        docs, scores = hits.scored()
        days = hits.reader.dates.take(docs).astype(np.int64)
        scores = np.zeros(len(docs)) if scores is None else scores
        first: Array = days
        second: Array = np.zeros(len(docs))
        if self._sort is Sort.RELEVANCE:
            first, second = -scores, -days
        elif self._sort is Sort.NEWEST:
            first = -days
        else:
            first = np.where(days == 0, _AFTER_EVERY_DAY, days)
        segment = np.full(len(docs), len(self._readers))
        self._readers.append(hits.reader)
        self._columns.append((first, second, segment, docs, scores))

    def documents(self) -> Iterator[ScoredDocument]:
        """The documents in order; the ids of equal ones are read together."""
        if not self._columns:
            return
        columns = map(np.concatenate, zip(*self._columns, strict=True))
        first, second, segment, docs, scores = columns
        order = np.lexsort((second, first))
        first, second = first.take(order), second.take(order)
        new = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
        for rows in np.split(order, new.nonzero()[0] + 1):
            equal = zip(
                *(each.take(rows).tolist() for each in (segment, docs, scores)), strict=True
            )
            named = [(self._readers[number].id(doc), score) for number, doc, score in equal]
            for id_, score in sorted(named):
                yield ScoredDocument(id_, score)


class FacetCollector:
    """The number of matching documents by source, period or keyword."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._counts = FacetCounts(wanted)

    def collect(self, hits: SegmentHits) -> None:  # noqa: D102
        reader, docs = hits.reader, hits.docs
        if self._counts.by_source:
            self._count_sources(reader, docs)
        if self._counts.by_day:
            self._count_days(reader, docs)
        for name in self._counts.keyword_fields:
            self._count_keywords(reader, docs, name)

    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        """The counts of each facet."""
        return self._counts.facets()

    def _count_sources(self, reader: SegmentReader, docs: Array) -> None:
        dictionary = reader.segment.dictionary("source_name")
        numbers = np.minimum(reader.column("key.source_name", docs), len(dictionary))
        for number, found in _counts(numbers):
            known = number < len(dictionary)
            self._counts.sources[to_text(dictionary[number]) if known else None] += found

    def _count_days(self, reader: SegmentReader, docs: Array) -> None:
        counts, imprecise = self._counts, reader.imprecise_docs
        if len(imprecise):
            imprecise = np.intersect1d(docs, imprecise, assume_unique=True)
        if len(imprecise):
            last_days = reader.segment.column("last_day")
            spans = (reader.dates.take(imprecise), last_days.take(imprecise))
            counts.spans.update(zip(*(days.tolist() for days in spans), strict=True))
            docs = np.setdiff1d(docs, imprecise, assume_unique=True)
        codes, days = reader.days if counts.each_day else reader.months
        own = codes if len(docs) == len(codes) else codes.take(docs)
        counts.days += [(days[code], found) for code, found in _counts(own)]

    def _count_keywords(self, reader: SegmentReader, docs: Array, name: str) -> None:
        matching = np.zeros(reader.documents, bool)
        matching[docs] = True
        found, counts, terms = reader.keyword_terms(keywords.prefix(name))
        owner = np.repeat(np.arange(len(terms)), counts)
        held = matching.take(found)
        per_term = np.bincount(owner[held], minlength=len(terms)).tolist()
        for term, count in zip(terms, per_term, strict=True):
            if count:
                self._counts.add_keyword(to_text(term), count)
        has = np.zeros(reader.documents, bool)
        has[found[held]] = True
        self._counts.without_keyword[name] += len(docs) - int(np.count_nonzero(has))


def _counts(values: Array) -> list[tuple[int, int]]:
    """The numbers (0 or more) that occur in an array, each with how often it does."""
    found = np.bincount(values.astype(np.intp))
    held = found.nonzero()[0]
    return list(zip(held.tolist(), found.take(held).tolist(), strict=True))
