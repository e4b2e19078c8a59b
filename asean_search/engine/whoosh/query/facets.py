"""Counts over what matches in one segment: by source, by day, by keyword."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import to_text
from asean_search.engine.whoosh.store.sections import narrowest_type

if TYPE_CHECKING:
    from asean_search.engine.whoosh.facets import Counting
    from asean_search.engine.whoosh.query.segment_reader import View

Array = np.ndarray[Any, np.dtype[Any]]

_WIDE = 1 << 15
"""Of so many days that lie between the first and the last, most have no document."""

Coded = tuple[Array, Sequence[int]]


def count(view: View, docs: Array, counting: Counting) -> None:
    """Add a segment's matching documents."""
    if counting.by_source:
        dictionary = view.segment.dictionary("source_name")
        numbers = np.minimum(_of(view.segment.column("key.source_name"), docs), len(dictionary))
        for number, found in _counts(numbers):
            known = number < len(dictionary)
            counting.sources[to_text(dictionary[number]) if known else None] += found
    if counting.by_day:
        _count_days(view, docs, counting)
    for name in counting.keyword_fields:
        _count_keywords(view, docs, name, counting)


def _count_days(view: View, docs: Array, counting: Counting) -> None:
    vague = np.intersect1d(docs, view.vague, assume_unique=True) if len(view.vague) else view.vague
    if len(vague):
        spans = (view.dates.take(vague), view.segment.column("last_day").take(vague))
        counting.spans.update(zip(*(days.tolist() for days in spans), strict=True))
        docs = np.setdiff1d(docs, vague, assume_unique=True)
    codes, days = view.days if counting.each_day else view.months
    counting.days += [(days[code], found) for code, found in _counts(_of(codes, docs))]


def _count_keywords(view: View, docs: Array, name: str, counting: Counting) -> None:
    matching = np.zeros(view.documents, bool)
    matching[docs] = True
    found, counts, terms = view.keyword_terms(keywords.prefix(name))
    owner = np.repeat(np.arange(len(terms)), counts)
    held = matching.take(found)
    per_term = np.bincount(owner[held], minlength=len(terms)).tolist()
    for term, count_ in zip(terms, per_term, strict=True):
        if count_:
            counting.add_keyword(to_text(term), count_)
    has = np.zeros(view.documents, bool)
    has[found[held]] = True
    counting.without_keyword[name] += len(docs) - int(np.count_nonzero(has))


def _of(column: Array, docs: Array) -> Array:
    return column if len(docs) == len(column) else column.take(docs)


def _counts(values: Array) -> list[tuple[int, int]]:
    """How many times each number from 0 on occurs that does."""
    found = np.bincount(values.astype(np.intp))
    held = found.nonzero()[0]
    return list(zip(held.tolist(), found.take(held).tolist(), strict=True))


def coded_days(dates: Array) -> Coded:
    """A small number for every day that documents may be of, and the days by their numbers.

    0 is undated; days are ordinals.
    """
    dates = dates.astype(np.int64)  # a column is no wider than what it holds
    dated = dates > 0
    first = int(dates.min(where=dated, initial=date.max.toordinal()))
    last = int(dates.max(initial=0))
    if last - first > _WIDE:
        days = np.unique(dates[dated])
        codes = np.where(dated, days.searchsorted(dates) + 1, 0)
        return codes.astype(narrowest_type(len(days))), [0, *days.tolist()]
    codes = np.where(dated, dates - (first - 1), 0)
    return codes.astype(narrowest_type(max(last - first + 1, 0))), [0, *range(first, last + 1)]


def coded_months(dates: Array) -> Coded:
    """The same, but a number for every month, and the first day of it."""
    codes, days = coded_days(dates)
    month_of = [0]
    firsts = [0]
    for day in days[1:]:
        first = day - date.fromordinal(day).day + 1
        if first != firsts[-1]:
            firsts.append(first)
        month_of.append(len(firsts) - 1)
    return np.array(month_of, narrowest_type(len(firsts))).take(codes), firsts
