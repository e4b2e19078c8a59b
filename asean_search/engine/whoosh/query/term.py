"""Documents in which something occurs (a word, a phrase, words that begin so), scored by BM25F."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.query import scorer, sorted_sets
from asean_search.engine.whoosh.query.postings import Postings
from asean_search.engine.whoosh.query.scorer import Match, Scored
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.engine.whoosh.query.weight import Weighting
from asean_search.model import WordScore

Array = np.ndarray[Any, np.dtype[Any]]

Find = Callable[[View, "Array | None"], Postings]
"""Finds occurrences in a segment; may be limited to some of its documents."""


class Worth(msgspec.Struct):
    """What an occurrence is worth; and, to tell it, its text and how many documents have it."""

    text: Callable[[], str]
    documents: int
    weight: float


NOTHING = Worth(str, 0, 0.0)
"""For what only filters."""


class Occurrences:
    """What ``find`` finds, in ``fields``. Without a ``weighting`` nothing scores.

    ``size`` guesses in how many documents of a segment that is. ``limited`` says that ``find``
    gains from being told which documents are wanted, and keeps to these.
    """

    __slots__ = ("_fields", "_find", "_limited", "_weighting", "bound", "size", "worth")

    def __init__(  # noqa: PLR0913 - what an occurrence is, and what it is worth
        self,
        find: Find,
        size: Callable[[View], int],
        fields: Sequence[str],
        worth: Worth,
        weighting: Weighting | None,
        *,
        limited: bool = False,
    ) -> None:
        self._find = find
        self.size = size
        self._fields = fields
        self.worth = worth
        self._weighting = weighting
        self._limited = limited
        self.bound = weighting.bound(worth.weight) if weighting is not None else 0.0

    def match(self, view: View, within: Array | None) -> Match:
        """The documents in which it occurs."""
        found = self._find(view, within if self._limited else None)
        if len(self._fields) < len(FIELD_NUMBERS):
            found = found.only([FIELD_NUMBERS[field] for field in self._fields])
        docs = found.docs
        if not len(docs):
            return scorer.none()
        if within is None:
            return Scored(docs, None, found, None, self, view)
        kept, own = sorted_sets.common(within, docs, view.documents)
        if len(kept) == len(within):
            return Scored(within, None, found, own, self, view)
        return Scored(within.take(kept), kept, found, own, self, view)

    def scores(self, view: View, found: Postings, places: Array | None) -> Array:
        """BM25F of the postings at some places."""
        if self._weighting is None:
            return np.zeros(len(found.docs if places is None else places))
        return self._weighting.scores(view, found, places, self._fields, self.worth.weight)

    def estimates(self, view: View, found: Postings, places: Array | None) -> Array:
        """About the same, as float32."""
        if self._weighting is None:
            return np.zeros(len(found.docs if places is None else places), np.float32)
        return self._weighting.estimates(view, found, places, self._fields, self.worth.weight)

    def reasons(self, view: View, found: Postings, place: int) -> Iterator[WordScore]:
        """What it adds to the score of the document at a place."""
        if self._weighting is None:
            return
        doc = int(found.docs[place])
        frequencies = []
        for field in self._fields:
            frequency = found.frequency(FIELD_NUMBERS[field], np.array([place]), np.float64)
            frequencies.append((field, 0.0 if frequency is None else float(frequency[0])))
        fields = self._weighting.field_scores(view, doc, frequencies, self.worth.weight)
        yield WordScore(
            text=self.worth.text(),
            score=sum(field.score for field in fields),
            weight=self.worth.weight,
            documents=self.worth.documents,
            fields=fields,
        )
