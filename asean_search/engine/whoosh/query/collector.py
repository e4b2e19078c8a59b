"""The best few of many documents, by one key after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np

from asean_search.engine.interface import ScoredDocument
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.model import Sort

Array = np.ndarray[Any, np.dtype[Any]]

_AFTER_EVERY_DAY = date.max.toordinal() + 1
Key = Callable[[Array], Array]
_Row = tuple[float, int, View, int, float]
_first_two = itemgetter(0, 1)


def smallest(values: Array, count: int, ties: Sequence[Key]) -> Array:
    """The places of the ``count`` smallest values, ties by ``ties[0]``, and so on.

    In any order. A key is asked only about the places between which it has to decide.
    """
    if count >= len(values):
        return np.arange(len(values))
    last = np.partition(values, count - 1)[count - 1]
    places: Array = (values <= last).nonzero()[0]
    if len(places) == count:
        return places
    found = values.take(places)
    sure, tied = places[found < last], places[found == last]
    left = count - len(sure)
    if not ties:
        return np.concatenate((sure, tied[:left]))
    return np.concatenate((sure, tied.take(smallest(ties[0](tied), left, ties[1:]))))


class Best:
    """Collects the best documents of every segment, then puts them in order."""

    def __init__(self, count: int, sort: Sort) -> None:
        self._count = count
        self._sort = sort
        self._rows: list[_Row] = []

    def add(self, view: View, docs: Array, scores: Array | None) -> None:
        """The documents of one segment that match, with their scores (None: all of them 0)."""
        days = view.dates.take(docs).astype(np.int64)
        if len(docs) > self._count:
            chosen = self._chosen(view, docs, days, scores)
            docs, days = docs.take(chosen), days.take(chosen)
            scores = None if scores is None else scores.take(chosen)
        numbers = docs.tolist()
        found = [0.0] * len(numbers) if scores is None else scores.tolist()
        for doc, day, score in zip(numbers, days.tolist(), found, strict=True):
            if self._sort is Sort.RELEVANCE:
                self._rows.append((-score, -day, view, doc, score))
            elif self._sort is Sort.NEWEST:
                self._rows.append((-day, 0, view, doc, score))
            else:
                self._rows.append((day or _AFTER_EVERY_DAY, 0, view, doc, score))

    def page(self, offset: int) -> tuple[ScoredDocument, ...]:
        """What was collected, best first, from ``offset`` on. Ids are read where they decide."""
        rows, count = sorted(self._rows, key=_first_two), self._count
        if len(rows) > count:
            last = _first_two(rows[count - 1])
            rows = rows[:count] + [row for row in rows[count:] if _first_two(row) == last]
        named = [(first, day, view.id(doc), score) for first, day, view, doc, score in rows]
        named.sort()
        return tuple(ScoredDocument(row[2], row[3]) for row in named[offset:count])

    def _chosen(self, view: View, docs: Array, days: Array, scores: Array | None) -> Array:
        """The places of the best."""

        def by_id(places: Array) -> Array:
            return view.segment.column("key.id").take(docs.take(places))

        if self._sort is Sort.OLDEST:
            days[days == 0] = _AFTER_EVERY_DAY
            chosen = smallest(days, self._count, [by_id])
            days[days == _AFTER_EVERY_DAY] = 0
            return chosen
        if self._sort is Sort.NEWEST or scores is None:
            return smallest(-days, self._count, [by_id])
        return smallest(-scores, self._count, [lambda places: -days.take(places), by_id])
