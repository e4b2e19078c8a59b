"""Phrases: where words stand one after another, each in one of the ways it may be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from asean_search.analysis.token import Path, QueryTerm
from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.postings import NO_DOCS, NONE, Packed, Postings
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.store.frequencies import BITS

Array = np.ndarray[Any, np.dtype[Any]]
Places = Callable[[str], Array]
"""The places of a term in the candidates, in order: candidate and position in one number."""

_NOWHERE: Array = np.zeros(0, np.int64)
_SEARCH_FACTOR = 8
_FEW = 2000
_ONE_OF = np.array([1, 1 << BITS, 1 << 2 * BITS], np.int64)
"""One occurrence in each field, packed."""


def find(view: View, query_terms: Sequence[QueryTerm], within: Array | None) -> Postings:
    """The documents that have the phrase, with the number of places where it begins."""
    there = [known for query_term in query_terms if (known := _known(view, query_term))]
    if len(there) < len(query_terms):
        return NONE
    docs = candidates(view, there, within)
    if not len(docs):
        return NONE
    bits = view.position_bits
    begins = starts(there, lambda term: places(view, term, docs, bits))
    return counted(view, docs, begins, bits) if len(begins) else NONE


def _known(view: View, query_term: QueryTerm) -> QueryTerm:
    """Those of a query term's paths that a segment has all terms of."""
    return tuple([path for path in query_term if all(view.term(term.text) for term in path)])


def candidates(view: View, query_terms: Sequence[QueryTerm], within: Array | None) -> Array:
    """The documents that have every query term in some way, wherever in them."""

    def term_docs(term: str) -> Array:
        found = view.term(term)
        return NO_DOCS if found is None else found.docs

    def path_docs(path: Path) -> Array:
        if len(path) == 1:
            return term_docs(path[0].text)
        return _all([term_docs(term.text) for term in path], view)

    sets = [] if within is None else [within]
    for query_term in query_terms:
        several = [path_docs(path) for path in query_term]
        sets.append(several[0] if len(several) == 1 else sorted_sets.union(several, view.documents))
    return _all(sets, view)


def _all(sets: Sequence[Array], view: View) -> Array:
    ordered = sorted(sets, key=len)
    return reduce(
        lambda left, right: sorted_sets.intersection(left, right, view.documents), ordered
    )


def places(view: View, term: str, docs: Array, bits: int) -> Array:
    """Where a term stands in those of ``docs`` (in order) that have it, as one sorted number each.

    The lowest ``bits`` are the position; those above, the place of the document in ``docs``.
    """
    found = view.term(term)
    if found is None:
        return _NOWHERE
    which, owners = sorted_sets.common(found.docs, docs, view.documents)
    if found.at is not None:
        which = found.at.take(which)
    number = view.number_of(term)
    return view.text.positions(number, which, owners, bits, view.segment.column("position_bits"))


def starts(query_terms: Sequence[QueryTerm], places_of: Places) -> Array:
    """Where the phrase begins.

    From the last query term to the first: a place is good when one of the query term's paths can be walked
    from it and ends at a good place of the next query term. A term leads ``width`` positions on.
    """
    good: Array | None = None
    for query_term in reversed(query_terms):
        here = [each for path in query_term if len(each := path_starts(path, good, places_of))]
        if not here:
            return _NOWHERE
        good = here[0] if len(here) == 1 else np.unique(np.concatenate(here))
    return _NOWHERE if good is None else good


def path_starts(path: Path, good: Array | None, places_of: Places) -> Array:
    """Where a path can be walked from; with ``good``, those that end at one of these places."""
    for term in reversed(path):
        at = places_of(term.text)
        good = at if good is None else common(at + term.width, good) - term.width
    return _NOWHERE if good is None else good


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
    new = np.empty(len(owner), bool)
    new[0] = True
    np.not_equal(owner[1:], owner[:-1], out=new[1:])
    first = new.nonzero()[0]
    position = begins & ((1 << bits) - 1)
    found = docs.take(owner)
    field = (position >= view.segment.column("begin.body").take(found)).view(np.int8)
    field = field + (position >= view.segment.column("begin.place").take(found))
    return Packed(found.take(first), np.add.reduceat(_ONE_OF.take(field), first))
