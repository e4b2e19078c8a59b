"""Numbers of any few bits, one right after another, the lowest bit first."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

PADDING_BYTES = 8
"""So many bytes have to follow the last number: ``take`` reads whole bytes beyond it."""
_WORD_BITS = 64
_WORD_BYTES = 4


def width_of(limit: Array) -> Array:
    """How many bits hold every number up to each limit; at least one."""
    widths: Array = np.frexp(limit.astype(np.float64))[1].astype(np.int64)
    return np.maximum(widths, 1)


def pack(numbers: Array, widths: Array, begins: Array, bytes_: int) -> Array:
    """Put each number, ``widths`` bits of it, where it begins.

    Args:
        numbers: Not negative.
        widths: At most 32.
        begins: Bits from the start, in order; no two numbers overlap.
        bytes_: How many bytes there are in all.
    """
    words = np.zeros((bytes_ * 8 + _WORD_BITS - 1) // _WORD_BITS + 1, np.uint64)
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
    return words.view(np.uint8)[:bytes_]


def take(data: Array, begins: Array, widths: Array, widest: int, type_: Any) -> Array:
    """The numbers that begin at these bits, of these widths, as ``type_`` (signed).

    ``widest`` is the largest of the widths. The data goes on for ``PADDING_BYTES``.
    """
    place = begins >> 3
    shift = begins.astype(np.uint8)
    shift &= 7
    bytes_ = (widest + 14) // 8  # with as many bits before it as may be in the first byte
    whole = np.uint32 if bytes_ <= _WORD_BYTES else np.uint64
    numbers = data.take(place).astype(whole)
    for byte in range(1, bytes_):
        place += 1
        numbers |= data.take(place).astype(whole) << whole(8 * byte)
    # What is above a number goes over the edge, then what is below.
    widths = widths.astype(np.uint8)
    above = np.uint8(8 * np.dtype(whole).itemsize) - widths
    numbers <<= above - shift
    numbers >>= above
    return numbers.astype(type_, copy=False)
