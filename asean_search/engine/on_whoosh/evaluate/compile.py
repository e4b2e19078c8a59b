"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from asean_search import agencies, query, ranking
from asean_search.analysis import Reading
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
from asean_search.engine.on_whoosh.evaluate.postings import Postings, together, weighted
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.query import tree

Array = np.ndarray[Any, np.dtype[Any]]


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
        if isinstance(node, tree.Word | tree.Phrase):
            return self._leaf(node)
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

    def _leaf(self, node: tree.Word | tree.Phrase) -> Matching:
        """A chunk of text means every word in it."""
        compiler = replace(self, weighting=None) if self._is_silent(node) else self
        found = placing.readings(node, self.statistics.languages)
        words = [compiler.read(node, each) for each in found]
        if not words:
            return Nothing()
        return words[0] if len(words) == 1 else All(words)

    def _is_silent(self, node: tree.Word | tree.Phrase) -> bool:
        return isinstance(node, tree.Word) and node.text in self.silent

    def read(
        self, node: tree.Text, reading: Reading, begin: placing.Begin | None = None
    ) -> Matching:
        """What begins where ``begin`` says: words that follow one another, by all their names."""
        if self.lead is not None:
            begin = placing.before(self.lead, begin or phrase.starts)
        rows = [reading.typed, *(other.slots for other in reading.others)]
        weights = [1.0, *(other.weight for other in reading.others)]

        def find(view: View, within: Array | None) -> Postings:
            found = [_find(view, row, within, begin) for row in rows]
            return found[0] if len(found) == 1 else weighted(found, weights)

        return Occurrences(
            find,
            lambda view: sum(_size(view, row) for row in rows),
            self.fields,
            self._slots_worth(node, reading.wide),
            self.weighting,
            limited=begin is not None or any(not _is_one_term(row) for row in rows),
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


def _find(
    view: View, slots: Sequence[Slot], within: Array | None, begin: placing.Begin | None
) -> Postings:
    """Where slots stand one after another, or begin as ``begin`` says."""
    if begin:
        return placing.find(view, slots, within, begin)
    if not _is_one_term(slots):
        return phrase.find(view, slots, within)
    terms = (path[0].text for path in slots[0])
    found = [postings for term in terms if (postings := view.term(term)) is not None]
    return together(found, view.documents) if found else _none(view)


def _is_one_term(slots: Sequence[Slot]) -> bool:
    """Whether nothing has to stand beside anything: their frequencies say it all."""
    return len(slots) == 1 and all(len(path) == 1 for path in slots[0])


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
