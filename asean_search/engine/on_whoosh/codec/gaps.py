"""Document numbers of common terms as the gaps between them, a byte each.

A gap is the difference to the number before (the first one's is to 0): as many bytes 255 as it
has whole 255s, and a byte less than 255. So the running sum of all bytes, wherever a byte is not
255, is the numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

GOES_ON = 255
_FEW = 32
_MOST_MEAN_GAP = {1: 0, 2: 200, 4: 600, 8: 1000}
"""By the bytes that a whole number takes: above such a gap, gaps are no shorter."""


def common_terms(counts: Array, documents: int, type_: str) -> Array:
    """Which terms, by their numbers of postings, are kept as gaps."""
    widest = _MOST_MEAN_GAP[np.dtype(type_).itemsize]
    common: Array = np.flatnonzero((counts >= _FEW) & (counts * widest >= documents))
    return common


def encode(docs: Array, counts: Array) -> tuple[Array, Array]:
    """The bytes of several terms, one after another, and how many each term has."""
    ends = counts.cumsum()
    gaps = np.diff(docs.astype(np.int64), prepend=0)
    begins = ends - counts
    gaps[begins] = docs[begins]
    whole, rest = np.divmod(gaps, GOES_ON)
    places = (whole + 1).cumsum()
    data = np.full(int(places[-1]) if len(places) else 0, GOES_ON, np.uint8)
    data[places - 1] = rest
    sizes = np.diff(places[ends - 1], prepend=0)
    return data, sizes


def decode(data: Array, type_: np.dtype[Any]) -> Array:
    """The document numbers of one term."""
    sums = data.cumsum(dtype=type_)
    ends = data != GOES_ON
    return sums if ends.all() else sums[ends]
