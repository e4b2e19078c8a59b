"""Words as they are written: one by the dictionary of words, several by their positions.

The index holds the positions of stems. In most documents a stem is written in one way only, which
the frequencies prove, and then its positions are the word's; other documents are read again.
Measured on the Reuters stories: of 304 documents with ="oil prices" 60 are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from asean_search import analysis
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.fields import to_bytes
from asean_search.engine.whoosh.query import multi_term, phrase, positions, postings, sorted_sets
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.postings import Postings
from asean_search.engine.whoosh.query.scorer import MatchNone, Query
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.query.term import TermQuery
from asean_search.engine.whoosh.query.weight import TermWeight
from asean_search.query import nodes


def compile_exact(context: Context, node: nodes.Exact) -> Query:
    """One unstemmed word, or several that follow one another."""
    words = analysis.exact_words(node.text)
    if not words:
        return MatchNone()
    singles = [
        multi_term.union_of_words(
            context, node, {each.number: _number(each, word) for each in context.readers}
        )
        for word in words
    ]
    if len(words) == 1:
        return singles[0]
    languages = context.statistics.languages
    query_terms = analysis.query_terms(node.text.lower(), languages)  # in capitals: only names

    def find(reader: SegmentReader, within: Array | None) -> Postings:
        docs = phrase.find_phrase(query_terms, reader, within).docs
        for word in words:
            docs = sorted_sets.intersection(docs, _postings(reader, word).docs, reader.documents)
        sure = _written_one_way(reader, words, query_terms, docs)
        unsure = docs[~sure]
        indexed = positions.find(reader, query_terms, docs[sure], phrase.starts)
        read = positions.read_exact_starts(reader, unsure, words, context.limits)
        return postings.union([indexed, positions.count_starts(unsure, read)], reader.documents)

    return TermQuery(
        find,
        lambda reader: min(single.size(reader) for single in singles),
        context.fields,
        TermWeight(
            partial(context.text_of, node),
            min(single.weight.documents for single in singles),
            sum(single.weight.weight for single in singles),
        ),
        context.similarity,
        limited=True,
    )


def _number(reader: SegmentReader, word: str) -> Array:
    """The number of an unstemmed word of a segment, in an array; empty if there is none."""
    found = reader.words.dictionary.find(to_bytes(word))
    return np.array([found] if found >= 0 else [], np.int64)


def _postings(reader: SegmentReader, word: str) -> Postings:
    return multi_term.union(reader, multi_term.word_postings(reader, _number(reader, word)))


def _written_one_way(
    reader: SegmentReader, words: Sequence[str], query_terms: Sequence[QueryTerm], docs: Array
) -> Array:
    """For each document, whether every occurrence of the words' stems is written as the words."""
    sure = np.ones(len(docs), bool)
    if len(words) != len(query_terms) or any(
        len(path) > 1 for query_term in query_terms for path in query_term
    ):
        return ~sure
    for word, query_term in zip(words, query_terms, strict=True):
        known = [found for path in query_term if (found := reader.term(path[0].text)) is not None]
        if not known:
            return ~sure
        stems = postings.union(known, reader.documents)
        written = _postings(reader, word)
        sure &= _frequencies(stems, docs, reader) == _frequencies(written, docs, reader)
    return sure


def _frequencies(found: Postings, docs: Array, reader: SegmentReader) -> Array:
    """The packed frequencies in ``docs``, all of which are in ``found``."""
    return found.combinations.take(sorted_sets.indices_of(docs, found.docs, reader.documents))
