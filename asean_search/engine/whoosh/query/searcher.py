"""One search over all segments of an open index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search import query_importance, ranking
from asean_search.engine.interface import Page, Search, SpellingCandidate
from asean_search.engine.whoosh.facets import Counting
from asean_search.engine.whoosh.query import facets
from asean_search.engine.whoosh.query.boolean import All, Matching, Some
from asean_search.engine.whoosh.query.collector import Best
from asean_search.engine.whoosh.query.compile import Compiler
from asean_search.engine.whoosh.query.scorer import Match
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.query.spelling import spelling_candidates
from asean_search.engine.whoosh.query.statistics import Statistics
from asean_search.engine.whoosh.query.weight import Weighting
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.model import Explanation, Sort, WordScore

Array = np.ndarray[Any, np.dtype[Any]]

_FEW = 256
"""Fewer documents are scored at once; of more, it is worth while to see first which may lead."""


class Arrays:
    """The segments of an open index, made ready to be searched."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._views = [View(segment, number) for number, segment in enumerate(segments)]
        self._statistics = Statistics(self._views)

    def search(self, request: Search) -> Page:
        """The page of documents that match, best first."""
        return search(self._views, self._statistics, request)

    def explain(
        self, request: Search, places: Mapping[str, tuple[Segment, int]]
    ) -> list[Explanation]:
        """What the scores of some documents, all of which match, are made of."""
        view_of = {id(view.segment): view for view in self._views}
        # One after another: what a phrase was once looked for in, it remembers.
        return [
            prepare(self._views, self._statistics, request).explain(
                id_, view_of[id(segment)], number
            )
            for id_, (segment, number) in places.items()
        ]

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, in how many documents it stands in any text field."""
        return [self._statistics.word_documents(word) for word in words]

    def spelling_candidates(self, word: str, field: str, limit: int) -> list[SpellingCandidate]:
        """The words of a text field that may be meant by a word, the nearest first."""
        return spelling_candidates(self._views, word, field, limit)


def search(views: Sequence[View], statistics: Statistics, request: Search) -> Page:
    """The page of documents that match, best first."""
    ready = prepare(views, statistics, request)
    query = ready.query
    if request.filter is not None:
        query = All([query, ready.compiler.silenced().compile(request.filter)])
    count = request.offset + request.limit if request.limit > 0 else 0
    best = Best(count, request.sort)
    counting = Counting(request.facets) if request.facets else None
    total = 0
    for view in views:
        match = query.match(view, None)
        total += len(match.docs)
        if counting:
            facets.count(view, match.docs, counting)
        if count and len(match.docs):
            best.add(view, *ready.leading(view, match, count, request.sort))
    return Page(
        total,
        best.page(request.offset),
        facets=counting.facets() if counting else {},
        truncated=ready.compiler.limits.reached,
    )


class Ready(msgspec.Struct):
    """A search made ready to score documents."""

    compiler: Compiler
    query: Matching
    expansion: Some | None
    freshness: ranking.Freshness | None
    newest: int

    def leading(
        self, view: View, match: Match, count: int, sort: Sort
    ) -> tuple[Array, Array | None]:
        """Documents among which the best ``count`` are, with their scores; None: all score 0."""
        if not (match.bound or self.expansion):
            return match.docs, None
        if sort is not Sort.RELEVANCE or len(match.docs) <= max(_FEW, count):
            return match.docs, self._scores(view, match, None)
        places = None if self.expansion or self.freshness else match.leading(count)
        docs = match.docs if places is None else match.docs.take(places)
        return docs, self._scores(view, match, places)

    def _scores(self, view: View, match: Match, places: Array | None) -> Array:
        """Scores, with what is added to those of the query."""
        scores = match.scores(places)
        if self.expansion or self.freshness:
            docs = match.docs if places is None else match.docs.take(places)
            if self.expansion:
                more = self.expansion.match(view, docs)
                if more.kept is None:
                    scores = scores + more.scores(None)
                elif len(more.kept):
                    scores[more.kept] += more.scores(None)
            if self.freshness:
                scores = scores * self._factors(view, docs)
        return scores

    def explain(self, id_: str, view: View, number: int) -> Explanation:
        """What one document's score is made of."""
        doc = np.array([number])
        words: list[WordScore] = list(self.query.match(view, doc).reasons())
        if self.expansion:
            added = self.expansion.match(view, doc)
            words += [replace(word, from_expansion=True) for word in added.reasons()]
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
    asked = query_importance.words_of(request.tree)
    weighting = Weighting(profile, statistics, asked.informative)
    compiler = Compiler(
        views,
        statistics,
        weighting,
        silent=asked.stop_words if profile.skips_stop_words else frozenset(),
    )
    query = compiler.compile(request.tree)
    added = [replace(compiler, silent=frozenset()).compile(node) for node in request.expansion]
    return Ready(
        compiler,
        query,
        Some(added) if added else None,
        profile.freshness,
        statistics.newest(request.today) if profile.freshness else 0,
    )
