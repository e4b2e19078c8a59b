"""The best few of many documents, by one key after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from asean_search.engine.interface import Found
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.model import Sort

Array = np.ndarray[Any, np.dtype[Any]]
Key = Callable[[Array], Array]

_AFTER_EVERY_DAY = date.max.toordinal() + 1


def smallest(places: Array, count: int, keys: Sequence[Key]) -> Array:
    """The ``count`` of ``places`` that come first by ``keys[0]``, ties by ``keys[1]``, and so on.

    In any order. A key is asked only about the places between which it has to decide.
    """
    if count >= len(places) or not keys:
        return places[:count]
    values = keys[0](places)
    last = np.partition(values, count - 1)[count - 1]
    sure = places[values < last]
    tied = places[values == last]
    if len(sure) + len(tied) == count:
        return np.concatenate((sure, tied))
    return np.concatenate((sure, smallest(tied, count - len(sure), keys[1:])))


class Best:
    """Collects the best documents of every segment, then puts them in order."""

    def __init__(self, count: int, sort: Sort) -> None:
        self._count = count
        self._sort = sort
        self._rows: list[tuple[float, int, str, float]] = []

    def add(self, view: View, docs: Array, scores: Array | None) -> None:
        """The documents of one segment that match, with their scores (None: all of them 0)."""
        if not len(docs) or not self._count:
            return
        places = np.arange(len(docs))
        chosen = smallest(places, self._count, self._keys(view, docs, scores))
        docs = docs.take(chosen)
        days = view.segment.column("date").take(docs).tolist()
        found = [0.0] * len(days) if scores is None else scores.take(chosen).tolist()
        ids = view.ids(docs)
        self._rows.extend(
            (self._first_key(score, day), -day if self._sort is not Sort.OLDEST else 0, id_, score)
            for score, day, id_ in zip(found, days, ids, strict=True)
        )

    def page(self, offset: int) -> tuple[Found, ...]:
        """What was collected, best first, from ``offset`` on."""
        return tuple(Found(row[2], row[3]) for row in sorted(self._rows)[offset : self._count])

    def _first_key(self, score: float, day: int) -> float:
        if self._sort is Sort.RELEVANCE:
            return -score
        if self._sort is Sort.NEWEST:
            return -day
        return day or _AFTER_EVERY_DAY

    def _keys(self, view: View, docs: Array, scores: Array | None) -> list[Key]:
        def newest(places: Array) -> Array:
            return -view.segment.column("date").take(docs.take(places)).astype(np.int64)

        def oldest(places: Array) -> Array:
            days = view.segment.column("date").take(docs.take(places)).astype(np.int64)
            days[days == 0] = _AFTER_EVERY_DAY
            return days

        def by_id(places: Array) -> Array:
            return view.segment.column("key.id").take(docs.take(places))

        if self._sort is Sort.OLDEST:
            return [oldest, by_id]
        if self._sort is Sort.NEWEST or scores is None:
            return [newest, by_id]
        found = scores

        def best(places: Array) -> Array:
            return -found if len(places) == len(found) else -found.take(places)

        return [best, newest, by_id]
