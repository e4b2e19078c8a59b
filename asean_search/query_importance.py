"""The importance of a query's words, without an index: informative terms and stop words."""

from __future__ import annotations

from collections import Counter

import msgspec

from asean_search import analysis, query
from asean_search.analysis.stopwords import language_of_query, stop_words
from asean_search.analysis.token import QueryTerm
from asean_search.query.nodes import (
    And,
    Boost,
    Everything,
    Filters,
    InField,
    MultiTerm,
    Node,
    Not,
    Or,
    Scope,
    Text,
    Word,
    assert_never,
)


class QueryWords(msgspec.Struct, frozen=True):
    """``informative`` is the number of different informative terms.

    ``stop_words`` are the texts of the other words, such as *the*. It is empty where a query has
    no informative term: then the stop words are the subject.
    """

    informative: int
    stop_words: frozenset[str]


_NO_WORDS: frozenset[str] = frozenset()


def words_of(tree: Node) -> QueryWords:
    """The informative terms and stop words of a query; those under a Not do not count."""
    if isinstance(tree, Word) and tree.text.casefold() not in stop_words():
        return QueryWords(len(set(analysis.query_terms(tree.text))), _NO_WORDS)
    leaves = [leaf for _, leaf in query.scoring_leaves(tree)]
    texts = [leaf.text for leaf in leaves if isinstance(leaf, Word)]
    has_case = any(text != text.upper() for text in texts)
    known = stop_words(language_of_query(texts))
    stops = frozenset(text for text in texts if _is_stop_word(text, known, has_case=has_case))
    informative: set[QueryTerm | Node] = set()
    for leaf in leaves:
        if isinstance(leaf, MultiTerm):
            informative.add(leaf)
        elif not isinstance(leaf, Word) or leaf.text not in stops:
            informative.update(analysis.query_terms(leaf.text))
    if not informative:
        return QueryWords(len(stops), _NO_WORDS)
    return QueryWords(len(informative), stops)


def _is_stop_word(text: str, known: frozenset[str], *, has_case: bool) -> bool:
    """Whether a word is one of the known stop words. *US*, *WHO* and *IT* in capitals are names.

    ``has_case`` is false where the whole query is in capitals: then they prove nothing.
    """
    is_name = has_case and len(text) > 1 and text.isupper()
    return text.casefold() in known and not is_name


def partial_query(tree: Node) -> Node | None:
    """The tree that partial hits match, or None when there can be none.

    No document is offered for the sake of *the* alone, and a word that the query repeats counts
    as often.
    """
    relaxed = query.relax(tree)
    if relaxed is None:
        return None
    leaves = Counter(node for node in query.asserted(tree) if isinstance(node, Text))
    return _informative(relaxed, words_of(tree).stop_words, leaves)


def _informative(tree: Node, stops: frozenset[str], times: Counter[Text]) -> Node | None:
    """The tree without stop words, each leaf weighted by its number in the query."""
    if isinstance(tree, Text):
        if isinstance(tree, Word) and tree.text in stops:
            return None
        return Boost(tree, float(times[tree])) if times[tree] > 1 else tree
    if isinstance(tree, Or | And):
        nodes = [_informative(node, stops, times) for node in tree.nodes]
        kept = [node for node in nodes if node]
        return None if not kept else kept[0] if len(kept) == 1 else tree.with_children(kept)
    if isinstance(tree, InField | Boost):
        inner = _informative(tree.node, stops, times)
        return tree.with_children([inner]) if inner else None
    if isinstance(tree, Scope | Not | Everything | Filters):
        return tree
    return assert_never(tree)
