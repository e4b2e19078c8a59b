"""A query tree, made ready to run on segments: words analysed, fields resolved, idf worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from asean_search import agencies, analysis, ranking
from asean_search.analysis import Reading
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
from asean_search.engine.on_whoosh.evaluate.occurrences import Occurrences
from asean_search.engine.on_whoosh.evaluate.postings import Postings, together, weighted
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.query import tree

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what stands in ``fields``. Without a ``weighting``, nothing scores."""

    views: Sequence[View]
    statistics: Statistics
    weighting: Weighting | None
    fields: tuple[str, ...] = tree.TEXT_FIELDS

    def compile(self, node: tree.Node) -> Matching:
        """The node, ready to be run."""
        if isinstance(node, tree.Word):
            return self._word(node)
        if isinstance(node, tree.Phrase):
            return self._phrase(node)
        if isinstance(node, tree.Prefix):
            return self._prefix(analysis.fold_prefix(node.text))
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
        return Everything()

    def _word(self, node: tree.Word) -> Matching:
        """A chunk of text means every word in it."""
        languages = self.statistics.languages
        words = [
            self._reading(reading)
            for reading in analysis.word_readings(node.text, node.also, languages)
        ]
        if not words:
            return Nothing()
        return words[0] if len(words) == 1 else All(words)

    def _phrase(self, node: tree.Phrase) -> Matching:
        reading = analysis.phrase_reading(node.text, node.also, self.statistics.languages)
        return self._reading(reading) if reading.typed else Nothing()

    def _reading(self, reading: Reading) -> Matching:
        """A word, or words that follow one another, with their other names."""
        rows = [reading.typed, *(other.slots for other in reading.others)]
        weights = [1.0, *(other.weight for other in reading.others)]

        def find(view: View, within: Array | None) -> Postings:
            found = [_find(view, row, within) for row in rows]
            return found[0] if len(found) == 1 else weighted(found, weights)

        return Occurrences(
            find,
            lambda view: sum(_size(view, row) for row in rows),
            self.fields,
            self._idf(reading.wide),
            self.weighting,
            limited=any(not _is_one_term(row) for row in rows),
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


def _find(view: View, slots: Sequence[Slot], within: Array | None) -> Postings:
    """Where slots stand one after another."""
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
