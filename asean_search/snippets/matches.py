"""Where the leaves of a query truly stand in a text: words, phrases in order, prefixes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from asean_search import analysis
from asean_search.analysis.token import Slot, Token
from asean_search.model import Span
from asean_search.query import ScoringLeaf
from asean_search.query.tree import Prefix, Word

_MOST_KEPT = 1 << 16
_LONGEST_KEPT = 48

_Places = dict[str, dict[int, tuple[int, int]]]
"""For each term, at which positions it stands and there from which character to which."""


class Match(NamedTuple):
    """``text[start:end]`` is one occurrence of the query's unit number ``unit``."""

    start: int
    end: int
    unit: int


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

    A chunk that analysis reads as several words is a unit for each of them; a phrase is one.
    """

    def __init__(self, sequences: Iterable[tuple[Slot, ...]], prefixes: Iterable[str]) -> None:
        """Look for slots that stand one after another, and for beginnings of folded words."""
        self._phrases: list[tuple[int, tuple[Slot, ...]]] = []
        self._terms: dict[str, list[int]] = defaultdict(list)
        unit = -1
        for unit, slots in enumerate(sequences):
            if len(slots) > 1 or any(len(path) > 1 for path in slots[0]):
                self._phrases.append((unit, slots))
            else:
                for path in slots[0]:
                    self._terms[path[0].text].append(unit)
        self._prefixes = tuple(enumerate(prefixes, unit + 1))
        self._linked = {
            term.text
            for _, slots in self._phrases
            for slot in slots
            for path in slot
            for term in path
        }
        self._kept: dict[str, _Surface] = {}

    def matches(self, text: str) -> list[Match]:
        """Every occurrence in the text, by where it starts."""
        if not (self._terms or self._linked or self._prefixes):
            return []
        found: list[Match] = []
        places: _Places = defaultdict(dict)
        position = 0
        for chunk in analysis.surface_pattern(text).finditer(text):
            surface = self._kept.get(chunk[0]) or self._read(chunk[0])
            if surface.matches:
                origin = chunk.start()
                for start, end, unit in surface.matches:
                    found.append(Match(origin + start, origin + end, unit))
            if surface.linked:
                origin = chunk.start()
                for token in surface.linked:
                    place = (origin + token.start, origin + token.end)
                    places[token.term][position + token.position] = place
            position += surface.advance
        for unit, slots in self._phrases:
            found += [Match(start, end, unit) for start, end in _standing(slots, places)]
        found.sort()
        return found

    def _read(self, chunk: str) -> _Surface:
        """Analyse the chunk, and remember what of it matters."""
        advance, tokens = analysis.emissions(chunk)
        surface = _Surface(
            advance,
            tuple(
                Match(token.start, token.end, unit) for token in tokens for unit in self._of(token)
            ),
            tuple(token for token in tokens if token.term in self._linked),
        )
        if len(self._kept) < _MOST_KEPT and len(chunk) <= _LONGEST_KEPT:
            self._kept[chunk] = surface
        return surface

    def _of(self, token: Token) -> Iterator[int]:
        """The units that the token matches by itself."""
        yield from self._terms.get(token.term, ())
        for unit, prefix in self._prefixes:
            if token.word.startswith(prefix):
                yield unit


def units(leaves: Iterable[ScoringLeaf], field: str) -> Units:
    """What the leaves look for in this field."""
    sequences: dict[tuple[Slot, ...], None] = {}
    prefixes: dict[str, None] = {}
    for only_in, leaf in leaves:
        if only_in not in (None, field):
            continue
        if isinstance(leaf, Prefix):
            prefixes[analysis.fold_prefix(leaf.text)] = None
        elif isinstance(leaf, Word):
            sequences.update(((slot,), None) for slot in analysis.slots(leaf.text))
        else:
            sequences[analysis.slots(leaf.text)] = None
    return Units(filter(None, sequences), filter(None, prefixes))


def _standing(slots: Sequence[Slot], places: _Places) -> Iterator[tuple[int, int]]:
    """From where to where the slots stand one after another, in characters."""
    firsts = [places[term] for term in {path[0].text for path in slots[0]} if term in places]
    for position in sorted(set().union(*firsts)):
        reached = {position: 0}
        for slot in slots:
            reached = _walk(slot, reached, places)
            if not reached:
                break
        else:
            start = min(first[position][0] for first in firsts if position in first)
            yield start, max(reached.values())


def _walk(slot: Slot, reached: dict[int, int], places: _Places) -> dict[int, int]:
    """The positions after the slot, for every one before it, and where its last term ends."""
    after: dict[int, int] = {}
    for position in reached:
        for path in slot:
            here, end = position, 0
            for term in path:
                place = places[term.text].get(here) if term.text in places else None
                if place is None:
                    break
                here, end = here + term.width, place[1]
            else:
                after[here] = max(end, after.get(here, 0))
    return after


def merged(matches: Iterable[Match]) -> tuple[Span, ...]:
    """The matches as spans in order; those that overlap or touch are one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(Span(start, end) for start, end in spans)
