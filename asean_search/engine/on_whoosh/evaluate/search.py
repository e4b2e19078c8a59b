"""One search over all segments of an open index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from asean_search import question, ranking
from asean_search.engine.interface import Page, Search
from asean_search.engine.on_whoosh.evaluate.algebra import Matching, Some
from asean_search.engine.on_whoosh.evaluate.compile import Compiler
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.top import Best
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.model import Explanation, WordScore

Array = np.ndarray[Any, np.dtype[Any]]


def search(views: Sequence[View], statistics: Statistics, request: Search) -> Page:
    """The page of documents that match, best first."""
    ready = prepare(views, statistics, request)
    only = request.filter and Compiler(views, statistics, None).compile(request.filter)
    count = request.offset + request.limit if request.limit > 0 else 0
    best = Best(count, request.sort)
    total = 0
    for view in views:
        docs = ready.query.docs(view, None)
        if only and len(docs):
            docs = only.docs(view, docs)
        total += len(docs)
        if len(docs) and count:
            best.add(view, docs, ready.scores(view, docs))
    return Page(total, best.page(request.offset))


def explain(
    views: Sequence[View],
    statistics: Statistics,
    request: Search,
    places: Mapping[str, tuple[View, int]],
) -> list[Explanation]:
    """What the scores of some documents, all of which match, are made of."""
    # One after another: what a phrase was once looked for in, it remembers.
    return [
        prepare(views, statistics, request).explain(id_, view, number)
        for id_, (view, number) in places.items()
    ]


@dataclass(frozen=True, slots=True)
class Ready:
    """A search made ready to score documents."""

    query: Matching
    expansion: Some | None
    freshness: ranking.Freshness | None
    newest: int

    def scores(self, view: View, docs: Array) -> Array | None:
        """The score of each of ``docs``, all of which match; None: nothing scores."""
        if not (self.query.scores_something or self.expansion):
            return None
        scores = self.query.scores(view, docs)
        if self.expansion:
            scores = scores + self.expansion.scores(view, docs)
        return scores if self.freshness is None else scores * self._factors(view, docs)

    def explain(self, id_: str, view: View, number: int) -> Explanation:
        """What one document's score is made of."""
        doc = np.array([number], view.doc_type)
        self.query.docs(view, doc)
        words: list[WordScore] = list(self.query.reasons(view, doc))
        if self.expansion:
            words += [replace(word, added=True) for word in self.expansion.reasons(view, doc)]
        freshness = float(self._factors(view, doc)[0])
        score = sum(word.score for word in words) * freshness
        return Explanation(id_, score, tuple(words), freshness)

    def _factors(self, view: View, docs: Array) -> Array:
        """``ranking.freshness`` over an array."""
        if self.freshness is None:
            return np.ones(len(docs))
        days = view.segment.column("date").take(docs).astype(np.float64)
        ages = np.maximum(self.newest - days, 0.0)
        gains = self.freshness.gain * np.exp2(-ages / self.freshness.half_life_days)
        gains[days <= 0] = 0.0
        factors: Array = 1.0 + gains
        return factors


def prepare(views: Sequence[View], statistics: Statistics, request: Search) -> Ready:
    """Work out what scores: the tree, the words added to it, the age."""
    profile = ranking.PROFILES[request.profile]
    asked = question.read(request.tree)
    weighting = Weighting(profile, statistics, asked.words)
    compiler = Compiler(
        views,
        statistics,
        weighting,
        silent=asked.function_words if profile.skips_function_words else frozenset(),
    )
    query = compiler.compile(request.tree)
    added = [replace(compiler, silent=frozenset()).compile(node) for node in request.expansion]
    return Ready(
        query,
        Some(added) if added else None,
        profile.freshness,
        statistics.newest(request.today) if profile.freshness else 0,
    )
