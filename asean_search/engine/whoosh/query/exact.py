"""Words as they are written: one from the dictionary of words, several by where they stand.

The index holds where the stems of words are. In most documents a stem is written in one way only,
which the frequencies tell, and then its places are the word's; the others are read again.
Measured on the Reuters stories: of 304 documents with ="oil prices" 60 are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from asean_search import analysis
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh.query import (
    expansion,
    phrase,
    placing,
    postings,
    rereading,
    sorted_sets,
)
from asean_search.engine.whoosh.query.boolean import Matching, Nothing
from asean_search.engine.whoosh.query.multi_term import group_of_words
from asean_search.engine.whoosh.query.postings import Postings
from asean_search.engine.whoosh.query.segment_reader import View
from asean_search.engine.whoosh.query.term import Occurrences, Worth
from asean_search.query import nodes

if TYPE_CHECKING:
    from asean_search.engine.whoosh.query.compile import Compiler

Array = np.ndarray[Any, np.dtype[Any]]


def compiled(compiler: Compiler, node: nodes.Exact) -> Matching:
    """A word or several as they are written."""
    words = analysis.exact_words(node.text)
    languages = compiler.statistics.languages
    query_terms = analysis.query_terms(node.text.lower(), languages)  # in capitals: only names
    if not words:
        return Nothing()
    singles = [
        group_of_words(compiler, node, partial(_number_of, compiler.views, word)) for word in words
    ]
    if len(words) == 1:
        return singles[0]

    def find(view: View, within: Array | None) -> Postings:
        docs = phrase.find(view, query_terms, within).docs
        for word in words:
            found = _word(view, word).docs
            docs = sorted_sets.intersection(docs, found, view.documents)
        sure = _written_one_way(view, words, query_terms, docs)
        unsure = docs[~sure]
        docs = docs[sure]
        by_place = placing.find(view, query_terms, docs, phrase.starts)
        by_text = rereading.exact_begins(view, unsure, words, compiler.limits)
        return postings.together([by_place, placing.counted(unsure, by_text)], view.documents)

    return Occurrences(
        find,
        lambda view: min(single.size(view) for single in singles),
        compiler.fields,
        Worth(
            partial(compiler.shown, node),
            min(single.worth.documents for single in singles),
            sum(single.worth.weight for single in singles),
        ),
        compiler.weighting,
        limited=True,
    )


def _number_of(views: Sequence[View], word: str, view: int) -> Array:
    return _number(next(each for each in views if each.number == view), word)


def _number(view: View, word: str) -> Array:
    found = view.words.dictionary.find(word.encode("utf-8", "surrogatepass"))
    return np.array([found] if found >= 0 else [], np.int64)


def _word(view: View, word: str) -> Postings:
    return expansion.together(view, expansion.gather(view, _number(view, word)))


def _written_one_way(
    view: View, words: Sequence[str], query_terms: Sequence[QueryTerm], docs: Array
) -> Array:
    """In which of ``docs`` every word's stem is nowhere written as another word."""
    sure = np.ones(len(docs), bool)
    if len(words) != len(query_terms) or any(
        len(path) > 1 for query_term in query_terms for path in query_term
    ):
        return ~sure
    for word, query_term in zip(words, query_terms, strict=True):
        known = [found for path in query_term if (found := view.term(path[0].text)) is not None]
        if not known:
            return ~sure
        stems = postings.together(known, view.documents)
        written = _word(view, word)
        sure &= _frequencies(stems, docs, view) == _frequencies(written, docs, view)
    return sure


def _frequencies(found: Postings, docs: Array, view: View) -> Array:
    """The packed frequencies in ``docs``, each of which has it."""
    return found.combinations.take(sorted_sets.places_in(docs, found.docs, view.documents))
