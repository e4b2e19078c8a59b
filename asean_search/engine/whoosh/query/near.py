"""Words near one another: where a stretch of text begins that holds them all.

Each word has a place of its own, and at most so many other words stand between the first and the
last. From every place of a first word on, the others are added one by one, in every order that
is allowed. Of two ways to have the same words, one that ends earlier and left no more words
between is as good for all that follows, so the other is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query.phrase import Places, path_starts
from asean_search.engine.whoosh.store import integers

Array = np.ndarray[Any, np.dtype[Any]]

SLOTS_MAX = 8
"""Every choice of words so far is followed: there are 2 ** query terms of them."""


class _Ways:
    """Ways to have some of the words: from which place, up to which, and how many words that are.

    In order of where they begin, then of where they end.
    """

    __slots__ = ("begin", "end", "words")

    def __init__(self, begin: Array, end: Array, words: Array) -> None:
        self.begin, self.end, self.words = begin, end, words

    def best(self) -> _Ways:
        """Without those that are no better than another."""
        order = np.lexsort((-self.words, self.end, self.begin))
        begin, end, words = (each.take(order) for each in (self.begin, self.end, self.words))
        if not len(begin):
            return _Ways(begin, end, words)
        new = np.ones(len(begin), bool)
        np.not_equal(begin[1:], begin[:-1], out=new[1:])
        # In each group with the same beginning a later end is worth keeping only for more words.
        group = np.cumsum(new)
        lift = group * (int(words.max()) + 1)
        most = np.maximum.accumulate(words + lift) - lift
        keep = new
        keep[1:] |= words[1:] > most[:-1]
        return _Ways(begin[keep], end[keep], words[keep])


def starts(
    query_terms: Sequence[QueryTerm], distance: int, ordered: bool, places_of: Places
) -> Array:
    """Where the stretches begin, as the sorted numbers that ``places_of`` gives.

    There are at most ``SLOTS_MAX`` query terms.
    """
    occurrences = [_occurrences(query_term, places_of) for query_term in query_terms]
    if not all(len(begin) for begin, _ in occurrences):
        return np.zeros(0, np.int64)
    singles = [_Ways(begin, begin + width, width) for begin, width in occurrences]
    count = len(query_terms)
    if ordered:
        ways = singles[0]
        for following in singles[1:]:
            ways = _followed(ways, following, distance)
        return np.unique(ways.begin)
    by_words: dict[int, _Ways] = {1 << place: single for place, single in enumerate(singles)}
    for chosen in range(1, 1 << count):
        parts = [
            _followed(by_words[chosen ^ 1 << place], singles[place], distance)
            for place in range(count)
            if chosen >> place & 1 and chosen != 1 << place
        ]
        if parts:
            by_words[chosen] = _Ways(
                *(
                    np.concatenate([getattr(part, name) for part in parts])
                    for name in _Ways.__slots__
                )
            ).best()
    return np.unique(by_words[(1 << count) - 1].begin)


def _occurrences(query_term: QueryTerm, places_of: Places) -> tuple[Array, Array]:
    """Where a word begins, in any of its ways, and how many positions it covers there."""
    begins, widths = [], []
    for path in query_term:
        begin = path_starts(path, None, places_of)
        begins.append(begin)
        widths.append(np.full(len(begin), sum(term.width for term in path), np.int64))
    begin, width = np.concatenate(begins), np.concatenate(widths)
    order = np.lexsort((width, begin))
    begin, width = begin.take(order), width.take(order)
    new = np.ones(len(begin), bool)
    if len(begin):
        new[1:] = (begin[1:] != begin[:-1]) | (width[1:] != width[:-1])
    return begin[new], width[new]


def _followed(ways: _Ways, word: _Ways, distance: int) -> _Ways:
    """The ways with one more word after them, as far as it is near enough."""
    between = ways.end - ways.begin - ways.words
    low = word.begin.searchsorted(ways.end)
    high = word.begin.searchsorted(ways.end + (distance - between), "right")
    if len(word.words) and int(word.words.min()) == int(word.words.max()):
        np.minimum(high, low + 1, out=high)  # all are as wide: the next one is the best
    count = high - low
    place = integers.slice_indices(low, count)
    return _Ways(
        np.repeat(ways.begin, count),
        word.end.take(place),
        np.repeat(ways.words, count) + word.words.take(place),
    ).best()
