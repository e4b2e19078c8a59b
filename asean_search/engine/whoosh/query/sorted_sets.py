"""Sets of document numbers as sorted arrays of ``intp``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_MARKED_IN_A_SEARCH = 32
"""So many numbers are marked in the time that one is searched for."""


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
    if not len(left):
        return left, left
    if len(left) * _MARKED_IN_A_SEARCH < len(right) + documents // _MARKED_IN_A_SEARCH:
        place = right.searchsorted(left)
        if place[-1] == len(right):
            np.minimum(place, len(right) - 1, out=place)
        hit = (right.take(place) == left).nonzero()[0]
        return hit, place if len(hit) == len(place) else place.take(hit)
    mark = np.zeros(documents, bool)
    mark[left] = True
    in_right = mark.take(right).nonzero()[0]
    mark[left] = False
    mark[right] = True
    return mark.take(left).nonzero()[0], in_right


def places_in(some: Array, all_: Array, documents: int) -> Array:
    """Where the elements of ``some`` stand in ``all_``, which has every one of them."""
    if len(some) == len(all_):
        return np.arange(len(some))
    if len(some) * _MARKED_IN_A_SEARCH < len(all_) + documents // _MARKED_IN_A_SEARCH:
        return all_.searchsorted(some)
    mark = np.zeros(documents, bool)
    mark[some] = True
    return mark.take(all_).nonzero()[0]


def intersection(left: Array, right: Array, documents: int) -> Array:
    """What is in both."""
    here, _ = common(left, right, documents)
    return left if len(here) == len(left) else left.take(here)


def union(sets: Sequence[Array], documents: int) -> Array:
    """What is in any of them."""
    sets = [each for each in sets if len(each)] or [sets[0]]
    return sets[0] if len(sets) == 1 else distinct(sets, documents)


def distinct(several: Sequence[Array], documents: int) -> Array:
    """What is in any of some arrays, in whatever order it is there: each once, in order."""
    if sum(map(len, several)) * _MARKED_IN_A_SEARCH >= documents:
        mark = np.zeros(documents, bool)
        for each in several:
            mark[each] = True
        return mark.nonzero()[0]
    both: Array = several[0].copy() if len(several) == 1 else np.concatenate(several)
    both.sort()
    if len(both) < 2:  # noqa: PLR2004
        return both
    new = np.empty(len(both), bool)
    new[0] = True
    np.not_equal(both[1:], both[:-1], out=new[1:])
    once: Array = both[new]
    return once
