"""Searches over all segments of an open index, in arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile, islice

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search import query_importance, ranking
from asean_search.engine.interface import Page, ScoredDocument, Search, SpellingCandidate
from asean_search.engine.whoosh.query import multi_term
from asean_search.engine.whoosh.query.boolean import AndQuery, OrQuery
from asean_search.engine.whoosh.query.collector import (
    Collector,
    CountCollector,
    FacetCollector,
    ScanCollector,
    TopCollector,
)
from asean_search.engine.whoosh.query.compile import compile_node
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.scorer import Query, Scorer
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.query.weight import Similarity, Statistics
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.model import Explanation, WordScore

_FEW = 256
"""Fewer documents are all scored; of more, the candidates for the best are found first."""


class ArraySearcher:
    """The segments of an open index, ready to be searched. Threads may share it."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._readers = [SegmentReader(segment, number) for number, segment in enumerate(segments)]
        self._statistics = Statistics(self._readers)

    def search(self, search: Search) -> Page:
        """The page of documents that match, with their number and facets."""
        compiled = self._compile(search)
        count = search.offset + search.limit if search.limit > 0 else 0
        total = CountCollector()
        top = TopCollector(count, search.sort) if count else None
        facets = FacetCollector(search.facets) if search.facets else None
        self._collect(compiled, [each for each in (total, top, facets) if each is not None])
        return Page(
            total.total,
            top.page(search.offset) if top else (),
            facets=facets.facets() if facets else {},
            truncated=compiled.context.limits.reached,
        )

    def scan(self, search: Search, after: str) -> Iterator[ScoredDocument]:
        """Every document that matches, in order, from the one after the id ``after`` on."""
        every = ScanCollector(search.sort)
        self._collect(self._compile(search), [every])
        found = every.documents()
        if after:
            found = islice(dropwhile(lambda each: each.id != after, found), 1, None)
        yield from found

    def explain(
        self, search: Search, places: Mapping[str, tuple[Segment, int]]
    ) -> list[Explanation]:
        """How the scores of some documents, all of which match, are made up.

        Args:
            search: The search that they match.
            places: The segment and the document number, by id.
        """
        reader_of = {id(reader.segment): reader for reader in self._readers}
        compiled = self._compile(search)
        return [
            compiled.explain(id_, reader_of[id(segment)], number)
            for id_, (segment, number) in places.items()
        ]

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, the number of documents that hold it in any text field."""
        return [self._statistics.word_documents(word) for word in words]

    def spelling_candidates(self, word: str, field: str, limit: int) -> list[SpellingCandidate]:
        """The words of a text field that ``word`` may be a misspelling of, the nearest first."""
        return multi_term.spelling_candidates(self._readers, word, field, limit)

    def _collect(self, compiled: _CompiledSearch, collectors: Sequence[Collector]) -> None:
        for reader in self._readers:
            hits = _SegmentHits(compiled, reader)
            for collector in collectors:
                collector.collect(hits)

    def _compile(self, search: Search) -> _CompiledSearch:
        """The tree, the filter, the expansion and the freshness of a search, compiled."""
        profile = ranking.PROFILES[search.profile]
        words = query_importance.words_of(search.tree)
        context = Context(
            self._readers,
            self._statistics,
            Similarity(profile, self._statistics, words.informative),
            compile_node,
            unscored_words=words.stop_words if profile.skips_stop_words else frozenset(),
        )
        scoring = context.compile(search.tree)
        filtered = scoring
        if search.filter is not None:
            filtered = AndQuery([scoring, context.without_scores().compile(search.filter)])
        every_word = replace(context, unscored_words=frozenset())
        added = [every_word.compile(node) for node in search.expansion]
        return _CompiledSearch(
            context,
            scoring,
            filtered,
            OrQuery(added) if added else None,
            profile.freshness,
            self._statistics.newest(search.today) if profile.freshness else 0,
        )


class _CompiledSearch(msgspec.Struct):
    """A search compiled: ``scoring`` is its tree, ``filtered`` the tree within the filter."""

    context: Context
    scoring: Query
    filtered: Query
    expansion: OrQuery | None
    freshness: ranking.Freshness | None
    newest: int

    def scores(self, reader: SegmentReader, found: Scorer, rows: Array | None) -> Array:
        """The scores of the documents at ``rows``, with expansion and freshness."""
        scores = found.scores(rows)
        if self.expansion or self.freshness:
            docs = found.docs if rows is None else found.docs.take(rows)
            if self.expansion:
                added = self.expansion.scorer(reader, docs)
                if added.selected is None:
                    scores = scores + added.scores(None)
                elif len(added.selected):
                    scores[added.selected] += added.scores(None)
            if self.freshness:
                scores = scores * self._factors(reader, docs)
        return scores

    def explain(self, id_: str, reader: SegmentReader, number: int) -> Explanation:
        """The terms of one document's score."""
        doc = np.array([number])
        words: list[WordScore] = list(self.scoring.scorer(reader, doc).explain())
        if self.expansion:
            added = self.expansion.scorer(reader, doc)
            words += [replace(word, from_expansion=True) for word in added.explain()]
        freshness = float(self._factors(reader, doc)[0])
        score = sum(word.score for word in words) * freshness
        return Explanation(id_, score, tuple(words), freshness)

    def _factors(self, reader: SegmentReader, docs: Array) -> Array:
        """``ranking.freshness`` of documents."""
        if self.freshness is None:
            return np.ones(len(docs))
        days = reader.dates.take(docs).astype(np.float64)
        ages = np.maximum(self.newest - days, 0.0)
        gains = self.freshness.gain * np.exp2(-ages / self.freshness.half_life_days)
        gains[days <= 0] = 0.0
        factors: Array = 1.0 + gains
        return factors


class _SegmentHits:
    """See ``collector.SegmentHits``."""

    __slots__ = ("_compiled", "_scorer", "docs", "reader")

    def __init__(self, compiled: _CompiledSearch, reader: SegmentReader) -> None:
        self._compiled = compiled
        self._scorer = compiled.filtered.scorer(reader, None)
        self.docs = self._scorer.docs
        self.reader = reader

    def best(self, count: int) -> tuple[Array, Array | None]:
        compiled, found = self._compiled, self._scorer
        short_cut = not (compiled.expansion or compiled.freshness) and found.score_max
        if not short_cut or len(found.docs) <= max(_FEW, count):
            return self.scored()
        rows = found.candidates(count)
        docs = found.docs if rows is None else found.docs.take(rows)
        return docs, compiled.scores(self.reader, found, rows)

    def scored(self) -> tuple[Array, Array | None]:
        if not (self._scorer.score_max or self._compiled.expansion):
            return self._scorer.docs, None
        return self._scorer.docs, self._compiled.scores(self.reader, self._scorer, None)
