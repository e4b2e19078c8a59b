"""Counts over all the documents of an open index: exact, and of the documents there are now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from asean_search import ranking
from asean_search.analysis.token import Slot
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View

_MOST_KEPT = 10_000


class Statistics:
    """What scores depend on beside the documents themselves."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self.documents = sum(view.live for view in views)
        self._mean_lengths: dict[str, float] = {}
        self._slot_idf: dict[tuple[Slot, tuple[str, ...]], float] = {}

    def mean_length(self, field: str) -> float:
        """The mean number of tokens of a text field; a document without the field counts as 0."""
        if field not in self._mean_lengths:
            total = sum(view.total_length(field) for view in self._views)
            self._mean_lengths[field] = total / self.documents if self.documents else 0.0
        return self._mean_lengths[field]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts; those of removed documents until segments are merged."""
        found: set[bytes] = set()
        for view in self._views:
            dictionary = view.segment.group("language").dictionary
            found.update(dictionary[number] for number in range(len(dictionary)))
        return tuple(sorted(name.decode("utf-8", "surrogatepass") for name in found))

    def slot_idf(self, slot: Slot, fields: tuple[str, ...]) -> float:
        """How telling a word is that may be written in several ways.

        A way of several terms is at most as frequent as its rarest term.
        """
        known = self._slot_idf.get((slot, fields))
        if known is not None:
            return known
        frequency = max(
            sum(min(self._frequency(field, term.text) for term in path) for path in slot)
            for field in fields
        )
        if len(self._slot_idf) > _MOST_KEPT:
            self._slot_idf.clear()
        idf = self._slot_idf[slot, fields] = ranking.idf(frequency, self.documents)
        return idf

    def _frequency(self, field: str, term: str) -> int:
        number = FIELD_NUMBERS[field]
        return sum(view.document_frequency(term, number) for view in self._views)
