"""A query tree, made ready to run on segments: words analysed, fields resolved, weights known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from asean_search import agencies, analysis, question, ranking
from asean_search.engine import keywords
from asean_search.engine.on_whoosh.naming import words_of
from asean_search.engine.on_whoosh.plain import matches
from asean_search.engine.on_whoosh.plain.weighting import Statistics, Weighting
from asean_search.query import tree

if TYPE_CHECKING:
    from asean_search.analysis import Reading
    from asean_search.engine.interface import Search
    from asean_search.engine.on_whoosh.plain.matches import Matching


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what stands in ``fields``; with ``scoring`` off, nothing scores.

    ``silent`` are words that match and do not score; what scores does so ``factor`` times.
    """

    statistics: Statistics
    weighting: Weighting
    silent: frozenset[str] = frozenset()
    fields: tuple[str, ...] = tree.TEXT_FIELDS
    scoring: bool = True
    factor: float = 1.0

    def compile(self, node: tree.Node) -> Matching:
        """The node, ready to be run."""
        if isinstance(node, tree.And):
            return matches.All([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Or):
            return matches.Any([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Not):
            return matches.Without(replace(self, scoring=False).compile(node.node))
        if isinstance(node, tree.InField):
            return replace(self, fields=(node.field,)).compile(node.node)
        if isinstance(node, tree.Boost):
            return replace(self, factor=self.factor * node.factor).compile(node.node)
        return self._leaf(node)

    def _leaf(self, node: tree.Node) -> Matching:
        if isinstance(node, tree.Word):
            compiler = replace(self, scoring=False) if node.text in self.silent else self
            return compiler._word(node)
        if isinstance(node, tree.Phrase):
            return self._phrase(node)
        if isinstance(node, tree.Prefix):
            return self._prefix(analysis.fold_prefix(node.text))
        if isinstance(node, tree.DateRange):
            return _days(node)
        if isinstance(node, tree.SourceIs):
            return matches.Source(agencies.source_key(node.name))
        if isinstance(node, tree.KeywordIs):
            return matches.Keyword(keywords.prefix(node.field, node.value))
        if isinstance(node, tree.Has) and node.field not in tree.KNOWN_FIELDS:
            return matches.Keyword(keywords.prefix(node.field))
        return _everything(node)

    def _word(self, node: tree.Word) -> Matching:
        """A chunk of text means every word in it."""
        readings = analysis.word_readings(node.text, node.also, self.statistics.languages)
        words = [self._reading(reading) for reading in readings]
        if not words:
            return matches.Nothing()
        return words[0] if len(words) == 1 else matches.All(words)

    def _phrase(self, node: tree.Phrase) -> Matching:
        reading = analysis.phrase_reading(node.text, node.also, self.statistics.languages)
        return self._reading(reading) if reading.typed else matches.Nothing()

    def _reading(self, reading: Reading) -> Matching:
        """A word, or words that follow one another, with their other names."""
        frequencies = {field: matches.of_reading(field, reading) for field in self.fields}
        if not self.scoring:
            return matches.Occurrences(frequencies)
        facts = (self.statistics.slot_facts(slot, self.fields) for slot in reading.wide)
        weight = self.factor * sum(map(self.weighting.worth, facts))
        return matches.Occurrences(frequencies, weight, self.weighting)

    def _prefix(self, prefix: str) -> Matching:
        if not prefix:
            return matches.Nothing()
        frequencies = {
            field: matches.of_prefix(field, words_of(field), prefix) for field in self.fields
        }
        if not self.scoring:
            return matches.Occurrences(frequencies)
        facts = self.statistics.prefix_facts(prefix, self.fields)
        weight = self.factor * self.weighting.worth(facts)
        return matches.Occurrences(frequencies, weight, self.weighting)


def compile_scoring(
    search: Search, profile: ranking.Profile, statistics: Statistics
) -> list[Matching]:
    """The tree, which finds and scores, and then each part of the expansion, which scores."""
    asked = question.read(search.tree)
    silent = asked.function_words if profile.skips_function_words else frozenset()
    compiler = Compiler(statistics, Weighting(profile, statistics, asked.words), silent)
    adding = replace(compiler, silent=frozenset())
    return [compiler.compile(search.tree), *map(adding.compile, search.expansion)]


def compile_filter(node: tree.Node, profile: ranking.Profile, statistics: Statistics) -> Matching:
    """A tree that only finds."""
    return Compiler(statistics, Weighting(profile, statistics, 0), scoring=False).compile(node)


def _everything(node: tree.Node) -> Matching:
    if isinstance(node, tree.Everything):
        return matches.Everything()
    raise TypeError(f"only arrays can look for {node}")


def _days(node: tree.DateRange) -> Matching:
    first = node.first.toordinal() if node.first else 1
    last = node.last.toordinal() if node.last else date.max.toordinal()
    return matches.Days(first, last)
