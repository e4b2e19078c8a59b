"""And, Or, Not and Boost: set algebra on documents, sums and multiples of scores.

Documents are found first; scores are computed only for the documents that are left, so that a
common word costs little beside a rare one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.scorer import (
    SAFETY,
    Query,
    Scorer,
    empty,
    kth_largest,
    select,
)
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.model import WordScore
from asean_search.query import nodes

_DENSE = 32


def compile_and(context: Context, node: nodes.And) -> Query:
    """Every one of the nodes."""
    return AndQuery([context.compile(each) for each in node.nodes])


def compile_or(context: Context, node: nodes.Or) -> Query:
    """At least one of the nodes."""
    return OrQuery([context.compile(each) for each in node.nodes])


def compile_not(context: Context, node: nodes.Not) -> Query:
    """The documents that the node does not match."""
    return NotQuery(context.without_scores().compile(node.node))


def compile_boost(context: Context, node: nodes.Boost) -> Query:
    """The node with its scores multiplied."""
    return BoostQuery(context.compile(node.node), node.factor)


def compile_field(context: Context, node: nodes.InField) -> Query:
    """The node in one field."""
    return replace(context, fields=(node.field,)).compile(node.node)


class AndQuery:
    """Documents that every part matches; the score is the sum of the parts'."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Query]) -> None:
        self.parts = parts

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return min(part.size(reader) for part in self.parts)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        sizes = [part.size(reader) for part in self.parts]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        found: dict[int, Scorer] = {}
        docs = within
        for number in order:
            found[number] = last = self.parts[number].scorer(reader, docs)
            docs = last.docs
            if not len(docs):
                return last
        # From the last part to the first: the rows in each part of the documents that are left.
        left: Array | None = None
        rows: dict[int, Array | None] = {}
        for number in reversed(order):
            rows[number] = left
            left = select(found[number].selected, left)
        parts = [(found[number], rows[number]) for number in range(len(sizes))]
        return AndScorer(last.docs, left, parts)


class AndScorer(Scorer):
    """Documents that several scorers share, each given with the documents' rows in it."""

    __slots__ = ("_parts", "score_max")

    def __init__(
        self, docs: Array, selected: Array | None, parts: Sequence[tuple[Scorer, Array | None]]
    ) -> None:
        self.docs = docs
        self.selected = selected
        self._parts = parts
        self.score_max = sum(part.score_max for part, _ in parts)

    def scores(self, rows: Array | None) -> Array:  # noqa: D102
        total: Array | None = None
        for part, own in self._parts:
            if part.score_max:
                scores = part.scores(select(own, rows))
                total = scores if total is None else total + scores
        return super().scores(rows) if total is None else total

    def estimates(self, rows: Array | None) -> Array:  # noqa: D102
        total: Array | None = None
        for part, own in self._parts:
            if part.score_max:
                scores = part.estimates(select(own, rows))
                total = scores if total is None else total + scores
        return super().estimates(rows) if total is None else total

    def frequencies(self) -> Array:
        """A chunk of several words occurs as often as the rarest of them."""
        counts = [(part.frequencies(), own) for part, own in self._parts]
        least: Array = np.min(
            [each if own is None else each.take(own) for each, own in counts], axis=0
        )
        return least

    def explain(self) -> Iterator[WordScore]:  # noqa: D102
        for part, _ in self._parts:
            yield from part.explain()


def subset(scorer: Scorer, rows: Array) -> Scorer:
    """Some of a scorer's documents, with their scores."""
    if len(rows) == len(scorer.docs):
        return scorer
    return AndScorer(scorer.docs.take(rows), select(scorer.selected, rows), [(scorer, rows)])


