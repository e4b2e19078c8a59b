"""Documents by their columns: their date, their source, their language, their length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.scorer import Match
from asean_search.engine.whoosh.query.segment_reader import View

Array = np.ndarray[Any, np.dtype[Any]]


class Where(msgspec.Struct, frozen=True):
    """Documents for which ``holds`` says so: a yes or no for each of some documents."""

    holds: Callable[[View, Array], Array]

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        docs = view.all_docs if within is None else within
        kept = self.holds(view, docs).nonzero()[0]
        return Match(docs, None) if len(kept) == len(docs) else Match(docs.take(kept), kept)


def _of(view: View, column: str, docs: Array) -> Array:
    """A column's values of some documents."""
    values = view.segment.column(column)
    return values if len(docs) == len(values) else values.take(docs)


def dated_between(first: int, last: int) -> Where:
    """Documents dated wholly from ``first`` to ``last``, both included, as ordinals from 1."""

    def holds(view: View, docs: Array) -> Array:
        found: Array = _of(view, "date", docs) >= first
        found &= _of(view, "last_day", docs) <= last
        return found

    return Where(holds)


class KeyIs(msgspec.Struct, frozen=True):
    """Documents with this value in a key field."""

    field: str
    value: str

    def size(self, view: View) -> int:  # noqa: D102
        return view.key_count(self.field, self.value)

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        if within is None:
            return Match(view.key_docs(self.field, self.value), None)
        number = view.key_number(self.field, self.value)
        kept = (_of(view, f"key.{self.field}", within) == number).nonzero()[0]
        return Match(within.take(kept), kept)


class HasKeyword(msgspec.Struct, frozen=True):
    """Documents with a keyword whose term begins so."""

    prefix: str

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        docs = view.keyword_docs(self.prefix)
        if within is None:
            return Match(docs, None)
        kept, _ = sorted_sets.common(within, docs, view.documents)
        return Match(within.take(kept), kept)


def length_between(first: int | None, last: int | None) -> Where:
    """Documents whose text has so many tokens, both included; None is an open end."""

    def holds(view: View, docs: Array) -> Array:
        lengths = _of(view, "len.body", docs)
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

    def holds(view: View, docs: Array) -> Array:
        if field in _POSITIVE:
            found: Array = _of(view, _POSITIVE[field], docs) > 0
        elif field in view.segment.postings_fields:
            found = _of(view, f"key.{field}", docs) < len(view.segment.dictionary(field))
        else:
            found = np.zeros(len(docs), bool)
        return found

    return Where(holds)


def language_is(code: str) -> Where:
    """Documents in a language, or in a kind of it: ``pt`` is also ``pt-br``."""

    def holds(view: View, docs: Array) -> Array:
        if "language" not in view.segment.postings_fields:
            return np.zeros(len(docs), bool)
        dictionary = view.segment.dictionary("language")
        numbers = _of(view, "key.language", docs)
        first, end = dictionary.prefix_range(f"{code}-".encode())
        found: Array = (numbers >= first) & (numbers < end)
        if (number := dictionary.find(code.encode())) >= 0:
            found |= numbers == number
        return found

    return Where(holds)
