"""A query with the other names of its words and phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from asean_search import analysis
from asean_search.analysis.stopwords import is_stop_word
from asean_search.model import Acronym, Synonym
from asean_search.query import below
from asean_search.query.nodes import (
    And,
    AtLeast,
    Boost,
    InField,
    Lead,
    Node,
    Or,
    Phrase,
    Same,
    Word,
)
from asean_search.synonyms.table import Alias, Aliases, Key

ACRONYM_WEIGHT = 0.5
"""What an occurrence of a name that the archive itself defines counts for."""

NAME_WORDS_MAX = 10
"""Longer names are not looked for in a query."""

Learned = Callable[[Collection[str]], Sequence[Acronym]]
"""What an index has learned of names, given by their keys: ``engine.interface.Index.acronyms``."""

_ACRONYM_MAX = 5

_OVER_ONE = (InField, AtLeast, Lead, Same, Boost)
"""Nodes over one node, whose words and phrases have other names like any."""


def expand(tree: Node, table: Aliases, learned: Learned | None = None) -> Node:
    """The tree with the other names of its words and phrases in their ``also``.

    Nothing below a Not is changed: what is excluded is excluded as it is written. A name of
    several words that are not quoted is given to each of them, for each is looked for alone.

    Args:
        tree: A query as it was parsed. Its text and its canonical form stay what they are.
        table: The aliases.
        learned: Gives the acronyms that the archive defines, by their keys.
    """
    if _is_shouted(tree):
        tree = _lowered(tree)
    if learned:
        keys = {" ".join(key) for row in _rows(tree) for _, _, key in _spans(row)}
        found = [
            each
            for each in (analysis.senses(learned(keys)) if keys else [])
            # "the" is no query about Times Higher Education (THE), nor "who" one about WHO.
            if each.short in analysis.CAPITALS or not is_stop_word(each.short)
        ]
        if found:
            pairs = (Alias((a.short, a.long), ACRONYM_WEIGHT, "acronym") for a in found)
            table = Aliases(pairs, before=table)
    return _Expander(table).expanded(tree)


class _Expander(msgspec.Struct, frozen=True):
    """Gives the words and phrases of a tree their other names."""

    table: Aliases

    def expanded(self, node: Node) -> Node:
        if isinstance(node, And):
            return And(tuple(self._in_a_row(node.nodes)))
        if isinstance(node, Or):
            return Or(tuple(self.expanded(each) for each in node.nodes))
        if isinstance(node, _OVER_ONE):
            return replace(node, node=self.expanded(node.node))
        if isinstance(node, Word):
            return self._words([node])[0]
        if isinstance(node, Phrase):
            found = self._found(_query_terms([node]))
            also = [replace(a, first=first, after=after) for first, after, a in found]
            return replace(node, synonyms=tuple(also))
        return node

    def _in_a_row(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """Words that follow one another may make a name together."""
        waiting: list[Word] = []
        for node in nodes:
            if isinstance(node, Word):
                waiting.append(node)
                continue
            yield from self._words(waiting)
            waiting = []
            yield self.expanded(node)
        yield from self._words(waiting)

    def _words(self, words: Sequence[Word]) -> list[Word]:
        query_terms = _query_terms(words)
        synonyms: list[list[Synonym]] = [[] for _ in words]
        for first, after, other in self._found(query_terms):
            for place in range(first, after):
                owner, number, _ = query_terms[place]
                synonyms[owner].append(replace(other, first=number, after=number + 1))
        return [
            replace(word, synonyms=tuple(each)) for word, each in zip(words, synonyms, strict=True)
        ]

    def _found(self, query_terms: Sequence[_Slot]) -> Iterator[tuple[int, int, Synonym]]:
        """The names among the query terms, the longest first where they overlap, and their others."""
        done = 0
        by_start: dict[int, list[tuple[int, Key]]] = defaultdict(list)
        for first, after, key in _spans(query_terms):
            by_start[first].append((after, key))
        for first in sorted(by_start):
            if first < done:
                continue
            for after, key in sorted(by_start[first], reverse=True):
                others = self.table.others(key)
                if others:
                    yield from ((first, after, other) for other in others)
                    done = after
                    break


_Slot = tuple[int, int, Key]
"""Which leaf a query term is of, its number there, and the words in it."""


def _query_terms(leaves: Sequence[Word | Phrase]) -> list[_Slot]:
    """The query terms of leaves that follow one another."""
    return [
        (owner, number, words)
        for owner, leaf in enumerate(leaves)
        for number, words in enumerate(analysis.names(leaf.text))
    ]


def _spans(query_terms: Sequence[_Slot]) -> Iterator[tuple[int, int, Key]]:
    """Every run of query terms that is short enough to be a name: its bounds and its key."""
    for first in range(len(query_terms)):
        key: Key = ()
        for after in range(first + 1, len(query_terms) + 1):
            words = query_terms[after - 1][2]
            key += words
            if len(key) > NAME_WORDS_MAX:
                break
            yield first, after, key
            if after == first + 1 and len(words) > 1:
                yield first, after, ("".join(words),)


def _rows(node: Node) -> Iterator[list[_Slot]]:
    """The query terms of each row of words and of each phrase that may be expanded."""
    if isinstance(node, And):
        row: list[Word] = []
        for each in node.nodes:
            if isinstance(each, Word):
                row.append(each)
                continue
            if row:
                yield _query_terms(row)
            row = []
            yield from _rows(each)
        if row:
            yield _query_terms(row)
    elif isinstance(node, Or):
        for each in node.nodes:
            yield from _rows(each)
    elif isinstance(node, _OVER_ONE):
        yield from _rows(node.node)
    elif isinstance(node, Word | Phrase):
        yield _query_terms([node])


def names_in(tree: Node) -> tuple[Synonym, ...]:
    """The other names in an expanded tree, each once for every name that it stands for."""
    found: dict[tuple[str, str], Synonym] = {}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        for also in node.synonyms if isinstance(node, Word | Phrase) else ():
            found.setdefault((also.of, also.text), also)
        waiting += reversed(below(node))
    return tuple(found.values())


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, And | Or):
        for each in node.nodes:
            yield from _texts(each)
    elif isinstance(node, _OVER_ONE):
        yield from _texts(node.node)
    elif isinstance(node, Word | Phrase):
        yield node.text


def _is_shouted(tree: Node) -> bool:
    """Whether a query is typed in capitals throughout: then they do not say that US is a name."""
    words = " ".join(_texts(tree)).split()
    return all(word == word.upper() for word in words) and any(
        len(word) > _ACRONYM_MAX and word.isalpha() and word != word.lower() for word in words
    )


def _lowered(node: Node) -> Node:
    if isinstance(node, And | Or):
        return type(node)(tuple(_lowered(each) for each in node.nodes))
    if isinstance(node, _OVER_ONE):
        return replace(node, node=_lowered(node.node))
    if isinstance(node, Word | Phrase):
        return replace(node, text=node.text.lower())
    return node
