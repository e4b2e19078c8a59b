"""One search over all segments of an open index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from asean_search import ranking
from asean_search.engine.interface import NearWord, Page, Search
from asean_search.engine.on_whoosh.codec.segment import Segment
from asean_search.engine.on_whoosh.counting import Counting
from asean_search.engine.on_whoosh.evaluate import facets
from asean_search.engine.on_whoosh.evaluate.compile import Compiler
from asean_search.engine.on_whoosh.evaluate.spelling import near_words
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.top import Best
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting

Array = np.ndarray[Any, np.dtype[Any]]


class Arrays:
    """The segments of an open index, made ready to be searched."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._views = [View(segment, number) for number, segment in enumerate(segments)]
        self._statistics = Statistics(self._views)

    def search(self, request: Search) -> Page:
        """The page of documents that match, best first."""
        return search(self._views, self._statistics, request)

    def near_words(self, word: str, field: str, limit: int) -> list[NearWord]:
        """The words of a text field that may be meant by a word, the nearest first."""
        return near_words(self._views, word, field, limit)


def search(views: Sequence[View], statistics: Statistics, request: Search) -> Page:
    """The page of documents that match, best first."""
    weighting = Weighting(ranking.PROFILES[request.profile], statistics)
    compiler = Compiler(views, statistics, weighting)
    query = compiler.compile(request.tree)
    only = request.filter and replace(compiler, weighting=None).compile(request.filter)
    count = request.offset + request.limit if request.limit > 0 else 0
    best = Best(count, request.sort)
    counting = Counting(request.facets)
    total = 0
    for view in views:
        docs = query.docs(view, None)
        if only and len(docs):
            docs = only.docs(view, docs)
        total += len(docs)
        if request.facets:
            facets.count(view, docs, counting)
        if not len(docs) or not count:
            continue
        scores = query.scores(view, docs) if query.scores_something else None
        best.add(view, docs, scores)
    return Page(
        total,
        best.page(request.offset),
        facets=counting.facets(),
        truncated=compiler.limits.reached,
    )
