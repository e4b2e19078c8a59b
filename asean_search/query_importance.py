"""What a query says, before any index is asked: how many words, and which say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from asean_search import analysis, query
from asean_search.analysis.stopwords import language_of_query
from asean_search.analysis.stopwords import stop_words as function_words_of
from asean_search.analysis.token import QueryTerm
from asean_search.query.nodes import (
    EXPANDED,
    LEAVES,
    And,
    Boost,
    InField,
    Node,
    Not,
    Or,
    Word,
)
from asean_search.query.transform import below


class Question(msgspec.Struct, frozen=True):
    """``words`` is how many different words say something.

    ``stop_words`` are the texts of the others, such as *the*. It is empty where there is no
    other word: then they are what is asked for.
    """

    words: int
    stop_words: frozenset[str]


_NO_WORDS: frozenset[str] = frozenset()


def read(tree: Node) -> Question:
    """Take a query apart. What stands under a Not says nothing here."""
    if isinstance(tree, Word) and tree.text.casefold() not in function_words_of():
        return Question(len(set(analysis.query_terms(tree.text))), _NO_WORDS)
    leaves = [leaf for _, leaf in query.scoring_leaves(tree)]
    texts = [leaf.text for leaf in leaves if isinstance(leaf, Word)]
    capitals_tell = any(text != text.upper() for text in texts)
    silent = function_words_of(language_of_query(texts))
    stop_words = frozenset(
        text for text in texts if _says_nothing(text, silent, capitals_tell=capitals_tell)
    )
    saying: set[QueryTerm | Node] = set()
    for leaf in leaves:
        if isinstance(leaf, EXPANDED):
            saying.add(leaf)
        elif not isinstance(leaf, Word) or leaf.text not in stop_words:
            saying.update(analysis.query_terms(leaf.text))
    if not saying:
        return Question(len(stop_words), _NO_WORDS)
    return Question(len(saying), stop_words)


def _says_nothing(text: str, silent: frozenset[str], *, capitals_tell: bool) -> bool:
    """Whether a word is one of the stop words. *US*, *WHO* and *IT* in capitals are names.

    ``capitals_tell`` is false where the whole query is in capitals.
    """
    is_name = capitals_tell and len(text) > 1 and text.isupper()
    return text.casefold() in silent and not is_name


def closest(tree: Node) -> Node | None:
    """What the documents that have only some of the words match, or None: there are no such.

    Nothing is found for the sake of *the* alone, and a word that the query says twice counts
    twice.
    """
    relaxed = query.relax(tree)
    if relaxed is None:
        return None
    silent = read(tree).stop_words
    times = Counter(_said(tree))
    return _telling(relaxed, silent, times)


def _telling(tree: Node, silent: frozenset[str], times: Counter[Node]) -> Node | None:
    if isinstance(tree, LEAVES):
        if isinstance(tree, Word) and tree.text in silent:
            return None
        return Boost(tree, float(times[tree])) if times[tree] > 1 else tree
    if isinstance(tree, Or | And):
        nodes = [_telling(node, silent, times) for node in tree.nodes]
        kept = tuple(node for node in nodes if node)
        return None if not kept else kept[0] if len(kept) == 1 else type(tree)(kept)
    if isinstance(tree, InField | Boost):
        inner = _telling(tree.node, silent, times)
        return replace(tree, node=inner) if inner else None
    return tree


def _said(tree: Node) -> Iterator[Node]:
    """The words of a query, each as often as it is said."""
    if isinstance(tree, LEAVES):
        yield tree
    elif not isinstance(tree, Not):
        for node in below(tree):
            yield from _said(node)
