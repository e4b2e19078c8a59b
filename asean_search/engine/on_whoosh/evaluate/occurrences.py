"""Documents in which something occurs (a word, a phrase, words that begin so), scored by BM25F."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from asean_search.engine.on_whoosh.evaluate import sorted_sets
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View
from asean_search.engine.on_whoosh.evaluate.weighting import Weighting
from asean_search.model import WordScore

Array = np.ndarray[Any, np.dtype[Any]]

Find = Callable[[View, "Array | None"], Postings]
"""Finds occurrences in a segment; may be limited to some of its documents."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What an occurrence is worth; and, to tell it, its text and how many documents have it."""

    text: str
    documents: int
    weight: float


NOTHING = Worth("", 0, 0.0)
"""For what only filters."""


class Occurrences:
    """What ``find`` finds, in ``fields``. Without a ``weighting`` nothing scores.

    ``size`` guesses in how many documents of a segment that is. ``limited`` says that ``find``
    gains from being told which documents are wanted; what others find is kept.
    """

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
        self._size = size
        self._fields = [(field, FIELD_NUMBERS[field]) for field in fields]
        self._every_field = len(self._fields) == len(FIELD_NUMBERS)
        self.worth = worth
        self._weighting = weighting
        self._limited = limited
        self._found: dict[int, Postings] = {}

    @property
    def scores_something(self) -> bool:
        """Whether there is a weighting."""
        return self._weighting is not None

    def size(self, view: View) -> int:
        """A guess at the number of documents."""
        found = self._found.get(view.number)
        return len(found.docs) if found else self._size(view)

    def docs(self, view: View, within: Array | None) -> Array:
        """The documents in which it occurs."""
        found = self._found.get(view.number)
        if found is None:
            found = self._find(view, within if self._limited else None)
            if not self._every_field:
                found = found.only([number for _, number in self._fields])
            self._found[view.number] = found
        if within is None or found.docs is within:
            return found.docs
        return sorted_sets.intersection(within, found.docs, view.documents)

    def postings(self, view: View, docs: Array) -> Postings:
        """What there is in ``docs``, with the frequencies in the fields."""
        if view.number not in self._found:
            self.docs(view, docs)
        found = self._found[view.number]
        if len(docs) == len(found.docs):
            return found
        some = sorted_sets.intersection(docs, found.docs, view.documents)
        return found.take(sorted_sets.places_in(some, found.docs, view.documents))

    def scores(self, view: View, docs: Array) -> Array:
        """BM25F of the occurrences in each of ``docs``."""
        if not len(docs):
            return np.zeros(0)
        found = self._found[view.number]
        if len(docs) < len(found.docs):
            found = found.take(sorted_sets.places_in(docs, found.docs, view.documents))
        if self._weighting is None:
            return np.zeros(len(docs))
        return self._weighting.scores(view, found, self._fields, self.worth.weight)

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:
        """What it adds to the score of one document, in which it occurs."""
        if self._weighting is None:
            return
        found = self._found[view.number]
        found = found.take(sorted_sets.places_in(doc, found.docs, view.documents))
        frequencies = [(name, float(found.frequency(number)[0])) for name, number in self._fields]
        fields = self._weighting.field_scores(view, int(doc[0]), frequencies, self.worth.weight)
        yield WordScore(
            text=self.worth.text,
            score=sum(field.score for field in fields),
            weight=self.worth.weight,
            documents=self.worth.documents,
            fields=fields,
        )
