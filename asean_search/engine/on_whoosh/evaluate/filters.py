"""Documents by their columns: their date, their source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from asean_search.engine.on_whoosh.evaluate import sorted_sets
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.explanation import WordScore

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Days:
    """Documents dated wholly from ``first`` to ``last``, both included, as ordinals from 1."""

    first: int
    last: int
    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        begins, ends = view.segment.column("date"), view.segment.column("last_day")
        docs = view.all_docs if within is None else within
        if len(docs) < view.documents:
            begins, ends = begins.take(docs), ends.take(docs)
        return docs[(begins >= self.first) & (ends <= self.last)]

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


@dataclass(frozen=True, slots=True)
class Where:
    """Documents for which ``holds`` says so: a yes or no for every document of a segment."""

    holds: Callable[[View], Array]
    scores_something = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        docs = view.all_docs if within is None else within
        return docs[self.holds(view).take(docs)]

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


@dataclass(frozen=True, slots=True)
class HasKeyword:
    """Documents with a keyword whose term begins so."""

    prefix: str
    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        docs = view.keyword_docs(self.prefix)
        return docs if within is None else sorted_sets.intersection(within, docs, view.documents)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


def length_between(first: int | None, last: int | None) -> Where:
    """Documents whose text has so many tokens, both included; None is an open end."""

    def holds(view: View) -> Array:
        lengths = view.segment.column("len.body")
        found = np.ones(len(lengths), bool)
        if first is not None:
            found &= lengths >= first
        if last is not None:
            found &= lengths <= last
        return found

    return Where(holds)


_POSITIVE = {"date": "date", "place": "len.place"}
"""Columns that are 0 where the field is not known."""


def known(field: str) -> Where:
    """Documents of which the date, source, place or language is known."""

    def holds(view: View) -> Array:
        if field not in _POSITIVE:
            return view.has_key(field)
        found: Array = view.segment.column(_POSITIVE[field]) > 0
        return found

    return Where(holds)


def language_is(code: str) -> Where:
    """Documents in a language, or in a kind of it: ``pt`` is also ``pt-br``."""

    def holds(view: View) -> Array:
        if "language" not in view.segment.group_fields:
            return np.zeros(view.documents, bool)
        dictionary = view.segment.group("language").dictionary
        numbers = view.segment.column("key.language")
        first, end = dictionary.prefix_range(f"{code}-".encode())
        found: Array = (numbers == dictionary.find(code.encode())) & (numbers < len(dictionary))
        return found | ((numbers >= first) & (numbers < end))

    return Where(holds)
