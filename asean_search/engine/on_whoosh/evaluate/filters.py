"""Documents by their columns: their date, their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from asean_search.engine.on_whoosh.evaluate import sorted_sets
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.model import WordScore

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Days:
    """Documents dated from ``first`` to ``last``, both included, as proleptic ordinals from 1."""

    first: int
    last: int
    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        days = view.segment.column("date")
        docs = view.all_docs if within is None else within
        if len(docs) < view.documents:
            days = days.take(docs)
        return docs[(days >= self.first) & (days <= self.last)]

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


@dataclass(frozen=True, slots=True)
class KeyIs:
    """Documents with this value in a key field."""

    field: str
    value: str
    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return len(view.key_docs(self.field, self.value))

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        docs = view.key_docs(self.field, self.value)
        return docs if within is None else sorted_sets.intersection(within, docs, view.documents)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())
