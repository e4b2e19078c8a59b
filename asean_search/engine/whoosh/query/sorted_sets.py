"""Sets of document numbers as sorted arrays of ``intp``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

NO_DOCS: Array = np.zeros(0, np.intp)

_MARKS_PER_SEARCH = 32
"""Marking this many numbers takes the time of one binary search."""


def common(left: Array, right: Array, documents: int) -> tuple[Array, Array]:
    """The numbers that are in both sets, as their indices in ``left`` and in ``right``.

    Args:
        left: A sorted set.
        right: Another sorted set.
        documents: One more than the largest number that may be in them.
    """
    if len(left) > len(right):
        second, first = common(right, left, documents)
        return first, second
    if not len(left):
        return left, left
    if len(left) * _MARKS_PER_SEARCH < len(right) + documents // _MARKS_PER_SEARCH:
        index = right.searchsorted(left)
        if index[-1] == len(right):
            np.minimum(index, len(right) - 1, out=index)
        hit = (right.take(index) == left).nonzero()[0]
        return hit, index if len(hit) == len(index) else index.take(hit)
    mark = np.zeros(documents, bool)
    mark[left] = True
    in_right = mark.take(right).nonzero()[0]
    mark[left] = False
    mark[right] = True
    return mark.take(left).nonzero()[0], in_right


def indices_of(subset: Array, all_: Array, documents: int) -> Array:
    """The indices in ``all_`` of the numbers of ``subset``; ``all_`` holds every one of them."""
    if len(subset) == len(all_):
        return np.arange(len(subset))
    if len(subset) * _MARKS_PER_SEARCH < len(all_) + documents // _MARKS_PER_SEARCH:
        return all_.searchsorted(subset)
    mark = np.zeros(documents, bool)
    mark[subset] = True
    return mark.take(all_).nonzero()[0]


def intersection(left: Array, right: Array, documents: int) -> Array:
    """The numbers that are in both sets."""
    here, _ = common(left, right, documents)
    return left if len(here) == len(left) else left.take(here)


def intersection_of(sets: Sequence[Array], documents: int) -> Array:
    """The numbers that are in every one of one or more sets; the smallest sets are met first."""
    return reduce(lambda left, right: intersection(left, right, documents), sorted(sets, key=len))


def union(sets: Sequence[Array], documents: int) -> Array:
    """The numbers that are in at least one of one or more sets."""
    sets = [each for each in sets if len(each)] or [sets[0]]
    return sets[0] if len(sets) == 1 else distinct(sets, documents)


def distinct(arrays: Sequence[Array], documents: int) -> Array:
    """The numbers in one or more arrays of any order, as a sorted set."""
    if sum(map(len, arrays)) * _MARKS_PER_SEARCH >= documents:
        mark = np.zeros(documents, bool)
        for each in arrays:
            mark[each] = True
        return mark.nonzero()[0]
    both: Array = arrays[0].copy() if len(arrays) == 1 else np.concatenate(arrays)
    both.sort()
    if len(both) < 2:  # noqa: PLR2004
        return both
    new = np.empty(len(both), bool)
    new[0] = True
    np.not_equal(both[1:], both[:-1], out=new[1:])
    once: Array = both[new]
    return once
