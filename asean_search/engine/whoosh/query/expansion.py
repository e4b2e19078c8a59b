"""Many words of the dictionary as one: the group of words that begin so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search.engine.whoosh.query import sorted_sets
from asean_search.engine.whoosh.query.postings import FIELDS, NO_DOCS, Postings, Summed
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.store.dictionary import NOT_SHARED

if TYPE_CHECKING:
    from asean_search.engine.whoosh.store.postings import PostingsReader

Array = np.ndarray[Any, np.dtype[Any]]

Gathered = Sequence[tuple[Array, Array]]
"""For each field, the documents and frequencies of all postings of some words, word after word."""

_MARKED_IN_A_SEARCH = 16


def prefix_words(view: View, prefix: str) -> Array:
    """The numbers of the words that begin with ``prefix``."""
    first, end = view.words.dictionary.prefix_range(prefix.encode("utf-8", "surrogatepass"))
    return np.arange(first, end)


def gather(view: View, words: Array) -> Gathered:
    """All postings of some words."""
    group = view.words
    shared = None if group.shared is None else group.shared.take(words)
    own = words if shared is None else words[shared == NOT_SHARED]
    homes = [(group, own)]
    if shared is not None:
        homes.append((view.text, shared[shared != NOT_SHARED].astype(np.int64)))
    found: list[list[tuple[Array, Array]]] = [[] for _ in range(FIELDS)]
    for home, terms in homes:
        if len(terms):
            for field, pair in enumerate(_of_home(view, home, terms)):
                if len(pair[0]):
                    found[field].append(pair)
    return [_joined(pairs) for pairs in found]


def _of_home(view: View, home: PostingsReader, terms: Array) -> list[tuple[Array, Array]]:
    docs, places, _ = home.docs_of(terms)
    docs = docs.astype(np.intp)
    if view.alive is not None:
        alive = view.alive.take(docs).nonzero()[0]
        docs, places = docs.take(alive), places.take(alive)
    return [
        (docs if some is None else docs.take(some), frequency)
        for some, frequency in home.frequencies_at(places)
    ]


def _joined(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    if not pairs:
        return NO_DOCS, np.zeros(0)
    if len(pairs) == 1:
        return pairs[0]
    docs, frequencies = zip(*pairs, strict=True)
    return np.concatenate(docs), np.concatenate(frequencies)


def together(view: View, found: Gathered) -> Postings:
    """What ``gather`` gave, one posting a document."""
    several = [docs for docs, _ in found if len(docs)]
    if not several:
        return Summed(NO_DOCS, [None] * FIELDS)
    docs = sorted_sets.distinct(several, view.documents)
    by_field: list[Array | None] = []
    for some, frequency in found:
        if not len(some):
            by_field.append(None)
        elif len(some) * _MARKED_IN_A_SEARCH < view.documents:
            by_field.append(np.bincount(docs.searchsorted(some), frequency, len(docs)))
        else:
            by_field.append(np.bincount(some, frequency, view.documents).take(docs))
    return Summed(docs, by_field)
