"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from asean_search import agencies, analysis, ranking
from asean_search.analysis.token import Slot
from asean_search.engine.on_whoosh.codec.frequencies import field_of
from asean_search.engine.on_whoosh.evaluate import expansion, phrase
from asean_search.engine.on_whoosh.evaluate.algebra import (
    All,
    Any_,
    Everything,
    Matching,
    Nothing,
    Without,
)
from asean_search.engine.on_whoosh.evaluate.filters import Days, KeyIs
from asean_search.engine.on_whoosh.evaluate.occurrences import Occurrences
from asean_search.engine.on_whoosh.evaluate.postings import Postings, together
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.query import tree


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what stands in ``fields``. Without a ``weighting``, nothing scores."""

    views: Sequence[View]
    statistics: Statistics
    weighting: Weighting | None
    fields: tuple[str, ...] = tree.TEXT_FIELDS

    def compile(self, node: tree.Node) -> Matching:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """The node, ready to be run."""
        if isinstance(node, tree.Word):
            return self._word(analysis.slots(node.text))
        if isinstance(node, tree.Phrase):
            return self._phrase(analysis.slots(node.text))
        if isinstance(node, tree.Prefix):
            return self._prefix(analysis.fold_prefix(node.text))
        if isinstance(node, tree.And):
            return All([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Or):
            return Any_([self.compile(each) for each in node.nodes])
        if isinstance(node, tree.Not):
            return Without(replace(self, weighting=None).compile(node.node))
        if isinstance(node, tree.InField):
            return replace(self, fields=(node.field,)).compile(node.node)
        if isinstance(node, tree.DateRange):
            return _days(node)
        if isinstance(node, tree.SourceIs):
            return KeyIs("source", agencies.source_key(node.name))
        return Everything()

    def _word(self, slots: Sequence[Slot]) -> Matching:
        """A chunk of text means every word in it."""
        words = [self._slot(slot) for slot in slots]
        if not words:
            return Nothing()
        return words[0] if len(words) == 1 else All(words)

    def _slot(self, slot: Slot) -> Matching:
        if any(len(path) > 1 for path in slot):
            return self._phrase([slot])
        terms = [path[0].text for path in slot]

        def find(view: View, _: object) -> Postings:
            found = [postings for term in terms if (postings := view.term(term)) is not None]
            return together(found, view.documents) if found else _none(view)

        return Occurrences(
            find, lambda view: _size(view, [slot]), self.fields, self._idf([slot]), self.weighting
        )

    def _phrase(self, slots: Sequence[Slot]) -> Matching:
        if not slots:
            return Nothing()
        return Occurrences(
            lambda view, within: phrase.find(view, slots, within),
            lambda view: _size(view, slots),
            self.fields,
            self._idf(slots),
            self.weighting,
            limited=True,
        )

    def _idf(self, slots: Sequence[Slot]) -> float:
        if self.weighting is None:
            return 0.0
        return sum(self.statistics.slot_idf(slot, self.fields) for slot in slots)

    def _prefix(self, prefix: str) -> Matching:
        if not prefix:
            return Nothing()
        gathered = {
            view.number: expansion.gather(view, expansion.prefix_words(view, prefix))
            for view in self.views
        }
        frequency = max(
            sum(
                int(np.count_nonzero(field_of(found[1], FIELD_NUMBERS[field])))
                for found in gathered.values()
            )
            for field in self.fields
        )
        return Occurrences(
            lambda view, _: expansion.together(view, gathered[view.number]),
            lambda view: len(gathered[view.number][0]),
            self.fields,
            ranking.idf(frequency, self.statistics.documents),
            self.weighting,
        )


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
