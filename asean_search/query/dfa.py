"""Patterns of words as machines: states, and the characters that lead from one to another.

How letters are folded is said by whoever builds one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from asean_search.query import regex
from asean_search.query.regex import Choice, Letter, OneOf, Pattern, Repeat

Fold = Callable[[str], str]
Ranges = tuple[tuple[int, int], ...]

FUZZY_PREFIX = 1
"""How many letters at the beginning of a fuzzy word have to be right."""

_ANY: Ranges = regex.ANY.ranges
_KEPT_MAX = 100_000


class Transitions(msgspec.Struct):
    """States and what leads from one to another: a character of some ranges, or nothing."""

    fold: Fold
    edges: list[list[tuple[Ranges, int]]] = msgspec.field(default_factory=list)
    epsilon: list[list[int]] = msgspec.field(default_factory=list)

    def state(self) -> int:
        """A new state."""
        self.edges.append([])
        self.epsilon.append([])
        return len(self.edges) - 1

    def letter(self, start: int, character: str, end: int) -> None:
        """One character leads on."""
        self.edges[start].append((((ord(character), ord(character)),), end))

    def word(self, start: int, text: str) -> int:
        """The characters of a text lead on; the state after them."""
        for character in text:
            after = self.state()
            self.letter(start, character, after)
            start = after
        return start

    def add(self, start: int, pattern: Pattern) -> int:
        """A pattern leads on; the state after it."""
        if isinstance(pattern, Letter):
            return self.word(start, self.fold(pattern.character))
        end = self.state()
        if isinstance(pattern, OneOf):
            self.edges[start].append((pattern.ranges, end))
        elif isinstance(pattern, Choice):
            for part in pattern.parts:
                self.epsilon[self.add(start, part)].append(end)
        elif isinstance(pattern, Repeat):
            self._repeat(start, pattern, end)
        else:
            for part in pattern.parts:
                start = self.add(start, part)
            self.epsilon[start].append(end)
        return end

    def _repeat(self, start: int, pattern: Repeat, end: int) -> None:
        for _ in range(pattern.least):
            start = self.add(start, pattern.part)
        if pattern.most is None:
            loop = self.state()
            self.epsilon[start].append(loop)
            self.epsilon[self.add(loop, pattern.part)].append(loop)
            start = loop
        else:
            for _ in range(pattern.most - pattern.least):
                self.epsilon[start].append(end)
                start = self.add(start, pattern.part)
        self.epsilon[start].append(end)

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """The states, and those that nothing leads to from them."""
        found = set(states)
        waiting = list(found)
        while waiting:
            for state in self.epsilon[waiting.pop()]:
                if state not in found:
                    found.add(state)
                    waiting.append(state)
        return frozenset(found)


class Nfa(msgspec.Struct, frozen=True):
    """Where to start and where to end; ``prefix`` is what all words begin with, if it is known."""

    transitions: Transitions
    start: int
    ends: frozenset[int]
    prefix: str = ""


class Matcher:
    """Says of one word after another whether a machine covers it, in time linear in the word.

    What a set of states leads to is remembered.
    """

    def __init__(self, machine: Nfa) -> None:
        """Begin with nothing remembered."""
        self._machine = machine
        self._first = machine.transitions.closure([machine.start])
        self._after: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def accepts(self, word: str) -> bool:
        """Whether the machine covers the whole word."""
        states = self._first
        for character in word:
            key = (states, character)
            after = self._after.get(key)
            if after is None:
                if len(self._after) >= _KEPT_MAX:
                    self._after.clear()
                after = self._after[key] = self._moved(states, ord(character))
            states = after
            if not states:
                return False
        return not states.isdisjoint(self._machine.ends)

    def _moved(self, states: frozenset[int], character: int) -> frozenset[int]:
        nfa = self._machine.transitions
        return nfa.closure(
            end
            for state in states
            for ranges, end in nfa.edges[state]
            if any(low <= character <= high for low, high in ranges)
        )


def regex_nfa(pattern: Pattern, fold: Fold, prefix: str = "") -> Nfa:
    """The machine of a pattern; ``prefix`` is what all its words begin with, if that is known."""
    nfa = Transitions(fold)
    start = nfa.state()
    return Nfa(nfa, start, frozenset({nfa.add(start, pattern)}), prefix)


def wildcard_nfa(text: str, fold: Fold) -> Nfa:
    """The machine of ``organi?ation*``. Folded words hold no hyphens and apostrophes."""
    bare = "".join(letter for letter in text if fold(letter) not in ("-", "'"))
    first = min(bare.find(sign) % (len(bare) + 1) for sign in "*?")
    return regex_nfa(regex.wildcard(bare), fold, "".join(map(fold, bare[:first])))


def levenshtein_nfa(word: str, edits: int, prefix: int = 0) -> Nfa:
    """Words that so many changes, or fewer, turn into ``word``: optimal string alignment.

    The first ``prefix`` letters have to be the same.
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
