"""And, or, not: set algebra on documents, sums of scores.

A node is asked for documents first and for scores last, and only for the documents that are left,
so that a common word costs little beside a rare one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

import numpy as np

from asean_search.engine.on_whoosh.evaluate import sorted_sets
from asean_search.engine.on_whoosh.evaluate.view import View
from asean_search.model import WordScore

Array = np.ndarray[Any, np.dtype[Any]]


class Matching(Protocol):
    """A query, ready to be run on any segment."""

    @property
    def scores_something(self) -> bool:
        """Whether any score may differ from 0."""
        ...

    def size(self, view: View) -> int:
        """At most how many documents it matches, or a guess; cheap."""
        ...

    def docs(self, view: View, within: Array | None) -> Array:
        """The documents that match, in order; only those of ``within`` if it is given."""
        ...

    def scores(self, view: View, docs: Array) -> Array:
        """The score of each of ``docs``, all of which match."""
        ...

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:
        """What the score of one document, which matches, is the sum of."""
        ...


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""

    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return 0

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        return np.zeros(0, view.doc_type)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""

    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        return view.all_docs if within is None else within

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


@dataclass(frozen=True, slots=True)
class All:
    """Documents that every one of the parts matches."""

    parts: Sequence[Matching]

    @property
    def scores_something(self) -> bool:  # noqa: D102
        return any(part.scores_something for part in self.parts)

    def size(self, view: View) -> int:  # noqa: D102
        return min(part.size(view) for part in self.parts)

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        first, *others = sorted(self.parts, key=lambda part: part.size(view))
        found = first.docs(view, within)
        for part in others:
            if not len(found):
                break
            found = part.docs(view, found)
        return found

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        total: Array | None = None
        for part in self.parts:
            if part.scores_something:
                scores = part.scores(view, docs)
                total = scores if total is None else total + scores
        return np.zeros(len(docs)) if total is None else total

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        for part in self.parts:
            yield from part.reasons(view, doc)


@dataclass(frozen=True, slots=True)
class Some:
    """Documents that at least one of the parts matches."""

    parts: Sequence[Matching]

    @property
    def scores_something(self) -> bool:  # noqa: D102
        return any(part.scores_something for part in self.parts)

    def size(self, view: View) -> int:  # noqa: D102
        return sum(part.size(view) for part in self.parts)

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        return sorted_sets.union([part.docs(view, within) for part in self.parts], view.documents)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        total = np.zeros(len(docs))
        for part in self.parts:
            if part.scores_something:
                matching = part.docs(view, docs)
                scores = part.scores(view, matching)
                total[sorted_sets.places_in(matching, docs, view.documents)] += scores
        return total

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        for part in self.parts:
            if part.scores_something and len(part.docs(view, doc)):
                yield from part.reasons(view, doc)


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that the part does not match."""

    part: Matching
    scores_something: ClassVar[bool] = False

    def size(self, view: View) -> int:  # noqa: D102
        return view.documents

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        docs = view.all_docs if within is None else within
        return sorted_sets.without(docs, self.part.docs(view, within), view.documents)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return np.zeros(len(docs))

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        return iter(())


@dataclass(frozen=True, slots=True)
class Weighted:
    """What the part matches, with its scores multiplied."""

    part: Matching
    factor: float

    @property
    def scores_something(self) -> bool:  # noqa: D102
        return self.part.scores_something

    def size(self, view: View) -> int:  # noqa: D102
        return self.part.size(view)

    def docs(self, view: View, within: Array | None) -> Array:  # noqa: D102
        return self.part.docs(view, within)

    def scores(self, view: View, docs: Array) -> Array:  # noqa: D102
        return self.part.scores(view, docs) * self.factor

    def reasons(self, view: View, doc: Array) -> Iterator[WordScore]:  # noqa: D102
        for word in self.part.reasons(view, doc):
            fields = (replace(each, score=each.score * self.factor) for each in word.fields)
            yield replace(
                word,
                score=word.score * self.factor,
                weight=word.weight * self.factor,
                fields=tuple(fields),
            )
