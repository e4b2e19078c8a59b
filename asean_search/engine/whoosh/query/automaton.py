"""Word patterns as deterministic automata that run over a whole dictionary at once.

All words advance by one character a step, in arrays: the time is linear in the characters of the
dictionary, whatever the pattern (measured: 50,000 words of Reuters in 6 ms).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.errors import RequestError
from asean_search.query.dfa import Nfa, Ranges
from asean_search.query.regex import ANY

STATES_MAX = 3000
_BLOCK = 1 << 16
_TABLE = 1 << 16
_DEAD = 0
_LAST = ANY.ranges[0][1]


class Automaton(msgspec.Struct, frozen=True):
    """``table[state, class]`` is the next state: 0 is a dead end, 1 the initial state.

    ``classes[i]`` is the first code point of the i-th class: its characters lead to the same
    states. Every accepted word starts with ``prefix``.
    """

    table: Array
    accepts: Array
    classes: Array
    prefix: str = ""


def determined(machine: Nfa) -> Automaton:
    """The automaton of a machine: its sets of states become states.

    Raises:
        RequestError: It would have more than ``STATES_MAX`` states.
    """
    nfa = machine.transitions
    edges = {0, *(edge for moves in nfa.edges for ranges, _ in moves for edge in _edges(ranges))}
    classes = sorted(edges)
    number = {edge: place for place, edge in enumerate(classes)}
    leads = [
        [(number[low], number.get(high + 1, len(classes)), end) for low, high, end in _flat(moves)]
        for moves in nfa.edges
    ]
    first = nfa.closure([machine.start])
    numbers: dict[frozenset[int], int] = {frozenset(): _DEAD, first: 1}
    waiting = [first]
    rows = [[_DEAD] * len(classes), []]
    while waiting:
        states = waiting.pop()
        targets: list[set[int]] = [set() for _ in classes]
        for state in states:
            for low, high, end in leads[state]:
                for place in range(low, high):
                    targets[place].add(end)
        row = []
        known: dict[frozenset[int], int] = {}
        for target in targets:
            raw = frozenset(target)
            if raw not in known:
                after = nfa.closure(raw)
                if after not in numbers:
                    numbers[after] = len(numbers)
                    rows.append([])
                    waiting.append(after)
                known[raw] = numbers[after]
            row.append(known[raw])
        rows[numbers[states]] = row
        if len(numbers) > STATES_MAX:
            raise RequestError(
                "the pattern can be matched in too many ways",
                hint="Write it with fewer repetitions and alternatives.",
            )
    accepts = np.array([not machine.ends.isdisjoint(states) for states in numbers])
    return Automaton(np.array(rows, np.int32), accepts, np.array(classes, np.int64), machine.prefix)


def _edges(ranges: Ranges) -> Iterator[int]:
    for low, high in ranges:
        yield low
        if high < _LAST:
            yield high + 1


def _flat(moves: Sequence[tuple[Ranges, int]]) -> Iterator[tuple[int, int, int]]:
    return ((low, high, end) for ranges, end in moves for low, high in ranges)


def matching(automaton: Automaton, dictionary: Dictionary) -> Array:
    """The numbers of the dictionary's terms that the automaton accepts, in order."""
    if automaton.prefix:
        first, end = dictionary.prefix_range(automaton.prefix.encode("utf-8", "surrogatepass"))
    else:
        first, end = 0, len(dictionary)
    lookup = automaton.classes.searchsorted(np.arange(_TABLE), "right") - 1
    found = [np.zeros(0, np.int64)]
    for block in range(first, end, _BLOCK):
        characters, starts = _characters(dictionary, block, min(block + _BLOCK, end))
        classes = lookup.take(np.minimum(characters, _TABLE - 1))
        if len(characters) and int(characters.max()) >= _TABLE:
            rare = np.flatnonzero(characters >= _TABLE)
            classes[rare] = automaton.classes.searchsorted(characters[rare], "right") - 1
        found.append(block + _run(automaton, classes, starts))
    return np.concatenate(found)


def _characters(dictionary: Dictionary, first: int, end: int) -> tuple[Array, Array]:
    """The code points of some terms, one after another; the start of each term, and the end."""
    blob, places = dictionary.encoded(first, end)
    data = np.frombuffer(blob, np.uint8)
    starts = np.asarray(places).astype(np.int64)
    starts -= starts[0]
    if blob.isascii():
        return data.astype(np.intp), starts
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])  # noqa: PLR2004 - not a continuing byte
    text = blob.decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
    return np.frombuffer(text, np.uint32).astype(np.intp), before.take(starts)


def _run(automaton: Automaton, classes: Array, starts: Array) -> Array:
    """The indices of the accepted words."""
    accepted = np.zeros(len(starts) - 1, bool)
    which = np.arange(len(accepted))
    at, end = starts[:-1], starts[1:]
    state = np.ones(len(which), np.int64)
    width = automaton.table.shape[1]
    table = automaton.table.ravel()
    while len(which):
        over = at == end
        if over.any():
            accepted[which[over]] = automaton.accepts.take(state[over])
            going = np.flatnonzero(~over)
            which, at, end = which.take(going), at.take(going), end.take(going)
            state = state.take(going)
        state = table.take(state * width + classes.take(at))
        going = np.flatnonzero(state)
        which, end = which.take(going), end.take(going)
        at, state = at.take(going) + 1, state.take(going).astype(np.int64)
    return np.flatnonzero(accepted)
