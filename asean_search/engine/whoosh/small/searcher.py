"""Searches over all segments of an open index, in plain Python, and what they cost."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence, Set
from datetime import date
from typing import Any

from asean_search import query_importance, ranking
from asean_search.engine.interface import Page, ScoredDocument, Search
from asean_search.engine.whoosh.facets import FacetCounts
from asean_search.engine.whoosh.small.matcher import DocSet, Matcher, cost
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.engine.whoosh.small.weight import Similarity, Statistics
from asean_search.model import FACETS, Sort

POSTINGS_MAX = 60_000
"""Some 1 µs each: about the time in which NumPy is loaded. Costlier searches are for arrays."""

_AFTER_EVERY_DAY = date.max.toordinal() + 1
_Place = tuple[int, int]
"""The index of a segment, and a document's number in it."""


class SmallSearcher:
    """The segments of an open index. Threads may share it."""

    def __init__(self, readers: Sequence[SmallSegmentReader]) -> None:
        self._readers = readers
        self._statistics = Statistics(readers)

    def cost(self, search: Search) -> float:
        """An upper bound of the postings that the search touches; inf: it needs arrays."""
        if search.expansion or any(name not in FACETS for name in search.facets):
            return math.inf
        total = 0.0
        for reader in self._readers:
            total += cost(search.tree, reader, self._statistics)
            if search.filter is not None:
                total += cost(search.filter, reader, self._statistics)
            if ranking.PROFILES[search.profile].freshness:
                total += reader.segment.documents
        return total

    def search(self, search: Search) -> Page:
        """The page of documents that match; the search must have a finite ``cost``."""
        profile = ranking.PROFILES[search.profile]
        words = query_importance.words_of(search.tree)
        similarity = Similarity(profile, self._statistics, words.informative)
        silent = words.stop_words if profile.skips_stop_words else frozenset()
        matcher = Matcher(self._statistics, similarity, silent)
        only = Matcher(self._statistics, similarity, scoring=False)
        found: list[DocSet] = []
        places: list[_Place] = []
        facets = FacetCounts(search.facets)
        for index, reader in enumerate(self._readers):
            matching = matcher.match(search.tree, reader)
            documents = matching.documents
            if search.filter is not None and documents:
                documents = documents & only.match(search.filter, reader).documents
            found.append(matching)
            places.extend((index, number) for number in documents)
            _count(reader, documents, facets)
        factor = self._freshness(profile.freshness, search.today)

        def score(place: _Place) -> float:
            return found[place[0]].score(place[1]) * factor(place)

        page = self._page(places, search, score) if search.limit > 0 else []
        return Page(
            len(places),
            tuple(ScoredDocument(self._id(place), score(place)) for place in page),
            facets.facets(),
        )

    def _freshness(
        self, freshness: ranking.Freshness | None, today: date | None
    ) -> Callable[[_Place], float]:
        """The function that gives the factor of a document's score."""
        if freshness is None:
            return lambda _: 1.0
        newest = self._statistics.newest(today)

        def factor(place: _Place) -> float:
            day = self._day(place)
            return ranking.freshness(freshness, newest - day if day > 0 else None)

        return factor

    def _id(self, place: _Place) -> str:
        return self._readers[place[0]].id(place[1])

    def _day(self, place: _Place) -> int:
        return self._readers[place[0]].column("date")[place[1]]

    def _page(
        self, places: list[_Place], search: Search, score: Callable[[_Place], float]
    ) -> list[_Place]:
        keys: dict[Sort, list[Callable[[_Place], Any]]] = {
            Sort.RELEVANCE: [
                lambda place: -score(place),
                lambda place: -self._day(place),
                self._id,
            ],
            Sort.NEWEST: [lambda place: -self._day(place), self._id],
            Sort.OLDEST: [lambda place: self._day(place) or _AFTER_EVERY_DAY, self._id],
        }
        own = keys[search.sort]
        chosen = _smallest(places, search.offset + search.limit, own)
        chosen.sort(key=lambda place: tuple(key(place) for key in own))
        return chosen[search.offset :]


def _smallest(
    places: list[_Place], count: int, keys: Sequence[Callable[[_Place], Any]]
) -> list[_Place]:
    """The ``count`` smallest by ``keys[0]``, ties by ``keys[1]``, and so on, in any order.

    A key is computed only for the documents between which it decides.
    """
    if count >= len(places) or not keys:
        return places[:count]
    values = [keys[0](place) for place in places]
    last = sorted(values)[count - 1]
    sure = [place for place, value in zip(places, values, strict=True) if value < last]
    tied = [place for place, value in zip(places, values, strict=True) if value == last]
    return sure + _smallest(tied, count - len(sure), keys[1:])


def _count(reader: SmallSegmentReader, documents: Set[int], facets: FacetCounts) -> None:
    """Add a segment's matching documents to the facets."""
    if facets.by_day:
        first_days, last_days = reader.column("date"), reader.column("last_day")
        spans = Counter((first_days[number], last_days[number]) for number in documents)
        for (first, last), count in spans.items():
            if first == last:
                facets.days.append((first, count))
            else:
                facets.spans[first, last] += count
    if facets.by_source:
        facets.sources.update(reader.sources(documents))
