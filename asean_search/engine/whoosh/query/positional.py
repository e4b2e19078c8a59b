"""Operators on positions and frequencies: AtLeast, Lead, and Same sentence or paragraph."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search.engine.whoosh.fields import FIELD_NUMBERS
from asean_search.engine.whoosh.query import near, phrase, positions
from asean_search.engine.whoosh.query.boolean import subset
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.positions import FIELD_BITS, POSITION_BITS, Positions
from asean_search.engine.whoosh.query.scorer import Query, Scorer
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.query import nodes


def compile_at_least(context: Context, node: nodes.AtLeast) -> Query:
    """The node, in documents where it occurs often enough."""
    return AtLeastQuery(context.compile(node.node), node.count)


def compile_lead(context: Context, node: nodes.Lead) -> Query:
    """The node, at the start of the body."""
    return replace(context, fields=("body",), lead=node.words).compile(node.node)


def compile_same(context: Context, node: nodes.Same) -> Query:
    """The node, within one sentence or paragraph."""
    return SameQuery(context, node)


class AtLeastQuery(msgspec.Struct, frozen=True):
    """Documents in which the part occurs ``count`` times or more, in all fields together."""

    part: Query
    count: int

    def size(self, reader: SegmentReader) -> int:  # noqa: D102
        return self.part.size(reader)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:  # noqa: D102
        found = self.part.scorer(reader, within)
        if not len(found.docs):
            return found
        return subset(found, (found.frequencies() >= self.count).nonzero()[0])


class SameQuery:
    """Documents with a sentence or paragraph in which every leaf of a tree starts.

    The index does not hold the ends of sentences: documents that hold all the words in one field
    are read again. The words score wherever they stand.
    """

    def __init__(self, context: Context, node: nodes.Same) -> None:
        self._part = context.compile(node.node)
        self._node = node
        self._fields = [FIELD_NUMBERS[field] for field in context.fields]
        self._languages = context.statistics.languages
        self._limits = context.limits

    def size(self, reader: SegmentReader) -> int:
        """An upper bound of the number of matching documents."""
        return self._part.size(reader)

    def scorer(self, reader: SegmentReader, within: Array | None) -> Scorer:
        """The documents with such a sentence or paragraph."""
        found = self._part.scorer(reader, within)
        return subset(found, self._matching(reader, found.docs))

    def _matching(self, reader: SegmentReader, docs: Array) -> Array:
        """The indices in ``docs`` of the matching documents."""
        if not len(docs):
            return docs
        whole_fields = np.arange(len(docs) << FIELD_BITS) << POSITION_BITS
        wanted = self._owners(reader, docs, whole_fields)
        if not len(wanted):
            return wanted
        docs = docs.take(wanted)
        bounds = positions.read_bounds(reader, docs, self._node.unit, self._limits)
        return wanted.take(self._owners(reader, docs, bounds))

    def _owners(self, reader: SegmentReader, docs: Array, bounds: Array) -> Array:
        """The indices in ``docs`` of the documents that match between two ``bounds``."""
        found = _spans(
            self._node.node, positions.field_positions(reader, docs), bounds, self._languages
        )
        owner_field = bounds.take(found) >> POSITION_BITS
        fields = owner_field & ((1 << FIELD_BITS) - 1)
        return np.unique((owner_field >> FIELD_BITS)[np.isin(fields, self._fields)])


def _spans(
    node: nodes.Node, positions_of: Positions, bounds: Array, languages: Collection[str]
) -> Array:
    """The indices of the ``bounds`` after which, and before the next, the node matches."""
    if isinstance(node, nodes.And | nodes.Or):
        parts = [_spans(each, positions_of, bounds, languages) for each in node.nodes]
        join = np.intersect1d if isinstance(node, nodes.And) else np.union1d
        found = parts[0]
        for part in parts[1:]:
            found = join(found, part)
        return found
    if not isinstance(node, nodes.Positional):
        raise AssertionError(f"unknown node within {nodes.UNITS}: {node!r}")
    result: Array | None = None
    find_starts = near.start_finder(node)
    for terms in phrase.leaf_terms(node, languages):  # each word of a chunk
        rows = (terms.typed, *(other.query_terms for other in terms.synonyms))
        ways = [_spans_of(find_starts(row, positions_of), bounds) for row in rows]
        here = ways[0] if len(ways) == 1 else np.unique(np.concatenate(ways))
        result = here if result is None else np.intersect1d(result, here)
    return np.zeros(0, np.int64) if result is None else result


def _spans_of(starts: Array, bounds: Array) -> Array:
    """The indices of the last bound in the same field before each start."""
    index = bounds.searchsorted(starts, "right") - 1
    inside = index >= 0
    index, starts = index[inside], starts[inside]
    fields = bounds.take(index) >> POSITION_BITS
    return np.unique(index[fields == starts >> POSITION_BITS])
