"""What a query matches in one segment: documents at once, scores only for those that are wanted.

``places`` say which of a match's documents are meant, by their places in ``docs``; None: all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from asean_search.engine.whoosh.query import postings, sorted_sets
from asean_search.model import WordScore

if TYPE_CHECKING:
    from asean_search.engine.whoosh.query.postings import Postings
    from asean_search.engine.whoosh.query.segment_reader import View
    from asean_search.engine.whoosh.query.term import Occurrences

Array = np.ndarray[Any, np.dtype[Any]]


class Match:
    """Documents in order, which score nothing: those of other matches are below.

    ``kept`` are their places in the documents that were allowed; None: all of those match.
    ``bound`` is above every score.
    """

    __slots__ = ("docs", "kept")
    bound = 0.0

    def __init__(self, docs: Array, kept: Array | None) -> None:
        self.docs = docs
        self.kept = kept

    def scores(self, places: Array | None) -> Array:
        """Their scores, to the last bit those of ``ranking``."""
        return np.zeros(len(self.docs if places is None else places))

    def estimates(self, places: Array | None) -> Array:
        """Their scores as float32, each a hundred-thousandth wrong at most."""
        return np.zeros(len(self.docs if places is None else places), np.float32)

    def leading(self, count: int) -> Array | None:
        """Places among which are the best ``count`` and all that score like the last of these.

        None: any document may be.
        """
        estimates = self.estimates(None)
        least = best_of(estimates, count) * SURE
        return (estimates >= least).nonzero()[0] if least > 0.0 else None

    def times(self) -> Array:
        """How often what is looked for is in each."""
        return np.zeros(len(self.docs), np.int64)

    def reasons(self) -> Iterator[WordScore]:
        """What the score of the only document is the sum of."""
        return iter(())


def none() -> Match:
    """No document."""
    return Match(postings.NO_DOCS, postings.NO_DOCS)


class Scored(Match):
    """Documents in which something occurs. ``own`` are their places in its postings."""

    __slots__ = ("_found", "_own", "_view", "_what", "bound")

    def __init__(  # noqa: PLR0913, PLR0917 - what is where, and what it is worth
        self,
        docs: Array,
        kept: Array | None,
        found: Postings,
        own: Array | None,
        what: Occurrences,
        view: View,
    ) -> None:
        self.docs = docs
        self.kept = kept
        self._found = found
        self._own = own
        self._what = what
        self._view = view
        self.bound = what.bound

    def scores(self, places: Array | None) -> Array:  # noqa: D102
        return self._what.scores(self._view, self._found, through(self._own, places))

    def estimates(self, places: Array | None) -> Array:  # noqa: D102
        return self._what.estimates(self._view, self._found, through(self._own, places))

    def times(self) -> Array:  # noqa: D102
        return postings.times(self._found, self._own)

    def reasons(self) -> Iterator[WordScore]:  # noqa: D102
        place = 0 if self._own is None else int(self._own[0])
        return self._what.reasons(self._view, self._found, place)


class Joined(Match):
    """Documents that several match: each with the places of these in its own."""

    __slots__ = ("_parts", "bound")

    def __init__(
        self, docs: Array, kept: Array | None, parts: Sequence[tuple[Match, Array | None]]
    ) -> None:
        self.docs = docs
        self.kept = kept
        self._parts = parts
        self.bound = sum(part.bound for part, _ in parts)

    def scores(self, places: Array | None) -> Array:  # noqa: D102
        total: Array | None = None
        for part, own in self._parts:
            if part.bound:
                scores = part.scores(through(own, places))
                total = scores if total is None else total + scores
        return super().scores(places) if total is None else total

    def estimates(self, places: Array | None) -> Array:  # noqa: D102
        total: Array | None = None
        for part, own in self._parts:
            if part.bound:
                scores = part.estimates(through(own, places))
                total = scores if total is None else total + scores
        return super().estimates(places) if total is None else total

    def times(self) -> Array:  # noqa: D102
        # A chunk of several words is there as often as the rarest of them.
        every = [part.times() for part, _ in self._parts]
        least: Array = np.min(
            [
                each if own is None else each.take(own)
                for each, (_, own) in zip(every, self._parts, strict=True)
            ],
            axis=0,
        )
        return least

    def reasons(self) -> Iterator[WordScore]:  # noqa: D102
        for part, _ in self._parts:
            yield from part.reasons()


class Merged(Match):
    """Documents that at least one of several matches."""

    __slots__ = ("_documents", "_parts", "bound")

    def __init__(
        self, docs: Array, kept: Array | None, parts: Sequence[Match], documents: int
    ) -> None:
        self.docs = docs
        self.kept = kept
        self._parts = parts
        self._documents = documents
        self.bound = sum(part.bound for part in parts)

    def scores(self, places: Array | None) -> Array:  # noqa: D102
        docs = self.docs if places is None else self.docs.take(places)
        total = np.zeros(len(docs))
        for part in self._parts:
            if part.bound:
                here, own = sorted_sets.common(docs, part.docs, self._documents)
                if len(here):
                    total[here] += part.scores(own)
        return total

    def estimates(self, places: Array | None) -> Array:  # noqa: D102
        room = self._room()
        every = np.zeros(len(self.docs) if room is None else room, np.float32)
        for part in self._parts:
            if part.bound:
                every[self._at(part.docs, room)] += part.estimates(None)
        if room is not None:
            return every.take(self.docs if places is None else self.docs.take(places))
        return every if places is None else every.take(places)

    def leading(self, count: int) -> Array | None:
        """Documents that have only words of little worth are not among the best.

        As in Turtle and Flood, "Query evaluation: strategies and optimizations" (1995): the words
        of most worth are added up first, until those that are left cannot lift a document that
        has none of them to the ``count`` best.
        """
        first, *others = sorted(self._parts, key=_by_bound, reverse=True)
        docs, total = first.docs, first.estimates(None)
        least = best_of(total, count) * SURE
        if sum(part.bound for part in others) >= least:
            room = self._room()
            every = np.zeros(len(self.docs) if room is None else room, np.float32)
            every[self._at(docs, room)] = total
            while others and sum(part.bound for part in others) >= least:
                part = others.pop(0)
                if part.bound:
                    every[self._at(part.docs, room)] += part.estimates(None)
            least = best_of(every, count) * SURE
            if least <= 0.0:
                return None
            docs = (every >= (least - sum(part.bound for part in others)) * SURE).nonzero()[0]
            total = every.take(docs)
            if room is None:
                docs = self.docs.take(docs)
        for part in others:
            here, own = sorted_sets.common(docs, part.docs, self._documents)
            total[here] += part.estimates(own)
        some = (total >= best_of(total, count) * SURE).nonzero()[0]
        return sorted_sets.places_in(docs.take(some), self.docs, self._documents)

    def _room(self) -> int | None:
        """One more than the largest document, if adding up by document does not waste much."""
        return self._documents if len(self.docs) * _DENSE > self._documents else None

    def _at(self, docs: Array, room: int | None) -> Array:
        """Where some of the documents are added up."""
        if room is not None:
            return docs
        return sorted_sets.places_in(docs, self.docs, self._documents)

    def times(self) -> Array:  # noqa: D102
        total = np.zeros(len(self.docs), np.int64)
        for part in self._parts:
            places = sorted_sets.places_in(part.docs, self.docs, self._documents)
            total[places] += part.times()
        return total

    def reasons(self) -> Iterator[WordScore]:  # noqa: D102
        for part in self._parts:
            yield from part.reasons()


class Factored(Match):
    """What another matches, its scores multiplied."""

    __slots__ = ("_factor", "_part", "bound")

    def __init__(self, part: Match, factor: float) -> None:
        self.docs = part.docs
        self.kept = part.kept
        self._part = part
        self._factor = factor
        self.bound = part.bound * factor

    def scores(self, places: Array | None) -> Array:  # noqa: D102
        scores: Array = self._part.scores(places) * self._factor
        return scores

    def estimates(self, places: Array | None) -> Array:  # noqa: D102
        estimates: Array = self._part.estimates(places) * np.float32(self._factor)
        return estimates

    def leading(self, count: int) -> Array | None:  # noqa: D102
        return self._part.leading(count)

    def times(self) -> Array:  # noqa: D102
        return self._part.times()

    def reasons(self) -> Iterator[WordScore]:  # noqa: D102
        factor = self._factor
        for word in self._part.reasons():
            yield replace(
                word,
                score=word.score * factor,
                weight=word.weight * factor,
                fields=tuple(replace(each, score=each.score * factor) for each in word.fields),
            )


def _by_bound(match: Match) -> float:
    return match.bound


SURE = 1.0 - 1e-4
"""What an estimate is multiplied by, to be below what it estimates."""
_DENSE = 32
_BLOCKS = 16


def best_of(estimates: Array, count: int) -> float:
    """A number that ``count`` of the estimates reach, near the largest that they do."""
    if len(estimates) < count:
        return 0.0
    columns = len(estimates) // _BLOCKS
    if columns > 2 * count:  # the largest of each column: so many different ones are that large
        rows = estimates[: columns * _BLOCKS].reshape(_BLOCKS, columns)
        estimates = np.maximum.reduce(rows)
    place = len(estimates) - count
    return float(np.partition(estimates, place)[place])


def narrowed(match: Match, places: Array) -> Match:
    """Some of a match's documents."""
    if len(places) == len(match.docs):
        return match
    return Joined(match.docs.take(places), through(match.kept, places), [(match, places)])


def through(places: Array | None, some: Array | None) -> Array | None:
    """The places of some of the documents that have these places."""
    if places is None:
        return some
    return places if some is None else places.take(some)
