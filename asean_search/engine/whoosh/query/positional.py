"""The operators beyond words, phrases and And, Or, Not: each a small addition over arrays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.query import (
    exact,
    filters,
    multi_term,
    near,
    phrase,
    placing,
    rereading,
)
from asean_search.engine.whoosh.query.boolean import Matching, Nothing, Weighted
from asean_search.engine.whoosh.query.phrase import Places
from asean_search.engine.whoosh.query.scorer import Match, narrowed
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.errors import RequestError
from asean_search.query import nodes

if TYPE_CHECKING:
    from asean_search.engine.whoosh.query.compile import Compiler

Array = np.ndarray[Any, np.dtype[Any]]


def compiled(compiler: Compiler, node: nodes.Node) -> Matching | None:  # noqa: C901, PLR0911
    """The node, ready to be run, if it is one of these operators."""
    if isinstance(node, nodes.Wildcard | nodes.Regex | nodes.Fuzzy | nodes.Prefix):
        words = multi_term.words_of(node, compiler.views, compiler.limits)
        return multi_term.group_of_words(compiler, node, words.__getitem__)
    if isinstance(node, nodes.Near):
        return _near(compiler, node)
    if isinstance(node, nodes.Exact):
        return exact.compiled(compiler, node)
    if isinstance(node, nodes.Boost):
        return Weighted(compiler.compile(node.node), node.factor)
    if isinstance(node, nodes.AtLeast):
        return AtLeast(compiler.compile(node.node), node.count)
    if isinstance(node, nodes.Lead):
        return replace(compiler, fields=("body",), lead=node.words).compile(node.node)
    if isinstance(node, nodes.Same):
        return Same(compiler, node)
    if isinstance(node, nodes.WordCount):
        return filters.length_between(node.first, node.last)
    if isinstance(node, nodes.KeywordIs):
        return filters.HasKeyword(keywords.prefix(node.field, node.value))
    if isinstance(node, nodes.Has):
        if node.field not in nodes.KNOWN_FIELDS:
            return filters.HasKeyword(keywords.prefix(node.field))
        return filters.known(node.field)
    if isinstance(node, nodes.LanguageIs):
        return filters.language_is(node.code)
    return None


def _begin(node: nodes.Node) -> placing.Begin:
    """How it is found where a placed leaf begins."""
    if isinstance(node, nodes.Near):
        return partial(_near_begins, node)
    return phrase.starts


def _near_begins(node: nodes.Near, query_terms: Sequence[QueryTerm], places_of: Places) -> Array:
    return near.starts(query_terms, node.distance, node.ordered, places_of)


def _near(compiler: Compiler, node: nodes.Near) -> Matching:
    found = placing.readings(node, compiler.statistics.languages)
    if not found:
        return Nothing()
    count, most = len(found[0].typed), near.SLOTS_MAX
    if count > most:
        raise RequestError(f"nearness takes at most {most} words, and this is {count}")
    return compiler.read(node, found[0], _begin(node))


class AtLeast(msgspec.Struct, frozen=True):
    """Documents in which the part occurs so many times in all the fields together."""

    part: Matching
    count: int

    def size(self, view: View) -> int:  # noqa: D102
        return self.part.size(view)

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        found = self.part.match(view, within)
        if not len(found.docs):
            return found
        return narrowed(found, (found.times() >= self.count).nonzero()[0])


class Same:
    """Documents with a sentence or paragraph in which all of a tree of words and phrases begins.

    The index does not hold where sentences end: the documents that have all the words in one field
    are read again.
    """

    def __init__(self, compiler: Compiler, node: nodes.Same) -> None:
        self._inner = compiler.compile(node.node)
        self._node = node
        self._fields = [FIELD_NUMBERS[field] for field in compiler.fields]
        self._languages = compiler.statistics.languages
        self._limits = compiler.limits

    def size(self, view: View) -> int:
        """At most how many documents."""
        return self._inner.size(view)

    def match(self, view: View, within: Array | None) -> Match:
        """The documents with such a sentence; what the words score, wherever they are."""
        found = self._inner.match(view, within)
        return narrowed(found, self._read(view, found.docs))

    def _read(self, view: View, docs: Array) -> Array:
        """The places in ``docs`` of those that have such a sentence."""
        if not len(docs):
            return docs
        whole_fields = np.arange(len(docs) << placing.FIELD_BITS) << placing.POSITION_BITS
        wanted = self._owners(view, docs, whole_fields)
        if not len(wanted):
            return wanted
        docs = docs.take(wanted)
        bounds = rereading.bounds(view, docs, self._node.unit, self._limits)
        return wanted.take(self._owners(view, docs, bounds))

    def _owners(self, view: View, docs: Array, bounds: Array) -> Array:
        """The places in ``docs`` of the documents where all is between two bounds."""
        places_of = placing.places_in(view, docs)
        stretches = _stretches(self._node.node, places_of, bounds, self._languages)
        keys = bounds.take(stretches) >> placing.POSITION_BITS
        fields = keys & ((1 << placing.FIELD_BITS) - 1)
        return np.unique((keys >> placing.FIELD_BITS)[np.isin(fields, self._fields)])


def _stretches(
    node: nodes.Node, places_of: Places, bounds: Array, languages: Collection[str]
) -> Array:
    """The numbers of the stretches between ``bounds`` in which the node matches."""
    if isinstance(node, nodes.And | nodes.Or):
        parts = [_stretches(each, places_of, bounds, languages) for each in node.nodes]
        join = np.intersect1d if isinstance(node, nodes.And) else np.union1d
        found = parts[0]
        for part in parts[1:]:
            found = join(found, part)
        return found
    if not isinstance(node, nodes.Positional):
        return np.zeros(0, np.int64)
    result: Array | None = None
    for reading in placing.readings(node, languages):  # each word in a chunk
        rows = (reading.typed, *(other.query_terms for other in reading.synonyms))
        several = [_stretches_with(_begin(node)(row, places_of), bounds) for row in rows]
        here = several[0] if len(several) == 1 else np.unique(np.concatenate(several))
        result = here if result is None else np.intersect1d(result, here)
    return np.zeros(0, np.int64) if result is None else result


def _stretches_with(begins: Array, bounds: Array) -> Array:
    """The numbers of the stretches in which something begins."""
    stretch = bounds.searchsorted(begins, "right") - 1
    inside = stretch >= 0
    stretch, begins = stretch[inside], begins[inside]
    fields = bounds.take(stretch) >> placing.POSITION_BITS
    return np.unique(stretch[fields == begins >> placing.POSITION_BITS])
