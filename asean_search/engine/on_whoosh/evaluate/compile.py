"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from asean_search import agencies, analysis, query, ranking
from asean_search.analysis.token import Slot
from asean_search.engine.on_whoosh.codec.frequencies import field_of
from asean_search.engine.on_whoosh.evaluate import expansion, phrase
from asean_search.engine.on_whoosh.evaluate.algebra import (
    All,
    Everything,
    Matching,
    Nothing,
    Some,
    Without,
)
from asean_search.engine.on_whoosh.evaluate.filters import Days, KeyIs
from asean_search.engine.on_whoosh.evaluate.occurrences import NOTHING, Occurrences, Worth
from asean_search.engine.on_whoosh.evaluate.postings import Postings, together
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.query import tree

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what stands in ``fields``. Without a ``weighting``, nothing scores.

    ``silent`` are words that match and do not score; what scores does so ``factor`` times.
    """

    views: Sequence[View]
    statistics: Statistics
    weighting: Weighting | None
    silent: frozenset[str] = frozenset()
    fields: tuple[str, ...] = tree.TEXT_FIELDS
    factor: float = 1.0

    def compile(self, node: tree.Node) -> Matching:
        """The node, ready to be run."""
        if isinstance(node, tree.And):
            return All([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Or):
            return Some([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Not):
            return Without(replace(self, weighting=None).compile(node.node))
        if isinstance(node, tree.InField):
            return replace(self, fields=(node.field,)).compile(node.node)
        if isinstance(node, tree.Weighted):
            return replace(self, factor=self.factor * node.weight).compile(node.node)
        return self._leaf(node)

    def _leaf(self, node: tree.Leaf) -> Matching:
        if isinstance(node, tree.Word):
            return self._word(node)
        if isinstance(node, tree.Phrase):
            return self._phrase(node, analysis.slots(node.text))
        if isinstance(node, tree.Prefix):
            return self._prefix(node, analysis.fold_prefix(node.text))
        if isinstance(node, tree.DateRange):
            return _days(node)
        if isinstance(node, tree.SourceIs):
            return KeyIs("source", agencies.source_key(node.name))
        return Everything()

    def _word(self, node: tree.Word) -> Matching:
        """A chunk of text means every word in it."""
        silent = node.text in self.silent
        compiler = replace(self, weighting=None) if silent else self
        words = [compiler._slot(node, slot) for slot in analysis.slots(node.text)]
        if not words:
            return Nothing()
        return words[0] if len(words) == 1 else All(words)

    def _slot(self, node: tree.Word, slot: Slot) -> Matching:
        if any(len(path) > 1 for path in slot):
            return self._phrase(node, [slot])
        terms = [path[0].text for path in slot]

        def find(view: View, _: object) -> Postings:
            found = [postings for term in terms if (postings := view.term(term)) is not None]
            return together(found, view.documents) if found else _none(view)

        return Occurrences(
            find,
            lambda view: _size(view, [slot]),
            self.fields,
            self._worth(node, [slot]),
            self.weighting,
        )

    def _phrase(self, node: tree.Word | tree.Phrase, slots: Sequence[Slot]) -> Matching:
        if not slots:
            return Nothing()
        return Occurrences(
            lambda view, within: phrase.find(view, slots, within),
            lambda view: _size(view, slots),
            self.fields,
            self._worth(node, slots),
            self.weighting,
            limited=True,
        )

    def _worth(self, node: tree.Word | tree.Phrase, slots: Sequence[Slot]) -> Worth:
        """What a word or a phrase is worth. A phrase is in as many documents as its rarest word."""
        if self.weighting is None:
            return NOTHING
        facts = [self.statistics.slot_facts(slot, self.fields) for slot in slots]
        weight = self.factor * sum(map(self.weighting.worth, facts))
        fewest = min(min(each.documents, self.statistics.documents) for each in facts)
        return Worth(self._shown(node), int(fewest), weight)

    def _prefix(self, node: tree.Prefix, prefix: str) -> Matching:
        if not prefix:
            return Nothing()
        gathered = {
            view.number: expansion.gather(view, expansion.prefix_words(view, prefix))
            for view in self.views
        }
        return Occurrences(
            lambda view, _: expansion.together(view, gathered[view.number]),
            lambda view: len(gathered[view.number][0]),
            self.fields,
            self._group_worth(node, [found[1] for found in gathered.values()]),
            self.weighting,
        )

    def _group_worth(self, node: tree.Prefix, combinations: Sequence[Array]) -> Worth:
        """What a group of words is worth, from the frequencies of each word in each document."""
        if self.weighting is None:
            return NOTHING
        counts = []
        for field in self.fields:
            of_field = [field_of(each, FIELD_NUMBERS[field]) for each in combinations]
            counts.append(
                (
                    sum(int(np.count_nonzero(each)) for each in of_field),
                    sum(int(each.sum()) for each in of_field),
                )
            )
        documents = max(having for having, _ in counts)
        facts = ranking.WordFacts(documents, sum(times for _, times in counts))
        weight = self.factor * self.weighting.worth(facts)
        return Worth(self._shown(node), min(documents, self.statistics.documents), weight)

    def _shown(self, node: tree.Node) -> str:
        if self.fields == tree.TEXT_FIELDS:
            return query.unparse(node)
        return query.unparse(tree.InField(self.fields[0], node))


def _none(view: View) -> Postings:
    return Postings(np.zeros(0, view.doc_type), np.zeros(0, np.int64))


def _size(view: View, slots: Sequence[Slot]) -> int:
    """At most how many documents of a segment have every slot, deleted ones included."""
    sizes = []
    for slot in slots:
        size = 0
        for path in slot:
            size += min(view.posting_count(term.text) for term in path)
        sizes.append(size)
    return min(sizes)


def _days(node: tree.DateRange) -> Matching:
    first = node.first.toordinal() if node.first else 1
    last = node.last.toordinal() if node.last else date.max.toordinal()
    return Days(first, last)
