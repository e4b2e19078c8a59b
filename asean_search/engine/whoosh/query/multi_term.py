"""Leaves that stand for many words (prefix, wildcard, regular expression, fuzzy) as one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from asean_search import analysis, ranking
from asean_search.engine.interface import SpellingCandidate
from asean_search.engine.whoosh.fields import FIELD_NUMBERS, to_bytes, to_text
from asean_search.engine.whoosh.query import automaton, sorted_sets
from asean_search.engine.whoosh.query.context import Context, Limits
from asean_search.engine.whoosh.query.postings import FIELDS, Postings, SummedPostings
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import NO_DOCS, Array
from asean_search.engine.whoosh.query.term import TermQuery
from asean_search.engine.whoosh.spelling import edits_max, nearest
from asean_search.engine.whoosh.store import integers
from asean_search.engine.whoosh.store.dictionary import NOT_SHARED
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.query import dfa, nodes, regex, unparse

FieldPostings = Sequence[tuple[Array, Array]]
"""By field, the documents and frequencies of the postings of some words, word after word."""

WORDS_MAX = 10_000
"""The most words that a leaf stands for; of more, those of most documents are kept."""

_MARKS_PER_SEARCH = 16


def compile_multi_term(context: Context, node: nodes.MultiTerm) -> TermQuery:
    """All words that the leaf stands for, weighted as one word."""
    return union_of_words(context, node, _words_of(context, node))


def union_of_words(context: Context, node: nodes.Text, words: Mapping[int, Array]) -> TermQuery:
    """Any of some unstemmed words; ``words`` holds their numbers by segment number."""
    found = {
        reader.number: word_postings(reader, words[reader.number]) for reader in context.readers
    }
    return TermQuery(
        lambda reader, _: union(reader, found[reader.number]),
        lambda reader: sum(len(docs) for docs, _ in found[reader.number]),
        context.fields,
        context.term_weight(node, [_statistics(list(found.values()), context.fields)]),
        context.similarity,
    )


def _statistics(found: Sequence[FieldPostings], fields: Sequence[str]) -> ranking.TermStatistics:
    """The statistics of a group of words, each word of a document counted."""
    documents, occurrences = [0], 0.0
    for field in fields:
        pairs = [each[FIELD_NUMBERS[field]] for each in found]
        documents.append(sum(len(docs) for docs, _ in pairs))
        occurrences += sum(float(frequency.sum()) for _, frequency in pairs)
    return ranking.TermStatistics(max(documents), occurrences)


def _words_of(context: Context, node: nodes.MultiTerm) -> Mapping[int, Array]:
    """The numbers of the words that the leaf stands for, by segment number."""
    found = _all_words(node, context.readers)
    if sum(map(len, found.values())) <= WORDS_MAX:
        return found
    return _most_frequent(node, context.readers, found, context.limits)


def _all_words(node: nodes.MultiTerm, readers: Sequence[SegmentReader]) -> dict[int, Array]:
    if isinstance(node, nodes.Prefix):
        prefix = to_bytes(analysis.fold_prefix(node.text))
        ranges_ = {each.number: each.words.dictionary.prefix_range(prefix) for each in readers}
        return {
            number: np.arange(*found if prefix else (0, 0)) for number, found in ranges_.items()
        }
    if isinstance(node, nodes.Wildcard):
        machine = dfa.wildcard_nfa(node.text, analysis.fold)
    elif isinstance(node, nodes.Regex):
        machine = dfa.regex_nfa(regex.regex(node.text), analysis.fold)
    elif isinstance(node, nodes.Fuzzy):
        word = analysis.fold_prefix(node.text)
        machine = dfa.levenshtein_nfa(word, node.edits, dfa.FUZZY_PREFIX)
    else:
        nodes.assert_never(node)
    words = automaton.determined(machine)
    return {each.number: automaton.matching(words, each.words.dictionary) for each in readers}


def _most_frequent(
    node: nodes.MultiTerm,
    readers: Sequence[SegmentReader],
    found: Mapping[int, Array],
    limits: Limits,
) -> Mapping[int, Array]:
    """The ``WORDS_MAX`` words that occur in most documents; ties in alphabetical order."""
    documents: Counter[bytes] = Counter()
    names: dict[int, list[bytes]] = {}
    for reader in readers:
        numbers = found[reader.number]
        names[reader.number] = list(reader.words.dictionary.at(numbers.tolist()))
        for name, count in zip(names[reader.number], _frequencies(reader, numbers), strict=True):
            documents[name] += count
    living = [name for name, count in documents.items() if count]
    if len(living) <= WORDS_MAX:
        return found
    limits.add_reached(
        f"{unparse(node)} matches {len(living):,} words: only the {WORDS_MAX:,} words "
        "found in most documents were searched"
    )
    chosen = set(sorted(living, key=lambda name: (-documents[name], name))[:WORDS_MAX])
    return {
        number: numbers[np.array([name in chosen for name in names[number]], bool)]
        for number, numbers in found.items()
    }


def _frequencies(reader: SegmentReader, words: Array) -> list[int]:
    """The number of live documents of each word, in any field."""
    group = reader.words
    shared = None if group.shared is None else group.shared.take(words)
    counts = _posting_counts(reader, group, words)
    if shared is not None:
        elsewhere = np.flatnonzero(shared != NOT_SHARED)
        terms = shared[elsewhere].astype(np.int64)
        counts[elsewhere] = _posting_counts(reader, reader.text, terms)
    return list(counts.tolist())


def _posting_counts(reader: SegmentReader, group: PostingsReader, terms: Array) -> Array:
    """The number of live documents of each term that has its postings in ``group``."""
    if reader.alive is None:
        return group.starts.take(terms + 1) - group.starts.take(terms)
    docs, _, counts = group.docs_of(terms)
    return integers.slice_sums(reader.alive.take(docs), counts.cumsum())


def word_postings(reader: SegmentReader, words: Array) -> FieldPostings:
    """All postings of the unstemmed words with these numbers."""
    group = reader.words
    shared = None if group.shared is None else group.shared.take(words)
    own = words if shared is None else words[shared == NOT_SHARED]
    homes = [(group, own)]
    if shared is not None:
        homes.append((reader.text, shared[shared != NOT_SHARED].astype(np.int64)))
    found: list[list[tuple[Array, Array]]] = [[] for _ in range(FIELDS)]
    for home, terms in homes:
        if len(terms):
            for field, pair in enumerate(_home_postings(reader, home, terms)):
                if len(pair[0]):
                    found[field].append(pair)
    return [_joined(pairs) for pairs in found]


def _home_postings(
    reader: SegmentReader, home: PostingsReader, terms: Array
) -> list[tuple[Array, Array]]:
    docs, places, _ = home.docs_of(terms)
    docs = docs.astype(np.intp)
    if reader.alive is not None:
        alive = reader.alive.take(docs).nonzero()[0]
        docs, places = docs.take(alive), places.take(alive)
    return [
        (docs if rows is None else docs.take(rows), frequency)
        for rows, frequency in home.frequencies_at(places)
    ]


def _joined(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    if not pairs:
        return NO_DOCS, np.zeros(0)
    if len(pairs) == 1:
        return pairs[0]
    docs, frequencies = zip(*pairs, strict=True)
    return np.concatenate(docs), np.concatenate(frequencies)


def union(reader: SegmentReader, found: FieldPostings) -> Postings:
    """The postings of several words as one: the frequencies in a document are added."""
    lists = [docs for docs, _ in found if len(docs)]
    if not lists:
        return SummedPostings(NO_DOCS, [None] * FIELDS)
    docs = sorted_sets.distinct(lists, reader.documents)
    by_field: list[Array | None] = []
    for own, frequency in found:
        if not len(own):
            by_field.append(None)
        elif len(own) * _MARKS_PER_SEARCH < reader.documents:
            by_field.append(np.bincount(docs.searchsorted(own), frequency, len(docs)))
        else:
            by_field.append(np.bincount(own, frequency, reader.documents).take(docs))
    return SummedPostings(docs, by_field)


def spelling_candidates(
    readers: Sequence[SegmentReader], word: str, field: str, limit: int
) -> list[SpellingCandidate]:
    """See ``engine.interface.Index.spelling_candidates``; the whole dictionary is tried."""
    word = analysis.fold_prefix(word)
    number = FIELD_NUMBERS[field]
    found: dict[str, SpellingCandidate] = {}
    for edits in range(1, edits_max(word) + 1):
        machine = automaton.determined(dfa.levenshtein_nfa(word, edits))
        documents: Counter[str] = Counter()
        for reader in readers:
            dictionary = reader.words.dictionary
            for near in automaton.matching(machine, dictionary).tolist():
                docs, _ = word_postings(reader, np.array([near]))[number]
                documents[to_text(dictionary[near])] += len(docs)
        for name, count in documents.items():
            if count and name != word and name not in found:
                found[name] = SpellingCandidate(name, count, edits)
    return nearest(found.values())[:limit]
