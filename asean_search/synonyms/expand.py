"""Adds synonyms to the words and phrases of a query: aliases from a table, learned acronyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

import msgspec
from msgspec.structs import replace

from asean_search import analysis
from asean_search.analysis.stopwords import is_stop_word
from asean_search.model import Acronym, Synonym
from asean_search.query import asserted, walk
from asean_search.query.nodes import (
    And,
    Boost,
    Everything,
    Exact,
    Filters,
    InField,
    MultiTerm,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Word,
    assert_never,
)
from asean_search.synonyms.table import Key, SynonymGroup, SynonymTable

ACRONYM_WEIGHT = 0.5
"""The weight of an occurrence of a name that the archive itself defines."""

NAME_WORDS_MAX = 10
"""Longer names are not recognised in a query."""

Learned = Callable[[Collection[str]], Sequence[Acronym]]
"""The acronyms of an index with given keys: ``engine.interface.Words.acronyms``."""

_ACRONYM_MAX = 5


def expand(tree: Node, table: SynonymTable, learned: Learned | None = None) -> Node:
    """The tree with the synonyms of its words and phrases in their ``synonyms``.

    Nothing below a Not changes: an exclusion excludes only what was typed. Each unquoted word of a
    name of several words gets the name's synonyms, because each is searched by itself.

    Args:
        tree: A parsed query. Its text and its canonical form do not change.
        table: The aliases.
        learned: Gives the acronyms that the archive defines, by their keys.
    """
    if _is_all_capitals(tree):
        tree = _lowered(tree)
    if learned:
        keys = _keys(tree)
        found = [
            each
            for each in (analysis.usual_meanings(learned(keys)) if keys else [])
            # "the" does not mean Times Higher Education (THE), nor "who" the WHO.
            if each.short in analysis.CAPITALS or not is_stop_word(each.short)
        ]
        if found:
            pairs = (SynonymGroup((a.short, a.long), ACRONYM_WEIGHT, "acronym") for a in found)
            table = SynonymTable(pairs, before=table)
    return _Expander(table).expanded(tree)


def name_keys(tree: Node) -> set[str]:
    """The keys of every run of words that may be a name: those that ``expand`` asks ``learned``."""
    return _keys(_lowered(tree) if _is_all_capitals(tree) else tree)


def _keys(tree: Node) -> set[str]:
    return {" ".join(key) for row in _rows(tree) for _, _, key in _spans(row)}


class _Expander(msgspec.Struct, frozen=True):
    """Adds synonyms to the words and phrases of a tree."""

    table: SynonymTable

    def expanded(self, node: Node) -> Node:
        if isinstance(node, And):
            return And(tuple(self._in_a_row(node.nodes)))
        if isinstance(node, Or | InField | Scope | Boost):
            return node.with_children(map(self.expanded, node.children))
        if isinstance(node, Word):
            return self._words([node])[0]
        if isinstance(node, Phrase):
            found = self._found(_query_terms([node]))
            synonyms = (replace(each, first=first, after=after) for first, after, each in found)
            return replace(node, synonyms=tuple(synonyms))
        if isinstance(node, Not | MultiTerm | Near | Exact | Everything | Filters):
            return node
        return assert_never(node)

    def _in_a_row(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """The nodes of an And; words that follow one another may form a name together."""
        for words, others in _runs(nodes):
            yield from self._words(words)
            yield from map(self.expanded, others)

    def _words(self, words: Sequence[Word]) -> list[Word]:
        query_terms = _query_terms(words)
        synonyms: list[list[Synonym]] = [[] for _ in words]
        for first, after, synonym in self._found(query_terms):
            for place in range(first, after):
                owner, number, _ = query_terms[place]
                synonyms[owner].append(replace(synonym, first=number, after=number + 1))
        return [
            replace(word, synonyms=tuple(each)) for word, each in zip(words, synonyms, strict=True)
        ]

    def _found(self, query_terms: Sequence[_QueryTermKey]) -> Iterator[tuple[int, int, Synonym]]:
        """Each name among the query terms with its synonyms; of overlapping names the longest."""
        done = 0
        by_start: dict[int, list[tuple[int, Key]]] = defaultdict(list)
        for first, after, key in _spans(query_terms):
            by_start[first].append((after, key))
        for first in sorted(by_start):
            if first < done:
                continue
            for after, key in sorted(by_start[first], reverse=True):
                if synonyms := self.table.synonyms(key):
                    yield from ((first, after, synonym) for synonym in synonyms)
                    done = after
                    break


_QueryTermKey = tuple[int, int, Key]
"""The number of a query term's leaf, its own number in the leaf, and its words."""


def _query_terms(leaves: Sequence[Word | Phrase]) -> list[_QueryTermKey]:
    """The query terms of consecutive leaves."""
    return [
        (owner, number, words)
        for owner, leaf in enumerate(leaves)
        for number, words in enumerate(analysis.name_words(leaf.text))
    ]


def _spans(query_terms: Sequence[_QueryTermKey]) -> Iterator[tuple[int, int, Key]]:
    """Every run of query terms short enough for a name: its bounds and its key."""
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


def _runs(nodes: Sequence[Node]) -> Iterator[tuple[list[Word], list[Node]]]:
    """The nodes in order, in runs: the words of a run, or its other nodes."""
    for is_word, run in groupby(nodes, lambda node: isinstance(node, Word)):
        several = list(run)
        words = [node for node in several if isinstance(node, Word)]
        yield words, [] if is_word else several


def _rows(node: Node) -> Iterator[list[_QueryTermKey]]:
    """The query terms of each row of words and of each phrase that may have synonyms."""
    if isinstance(node, And):
        for words, others in _runs(node.nodes):
            if words:
                yield _query_terms(words)
            for each in others:
                yield from _rows(each)
    elif isinstance(node, Word | Phrase):
        yield _query_terms([node])
    elif not isinstance(node, Not):
        for each in node.children:
            yield from _rows(each)


def synonyms_in(tree: Node) -> tuple[Synonym, ...]:
    """The synonyms of an expanded tree, each once for every name that it replaces."""
    found: dict[tuple[str, str], Synonym] = {}
    for node in walk(tree):
        for synonym in node.synonyms if isinstance(node, Word | Phrase) else ():
            found.setdefault((synonym.of, synonym.text), synonym)
    return tuple(found.values())


def _is_all_capitals(tree: Node) -> bool:
    """Whether a query is in capitals throughout: then they do not prove that US is a name."""
    texts = (node.text for node in asserted(tree) if isinstance(node, Word | Phrase))
    words = " ".join(texts).split()
    return all(word == word.upper() for word in words) and any(
        len(word) > _ACRONYM_MAX and word.isalpha() and word != word.lower() for word in words
    )


def _lowered(node: Node) -> Node:
    if isinstance(node, Word | Phrase):
        return replace(node, text=node.text.lower())
    return node if isinstance(node, Not) else node.with_children(map(_lowered, node.children))
