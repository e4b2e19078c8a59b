"""Sets of document numbers as sorted arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_SEARCH_FACTOR = 8
"""Searching is quicker than marking while one set is so many times the size of the other."""


def places_in(some: Array, all_: Array, documents: int) -> Array:
    """Where the elements of ``some`` stand in ``all_``, which has every one of them."""
    if len(some) == len(all_):
        return np.arange(len(some))
    if len(some) * _SEARCH_FACTOR < len(all_):
        return all_.searchsorted(some)
    mark = np.zeros(documents, bool)
    mark[some] = True
    return np.flatnonzero(mark.take(all_))


def common(left: Array, right: Array, documents: int) -> tuple[Array, Array]:
    """The places in ``left`` and in ``right`` of the numbers that are in both.

    Args:
        left: A sorted set.
        right: Another.
        documents: One more than the largest number that may be in them.
    """
    if len(left) > len(right):
        second, first = common(right, left, documents)
        return first, second
    if len(left) * _SEARCH_FACTOR < len(right) or documents > 1 << 22:
        place = right.searchsorted(left)
        if len(left) and place[-1] == len(right):
            np.minimum(place, len(right) - 1, out=place)
        hit = np.flatnonzero(right.take(place) == left) if len(right) else place[:0]
        return hit, place.take(hit)
    mark = np.zeros(documents, bool)
    mark[left] = True
    in_right = np.flatnonzero(mark.take(right))
    mark[left] = False
    mark[right] = True
    return np.flatnonzero(mark.take(left)), in_right


def intersection(left: Array, right: Array, documents: int) -> Array:
    """What is in both."""
    if len(left) > len(right):
        left, right = right, left
    if len(left) * _SEARCH_FACTOR < len(right):
        hit, _ = common(left, right, documents)
        return left.take(hit)
    mark = np.zeros(documents, bool)
    mark[right] = True
    return left[mark.take(left)]


def union(sets: Sequence[Array], documents: int) -> Array:
    """What is in any of them. The result has the type of the first."""
    sets = [each for each in sets if len(each)] or [sets[0]]
    if len(sets) == 1:
        return sets[0]
    if sum(map(len, sets)) * 16 < documents:
        return np.unique(np.concatenate(sets))
    mark = np.zeros(documents, bool)
    for each in sets:
        mark[each] = True
    return np.flatnonzero(mark).astype(sets[0].dtype)


def without(all_: Array, some: Array, documents: int) -> Array:
    """What is in ``all_`` and not in ``some``."""
    if not len(some):
        return all_
    mark = np.ones(documents, bool)
    mark[some] = False
    return all_[mark.take(all_)]
