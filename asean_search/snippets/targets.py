"""Turns a query's tree into the targets of one field; applies ``lead:`` and ``same:``."""

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
from asean_search.snippets.matcher import (
    Occurrence,
    Target,
    TargetMatcher,
    TermSequence,
    WordTest,
    exact_term,
)

_TERM_WIDTH_MAX = 3

_LeafTargets = dict[Text, tuple[frozenset[int], ...]]
"""For each leaf a set of targets for each of its words: a match has one target of each set."""


class FieldMatcher:
    """Finds in the texts of one field what a tree looks for there.

    One pass over a text finds all leaves outside ``lead:`` and ``same:``; each of these scopes
    takes another pass.
    """

    def __init__(self, tree: Node, field: str, family: str) -> None:
        unscoped: list[Text] = []
        self._scopes: list[tuple[Lead | Same, TargetMatcher, _LeafTargets]] = []
        for node in _asserted_in(field, tree, None):
            if isinstance(node, Lead | Same):
                leaves = (each for each in walk(node.node) if isinstance(each, Text))
                self._scopes.append((node, *_matcher(leaves, family)))
            else:
                unscoped.append(node)
        self._unscoped, _ = _matcher(unscoped, family)

    def occurrences(self, text: str) -> list[Occurrence]:
        """Every occurrence in the text, by where it starts."""
        found = self._unscoped.occurrences(text)
        offset = self._unscoped.count
        for node, matcher, leaf_targets in self._scopes:
            inside = matcher.occurrences(text)
            if isinstance(node, Lead):
                end = _lead_end(text, node.words)
                inside = [each for each in inside if each.start < end]
            else:
                inside = list(_in_same_unit(text, node, inside, leaf_targets))
            found += [each._replace(target=each.target + offset) for each in inside]
            offset += matcher.count
        if self._scopes:
            found.sort()
        return found


def _asserted_in(field: str, node: Node, limit: str | None) -> Iterator[Text | Lead | Same]:
    """The leaves and scopes that look in the field and are not under a Not.

    ``limit`` is the field to which the nodes above limit this one.
    """
    if isinstance(node, InField):
        yield from _asserted_in(field, node.node, node.field)
    elif isinstance(node, Text | Lead | Same):
        if (node.field if isinstance(node, Lead) else limit) in (None, field):
            yield node
    elif isinstance(node, And | Or | AtLeast | Boost):
        for inner in node.children:
            yield from _asserted_in(field, inner, limit)
    elif not isinstance(node, Not | Everything | Filters):
        assert_never(node)


def _matcher(leaves: Iterable[Text], family: str) -> tuple[TargetMatcher, _LeafTargets]:
    """The matcher of the leaves' targets, each target once."""
    targets: list[Target] = []
    numbers: dict[object, int] = {}
    leaf_targets: _LeafTargets = {}
    for leaf in dict.fromkeys(leaves):
        words = []
        for place, alternatives in enumerate(_targets(leaf, family)):
            word = set()
            for target in alternatives:
                key = target if isinstance(target, TermSequence) else (leaf, place)
                if key not in numbers:
                    numbers[key] = len(targets)
                    targets.append(target)
                word.add(numbers[key])
            words.append(frozenset(word))
        leaf_targets[leaf] = tuple(words)
    return TargetMatcher(targets, family), leaf_targets


def _targets(leaf: Text, family: str) -> Iterator[tuple[Target, ...]]:
    """For each word of a leaf that has to occur, its alternatives: as typed, and synonyms."""
    if isinstance(leaf, Word):
        for terms in analysis.word_leaf_terms(leaf.text, leaf.synonyms, (family,)):
            yield _alternatives(terms)
    elif isinstance(leaf, Phrase):
        terms = analysis.phrase_leaf_terms(leaf.text, leaf.synonyms, (family,))
        if terms.typed:
            yield _alternatives(terms)
    elif isinstance(leaf, Near):
        query_terms = analysis.query_terms(leaf.text, (family,))
        if len(query_terms) > 1:
            yield (TermSequence(query_terms, leaf.distance, leaf.ordered),)
        elif query_terms:
            yield (TermSequence(query_terms),)
    elif isinstance(leaf, Exact | MultiTerm):
        target = _exact(leaf.text) if isinstance(leaf, Exact) else _word_test(leaf)
        if target is not None:
            yield (target,)
    else:
        assert_never(leaf)


