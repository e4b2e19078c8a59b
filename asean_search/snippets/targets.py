"""A tree to what is looked for in the texts of one field, and where it has to stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from asean_search import analysis
from asean_search.analysis.sentences import sentences
from asean_search.analysis.token import QueryTerm, Term
from asean_search.query import dfa, regex, walk
from asean_search.query.nodes import (
    And,
    AtLeast,
    Boost,
    Everything,
    Exact,
    Filters,
    Fuzzy,
    InField,
    Lead,
    MultiTerm,
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
    assert_never,
)
from asean_search.snippets.matcher import Covers, Match, Row, Sought, Units, word_term

_WIDEST = 3

_Needed = dict[Text, tuple[frozenset[int], ...]]
"""For each leaf the units of which one has to be there: a set for each word, or for all of it."""


class Field:
    """What a tree looks for in one field.

    What may stand anywhere is found in one pass over the text; each ``lead:`` and ``same:`` makes
    one more.
    """

    def __init__(self, tree: Node, field: str, family: str) -> None:
        anywhere: list[Text] = []
        self._placed: list[tuple[Lead | Same, Units, _Needed]] = []
        for node in _wanted(tree, None, field):
            if isinstance(node, Lead | Same):
                self._placed.append(
                    (
                        node,
                        *_units(
                            (each for each in walk(node.node) if isinstance(each, Text)), family
                        ),
                    )
                )
            else:
                anywhere.append(node)
        self._anywhere, _ = _units(anywhere, family)

    def matches(self, text: str) -> list[Match]:
        """Every occurrence in the text, by where it starts."""
        found = self._anywhere.matches(text)
        offset = self._anywhere.count
        for node, units, needed in self._placed:
            matches = units.matches(text)
            if isinstance(node, Lead):
                end = _end_of_lead(text, node.words)
                matches = [match for match in matches if match.start < end]
            else:
                matches = list(_in_stretches(text, node, matches, needed))
            found += [match._replace(unit=match.unit + offset) for match in matches]
            offset += units.count
        if self._placed:
            found.sort()
        return found


def _wanted(node: Node, inside: str | None, field: str) -> Iterator[Text | Lead | Same]:
    """The leaves that score and are looked for in the field, and what holds leaves in a place."""
    if isinstance(node, InField):
        yield from _wanted(node.node, node.field, field)
    elif isinstance(node, Text | Lead | Same):
        if ("body" if isinstance(node, Lead) else inside) in (None, field):
            yield node
    elif isinstance(node, And | Or | AtLeast | Boost):
        for inner in node.children:
            yield from _wanted(inner, inside, field)
    elif not isinstance(node, Not | Everything | Filters):
        assert_never(node)


def _units(leaves: Iterable[Text], family: str) -> tuple[Units, _Needed]:
    """The units of leaves, each once, and which of them are each leaf's."""
    sought: list[Sought] = []
    known: dict[object, int] = {}
    needed: _Needed = {}
    for leaf in dict.fromkeys(leaves):
        words = []
        for number, names in enumerate(_sought(leaf, family)):
            units = set()
            for one in names:
                key = one if isinstance(one, Row) else (leaf, number)
                if key not in known:
                    known[key] = len(sought)
                    sought.append(one)
                units.add(known[key])
            words.append(frozenset(units))
        needed[leaf] = tuple(words)
    return Units(sought, family), needed


def _sought(leaf: Text, family: str) -> Iterator[tuple[Sought, ...]]:
    """What a leaf looks for, all of it: each as typed and by other names, a unit each."""
    if isinstance(leaf, Word):
        for reading in analysis.word_leaf_terms(leaf.text, leaf.synonyms, (family,)):
            yield _rows(reading)
    elif isinstance(leaf, Phrase):
        reading = analysis.phrase_leaf_terms(leaf.text, leaf.synonyms, (family,))
        if reading.typed:
            yield _rows(reading)
    elif isinstance(leaf, Near):
        if query_terms := analysis.query_terms(leaf.text, (family,)):
            yield (
                Row(query_terms, leaf.distance, leaf.ordered)
                if len(query_terms) > 1
                else Row(query_terms),
            )
    elif isinstance(leaf, Exact | MultiTerm):
        one = _as_written(leaf.text) if isinstance(leaf, Exact) else _test(leaf)
        if one is not None:
            yield (one,)
    else:
        assert_never(leaf)


def _rows(reading: analysis.LeafTerms) -> tuple[Row, ...]:
    return (Row(reading.typed), *(Row(other.query_terms) for other in reading.others))


def _as_written(text: str) -> Sought | None:
    words = analysis.exact_words(text)
    if len(words) == 1:
        return words[0].__eq__
    return Row(tuple(map(_word_slot, words))) if words else None


def _word_slot(word: str) -> QueryTerm:
    return tuple((Term(word_term(word, width), width),) for width in range(1, _WIDEST + 1))


def _test(leaf: MultiTerm) -> Covers | None:
    if isinstance(leaf, Prefix):
        prefix = analysis.fold_prefix(leaf.text)
        return (lambda word: word.startswith(prefix)) if prefix else None
    if isinstance(leaf, Wildcard):
        machine = dfa.wildcard_nfa(leaf.text, analysis.fold)
    elif isinstance(leaf, Regex):
        machine = dfa.regex_nfa(regex.regex(leaf.text), analysis.fold)
    elif isinstance(leaf, Fuzzy):
        word = analysis.fold_prefix(leaf.text)
        machine = dfa.levenshtein_nfa(word, leaf.edits, dfa.FUZZY_PREFIX)
    else:
        assert_never(leaf)
    return dfa.Matcher(machine).accepts


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
    text: str, node: Same, matches: Sequence[Match], needed: _Needed
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
        if inside and _holds(node.node, {match.unit for match in inside}, needed):
            yield from inside
        first = after


def _stretches(text: str, unit: str) -> Iterator[tuple[int, int]]:
    if unit == analysis.SENTENCE:
        yield from sentences(text)
        return
    starts = list(analysis.paragraph_starts(text))
    yield from zip(starts, chain(starts[1:], [len(text)]), strict=True)


def _holds(node: Node, units: set[int], needed: _Needed) -> bool:
    """Whether the node matches where these units are."""
    if isinstance(node, And):
        return all(_holds(each, units, needed) for each in node.nodes)
    if isinstance(node, Or):
        return any(_holds(each, units, needed) for each in node.nodes)
    if isinstance(node, Text):
        words = needed.get(node, ())
        return bool(words) and not any(units.isdisjoint(names) for names in words)
    raise AssertionError(f"no node of a scope: {node!r}")
