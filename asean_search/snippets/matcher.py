"""Where the leaves of a query truly stand in a text: words, phrases, words near one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from asean_search import analysis
from asean_search.analysis.token import QueryTerm, Token
from asean_search.model import Span

_KEPT_MAX = 1 << 16
_KEPT_MAX = 48

WORD_SIGN = "="
"""What the term of a word as it is written begins with."""

Covers = Callable[[str], bool]
"""Whether a folded word is one of those that a group of words stands for."""

Places = dict[str, dict[int, tuple[int, int]]]
"""For each term, at which positions it stands and there from which character to which."""


class Match(NamedTuple):
    """``text[start:end]`` is one occurrence of the query's unit number ``unit``."""

    start: int
    end: int
    unit: int


class Row(NamedTuple):
    """Query terms that stand one after another, or, with a distance, near one another."""

    query_terms: tuple[QueryTerm, ...]
    distance: int | None = None
    ordered: bool = False


Sought = Row | Covers


def word_term(word: str, width: int) -> str:
    """The term of a word as it is written, so wide."""
    return f"{WORD_SIGN}{word}~{width}"


class _Surface(NamedTuple):
    """What a chunk of text holds of what is looked for; positions and offsets from its start.

    ``linked`` are the tokens that matter only beside others. ``advance`` is how many positions
    the chunk takes.
    """

    advance: int
    matches: tuple[Match, ...]
    linked: tuple[Token, ...]


class Units:
    """What is looked for in one field, analysed once. A unit is what a passage can cover.

    A chunk that analysis reads as several words is a unit for each of them; a phrase is one, and
    so are words near one another, and each kind of other names that a word or a phrase has.
    """

    def __init__(self, sought: Iterable[Sought], family: str) -> None:
        """Look for each of these in texts of a family of languages."""
        self._emissions = analysis.tokenizer_of(family)
        self._rows: list[tuple[int, Row]] = []
        self._terms: dict[str, list[int]] = defaultdict(list)
        self._tests: list[tuple[int, Covers]] = []
        self.count = 0
        for unit, one in enumerate(sought):
            self.count = unit + 1
            if not isinstance(one, Row):
                self._tests.append((unit, one))
            elif len(one.query_terms) > 1 or any(len(path) > 1 for path in one.query_terms[0]):
                self._rows.append((unit, one))
            else:
                for path in one.query_terms[0]:
                    self._terms[path[0].text].append(unit)
        self._linked = {
            term.text
            for _, row in self._rows
            for query_term in row.query_terms
            for path in query_term
            for term in path
        }
        self._links_words = any(term.startswith(WORD_SIGN) for term in self._linked)
        self._kept: dict[str, _Surface] = {}

    def matches(self, text: str) -> list[Match]:
        """Every occurrence in the text, by where it starts."""
        if not (self._terms or self._linked or self._tests):
            return []
        found: list[Match] = []
        places: Places = defaultdict(dict)
        position = 0
        for chunk in analysis.token_pattern(text).finditer(text):
            raw_token = self._kept.get(chunk[0]) or self._read(chunk[0])
            if raw_token.matches:
                origin = chunk.start()
                for start, end, unit in raw_token.matches:
                    found.append(Match(origin + start, origin + end, unit))
            if raw_token.linked:
                origin = chunk.start()
                for token in raw_token.linked:
                    place = (origin + token.start, origin + token.end)
                    places[token.term][position + token.position] = place
            position += raw_token.advance
        for unit, row in self._rows:
            spans = (
                _standing(row.query_terms, places) if row.distance is None else near(row, places)
            )
            found += [Match(start, end, unit) for start, end in spans]
        found.sort()
        return found

    def _read(self, chunk: str) -> _Surface:
        """Analyse the chunk, and remember what of it matters."""
        advance, tokens = self._emissions(chunk)
        raw_token = _Surface(
            advance,
            tuple(
                Match(token.start, token.end, unit) for token in tokens for unit in self._of(token)
            ),
            tuple(self._linked_of(tokens)),
        )
        if len(self._kept) < _KEPT_MAX and len(chunk) <= _KEPT_MAX:
            self._kept[chunk] = raw_token
        return raw_token

    def _linked_of(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """The tokens that matter beside others; words as they are written are terms too."""
        for token in tokens:
            if token.term in self._linked:
                yield token
            if self._links_words and (term := word_term(token.word, token.width)) in self._linked:
                yield token._replace(term=term)

    def _of(self, token: Token) -> Iterator[int]:
        """The units that the token matches by itself."""
        yield from self._terms.get(token.term, ())
        for unit, covers in self._tests:
            if covers(token.word):
                yield unit


def _standing(query_terms: Sequence[QueryTerm], places: Places) -> Iterator[tuple[int, int]]:
    """From where to where the query terms stand one after another, in characters."""
    firsts = [places[term] for term in {path[0].text for path in query_terms[0]} if term in places]
    for position in sorted(set().union(*firsts)):
        reached = {position: 0}
        for query_term in query_terms:
            reached = _walk(query_term, reached, places)
            if not reached:
                break
        else:
            start = min(first[position][0] for first in firsts if position in first)
            yield start, max(reached.values())


def _walk(query_term: QueryTerm, reached: dict[int, int], places: Places) -> dict[int, int]:
    """The positions after the query term, for every one before it, and where its last term ends."""
    after: dict[int, int] = {}
    for position in reached:
        for path in query_term:
            here, end = position, 0
            for term in path:
                place = places[term.text].get(here) if term.text in places else None
                if place is None:
                    break
                here, end = here + term.width, place[1]
            else:
                after[here] = max(end, after.get(here, 0))
    return after


def near(row: Row, places: Places) -> Iterator[tuple[int, int]]:
    """Where the words of stretches stand that hold every query term, in characters, each once.

    From each place on the next of the words that are missing is taken, whichever comes first.
    """
    found: list[tuple[int, int, int, tuple[int, int]]] = []
    for number, query_term in enumerate(row.query_terms):
        for begin in {begin for path in query_term for begin in places.get(path[0].text, ())}:
            for end, (start, stop) in _walked(query_term, begin, places).items():
                found.append((begin, end, number, (start, stop)))
    found.sort()
    shown: dict[tuple[int, int], None] = {}
    for first in range(len(found)):
        shown.update(dict.fromkeys(_stretch(row, found, first)))
    yield from shown


def _stretch(
    row: Row, found: list[tuple[int, int, int, tuple[int, int]]], first: int
) -> list[tuple[int, int]]:
    """The words of the stretch that begins with ``found[first]``, or none."""
    distance = row.distance or 0
    missing = list(range(len(row.query_terms)))
    words: list[tuple[int, int]] = []
    between, reached = 0, found[first][0]
    for place in range(first, len(found)):
        begin, end, number, span = found[place]
        if begin < reached:
            continue
        if between + begin - reached > distance:
            break
        if number not in missing or (row.ordered and number != missing[0]):
            continue
        missing.remove(number)
        words.append(span)
        between, reached = between + begin - reached, end
        if not missing:
            return words
    return []


def _walked(query_term: QueryTerm, begin: int, places: Places) -> dict[int, tuple[int, int]]:
    """The positions after the query term from ``begin``, and where its characters begin and end."""
    start = min(
        places[path[0].text][begin][0]
        for path in query_term
        if begin in places.get(path[0].text, {})
    )
    return {end: (start, stop) for end, stop in _walk(query_term, {begin: 0}, places).items()}


def merged(matches: Iterable[Match]) -> tuple[Span, ...]:
    """The matches as spans in order; those that overlap or touch are one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(Span(start, end) for start, end in spans)
