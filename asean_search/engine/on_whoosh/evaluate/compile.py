"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from asean_search import agencies, analysis, query, ranking
from asean_search.analysis.token import Slot
from asean_search.engine.on_whoosh.evaluate import operators, phrase, placing
from asean_search.engine.on_whoosh.evaluate.algebra import (
    All,
    Everything,
    Matching,
    Nothing,
    Some,
    Without,
)
from asean_search.engine.on_whoosh.evaluate.filters import Days, KeyIs
from asean_search.engine.on_whoosh.evaluate.limits import Limits
from asean_search.engine.on_whoosh.evaluate.occurrences import NOTHING, Occurrences, Worth
from asean_search.engine.on_whoosh.evaluate.postings import Postings, together
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.query import tree


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what stands in ``fields``. Without a ``weighting``, nothing scores.

    With ``lead``, only what begins before that position is an occurrence. ``silent`` are words
    that match and do not score.
    """

    views: Sequence[View]
    statistics: Statistics
    weighting: Weighting | None
    fields: tuple[str, ...] = tree.TEXT_FIELDS
    lead: int | None = None
    limits: Limits = field(default_factory=Limits)
    silent: frozenset[str] = frozenset()

    def compile(self, node: tree.Node) -> Matching:
        """The node, ready to be run."""
        if isinstance(node, tree.Word):
            return self._word(node)
        if isinstance(node, tree.Phrase):
            return self._phrase(node, analysis.slots(node.text))
        if isinstance(node, tree.And):
            return All([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Or):
            return Some([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Not):
            return Without(replace(self, weighting=None).compile(node.node))
        if isinstance(node, tree.InField):
            return replace(self, fields=(node.field,)).compile(node.node)
        if isinstance(node, tree.DateRange):
            return _days(node)
        if isinstance(node, tree.SourceIs):
            return KeyIs("source", agencies.source_key(node.name))
        return operators.compiled(self, node) or Everything()

    def _word(self, node: tree.Word) -> Matching:
        """A chunk of text means every word in it."""
        compiler = replace(self, weighting=None) if node.text in self.silent else self
        words = [compiler._slot(node, slot) for slot in analysis.slots(node.text)]
        if not words:
            return Nothing()
        return words[0] if len(words) == 1 else All(words)

    def _slot(self, node: tree.Word, slot: Slot) -> Matching:
        if self.lead is not None or any(len(path) > 1 for path in slot):
            return self._phrase(node, [slot])
        terms = [path[0].text for path in slot]

        def find(view: View, _: object) -> Postings:
            found = [postings for term in terms if (postings := view.term(term)) is not None]
            return together(found, view.documents) if found else _none(view)

        return Occurrences(
            find,
            lambda view: _size(view, [slot]),
            self.fields,
            self._slots_worth(node, [slot]),
            self.weighting,
        )

    def _phrase(self, node: tree.Text, slots: Sequence[Slot]) -> Matching:
        return self.placed(node, slots) if slots else Nothing()

    def placed(
        self, node: tree.Text, slots: Sequence[Slot], begin: placing.Begin | None = None
    ) -> Matching:
        """What is made of slots and begins where ``begin`` says: where they follow one another."""
        if self.lead is not None:
            begin = placing.before(self.lead, begin or phrase.starts)
        return Occurrences(
            lambda view, within: (
                placing.find(view, slots, within, begin)
                if begin
                else phrase.find(view, slots, within)
            ),
            lambda view: _size(view, slots),
            self.fields,
            self._slots_worth(node, slots),
            self.weighting,
            limited=True,
        )

    def _slots_worth(self, node: tree.Text, slots: Sequence[Slot]) -> Worth:
        if self.weighting is None:
            return NOTHING
        facts = [self.statistics.slot_facts(slot, self.fields) for slot in slots]
        return self.worth(node, facts)

    def worth(self, node: tree.Text, facts: Sequence[ranking.WordFacts]) -> Worth:
        """What words are worth together; they are in as many documents as the rarest of them."""
        if self.weighting is None:
            return NOTHING
        fewest = min(min(each.documents, self.statistics.documents) for each in facts)
        weight = sum(map(self.weighting.worth, facts))
        return Worth(self.shown(node), int(fewest), weight)

    def shown(self, node: tree.Text) -> str:
        """The leaf as a query writes it, with its field where it looks in one alone."""
        alone = len(self.fields) < len(tree.TEXT_FIELDS)
        return query.unparse(tree.InField(self.fields[0], node) if alone else node)


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
