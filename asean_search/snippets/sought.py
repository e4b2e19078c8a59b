"""A tree to what is looked for in the texts of one field, and where it has to stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from asean_search import analysis
from asean_search.analysis.sentences import sentences
from asean_search.analysis.token import Slot, Term
from asean_search.query import automata, below, patterns
from asean_search.query.tree import (
    LEAVES,
    And,
    Exact,
    Fuzzy,
    InField,
    Lead,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Regex,
    Same,
    Text,
    Wildcard,
    Word,
)
from asean_search.snippets.matches import Covers, Match, Row, Sought, Units, word_term

_WIDEST = 3


class Field:
    """What a tree looks for in one field.

    What may stand anywhere is found in one pass over the text; each ``lead:`` and ``same:`` makes
    one more.
    """

    def __init__(self, tree: Node, field: str) -> None:
        anywhere: list[Text] = []
        self._placed: list[tuple[Lead | Same, Units, dict[Text, range]]] = []
        for node in _wanted(tree, None, field):
            if isinstance(node, Lead | Same):
                leaves = tuple(_leaves(node.node))
                units, numbers = _units(leaves)
                self._placed.append((node, units, numbers))
            else:
                anywhere.append(node)
        self._anywhere, known = _units(anywhere)
        self._count = sum(map(len, known.values()))

    def matches(self, text: str) -> list[Match]:
        """Every occurrence in the text, by where it starts."""
        found = self._anywhere.matches(text)
        offset = self._count
        for node, units, numbers in self._placed:
            matches = units.matches(text)
            if isinstance(node, Lead):
                end = _end_of_lead(text, node.words)
                matches = [match for match in matches if match.start < end]
            else:
                matches = list(_in_stretches(text, node, matches, numbers))
            found += [match._replace(unit=match.unit + offset) for match in matches]
            offset += sum(map(len, numbers.values()))
        if self._placed:
            found.sort()
        return found


def _wanted(node: Node, inside: str | None, field: str) -> Iterator[Text | Lead | Same]:
    """The leaves that score and are looked for in the field, and what holds leaves in a place."""
    if isinstance(node, Not):
        return
    if isinstance(node, InField):
        inside = node.field
    if isinstance(node, Lead):
        inside = "body"
    if isinstance(node, (*LEAVES, Lead, Same)):
        if inside in (None, field):
            yield node
        return
    for inner in below(node):
        yield from _wanted(inner, inside, field)


def _leaves(node: Node) -> Iterator[Text]:
    if isinstance(node, LEAVES):
        yield node
    for inner in below(node):
        yield from _leaves(inner)


def _units(leaves: Iterable[Text]) -> tuple[Units, dict[Text, range]]:
    """The units of leaves, each once, and which of them are each leaf's."""
    sought: dict[object, Sought] = {}
    numbers: dict[Text, range] = {}
    for leaf in dict.fromkeys(leaves):
        own = tuple(_sought(leaf))
        first = len(sought)
        for number, one in enumerate(own):
            key = one if isinstance(one, Row) else (leaf, number)
            sought.setdefault(key, one)
        numbers[leaf] = range(first, len(sought))
        if own and not numbers[leaf]:  # the very same as another leaf's
            place = list(sought).index(own[0])
            numbers[leaf] = range(place, place + 1)
    return Units(sought.values()), numbers


def _sought(leaf: Text) -> Iterator[Sought]:
    """What a leaf looks for: a unit each."""
    if isinstance(leaf, Word):
        for slot in analysis.slots(leaf.text):
            yield Row((slot,))
    elif isinstance(leaf, Phrase | Near):
        if slots := analysis.slots(leaf.text):
            is_near = isinstance(leaf, Near) and len(slots) > 1
            yield Row(slots, leaf.distance, leaf.ordered) if is_near else Row(slots)  # type: ignore[union-attr]
    elif isinstance(leaf, Exact):
        words = analysis.exact_words(leaf.text)
        if len(words) == 1:
            yield words[0].__eq__
        elif words:
            yield Row(tuple(map(_as_written, words)))
    elif covers := _test(leaf):
        yield covers


def _as_written(word: str) -> Slot:
    return tuple((Term(word_term(word, width), width),) for width in range(1, _WIDEST + 1))


def _test(leaf: Prefix | Wildcard | Regex | Fuzzy) -> Covers | None:
    if isinstance(leaf, Prefix):
        prefix = analysis.fold_prefix(leaf.text)
        return (lambda word: word.startswith(prefix)) if prefix else None
    if isinstance(leaf, Wildcard):
        machine = automata.of_wildcard(leaf.text, analysis.fold)
    elif isinstance(leaf, Regex):
        machine = automata.of_pattern(patterns.regex(leaf.text), analysis.fold)
    else:
        word = analysis.fold_prefix(leaf.text)
        machine = automata.of_neighbours(word, leaf.edits, automata.FUZZY_PREFIX)
    return automata.Matcher(machine).covers


# --- where


def _end_of_lead(text: str, words: int) -> int:
    """Where the word that is the first after the lead begins."""
    position = 0
    for surface in analysis.surface_pattern(text).finditer(text):
        advance, tokens = analysis.emissions(surface[0])
        if position + advance > words:
            return surface.start() + min(
                (token.start for token in tokens if position + token.position >= words),
                default=len(surface[0]),
            )
        position += advance
    return len(text)


def _in_stretches(
    text: str, node: Same, matches: Sequence[Match], numbers: dict[Text, range]
) -> Iterator[Match]:
    """The matches in sentences or paragraphs in which the whole node matches."""
    if not matches:
        return
    first = 0
    for start, end in _stretches(text, node.unit):
        while first < len(matches) and matches[first].start < start:
            first += 1
        after = first
        while after < len(matches) and matches[after].start < end:
            after += 1
        inside = matches[first:after]
        if inside and _holds(node.node, {match.unit for match in inside}, numbers):
            yield from inside
        first = after


def _stretches(text: str, unit: str) -> Iterator[tuple[int, int]]:
    if unit == analysis.SENTENCE:
        yield from sentences(text)
        return
    starts = list(analysis.paragraph_starts(text))
    yield from zip(starts, chain(starts[1:], [len(text)]), strict=True)


def _holds(node: Node, units: set[int], numbers: dict[Text, range]) -> bool:
    """Whether the node matches where these units are."""
    if isinstance(node, And):
        return all(_holds(each, units, numbers) for each in node.nodes)
    if isinstance(node, Or):
        return any(_holds(each, units, numbers) for each in node.nodes)
    wanted = numbers.get(node, range(0)) if isinstance(node, LEAVES) else range(0)
    return bool(wanted) and units.issuperset(wanted)
