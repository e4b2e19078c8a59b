"""And, or, not: set algebra on documents, sums of scores.

A node is asked for documents first; what it gives can score them, and is asked only about those
that are left, so that a common word costs little beside a rare one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec
import numpy as np

from asean_search.engine.whoosh.query import scorer, sorted_sets
from asean_search.engine.whoosh.query.scorer import (
    Factored,
    Joined,
    Match,
    Merged,
    through,
)
from asean_search.engine.whoosh.query.segment_reader import View

Array = np.ndarray[Any, np.dtype[Any]]


class Matching(Protocol):
    """A query, ready to be run on any segment."""

    def size(self, view: View) -> int:
        """At most how many documents it matches, or a guess; cheap."""
        ...

    def match(self, view: View, within: Array | None) -> Match:
        """What matches; only documents of ``within`` if it is given."""
        ...


class Nothing(msgspec.Struct, frozen=True):
    """No document."""

    def size(self, view: View) -> int:  # noqa: D102
        return 0

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        return scorer.none()


class Everything(msgspec.Struct, frozen=True):
    """Every document."""

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        return Match(view.all_docs if within is None else within, None)


class All:
    """Documents that every one of the parts matches."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Matching]) -> None:
        self.parts = parts

    def size(self, view: View) -> int:  # noqa: D102
        return min(part.size(view) for part in self.parts)

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        sizes = [part.size(view) for part in self.parts]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        found: dict[int, Match] = {}
        docs = within
        for number in order:
            found[number] = here = self.parts[number].match(view, docs)
            docs = here.docs
            if not len(docs):
                return here
        # From the last to the first: where those that are left stand in what each has found.
        left: Array | None = None
        places: dict[int, Array | None] = {}
        for number in reversed(order):
            places[number] = left
            left = through(found[number].kept, left)
        parts = [(found[number], places[number]) for number in range(len(sizes))]
        return Joined(here.docs, left, parts)


class Some:
    """Documents that at least one of the parts matches."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Matching]) -> None:
        self.parts = parts

    def size(self, view: View) -> int:  # noqa: D102
        return sum(part.size(view) for part in self.parts)

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        found = [part.match(view, within) for part in self.parts]
        found = [each for each in found if len(each.docs)]
        if len(found) < 2:  # noqa: PLR2004
            return found[0] if found else scorer.none()
        if within is None:
            docs = sorted_sets.union([each.docs for each in found], view.documents)
            return Merged(docs, None, found, view.documents)
        mark = np.zeros(len(within), bool)
        for each in found:
            if each.kept is None:
                return Merged(within, None, found, view.documents)
            mark[each.kept] = True
        kept = mark.nonzero()[0]
        return Merged(within.take(kept), kept, found, view.documents)


class Without(msgspec.Struct, frozen=True):
    """Documents that the part does not match."""

    part: Matching

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        docs = view.all_docs if within is None else within
        unwanted = self.part.match(view, docs)
        if unwanted.kept is None:
            return scorer.none()
        if not len(unwanted.kept):
            return Match(docs, None)
        wanted = np.ones(len(docs), bool)
        wanted[unwanted.kept] = False
        kept = wanted.nonzero()[0]
        return Match(docs.take(kept), kept)


class Weighted(msgspec.Struct, frozen=True):
    """What the part matches, with its scores multiplied."""

    part: Matching
    factor: float

    def size(self, view: View) -> int:  # noqa: D102
        return self.part.size(view)

    def match(self, view: View, within: Array | None) -> Match:  # noqa: D102
        return Factored(self.part.match(view, within), self.factor)
