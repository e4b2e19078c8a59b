"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec.structs import replace

from asean_search import agencies, query, ranking
from asean_search.analysis import LeafTerms
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query import phrase, placing, positional
from asean_search.engine.whoosh.query.boolean import (
    All,
    Everything,
    Matching,
    Nothing,
    Some,
    Without,
)
from asean_search.engine.whoosh.query.filters import KeyIs, dated_between
from asean_search.engine.whoosh.query.limits import Limits
from asean_search.engine.whoosh.query.postings import NONE, Postings, together, weighted
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.query.statistics import Statistics
from asean_search.engine.whoosh.query.term import NOTHING, Occurrences, Worth
from asean_search.engine.whoosh.query.weight import Weighting
from asean_search.query import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Array = np.ndarray[Any, np.dtype[Any]]


class Compiler(msgspec.Struct):
    """Compiles what stands in ``fields``. Without a ``weighting``, nothing scores.

    With ``lead``, only what begins before that position is an occurrence. ``silent`` are words
    that match and do not score.
    """

    views: Sequence[View]
    statistics: Statistics
    weighting: Weighting | None
    fields: tuple[str, ...] = nodes.TEXT_FIELDS
    lead: int | None = None
    limits: Limits = msgspec.field(default_factory=Limits)
    silent: frozenset[str] = frozenset()

    def compile(self, node: nodes.Node) -> Matching:
        """The node, ready to be run."""
        ours = _COMPILED.get(type(node))
        return ours(self, node) if ours else positional.compiled(self, node) or Everything()

    def silenced(self) -> Compiler:
        """The same, but nothing scores."""
        return self if self.weighting is None else replace(self, weighting=None)

    def leaf(self, node: nodes.Word | nodes.Phrase) -> Matching:
        """A chunk of text means every word in it."""
        compiler = self.silenced() if node.text in self.silent and _is_word(node) else self
        found = placing.readings(node, self.statistics.languages)
        if not found:
            return Nothing()
        if len(found) == 1:
            return compiler.read(node, found[0])
        return All([compiler.read(node, each) for each in found])

    def read(
        self, node: nodes.Text, reading: LeafTerms, begin: placing.Begin | None = None
    ) -> Matching:
        """What begins where ``begin`` says: words that follow one another, by all their names."""
        if self.lead is not None:
            begin = placing.before(self.lead, begin or phrase.starts)
        if begin is None and reading.terms:
            terms = reading.terms
            return Occurrences(
                partial(_find_one, terms),
                partial(_size_of_one, terms),
                self.fields,
                self._terms_worth(node, terms),
                self.weighting,
            )
        rows = [reading.typed, *(other.query_terms for other in reading.synonyms)]
        alone = begin is None and all(map(_is_one_term, rows))
        finds: list[Callable[[View, Array | None], Postings]]
        if alone:
            finds = [partial(_find_one, [path[0].text for path in row[0]]) for row in rows]
        elif begin is None:
            finds = [partial(_find_row, row) for row in rows]
        else:
            finds = [partial(_find_begun, row, begin) for row in rows]
        return Occurrences(
            finds[0]
            if len(rows) == 1
            else partial(_find_any, finds, [1.0, *(other.weight for other in reading.synonyms)]),
            partial(_size, rows),
            self.fields,
            self._slots_worth(node, reading.expanded),
            self.weighting,
            limited=not alone,
        )

    def _terms_worth(self, node: nodes.Text, terms: tuple[str, ...]) -> Worth:
        if self.weighting is None:
            return NOTHING
        facts = self.statistics.term_statistics(terms, self.fields)
        documents = min(facts.documents, self.statistics.documents)
        return Worth(partial(self.shown, node), int(documents), self.weighting.worth(facts))

    def _slots_worth(self, node: nodes.Text, query_terms: Sequence[QueryTerm]) -> Worth:
        if self.weighting is None:
            return NOTHING
        facts = [
            self.statistics.query_term_statistics(query_term, self.fields)
            for query_term in query_terms
        ]
        return self.worth(node, facts)

    def worth(self, node: nodes.Text, facts: Sequence[ranking.TermStatistics]) -> Worth:
        """What words are worth together; they are in as many documents as the rarest of them."""
        if self.weighting is None:
            return NOTHING
        fewest = min(min(each.documents, self.statistics.documents) for each in facts)
        weight = sum(map(self.weighting.worth, facts))
        return Worth(partial(self.shown, node), int(fewest), weight)

    def shown(self, node: nodes.Text) -> str:
        """The leaf as a query writes it, with its field where it looks in one alone."""
        alone = len(self.fields) < len(nodes.TEXT_FIELDS)
        return query.unparse(nodes.InField(self.fields[0], node) if alone else node)


def _is_word(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Word)


def _is_one_term(query_terms: Sequence[QueryTerm]) -> bool:
    """Whether nothing has to stand beside anything: their frequencies say it all."""
    return len(query_terms) == 1 and all(len(path) == 1 for path in query_terms[0])


def _find_one(terms: Sequence[str], view: View, within: Array | None) -> Postings:
    """Where any of some terms stands."""
    found = [here for term in terms if (here := view.term(term)) is not None]
    if len(found) == 1:
        return found[0]
    return together(found, view.documents) if found else NONE


def _size_of_one(terms: Sequence[str], view: View) -> int:
    """At most how many documents have any of some terms."""
    return sum([view.most_with(term) for term in terms])


def _find_row(query_terms: Sequence[QueryTerm], view: View, within: Array | None) -> Postings:
    """Where query terms stand one after another."""
    if _is_one_term(query_terms):
        return _find_one([path[0].text for path in query_terms[0]], view, within)
    return phrase.find(view, query_terms, within)


def _find_begun(
    query_terms: Sequence[QueryTerm], begin: placing.Begin, view: View, within: Array | None
) -> Postings:
    """Where query terms begin as ``begin`` says."""
    return placing.find(view, query_terms, within, begin)


def _find_any(
    finds: Sequence[Callable[[View, Array | None], Postings]],
    weights: Sequence[float],
    view: View,
    within: Array | None,
) -> Postings:
    """What any of several finds, each of them for its weight."""
    return weighted([find(view, within) for find in finds], weights, view.documents)


def _size(rows: Sequence[Sequence[QueryTerm]], view: View) -> int:
    """At most how many documents of a segment have every query term of a row."""
    total = 0
    for query_terms in rows:
        sizes = []
        for query_term in query_terms:
            size = 0
            for path in query_term:
                size += min([view.most_with(term.text) for term in path])
            sizes.append(size)
        total += min(sizes)
    return total


def _days(_: Compiler, node: nodes.DateRange) -> Matching:
    first = node.first.toordinal() if node.first else 1
    last = node.last.toordinal() if node.last else date.max.toordinal()
    return dated_between(first, last)


_COMPILED: Mapping[type, Callable[[Compiler, Any], Matching]] = {
    nodes.Word: Compiler.leaf,
    nodes.Phrase: Compiler.leaf,
    nodes.And: lambda compiler, node: All([compiler.compile(each) for each in node.nodes]),
    nodes.Or: lambda compiler, node: Some([compiler.compile(each) for each in node.nodes]),
    nodes.Not: lambda compiler, node: Without(compiler.silenced().compile(node.node)),
    nodes.InField: lambda compiler, node: replace(compiler, fields=(node.field,)).compile(
        node.node
    ),
    nodes.DateRange: _days,
    nodes.SourceIs: lambda _, node: KeyIs("source", agencies.source_key(node.name)),
}
