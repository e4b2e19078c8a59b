"""Automata of words: NFAs of wildcards, regular expressions and edit distances, and a matcher.

The matcher determinises an NFA while it runs. An NFA is built with the function that folds the
letters of the words it will see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from asean_search.query import regex
from asean_search.query.nodes import assert_never

Fold = Callable[[str], str]
Ranges = tuple[tuple[int, int], ...]

FUZZY_PREFIX = 1
"""The number of initial letters that a fuzzy word must share."""

_ANY: Ranges = regex.ANY.ranges
_STEPS_MAX = 100_000


class Transitions(msgspec.Struct):
    """The transitions of an NFA: ``edges[state]`` by a character, ``epsilon[state]`` by none."""

    fold: Fold
    edges: list[list[tuple[Ranges, int]]] = msgspec.field(default_factory=list)
    epsilon: list[list[int]] = msgspec.field(default_factory=list)

    def state(self) -> int:
        """Add a state; its number."""
        self.edges.append([])
        self.epsilon.append([])
        return len(self.edges) - 1

    def letter(self, start: int, character: str, end: int) -> None:
        """Add an edge for one character."""
        self.edges[start].append((((ord(character), ord(character)),), end))

    def word(self, start: int, text: str) -> int:
        """Add a path for the characters of a text; the state at its end."""
        for character in text:
            after = self.state()
            self.letter(start, character, after)
            start = after
        return start

    def add(self, start: int, pattern: regex.Pattern) -> int:
        """Add the paths of a pattern; the state at their end."""
        if isinstance(pattern, regex.Literal):
            return self.word(start, self.fold(pattern.character))
        end = self.state()
        if isinstance(pattern, regex.CharacterClass):
            self.edges[start].append((pattern.ranges, end))
        elif isinstance(pattern, regex.Alternation):
            for part in pattern.parts:
                self.epsilon[self.add(start, part)].append(end)
        elif isinstance(pattern, regex.Repeat):
            self._repeat(start, pattern, end)
        elif isinstance(pattern, regex.Sequence):
            for part in pattern.parts:
                start = self.add(start, part)
            self.epsilon[start].append(end)
        else:
            assert_never(pattern)
        return end

    def _repeat(self, start: int, pattern: regex.Repeat, end: int) -> None:
        for _ in range(pattern.minimum):
            start = self.add(start, pattern.part)
        if pattern.maximum is None:
            loop = self.state()
            self.epsilon[start].append(loop)
            self.epsilon[self.add(loop, pattern.part)].append(loop)
            start = loop
        else:
            for _ in range(pattern.maximum - pattern.minimum):
                self.epsilon[start].append(end)
                start = self.add(start, pattern.part)
        self.epsilon[start].append(end)

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """The epsilon closure: the states, and those reached from them without a character."""
        found = set(states)
        waiting = list(found)
        while waiting:
            for state in self.epsilon[waiting.pop()]:
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(found)


class Nfa(msgspec.Struct, frozen=True):
    """An automaton that accepts in ``ends``; all accepted words begin with ``prefix``."""

    transitions: Transitions
    start: int
    ends: frozenset[int]
    prefix: str = ""


class Matcher:
    """Runs an NFA over one word after another, in time linear in the word.

    The transitions between sets of states are cached.
    """

    def __init__(self, nfa: Nfa) -> None:
        """Start with an empty cache."""
        self._nfa = nfa
        self._first = nfa.transitions.closure([nfa.start])
        self._steps: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def accepts(self, word: str) -> bool:
        """Whether the automaton accepts the whole word."""
        states = self._first
        for character in word:
            key = (states, character)
            after = self._steps.get(key)
            if after is None:
                if len(self._steps) >= _STEPS_MAX:
                    self._steps.clear()
                after = self._steps[key] = self._step(states, ord(character))
            states = after
            if not states:
                return False
        return not states.isdisjoint(self._nfa.ends)

    def _step(self, states: frozenset[int], character: int) -> frozenset[int]:
        transitions = self._nfa.transitions
        return transitions.closure(
            end
            for state in states
            for ranges, end in transitions.edges[state]
            if any(low <= character <= high for low, high in ranges)
        )


def regex_nfa(pattern: regex.Pattern, fold: Fold, prefix: str = "") -> Nfa:
    """The automaton of a pattern; ``prefix`` is the beginning of all its words, if it is known."""
    transitions = Transitions(fold)
    start = transitions.state()
    return Nfa(transitions, start, frozenset({transitions.add(start, pattern)}), prefix)


def wildcard_nfa(text: str, fold: Fold) -> Nfa:
    """The automaton of ``organi?ation*``; folded words hold no hyphens and apostrophes."""
    bare = "".join(letter for letter in text if fold(letter) not in ("-", "'"))
    first = min(bare.find(sign) % (len(bare) + 1) for sign in "*?")
    return regex_nfa(regex.wildcard(bare), fold, "".join(map(fold, bare[:first])))


def levenshtein_nfa(word: str, edits: int, prefix: int = 0) -> Nfa:
    """The automaton of the words within ``edits`` edits of ``word``.

    Edits are insertions, deletions, substitutions and transpositions of neighbours (optimal string
    alignment). The first ``prefix`` letters have to be the same.
    """
    nfa = Transitions(str)
    start = nfa.state()
    start = nfa.word(start, word[:prefix])
    rest = word[prefix:]
    at = [[nfa.state() for _ in range(edits + 1)] for _ in range(len(rest) + 1)]
    nfa.epsilon[start].append(at[0][0])
    for place in range(len(rest) + 1):
        for done in range(edits + 1):
            here = at[place][done]
            left = rest[place:]
            if left:
                nfa.letter(here, left[0], at[place + 1][done])
            if done == edits:
                continue
            nfa.edges[here].append((_ANY, at[place][done + 1]))
            if left:
                nfa.edges[here].append((_ANY, at[place + 1][done + 1]))
                nfa.epsilon[here].append(at[place + 1][done + 1])
            if len(left) > 1:
                between = nfa.state()
                nfa.letter(here, left[1], between)
                nfa.letter(between, left[0], at[place + 2][done + 1])
    return Nfa(nfa, 0, frozenset(at[-1]), word[:prefix])
