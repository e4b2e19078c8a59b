"""Many slices of an array at once."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def indices(starts: Array, counts: Array) -> Array:
    """The places ``start .. start + count`` of every slice, one slice after another."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: Array = (starts - (ends - counts)).repeat(counts)
    return places + np.arange(total)


def sums(values: Array, ends: Array) -> Array:
    """The sum of each of the slices that end at ``ends`` and follow one another."""
    running = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=running[1:])
    totals = running[ends]
    totals[1:] -= running[ends[:-1]]
    return totals


def starts(counts: Array) -> Array:
    """Where each of some runs begins that follow one another."""
    return np.asarray(counts.cumsum() - counts)
