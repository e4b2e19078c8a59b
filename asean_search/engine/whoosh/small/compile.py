"""A query tree, made ready to run on segments: words analysed, fields resolved, weights known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from asean_search import agencies, analysis, query_importance, ranking
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import words_of
from asean_search.engine.whoosh.small import scorer
from asean_search.engine.whoosh.small.weight import Statistics, Weighting
from asean_search.query import nodes

if TYPE_CHECKING:
    from asean_search.analysis import LeafTerms
    from asean_search.engine.interface import Search
    from asean_search.engine.whoosh.small.scorer import Matching


class Compiler(msgspec.Struct, frozen=True):
    """Compiles what stands in ``fields``; with ``scoring`` off, nothing scores.

    ``silent`` are words that match and do not score; what scores does so ``factor`` times.
    """

    statistics: Statistics
    weighting: Weighting
    silent: frozenset[str] = frozenset()
    fields: tuple[str, ...] = nodes.TEXT_FIELDS
    scoring: bool = True
    factor: float = 1.0

    def compile(self, node: nodes.Node) -> Matching:
        """The node, ready to be run."""
        if isinstance(node, nodes.And):
            return scorer.All([self.compile(each) for each in node.nodes])
        if isinstance(node, nodes.Or):
            return scorer.Any([self.compile(each) for each in node.nodes])
        if isinstance(node, nodes.Not):
            return scorer.Without(replace(self, scoring=False).compile(node.node))
        if isinstance(node, nodes.InField):
            return replace(self, fields=(node.field,)).compile(node.node)
        if isinstance(node, nodes.Boost):
            return replace(self, factor=self.factor * node.factor).compile(node.node)
        return self._leaf(node)

    def _leaf(self, node: nodes.Node) -> Matching:
        if isinstance(node, nodes.Word):
            compiler = replace(self, scoring=False) if node.text in self.silent else self
            return compiler._word(node)
        if isinstance(node, nodes.Phrase):
            return self._phrase(node)
        if isinstance(node, nodes.Prefix):
            return self._prefix(analysis.fold_prefix(node.text))
        if isinstance(node, nodes.DateRange):
            return _days(node)
        if isinstance(node, nodes.SourceIs):
            return scorer.Source(agencies.source_key(node.name))
        if isinstance(node, nodes.KeywordIs):
            return scorer.Keyword(keywords.prefix(node.field, node.value))
        if isinstance(node, nodes.Has) and node.field not in nodes.KNOWN_FIELDS:
            return scorer.Keyword(keywords.prefix(node.field))
        return _everything(node)

    def _word(self, node: nodes.Word) -> Matching:
        """A chunk of text means every word in it."""
        readings = analysis.word_leaf_terms(node.text, node.synonyms, self.statistics.languages)
        words = [self._reading(reading) for reading in readings]
        if not words:
            return scorer.Nothing()
        return words[0] if len(words) == 1 else scorer.All(words)

    def _phrase(self, node: nodes.Phrase) -> Matching:
        reading = analysis.phrase_leaf_terms(node.text, node.synonyms, self.statistics.languages)
        return self._reading(reading) if reading.typed else scorer.Nothing()

    def _reading(self, reading: LeafTerms) -> Matching:
        """A word, or words that follow one another, with their other names."""
        frequencies = {field: scorer.of_reading(field, reading) for field in self.fields}
        if not self.scoring:
            return scorer.Occurrences(frequencies)
        facts = (
            self.statistics.query_term_statistics(query_term, self.fields)
            for query_term in reading.expanded
        )
        weight = self.factor * sum(map(self.weighting.worth, facts))
        return scorer.Occurrences(frequencies, weight, self.weighting)

    def _prefix(self, prefix: str) -> Matching:
        if not prefix:
            return scorer.Nothing()
        frequencies = {
            field: scorer.of_prefix(field, words_of(field), prefix) for field in self.fields
        }
        if not self.scoring:
            return scorer.Occurrences(frequencies)
        facts = self.statistics.prefix_statistics(prefix, self.fields)
        weight = self.factor * self.weighting.worth(facts)
        return scorer.Occurrences(frequencies, weight, self.weighting)


def compile_scoring(
    search: Search, profile: ranking.Profile, statistics: Statistics
) -> list[Matching]:
    """The tree, which finds and scores, and then each part of the expansion, which scores."""
    asked = query_importance.words_of(search.tree)
    silent = asked.stop_words if profile.skips_stop_words else frozenset()
    compiler = Compiler(statistics, Weighting(profile, statistics, asked.informative), silent)
    adding = replace(compiler, silent=frozenset())
    return [compiler.compile(search.tree), *map(adding.compile, search.expansion)]


def compile_filter(node: nodes.Node, profile: ranking.Profile, statistics: Statistics) -> Matching:
    """A tree that only finds."""
    return Compiler(statistics, Weighting(profile, statistics, 0), scoring=False).compile(node)


def _everything(node: nodes.Node) -> Matching:
    if isinstance(node, nodes.Everything):
        return scorer.Everything()
    raise TypeError(f"only arrays can look for {node}")


def _days(node: nodes.DateRange) -> Matching:
    first = node.first.toordinal() if node.first else 1
    last = node.last.toordinal() if node.last else date.max.toordinal()
    return scorer.Days(first, last)
