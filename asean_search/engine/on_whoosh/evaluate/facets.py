"""Counts over what matches: by the values of a key field, by day or month; and one hit a value."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np

from asean_search.engine.on_whoosh.evaluate.view import View

Array = np.ndarray[Any, np.dtype[Any]]


def by_key(view: View, field: str, docs: Array) -> Counter[str]:
    """How many of ``docs`` have each value of a key field; "" is none."""
    dictionary = view.segment.group(field).dictionary
    numbers = view.segment.column(f"key.{field}")
    numbers = numbers if len(docs) == len(numbers) else numbers.take(docs)
    counts: Counter[str] = Counter()
    for number, count in enumerate(np.bincount(numbers).tolist()):
        if count:
            known = number < len(dictionary)
            name = dictionary[number].decode("utf-8", "surrogatepass") if known else ""
            counts[name] += count
    return counts


def by_month(view: View, docs: Array) -> Counter[str]:
    """How many of ``docs`` are of each month, as ``YYYY-MM``; "" is undated."""
    counts: Counter[str] = Counter()
    for day, count in _by_day(view, docs):
        counts[date.fromordinal(day).isoformat()[:7] if day else ""] += count
    return counts


def _by_day(view: View, docs: Array) -> list[tuple[int, int]]:
    days = view.segment.column("date")
    days = days if len(docs) == len(days) else days.take(docs)
    dated = days[days > 0]
    counts = []
    if len(dated) < len(days):
        counts.append((0, len(days) - len(dated)))
    if len(dated):
        first = int(dated.min())
        found = np.bincount(dated.astype(np.int64) - first)
        some = np.flatnonzero(found)
        counts += zip((some + first).tolist(), found[some].tolist(), strict=True)
    return counts


def folded(numbers: Array, order: Array) -> Array:
    """The places of the first of each value, given a value for every place and the places by rank.

    What has no value (the largest number there is) is never folded away by the caller's choice:
    give each such place a number of its own.
    """
    _, first = np.unique(numbers.take(order), return_index=True)
    first.sort()
    return order.take(first)
