"""What a query matches in one segment: a set of documents, and how to score one of them.

The nodes here are a query after analysis, ready to be run on every segment. Whoosh's own matchers
walk document by document in Python and lose documents that score 0; sets are quicker and exact.
Each method that ``dataclass`` makes costs every query a tenth of a millisecond: only
``__init__`` is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Protocol

import msgspec

from asean_search import ranking

if TYPE_CHECKING:
    from asean_search.analysis import LeafTerms
    from asean_search.analysis.token import QueryTerm
    from asean_search.engine.whoosh.small.segment_reader import PlainSegment
    from asean_search.engine.whoosh.small.weight import Weighting

Frequencies = Callable[["PlainSegment"], Mapping[int, float]]
"""Counts something in a field of a segment: document number -> frequency."""


def _no_score(_: int) -> float:
    return 0.0


class Matches(msgspec.Struct, eq=False):
    """The documents of a segment that match. ``score`` takes one of them."""

    documents: Set[int]
    score: Callable[[int], float] = _no_score


class Matching(Protocol):
    """A query, ready to be run on a segment."""

    def matches(self, segment: PlainSegment) -> Matches:
        """What it matches there."""
        ...


class Nothing(msgspec.Struct, eq=False):
    """No document."""

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        return Matches(frozenset())


class Everything(msgspec.Struct, eq=False):
    """Every document."""

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        return Matches(set(segment.documents()))


class Days(msgspec.Struct, eq=False):
    """Documents dated wholly from ``first`` to ``last``, both included, as ordinals from 1."""

    first: int
    last: int

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        begins, ends = segment.column("date"), segment.column("last_day")
        first, last = self.first, self.last
        found = {
            number
            for number in segment.documents()
            if first <= begins[number] and ends[number] <= last
        }
        return Matches(found)


class Source(msgspec.Struct, eq=False):
    """Documents from the source with this key."""

    key: str

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        return Matches(set(segment.documents_with("source", self.key)))


class Keyword(msgspec.Struct, eq=False):
    """Documents with a keyword whose term begins so."""

    prefix: str

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        return Matches({doc for _, docs in segment.keywords(self.prefix) for doc in docs})


class Occurrences(msgspec.Struct, eq=False):
    """Documents in which something (a word, a phrase) occurs in any of the fields, by BM25F.

    Without a ``weighting`` nothing scores.
    """

    fields: Mapping[str, Frequencies]
    weight: float = 0.0
    weighting: Weighting | None = None

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        counts = [(field, count(segment)) for field, count in self.fields.items()]
        documents = set().union(*(frequencies for _, frequencies in counts))
        weighting, weight = self.weighting, self.weight
        if weighting is None:
            return Matches(documents)
        parts = [
            (field, frequencies, segment.lengths(field))
            for field, frequencies in counts
            if frequencies
        ]

        def score(document: int) -> float:
            shares = [
                weighting.share(field, frequencies[document], lengths[document])
                for field, frequencies, lengths in parts
                if document in frequencies
            ]
            return ranking.score(shares, weight, weighting.k1)

        return Matches(documents, score)


class All(msgspec.Struct, eq=False):
    """Documents that every one of the parts matches."""

    parts: Sequence[Matching]

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        found: list[Matches] = []
        for part in self.parts:
            found.append(part.matches(segment))
            if not found[-1].documents:
                return found[-1]
        smallest, *others = sorted((each.documents for each in found), key=len)
        documents = set(smallest)
        for other in others:
            documents &= other
        scores = [each.score for each in found if each.score is not _no_score]
        if not scores:
            return Matches(documents)
        return Matches(documents, lambda document: sum(score(document) for score in scores))


class Any(msgspec.Struct, eq=False):
    """Documents that at least one of the parts matches."""

    parts: Sequence[Matching]

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        found = [part.matches(segment) for part in self.parts]
        documents = set().union(*(each.documents for each in found))
        scoring = [each for each in found if each.score is not _no_score]
        if not scoring:
            return Matches(documents)
        return Matches(
            documents,
            lambda document: sum(
                each.score(document) for each in scoring if document in each.documents
            ),
        )


class Without(msgspec.Struct, eq=False):
    """Documents that the part does not match."""

    part: Matching

    def matches(self, segment: PlainSegment) -> Matches:  # noqa: D102
        return Matches(set(segment.documents()) - self.part.matches(segment).documents)


def of_reading(field: str, reading: LeafTerms) -> Frequencies:
    """Counts a word or phrase; its other names count for less."""
    typed = _of_slots(field, reading.typed)
    if not reading.synonyms:
        return typed
    others = [(_of_slots(field, other.query_terms), other.weight) for other in reading.synonyms]

    def count(segment: PlainSegment) -> Mapping[int, float]:
        total: dict[int, float] = dict(typed(segment))
        for other, weight in others:
            for document, frequency in other(segment).items():
                total[document] = total.get(document, 0.0) + weight * frequency
        return total

    return count


def _of_slots(field: str, query_terms: Sequence[QueryTerm]) -> Frequencies:
    if len(query_terms) > 1 or any(len(path) > 1 for path in query_terms[0]):
        return of_phrase(field, query_terms)
    return of_terms(field, [path[0].text for path in query_terms[0]])


def of_terms(field: str, terms: Sequence[str]) -> Frequencies:
    """Counts the occurrences of all the terms together."""

    def count(segment: PlainSegment) -> Mapping[int, int]:
        return _sum(segment.frequencies(field, term) for term in terms)

    return count


def of_prefix(field: str, words_field: str, prefix: str) -> Frequencies:
    """Counts the words of a text field that begin with ``prefix``."""

    def count(segment: PlainSegment) -> Mapping[int, int]:
        words = list(segment.words(field, prefix))
        return _sum(segment.frequencies(words_field, word) for word in words)

    return count


def of_phrase(field: str, query_terms: Sequence[QueryTerm]) -> Frequencies:
    """Counts the positions at which the phrase stands that the query terms make, one after another."""

    def count(segment: PlainSegment) -> Mapping[int, int]:
        def having(query_term: QueryTerm) -> Set[int]:
            return set().union(
                *(
                    set.intersection(*(set(segment.frequencies(field, term.text)) for term in path))
                    for path in query_term
                )
            )

        documents = sorted(
            set.intersection(*(set(having(query_term)) for query_term in query_terms))
        )
        positions = {
            term.text: segment.positions(field, term.text, documents)
            for query_term in query_terms
            for path in query_term
            for term in path
        }
        counts = {
            document: len(
                starts(
                    query_terms,
                    {term: found.get(document, ()) for term, found in positions.items()},
                )
            )
            for document in documents
        }
        return {document: frequency for document, frequency in counts.items() if frequency}

    return count


def starts(query_terms: Sequence[QueryTerm], positions: Mapping[str, Iterable[int]]) -> set[int]:
    """Where a phrase begins in one text, given the positions of its terms there.

    From the last query term to the first: a position is good when one of the query term's paths can be walked
    from it and ends at a good position of the next query term. A term leads ``width`` positions on.
    """
    good: set[int] | None = None
    for query_term in reversed(query_terms):
        here: set[int] = set()
        for path in query_term:
            after = good
            for term in reversed(path):
                at = positions[term.text]
                after = (
                    set(at)
                    if after is None
                    else {place for place in at if place + term.width in after}
                )
            here |= after or set()
        good = here
    return good or set()


def _sum(frequencies: Iterable[Mapping[int, int]]) -> Mapping[int, int]:
    total: dict[int, int] = {}
    for each in frequencies:
        if not each:
            continue
        if not total:
            total = dict(each)
            continue
        for document, frequency in each.items():
            total[document] = total.get(document, 0) + frequency
    return total
