"""Counts over what matches in one segment: by source, by day, by keyword."""

from __future__ import annotations

from typing import Any

import numpy as np

from asean_search.engine import keywords
from asean_search.engine.on_whoosh.counting import Counting
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.engine.on_whoosh.naming import to_text

Array = np.ndarray[Any, np.dtype[Any]]


def count(view: View, docs: Array, counting: Counting) -> None:
    """Add a segment's matching documents."""
    if counting.by_source:
        dictionary = view.segment.dictionary("source_name")
        for number, found in _counts(view, "key.source_name", docs):
            known = number < len(dictionary)
            counting.sources[to_text(dictionary[number]) if known else None] += found
    if counting.by_day:
        counting.days += _counts(view, "date", docs)
    for name in counting.keyword_fields:
        _count_keywords(view, docs, name, counting)


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


def _counts(view: View, column: str, docs: Array) -> list[tuple[int, int]]:
    """How many of ``docs`` have each value that occurs in a column of numbers from 0."""
    values = view.segment.column(column)
    if len(docs) < len(values):
        values = values.take(docs)
    some = values[values > 0]
    counts = [(0, len(values) - len(some))] if len(some) < len(values) else []
    if len(some):
        first = int(some.min())  # days lie far from 0
        found = np.bincount(some.astype(np.intp) - first)
        held = np.flatnonzero(found)
        counts += zip((held + first).tolist(), found.take(held).tolist(), strict=True)
    return counts
