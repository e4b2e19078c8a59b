"""Words near one another: the starts of the spans of text that hold them all.

Each word occupies a position of its own, and at most ``distance`` other words stand between the
first and the last. From every occurrence of a first word on, the others are added one by one, in
every allowed order. Of two spans of the same words, one that ends earlier with no more other words
is as good for all that follows, so the other is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query import phrase
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.positions import FindStarts, Positions
from asean_search.engine.whoosh.query.scorer import MatchNone, Query
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.store import integers
from asean_search.errors import RequestError
from asean_search.query import nodes

WORDS_MAX = 8
"""Every subset of the words is followed: there are 2 ** words of them."""


def compile_near(context: Context, node: nodes.Near) -> Query:
    """Words near one another.

    Raises:
        RequestError: There are more than ``WORDS_MAX`` words.
    """
    found = phrase.leaf_terms(node, context.statistics.languages)
    if not found:
        return MatchNone()
    count = len(found[0].typed)
    if count > WORDS_MAX:
        raise RequestError(f"nearness takes at most {WORDS_MAX} words, and this is {count}")
    return phrase.compile_terms(context, node, found[0], start_finder(node))


def start_finder(node: nodes.Node) -> FindStarts:
    """Finds the starts of a word, a phrase, or words near one another."""
    if not isinstance(node, nodes.Near):
        return phrase.starts
    return partial(starts, distance=node.distance, ordered=node.ordered)


class _Spans:
    """Spans that hold some of the words, by start, then by end, each with its number of words."""

    __slots__ = ("end", "start", "words")

    def __init__(self, start: Array, end: Array, words: Array) -> None:
        self.start, self.end, self.words = start, end, words

    def best(self) -> _Spans:
        """Without the spans that are no better than another."""
        order = np.lexsort((-self.words, self.end, self.start))
        start, end, words = (each.take(order) for each in (self.start, self.end, self.words))
        if not len(start):
            return _Spans(start, end, words)
        new = np.ones(len(start), bool)
        np.not_equal(start[1:], start[:-1], out=new[1:])
        # Of the spans with one start, a later end is kept only if the span has more words.
        group = np.cumsum(new)
        lift = group * (int(words.max()) + 1)
        most = np.maximum.accumulate(words + lift) - lift
        keep = new
        keep[1:] |= words[1:] > most[:-1]
        return _Spans(start[keep], end[keep], words[keep])


def starts(
    query_terms: Sequence[QueryTerm], positions: Positions, *, distance: int, ordered: bool
) -> Array:
    """The sorted starts of the spans; there are at most ``WORDS_MAX`` query terms."""
    occurrences = [_occurrences(query_term, positions) for query_term in query_terms]
    if not all(len(start) for start, _ in occurrences):
        return np.zeros(0, np.int64)
    singles = [_Spans(start, start + width, width) for start, width in occurrences]
    count = len(query_terms)
    if ordered:
        spans = singles[0]
        for following in singles[1:]:
            spans = _followed(spans, following, distance)
        return np.unique(spans.start)
    by_words: dict[int, _Spans] = {1 << index: single for index, single in enumerate(singles)}
    for chosen in range(1, 1 << count):
        parts = [
            _followed(by_words[chosen ^ 1 << index], singles[index], distance)
            for index in range(count)
            if chosen >> index & 1 and chosen != 1 << index
        ]
        if parts:
            by_words[chosen] = _Spans(
                np.concatenate([part.start for part in parts]),
                np.concatenate([part.end for part in parts]),
                np.concatenate([part.words for part in parts]),
            ).best()
    return np.unique(by_words[(1 << count) - 1].start)


def _occurrences(query_term: QueryTerm, positions: Positions) -> tuple[Array, Array]:
    """The starts of a word in any of its ways, and the number of positions covered from each."""
    begins, widths = [], []
    for path in query_term:
        start = phrase.path_starts(path, None, positions)
        begins.append(start)
        widths.append(np.full(len(start), sum(term.width for term in path), np.int64))
    start, width = np.concatenate(begins), np.concatenate(widths)
    order = np.lexsort((width, start))
    start, width = start.take(order), width.take(order)
    new = np.ones(len(start), bool)
    if len(start):
        new[1:] = (start[1:] != start[:-1]) | (width[1:] != width[:-1])
    return start[new], width[new]


def _followed(spans: _Spans, word: _Spans, distance: int) -> _Spans:
    """The spans extended by one more word, where it is near enough."""
    between = spans.end - spans.start - spans.words
    low = word.start.searchsorted(spans.end)
    high = word.start.searchsorted(spans.end + (distance - between), "right")
    if len(word.words) and int(word.words.min()) == int(word.words.max()):
        np.minimum(high, low + 1, out=high)  # all are equally wide: the next is the best
    count = high - low
    index = integers.slice_indices(low, count)
    return _Spans(
        np.repeat(spans.start, count),
        word.end.take(index),
        np.repeat(spans.words, count) + word.words.take(index),
    ).best()
