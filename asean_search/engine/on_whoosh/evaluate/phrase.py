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

Array = np.ndarray[Any, np.dtype[Any]]
Places = Callable[[str], Array]
"""The places of a term in the candidates, in order: candidate, field and position in one number."""

_POSITION_BITS = 32
_FIELD_BITS = 2
_SEARCH_FACTOR = 8
_FEW = 2000


def find(view: View, slots: Sequence[Slot], within: Array | None) -> Postings:
    """The documents that have the phrase, with the number of places where it begins."""
    docs = candidates(view, slots, within)
    if not len(docs):
        return Postings(docs, np.zeros(0, np.int64))
    begins = starts(slots, lambda term: places(view, term, docs))
    return counted(docs, begins)


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


def places(view: View, term: str, docs: Array) -> Array:
    """Where a term stands in those of ``docs`` (in order) that have it, as one sorted number each."""
    group = view.text
    number = group.dictionary.find(term.encode("utf-8", "surrogatepass"))
    if number < 0:
        return np.zeros(0, np.int64)
    which, owners = sorted_sets.common(group.docs(number), docs, view.documents)
    owner, field, position = group.positions(number, which, view.segment.column("position_bytes"))
    owner = owners.take(owner)
    key: Array = (owner << _FIELD_BITS | field) << _POSITION_BITS | position
    return key


def starts(slots: Sequence[Slot], places_of: Places) -> Array:
    """Where the phrase begins.

    From the last slot to the first: a place is good when one of the slot's paths can be walked
    from it and ends at a good place of the next slot. A term leads ``width`` positions on.
    """
    good: Array | None = None
    for slot in reversed(slots):
        here = [_path_starts(path, good, places_of) for path in slot]
        here = [each for each in here if len(each)] or here[:1]
        good = here[0] if len(here) == 1 else np.unique(np.concatenate(here))
        if not len(good):
            break
    assert good is not None
    return good


def _path_starts(path: Path, good: Array | None, places_of: Places) -> Array:
    for term in reversed(path):
        at = places_of(term.text)
        good = at if good is None else at[is_in(at + term.width, good)]
    assert good is not None
    return good


def is_in(some: Array, sorted_: Array) -> Array:
    """For each of ``some``, which are in order and differ, whether it is in ``sorted_``."""
    if not len(sorted_) or not len(some):
        return np.zeros(len(some), bool)
    if len(some) * _SEARCH_FACTOR < len(sorted_) or len(some) < _FEW:
        place = sorted_.searchsorted(some)
        np.minimum(place, len(sorted_) - 1, out=place)
        found: Array = sorted_.take(place) == some
        return found
    both = np.concatenate((some << 1, (sorted_ << 1) | 1))
    both.sort()
    values = both >> 1
    twice = np.zeros(len(both), bool)
    np.equal(values[1:], values[:-1], out=twice[:-1])
    return twice[(both & 1) == 0]


def counted(docs: Array, begins: Array) -> Postings:
    """How often something begins in each field of each document, from its places."""
    owner_field = begins >> _POSITION_BITS
    owner, field = owner_field >> _FIELD_BITS, owner_field & ((1 << _FIELD_BITS) - 1)
    combinations = np.zeros(len(docs), np.int64)
    for number in range(3):
        here = owner[field == number]
        if len(here):
            combinations |= np.bincount(here, minlength=len(docs)) << (BITS * number)
    some = np.flatnonzero(combinations)
    return Postings(docs.take(some), combinations.take(some))
