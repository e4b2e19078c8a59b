"""Leaves that stand for many words of the dictionary: which words, in every segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search import analysis, ranking
from asean_search.engine.whoosh.query import automaton, expansion, limits
from asean_search.engine.whoosh.query.limits import Limits
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.engine.whoosh.query.term import Occurrences
from asean_search.engine.whoosh.store import ranges
from asean_search.engine.whoosh.store.dictionary import NOT_SHARED
from asean_search.query import dfa, nodes, regex, unparse

if TYPE_CHECKING:
    from asean_search.engine.whoosh.query.compile import Compiler
    from asean_search.engine.whoosh.store.postings import Group

Array = np.ndarray[Any, np.dtype[Any]]

Expanded = nodes.Prefix | nodes.Wildcard | nodes.Regex | nodes.Fuzzy


def group_of_words(
    compiler: Compiler, node: nodes.Text, words_of: Callable[[int], Array]
) -> Occurrences:
    """Any of some words, as one; ``words_of`` gives their numbers in a segment."""
    gathered = {
        view.number: expansion.gather(view, words_of(view.number)) for view in compiler.views
    }
    facts = _facts(list(gathered.values()), compiler.fields)
    return Occurrences(
        lambda view, _: expansion.together(view, gathered[view.number]),
        lambda view: sum(len(docs) for docs, _ in gathered[view.number]),
        compiler.fields,
        compiler.worth(node, [facts]),
        compiler.weighting,
    )


def _facts(gathered: Sequence[expansion.Gathered], fields: Sequence[str]) -> ranking.TermStatistics:
    """What is known of a group of words, from the frequencies of each in each document."""
    documents, occurrences = [0], 0.0
    for field in fields:
        found = [each[FIELD_NUMBERS[field]] for each in gathered]
        documents.append(sum(len(docs) for docs, _ in found))
        occurrences += sum(float(frequency.sum()) for _, frequency in found)
    return ranking.TermStatistics(max(documents), occurrences)


def words_of(node: Expanded, views: Sequence[View], limits_: Limits) -> Mapping[int, Array]:
    """For every segment the numbers of the words that the leaf stands for."""
    found = _all_words(node, views)
    if sum(map(len, found.values())) <= limits.WORDS_MAX:
        return found
    return _most_frequent(node, views, found, limits_)


def _all_words(node: Expanded, views: Sequence[View]) -> dict[int, Array]:
    if isinstance(node, nodes.Prefix):
        prefix = analysis.fold_prefix(node.text)
        if not prefix:
            return {view.number: np.zeros(0, np.int64) for view in views}
        return {view.number: expansion.prefix_words(view, prefix) for view in views}
    if isinstance(node, nodes.Wildcard):
        machine = dfa.wildcard_nfa(node.text, analysis.fold)
    elif isinstance(node, nodes.Regex):
        machine = dfa.regex_nfa(regex.regex(node.text), analysis.fold)
    else:
        word = analysis.fold_prefix(node.text)
        machine = dfa.levenshtein_nfa(word, node.edits, dfa.FUZZY_PREFIX)
    words = automaton.determined(machine)
    return {view.number: automaton.matching(words, view.words.dictionary) for view in views}


def _most_frequent(
    node: Expanded, views: Sequence[View], found: Mapping[int, Array], limits_: Limits
) -> Mapping[int, Array]:
    """Those words that occur in most documents; ties in the order of the alphabet."""
    documents: Counter[bytes] = Counter()
    names: dict[int, list[bytes]] = {}
    for view in views:
        numbers = found[view.number]
        names[view.number] = list(view.words.dictionary.at(numbers.tolist()))
        for name, count in zip(names[view.number], frequencies(view, numbers), strict=True):
            documents[name] += count
    there = [name for name, count in documents.items() if count]
    if len(there) <= limits.WORDS_MAX:
        return found
    limits_.cut(
        f"{unparse(node)} stands for {len(there):,} words: only the {limits.WORDS_MAX:,} "
        "that most documents have were looked for"
    )
    chosen = set(sorted(there, key=lambda name: (-documents[name], name))[: limits.WORDS_MAX])
    return {
        number: numbers[np.array([name in chosen for name in names[number]], bool)]
        for number, numbers in found.items()
    }


def frequencies(view: View, words: Array) -> list[int]:
    """In how many documents of a segment each word is, in any field."""
    group = view.words
    shared = None if group.shared is None else group.shared.take(words)
    counts = _posting_counts(view, group, words)
    if shared is not None:
        elsewhere = np.flatnonzero(shared != NOT_SHARED)
        terms = shared[elsewhere].astype(np.int64)
        counts[elsewhere] = _posting_counts(view, view.text, terms)
    return list(counts.tolist())


def _posting_counts(view: View, group: Group, terms: Array) -> Array:
    """In how many documents that live each of some terms at home in a group is."""
    if view.alive is None:
        return group.starts.take(terms + 1) - group.starts.take(terms)
    docs, _, counts = group.docs_of(terms)
    return ranges.sums(view.alive.take(docs), counts.cumsum())