class OrQuery:
    """Documents that at least one part matches; the score is the sum of the matching parts'."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Query]) -> None:
        self.parts = parts

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return sum(part.size(reader) for part in self.parts)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        found = [part.scorer(reader, within) for part in self.parts]
        found = [each for each in found if len(each.docs)]
        if len(found) < 2:  # noqa: PLR2004
            return found[0] if found else empty()
        if within is None:
            docs = sorted_sets.union([each.docs for each in found], reader.documents)
            return OrScorer(docs, None, found, reader.documents)
        mark = np.zeros(len(within), bool)
        for each in found:
            if each.selected is None:
                return OrScorer(within, None, found, reader.documents)
            mark[each.selected] = True
        selected = mark.nonzero()[0]
        return OrScorer(within.take(selected), selected, found, reader.documents)


class OrScorer(Scorer):
    """The union of several scorers' documents."""

    __slots__ = ("_documents", "_parts", "score_max")

    def __init__(
        self, docs: Array, selected: Array | None, parts: Sequence[Scorer], documents: int
    ) -> None:
        self.docs = docs
        self.selected = selected
        self._parts = parts
        self._documents = documents
        self.score_max = sum(part.score_max for part in parts)

    def scores(self, rows: Array | None) -> Array:  # noqa: D102
        docs = self.docs if rows is None else self.docs.take(rows)
        total = np.zeros(len(docs))
        for part in self._parts:
            if part.score_max:
                here, own = sorted_sets.common(docs, part.docs, self._documents)
                if len(here):
                    total[here] += part.scores(own)
        return total

    def estimates(self, rows: Array | None) -> Array:  # noqa: D102
        size = self._table_size()
        every = np.zeros(len(self.docs) if size is None else size, np.float32)
        for part in self._parts:
            if part.score_max:
                every[self._slots(part.docs, size)] += part.estimates(None)
        if size is not None:
            return every.take(self.docs if rows is None else self.docs.take(rows))
        return every if rows is None else every.take(rows)

    def candidates(self, count: int) -> Array | None:
        """Documents that have only words of small weight are not among the best.

        As in Turtle and Flood, "Query evaluation: strategies and optimizations" (1995): the parts
        of largest ``score_max`` are added up first, until the remaining ones cannot lift a
        document without any of those added to the ``count`` best.
        """
        first, *others = sorted(self._parts, key=_score_max, reverse=True)
        docs, total = first.docs, first.estimates(None)
        least = kth_largest(total, count) * SAFETY
        if sum(part.score_max for part in others) >= least:
            size = self._table_size()
            every = np.zeros(len(self.docs) if size is None else size, np.float32)
            every[self._slots(docs, size)] = total
            while others and sum(part.score_max for part in others) >= least:
                part = others.pop(0)
                if part.score_max:
                    every[self._slots(part.docs, size)] += part.estimates(None)
            least = kth_largest(every, count) * SAFETY
            if least <= 0.0:
                return None
            rest = sum(part.score_max for part in others)
            docs = (every >= (least - rest) * SAFETY).nonzero()[0]
            total = every.take(docs)
            if size is None:
                docs = self.docs.take(docs)
        for part in others:
            here, own = sorted_sets.common(docs, part.docs, self._documents)
            total[here] += part.estimates(own)
        best = (total >= kth_largest(total, count) * SAFETY).nonzero()[0]
        return sorted_sets.indices_of(docs.take(best), self.docs, self._documents)

    def _table_size(self) -> int | None:
        """The size of a table with one slot per document of the segment; None if too sparse."""
        return self._documents if len(self.docs) * _DENSE > self._documents else None

    def _slots(self, docs: Array, size: int | None) -> Array:
        """The slots of some documents in a table of all documents, or of ``self.docs``."""
        if size is not None:
            return docs
        return sorted_sets.indices_of(docs, self.docs, self._documents)

    def frequencies(self) -> Array:  # noqa: D102
        total = np.zeros(len(self.docs), np.int64)
        for part in self._parts:
            rows = sorted_sets.indices_of(part.docs, self.docs, self._documents)
            total[rows] += part.frequencies()
        return total

    def explain(self) -> Iterator[WordScore]:  # noqa: D102
        for part in self._parts:
            yield from part.explain()


class NotQuery(msgspec.Struct, frozen=True):
    """Documents that the part does not match; they score 0."""

    part: Query

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return reader.documents

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        docs = reader.all_docs if within is None else within
        unwanted = self.part.scorer(reader, docs)
        if unwanted.selected is None:
            return empty()
        if not len(unwanted.selected):
            return Scorer(docs, None)
        wanted = np.ones(len(docs), bool)
        wanted[unwanted.selected] = False
        selected = wanted.nonzero()[0]
        return Scorer(docs.take(selected), selected)


class BoostQuery(msgspec.Struct, frozen=True):
    """The documents of the part, with their scores multiplied."""

    part: Query
    factor: float

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return self.part.size(reader)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        return BoostScorer(self.part.scorer(reader, within), self.factor)


class BoostScorer(Scorer):
    """Another scorer's documents, with their scores multiplied."""

    __slots__ = ("_factor", "_part", "score_max")

    def __init__(self, part: Scorer, factor: float) -> None:
        self.docs = part.docs
        self.selected = part.selected
        self._part = part
        self._factor = factor
        self.score_max = part.score_max * factor

    def scores(self, rows: Array | None) -> Array:  # noqa: D102
        scores: Array = self._part.scores(rows) * self._factor
        return scores

    def estimates(self, rows: Array | None) -> Array:  # noqa: D102
        estimates: Array = self._part.estimates(rows) * np.float32(self._factor)
        return estimates

    def candidates(self, count: int) -> Array | None:  # noqa: D102
        return self._part.candidates(count)

    def frequencies(self) -> Array:  # noqa: D102
        return self._part.frequencies()

    def explain(self) -> Iterator[WordScore]:  # noqa: D102
        factor = self._factor
        for word in self._part.explain():
            yield replace(
                word,
                score=word.score * factor,
                weight=word.weight * factor,
                fields=tuple(replace(each, score=each.score * factor) for each in word.fields),
            )


def _score_max(scorer: Scorer) -> float:
    return scorer.score_max
