"""Document numbers of common terms: the gaps between them, a byte each, or a bitmap.

A gap is the difference to the number before (the first one's is to 0): as many bytes 255 as it
has whole 255s, and a byte less than 255. So the running sum of all bytes, wherever a byte is not
255, is the numbers. A term that every eighth document has takes a bit a document, the lowest
first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from asean_search.engine.whoosh.store import ranges

Array = np.ndarray[Any, np.dtype[Any]]

GOES_ON = 255
DENSE = 8
"""A term is a bitmap when one of so many documents has it, or more."""
_FEW = 32
_MEAN_GAP_MAX = {1: DENSE, 2: 200, 4: 600, 8: 1000}
"""By the bytes that a whole number takes: above such a gap, gaps are no shorter."""


def common_terms(counts: Array, documents: int, type_: str) -> Array:
    """Which terms, by their numbers of postings, are kept as gaps or bitmaps."""
    widest = _MEAN_GAP_MAX[np.dtype(type_).itemsize]
    common: Array = np.flatnonzero((counts >= _FEW) & (counts * widest >= documents))
    return common


def encode(docs: Array, counts: Array, documents: int) -> tuple[Array, Array]:
    """The bytes of several terms, one after another, and how many each term has."""
    dense = counts * DENSE >= documents
    if not dense.any():
        return _encode_gaps(docs, counts)
    ends = counts.cumsum()
    sparse = np.flatnonzero(~dense)
    data, some = _encode_gaps(docs[np.repeat(~dense, counts)], counts[sparse])
    sizes = np.full(len(counts), (documents + 7) // 8)
    sizes[sparse] = some
    starts = sizes.cumsum() - sizes
    joined = np.empty(int(sizes.sum()), np.uint8)
    joined[ranges.indices(starts[sparse], some)] = data
    for term in np.flatnonzero(dense).tolist():
        has = np.zeros(documents, bool)
        has[docs[ends[term] - counts[term] : ends[term]]] = True
        bitmap = np.packbits(has, bitorder="little")
        joined[starts[term] : starts[term] + len(bitmap)] = bitmap
    return joined, sizes


def _encode_gaps(docs: Array, counts: Array) -> tuple[Array, Array]:
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


def decode(data: Array, type_: np.dtype[Any], count: int, documents: int) -> Array:
    """The document numbers of one term, of which there are ``count``."""
    if count * DENSE >= documents:
        bits = np.unpackbits(data, bitorder="little")
        return np.flatnonzero(bits.view(bool)).astype(type_)
    sums = data.cumsum(dtype=type_)
    ends = data != GOES_ON
    return sums if ends.all() else sums[ends]
