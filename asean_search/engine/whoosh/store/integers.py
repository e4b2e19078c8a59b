"""Arrays of integers in few bytes: packed bits, d-gaps and bitmaps, and slices of arrays.

*Packed bits* are numbers of any few bits, one right after another, the lowest bit first.

*D-gaps* hold the document numbers of a common term. A gap is the difference from the number before
(for the first one, from 0). It takes as many bytes 255 as it has whole 255s, and then one byte less
than 255: the running sum of all bytes, at each byte that is not 255, is a document number. A term
that at least one in eight documents has is a *bitmap* instead: a bit a document, the lowest first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

PADDING_BYTES = 8
"""This many bytes follow the last packed number: ``unpack_bits`` reads whole bytes beyond it."""
_WORD_BITS = 64
_WORD_BYTES = 4

GAP_CONTINUES = 255
BITMAP_RATIO = 8
"""A term is a bitmap when one in this many documents has it, or more."""
_COMMON_POSTINGS_MIN = 32
_MEAN_GAP_MAX = {1: BITMAP_RATIO, 2: 200, 4: 600, 8: 1000}
"""By the bytes of a whole document number: above this mean gap, d-gaps are no shorter."""


def bit_widths(limits: Array) -> Array:
    """The number of bits that holds every number up to each limit; at least one."""
    widths: Array = np.frexp(limits.astype(np.float64))[1].astype(np.int64)
    return np.maximum(widths, 1)


def pack_bits(numbers: Array, widths: Array, begins: Array, size_bytes: int) -> Array:
    """Pack each number into ``widths`` bits at its own begin.

    Args:
        numbers: Not negative.
        widths: At most 32.
        begins: Bits from the start, ascending; no two numbers overlap.
        size_bytes: The length of the result.
    """
    words = np.zeros((size_bytes * 8 + _WORD_BITS - 1) // _WORD_BITS + 1, np.uint64)
    if len(numbers):
        word, shift = np.divmod(begins, _WORD_BITS)
        shift = shift.astype(np.uint64)
        numbers = numbers.astype(np.uint64)
        changes = np.empty(len(word), bool)
        changes[0] = True
        np.not_equal(word[1:], word[:-1], out=changes[1:])
        first = np.flatnonzero(changes)
        words[word[first]] = np.bitwise_or.reduceat(numbers << shift, first)
        over = np.flatnonzero(shift.astype(np.int64) + widths > _WORD_BITS)
        words[word[over] + 1] |= numbers[over] >> (_WORD_BITS - shift[over])
    return words.view(np.uint8)[:size_bytes]


def unpack_bits(data: Array, begins: Array, widths: Array, width_max: int, type_: Any) -> Array:
    """The numbers that begin at these bits, with these widths, as ``type_`` (signed).

    ``width_max`` is the largest of the widths. ``data`` ends with ``PADDING_BYTES``.
    """
    place = begins >> 3
    shift = begins.astype(np.uint8)
    shift &= 7
    size_bytes = (width_max + 14) // 8  # the first byte may hold 7 bits of the number before
    whole = np.uint32 if size_bytes <= _WORD_BYTES else np.uint64
    numbers = data.take(place).astype(whole)
    for byte in range(1, size_bytes):
        place += 1
        numbers |= data.take(place).astype(whole) << whole(8 * byte)
    # Two shifts drop the bits above a number, then those below it.
    widths = widths.astype(np.uint8)
    above = np.uint8(8 * np.dtype(whole).itemsize) - widths
    numbers <<= above - shift
    numbers >>= above
    return numbers.astype(type_, copy=False)


def common_terms(counts: Array, documents: int, type_: str) -> Array:
    """The places of the terms that are stored as d-gaps or bitmaps, by their numbers of postings.

    Args:
        counts: How many postings each term has.
        documents: How many documents the segment has.
        type_: The type that holds a document number.
    """
    gap_max = _MEAN_GAP_MAX[np.dtype(type_).itemsize]
    common: Array = np.flatnonzero(
        (counts >= _COMMON_POSTINGS_MIN) & (counts * gap_max >= documents)
    )
    return common


def encode_gaps(docs: Array, counts: Array, documents: int) -> tuple[Array, Array]:
    """Encode the document numbers of several terms.

    Returns:
        The bytes of all terms, one term after another, and the number of bytes of each term.
    """
    dense = counts * BITMAP_RATIO >= documents
    if not dense.any():
        return _encode_sparse(docs, counts)
    ends = counts.cumsum()
    sparse = np.flatnonzero(~dense)
    data, some = _encode_sparse(docs[np.repeat(~dense, counts)], counts[sparse])
    sizes = np.full(len(counts), (documents + 7) // 8)
    sizes[sparse] = some
    starts = sizes.cumsum() - sizes
    joined = np.empty(int(sizes.sum()), np.uint8)
    joined[slice_indices(starts[sparse], some)] = data
    for term in np.flatnonzero(dense).tolist():
        has = np.zeros(documents, bool)
        has[docs[ends[term] - counts[term] : ends[term]]] = True
        bitmap = np.packbits(has, bitorder="little")
        joined[starts[term] : starts[term] + len(bitmap)] = bitmap
    return joined, sizes


def _encode_sparse(docs: Array, counts: Array) -> tuple[Array, Array]:
    ends = counts.cumsum()
    gaps = np.diff(docs.astype(np.int64), prepend=0)
    begins = ends - counts
    gaps[begins] = docs[begins]
    whole, rest = np.divmod(gaps, GAP_CONTINUES)
    places = (whole + 1).cumsum()
    data = np.full(int(places[-1]) if len(places) else 0, GAP_CONTINUES, np.uint8)
    data[places - 1] = rest
    sizes = np.diff(places[ends - 1], prepend=0)
    return data, sizes


def decode_gaps(data: Array, type_: np.dtype[Any], count: int, documents: int) -> Array:
    """The ``count`` document numbers of one term."""
    if count * BITMAP_RATIO >= documents:
        bits = np.unpackbits(data, bitorder="little")
        return np.flatnonzero(bits.view(bool)).astype(type_)
    sums = data.cumsum(dtype=type_)
    ends = data != GAP_CONTINUES
    return sums if ends.all() else sums[ends]


def slice_indices(starts: Array, counts: Array) -> Array:
    """The indices ``start .. start + count`` of every slice, one slice after another."""
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    indices: Array = (starts - (ends - counts)).repeat(counts)
    return indices + np.arange(total)


def slice_sums(values: Array, ends: Array) -> Array:
    """The sums of adjacent slices, given the end of each."""
    running = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=running[1:])
    totals = running[ends]
    totals[1:] -= running[ends[:-1]]
    return totals


def slice_starts(counts: Array) -> Array:
    """The starts of adjacent slices, given the length of each."""
    return np.asarray(counts.cumsum() - counts)
