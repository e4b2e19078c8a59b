"""Finds the occurrences of a query's targets in a text: words, phrases, words near one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from asean_search import analysis
from asean_search.analysis.token import QueryTerm, Token
from asean_search.model import Span

_CACHED_MAX = 1 << 16
_CACHED_CHARS_MAX = 48

EXACT_SIGN = "="
"""The first character of the term of an exact word."""

WordTest = Callable[[str], bool]
"""Whether a folded word is one of a set of words."""

Offsets = dict[str, dict[int, tuple[int, int]]]
"""For each term its positions in a text, and for each position the character offsets."""


class Occurrence(NamedTuple):
    """``text[start:end]`` is an occurrence of the target with the number ``target``."""

    start: int
    end: int
    target: int


class TermSequence(NamedTuple):
    """Query terms that follow one another or, with a distance, are near one another."""

    query_terms: tuple[QueryTerm, ...]
    distance: int | None = None
    ordered: bool = False


Target = TermSequence | WordTest
"""What a snippet can show: a word (each word of ``well-known``), a phrase, words near one another.

Each weight of a leaf's synonyms makes a target of its own.
"""


def exact_term(word: str, width: int) -> str:
    """The term of an exact word that covers ``width`` positions."""
    return f"{EXACT_SIGN}{word}~{width}"


class _Run(NamedTuple):
    """The relevant tokens of a run of characters; positions and offsets count from its start.

    ``occurrences`` are those of single words, ``linked`` the tokens that longer sequences need.
    ``advance`` is the number of positions that the run takes.
    """

    advance: int
    occurrences: tuple[Occurrence, ...]
    linked: tuple[Token, ...]


class TargetMatcher:
    """Finds targets in the texts of one field. Their numbers are their places in ``targets``."""

    def __init__(self, targets: Iterable[Target], family: str) -> None:
        """Prepare the search in texts of a family of languages."""
        self._emissions = analysis.tokenizer_of(family)
        self._sequences: list[tuple[int, TermSequence]] = []
        self._terms: dict[str, list[int]] = defaultdict(list)
        self._tests: list[tuple[int, WordTest]] = []
        self.count = 0
        for number, target in enumerate(targets):
            self.count = number + 1
            if not isinstance(target, TermSequence):
                self._tests.append((number, target))
            elif len(target.query_terms) > 1 or any(
                len(path) > 1 for path in target.query_terms[0]
            ):
                self._sequences.append((number, target))
            else:
                for path in target.query_terms[0]:
                    self._terms[path[0].text].append(number)
        self._linked = {
            term.text
            for _, sequence in self._sequences
            for query_term in sequence.query_terms
            for path in query_term
            for term in path
        }
        self._links_exact = any(term.startswith(EXACT_SIGN) for term in self._linked)
        self._cache: dict[str, _Run] = {}

    def occurrences(self, text: str) -> list[Occurrence]:
        """Every occurrence in the text, by where it starts."""
        if not (self._terms or self._linked or self._tests):
            return []
        found: list[Occurrence] = []
        offsets: Offsets = defaultdict(dict)
        position = 0
        for match in analysis.token_pattern(text).finditer(text):
            run = self._cache.get(match[0]) or self._analysed(match[0])
            if run.occurrences:
                origin = match.start()
                for start, end, target in run.occurrences:
                    found.append(Occurrence(origin + start, origin + end, target))
            if run.linked:
                origin = match.start()
                for token in run.linked:
                    span = (origin + token.start, origin + token.end)
                    offsets[token.term][position + token.position] = span
            position += run.advance
        for target, sequence in self._sequences:
            spans = (
                _phrases(sequence.query_terms, offsets)
                if sequence.distance is None
                else _near(sequence, offsets)
            )
            found += [Occurrence(start, end, target) for start, end in spans]
        found.sort()
        return found

    def _analysed(self, text: str) -> _Run:
        """Analyse the run, and cache its relevant tokens."""
        advance, tokens = self._emissions(text)
        run = _Run(
            advance,
            tuple(
                Occurrence(token.start, token.end, target)
                for token in tokens
                for target in self._targets(token)
            ),
            tuple(self._linked_tokens(tokens)),
        )
        if len(self._cache) < _CACHED_MAX and len(text) <= _CACHED_CHARS_MAX:
            self._cache[text] = run
        return run

    def _linked_tokens(self, tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            if token.term in self._linked:
                yield token
            if self._links_exact and (term := exact_term(token.word, token.width)) in self._linked:
                yield token._replace(term=term)

    def _targets(self, token: Token) -> Iterator[int]:
        """The targets that the token matches by itself."""
        yield from self._terms.get(token.term, ())
        for target, test in self._tests:
            if test(token.word):
                yield target


def _phrases(query_terms: Sequence[QueryTerm], offsets: Offsets) -> Iterator[tuple[int, int]]:
    """The character spans in which the query terms follow one another."""
    firsts = [
        offsets[term] for term in {path[0].text for path in query_terms[0]} if term in offsets
    ]
    for position in sorted(set().union(*firsts)):
        reached = {position: 0}
        for query_term in query_terms:
            reached = _advance(query_term, reached, offsets)
            if not reached:
                break
        else:
            start = min(first[position][0] for first in firsts if position in first)
            yield start, max(reached.values())


def _advance(query_term: QueryTerm, positions: Iterable[int], offsets: Offsets) -> dict[int, int]:
    """The positions after the query term at any of ``positions``, with the character offset."""
    after: dict[int, int] = {}
    for position in positions:
        for path in query_term:
            here, end = position, 0
            for term in path:
                span = offsets[term.text].get(here) if term.text in offsets else None
                if span is None:
                    break
                here, end = here + term.width, span[1]
            else:
                after[here] = max(end, after.get(here, 0))
    return after


class _Occupied(NamedTuple):
    """One query term of a ``TermSequence`` at ``[begin, end)`` in positions, with its span."""

    begin: int
    end: int
    number: int
    span: tuple[int, int]


def _near(sequence: TermSequence, offsets: Offsets) -> Iterator[tuple[int, int]]:
    """The character spans of the words of each stretch that holds every query term, each once.

    From each word on, the next of the missing words is taken, whichever comes first.
    """
    found: list[_Occupied] = []
    for number, query_term in enumerate(sequence.query_terms):
        for begin in {begin for path in query_term for begin in offsets.get(path[0].text, ())}:
            start = min(
                offsets[path[0].text][begin][0]
                for path in query_term
                if begin in offsets.get(path[0].text, {})
            )
            for end, stop in _advance(query_term, [begin], offsets).items():
                found.append(_Occupied(begin, end, number, (start, stop)))
    found.sort()
    spans: dict[tuple[int, int], None] = {}
    for first in range(len(found)):
        spans.update(dict.fromkeys(_stretch(sequence, found, first)))
    yield from spans


def _stretch(sequence: TermSequence, found: list[_Occupied], first: int) -> list[tuple[int, int]]:
    """The spans of the words of the stretch that begins with ``found[first]``, or none."""
    distance = sequence.distance or 0
    missing = list(range(len(sequence.query_terms)))
    words: list[tuple[int, int]] = []
    between, reached = 0, found[first].begin
    for place in range(first, len(found)):
        each = found[place]
        if each.begin < reached:
            continue
        if between + each.begin - reached > distance:
            break
        if each.number not in missing or (sequence.ordered and each.number != missing[0]):
            continue
        missing.remove(each.number)
        words.append(each.span)
        between, reached = between + each.begin - reached, each.end
        if not missing:
            return words
    return []


def merged(occurrences: Iterable[Occurrence]) -> tuple[Span, ...]:
    """The occurrences as spans in order; those that overlap or touch are one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in occurrences:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(Span(start, end) for start, end in spans)
