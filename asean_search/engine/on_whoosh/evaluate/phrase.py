"""Phrases: where words stand one after another, each in one of the ways it may be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from asean_search.analysis.token import Path, Slot
from asean_search.engine.on_whoosh.codec.frequencies import BITS
from asean_search.engine.on_whoosh.evaluate import sorted_sets
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.query.tree import TEXT_FIELDS

Array = np.ndarray[Any, np.dtype[Any]]
Places = Callable[[str], Array]
"""The places of a term in the candidates, in order: candidate and position in one number."""

_SEARCH_FACTOR = 8
_FEW = 2000


def find(view: View, slots: Sequence[Slot], within: Array | None) -> Postings:
    """The documents that have the phrase, with the number of places where it begins."""
    docs = candidates(view, slots, within)
    if not len(docs):
        return Postings(docs, np.zeros(0, np.int64))
    bits = view.position_bits
    begins = starts(slots, lambda term: places(view, term, docs, bits))
    return counted(view, docs, begins, bits)


def candidates(view: View, slots: Sequence[Slot], within: Array | None) -> Array:
    """The documents that have every slot in some way, wherever in them."""

    def term_docs(term: str) -> Array:
        found = view.term(term)
        return np.zeros(0, view.doc_type) if found is None else found.docs

    def path_docs(path: Path) -> Array:
        return _all([term_docs(term.text) for term in path], view)

    per_slot = [
        sorted_sets.union([path_docs(path) for path in slot], view.documents) for slot in slots
    ]
    return _all(per_slot if within is None else [*per_slot, within], view)


def _all(sets: Sequence[Array], view: View) -> Array:
    ordered = sorted(sets, key=len)
    return reduce(
        lambda left, right: sorted_sets.intersection(left, right, view.documents), ordered
    )


def places(view: View, term: str, docs: Array, bits: int) -> Array:
    """Where a term stands in those of ``docs`` (in order) that have it, as one sorted number each.

    The lowest ``bits`` are the position; those above, the place of the document in ``docs``.
    """
    group = view.text
    number = group.dictionary.find(term.encode("utf-8", "surrogatepass"))
    if number < 0:
        return np.zeros(0, np.int64)
    which, owners = sorted_sets.common(group.docs(number), docs, view.documents)
    return group.places(number, which, owners, bits, view.segment.column("position_bits"))


def starts(slots: Sequence[Slot], places_of: Places) -> Array:
    """Where the phrase begins.

    From the last slot to the first: a place is good when one of the slot's paths can be walked
    from it and ends at a good place of the next slot. A term leads ``width`` positions on.
    """
    good: Array | None = None
    for slot in reversed(slots):
        here = [each for path in slot if len(each := path_starts(path, good, places_of))]
        if not here:
            return np.zeros(0, np.int64)
        good = here[0] if len(here) == 1 else np.unique(np.concatenate(here))
    return np.zeros(0, np.int64) if good is None else good


def path_starts(path: Path, good: Array | None, places_of: Places) -> Array:
    """Where a path can be walked from; with ``good``, those that end at one of these places."""
    for term in reversed(path):
        at = places_of(term.text)
        good = at if good is None else common(at + term.width, good) - term.width
    return np.zeros(0, np.int64) if good is None else good


def common(left: Array, right: Array) -> Array:
    """What is in both of two sorted sets."""
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return left
    if len(left) * _SEARCH_FACTOR < len(right) or len(right) < _FEW:
        place = right.searchsorted(left)
        np.minimum(place, len(right) - 1, out=place)
        found: Array = left[right.take(place) == left]
        return found
    both = np.concatenate((left, right))
    both.sort()
    twice: Array = both[:-1][both[1:] == both[:-1]]
    return twice


def counted(view: View, docs: Array, begins: Array, bits: int) -> Postings:
    """How often something begins in each field of each document, from its places."""
    owner = begins >> bits
    position = begins & ((1 << bits) - 1)
    combinations = np.zeros(len(docs), np.int64)
    field = np.zeros(len(begins), np.int8)
    for number, name in enumerate(TEXT_FIELDS[1:], 1):
        field[position >= view.segment.column(f"begin.{name}").take(docs.take(owner))] = number
    for number in range(len(TEXT_FIELDS)):
        here = owner[field == number]
        if len(here):
            combinations |= np.bincount(here, minlength=len(docs)) << (BITS * number)
    some = np.flatnonzero(combinations)
    return Postings(docs.take(some), combinations.take(some))