def _alternatives(terms: analysis.LeafTerms) -> tuple[TermSequence, ...]:
    return (
        TermSequence(terms.typed),
        *(TermSequence(other.query_terms) for other in terms.synonyms),
    )


def _exact(text: str) -> Target | None:
    words = analysis.exact_words(text)
    if len(words) == 1:
        return words[0].__eq__
    return TermSequence(tuple(map(_exact_query_term, words))) if words else None


def _exact_query_term(word: str) -> QueryTerm:
    return tuple((Term(exact_term(word, width), width),) for width in range(1, _TERM_WIDTH_MAX + 1))


def _word_test(leaf: MultiTerm) -> WordTest | None:
    if isinstance(leaf, Prefix):
        prefix = analysis.fold_prefix(leaf.text)
        return (lambda word: word.startswith(prefix)) if prefix else None
    if isinstance(leaf, Wildcard):
        nfa = dfa.wildcard_nfa(leaf.text, analysis.fold)
    elif isinstance(leaf, Regex):
        nfa = dfa.regex_nfa(regex.regex(leaf.text), analysis.fold)
    elif isinstance(leaf, Fuzzy):
        word = analysis.fold_prefix(leaf.text)
        nfa = dfa.levenshtein_nfa(word, leaf.edits, dfa.FUZZY_PREFIX)
    else:
        assert_never(leaf)
    return dfa.Matcher(nfa).accepts


def _lead_end(text: str, words: int) -> int:
    """The character offset of the first word after the lead."""
    position = 0
    for match in analysis.token_pattern(text).finditer(text):
        advance, tokens = analysis.tokenize_english(match[0])
        if position + advance > words:
            return match.start() + min(
                (token.start for token in tokens if position + token.position >= words),
                default=len(match[0]),
            )
        position += advance
    return len(text)


def _in_same_unit(
    text: str, node: Same, occurrences: Sequence[Occurrence], leaf_targets: _LeafTargets
) -> Iterator[Occurrence]:
    """The occurrences in the sentences or paragraphs in which the whole node matches."""
    if not occurrences:
        return
    first = 0
    for start, end in _units(text, node.unit):
        while first < len(occurrences) and occurrences[first].start < start:
            first += 1
        after = first
        while after < len(occurrences) and occurrences[after].start < end:
            after += 1
        inside = occurrences[first:after]
        if inside and _is_met(node.node, {each.target for each in inside}, leaf_targets):
            yield from inside
        first = after


def _units(text: str, unit: str) -> Iterator[tuple[int, int]]:
    """The character spans of the text's sentences or paragraphs."""
    if unit == analysis.SENTENCE:
        yield from sentences(text)
        return
    starts = list(analysis.paragraph_starts(text))
    yield from zip(starts, chain(starts[1:], [len(text)]), strict=True)


def _is_met(node: Node, targets: set[int], leaf_targets: _LeafTargets) -> bool:
    """Whether the node of a scope matches where these targets occur."""
    if isinstance(node, And):
        return all(_is_met(each, targets, leaf_targets) for each in node.nodes)
    if isinstance(node, Or):
        return any(_is_met(each, targets, leaf_targets) for each in node.nodes)
    if isinstance(node, Text):
        words = leaf_targets.get(node, ())
        return bool(words) and not any(targets.isdisjoint(word) for word in words)
    raise AssertionError(f"unknown node of a scope: {node!r}")
