"""Words and phrases: query terms one after another, each in any of the ways it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from asean_search import analysis
from asean_search.analysis import LeafTerms
from asean_search.analysis.token import QueryTerm, TermPath
from asean_search.engine.whoosh.query import positions, postings
from asean_search.engine.whoosh.query.boolean import AndQuery
from asean_search.engine.whoosh.query.context import Context
from asean_search.engine.whoosh.query.positions import FindStarts, Positions
from asean_search.engine.whoosh.query.postings import NONE, PackedPostings, Postings
from asean_search.engine.whoosh.query.scorer import MatchNone, Query
from asean_search.engine.whoosh.query.segment_reader import SegmentReader
from asean_search.engine.whoosh.query.sorted_sets import Array
from asean_search.engine.whoosh.query.term import Find, TermQuery, find_terms, size_of_terms
from asean_search.engine.whoosh.store.frequencies import BITS
from asean_search.query import nodes

_NOWHERE: Array = np.zeros(0, np.int64)
_SEARCH_FACTOR = 8
_FEW = 2000
_ONE_IN_FIELD = np.array([1, 1 << BITS, 1 << 2 * BITS], np.int64)
"""The packed frequencies of one occurrence, by field."""


def leaf_terms(
    node: nodes.Word | nodes.Phrase | nodes.Near, languages: Iterable[str]
) -> tuple[LeafTerms, ...]:
    """The terms of a leaf: one item for each word of a chunk, one for a phrase, none if empty."""
    if isinstance(node, nodes.Word):
        return analysis.word_leaf_terms(node.text, node.synonyms, languages)
    synonyms = node.synonyms if isinstance(node, nodes.Phrase) else ()
    terms = analysis.phrase_leaf_terms(node.text, synonyms, languages)
    return (terms,) if terms.typed else ()


def compile_word(context: Context, node: nodes.Word) -> Query:
    """A chunk of text: every word in it."""
    silent = node.text in context.unscored_words
    return compile_phrase(context.without_scores() if silent else context, node)


def compile_phrase(context: Context, node: nodes.Word | nodes.Phrase) -> Query:
    """Every one of the leaf's terms."""
    found = leaf_terms(node, context.statistics.languages)
    if not found:
        return MatchNone()
    if len(found) == 1:
        return compile_terms(context, node, found[0])
    return AndQuery([compile_terms(context, node, each) for each in found])


def compile_terms(
    context: Context, node: nodes.Text, terms: LeafTerms, find_starts: FindStarts | None = None
) -> TermQuery:
    """The terms of a leaf and its synonyms, each a row of query terms.

    Without ``find_starts`` the query terms of a row have to follow one another.
    """
    if context.lead is not None:
        find_starts = positions.before(context.lead, find_starts or starts)
    size: Callable[[SegmentReader], int]
    if terms.terms and find_starts is None:  # one word without synonyms: the most frequent case
        find: Find = partial(find_terms, terms.terms)
        size, limited = partial(size_of_terms, terms.terms), False
    else:
        rows = [terms.typed, *(other.query_terms for other in terms.synonyms)]
        finds = [_finder(row, find_starts) for row in rows]
        weights = [1.0, *(other.weight for other in terms.synonyms)]
        find = finds[0] if len(rows) == 1 else partial(_find_any, finds, weights)
        size = partial(_size, rows)
        limited = find_starts is not None or not all(map(_is_one_word, rows))
    return TermQuery(
        find,
        size,
        context.fields,
        context.term_weight(
            node,
            (
                context.statistics.query_term_statistics(query_term, context.fields)
                for query_term in terms.expanded
            ),
        ),
        context.similarity,
        limited=limited,
    )


def find_phrase(
    query_terms: Sequence[QueryTerm], reader: SegmentReader, within: Array | None
) -> Postings:
    """The postings of query terms that follow one another: the frequency counts their starts."""
    known = [_known(reader, query_term) for query_term in query_terms]
    if not all(known):
        return NONE
    docs = positions.candidates(reader, known, within)
    if not len(docs):
        return NONE
    bits = reader.position_bits
    found = starts(known, lambda term: positions.document_positions(reader, term, docs, bits))
    return _count_starts(reader, docs, found, bits) if len(found) else NONE


def starts(query_terms: Sequence[QueryTerm], positions_of: Positions) -> Array:
    """The positions at which the phrase starts.

    From the last query term to the first: a position is kept if one of the query term's paths
    leads from it to a kept position of the next query term. A term leads ``width`` positions on.
    """
    ends: Array | None = None
    for query_term in reversed(query_terms):
        found = [p for path in query_term if len(p := path_starts(path, ends, positions_of))]
        if not found:
            return _NOWHERE
        ends = found[0] if len(found) == 1 else np.unique(np.concatenate(found))
    return _NOWHERE if ends is None else ends


def path_starts(path: TermPath, ends: Array | None, positions_of: Positions) -> Array:
    """The positions at which a path starts; with ``ends``, only if it ends at one of them."""
    for term in reversed(path):
        at = positions_of(term.text)
        ends = at if ends is None else _common(at + term.width, ends) - term.width
    return _NOWHERE if ends is None else ends


def _common(left: Array, right: Array) -> Array:
    """The numbers in both of two sorted sets of positions."""
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return left
    if len(left) * _SEARCH_FACTOR < len(right) or len(right) < _FEW:
        index = right.searchsorted(left)
        np.minimum(index, len(right) - 1, out=index)
        found: Array = left[right.take(index) == left]
        return found
    both = np.concatenate((left, right))
    both.sort()
    twice: Array = both[:-1][both[1:] == both[:-1]]
    return twice


def _count_starts(reader: SegmentReader, docs: Array, found: Array, bits: int) -> Postings:
    """Postings that count document positions by document and field."""
    owner = found >> bits
    new = np.empty(len(owner), bool)
    new[0] = True
    np.not_equal(owner[1:], owner[:-1], out=new[1:])
    first = new.nonzero()[0]
    position = found & ((1 << bits) - 1)
    owners = docs.take(owner)
    field = (position >= reader.segment.column("begin.body").take(owners)).view(np.int8)
    field = field + (position >= reader.segment.column("begin.place").take(owners))
    counts = np.add.reduceat(_ONE_IN_FIELD.take(field), first)
    return PackedPostings(owners.take(first), counts)


def _known(reader: SegmentReader, query_term: QueryTerm) -> QueryTerm:
    """The paths of a query term of which the segment has every term."""
    return tuple([path for path in query_term if all(reader.term(term.text) for term in path)])


def _is_one_word(query_terms: Sequence[QueryTerm]) -> bool:
    """Whether frequencies alone decide: nothing has to stand beside anything."""
    return len(query_terms) == 1 and all(len(path) == 1 for path in query_terms[0])


def _finder(query_terms: Sequence[QueryTerm], find_starts: FindStarts | None) -> Find:
    if find_starts is not None:
        return partial(_find_starts, query_terms, find_starts)
    if _is_one_word(query_terms):
        return partial(find_terms, [path[0].text for path in query_terms[0]])
    return partial(find_phrase, query_terms)


def _find_starts(
    query_terms: Sequence[QueryTerm],
    find_starts: FindStarts,
    reader: SegmentReader,
    within: Array | None,
) -> Postings:
    return positions.find(reader, query_terms, within, find_starts)


def _find_any(
    finds: Sequence[Find], weights: Sequence[float], reader: SegmentReader, within: Array | None
) -> Postings:
    """The union of what several find, weighted."""
    return postings.weighted([find(reader, within) for find in finds], weights, reader.documents)


def _size(rows: Sequence[Sequence[QueryTerm]], reader: SegmentReader) -> int:
    """An upper bound of the number of documents that hold every query term of a row."""
    total = 0
    for query_terms in rows:
        sizes = []
        for query_term in query_terms:
            size = 0
            for path in query_term:
                size += min([reader.document_frequency_max(term.text) for term in path])
            sizes.append(size)
        total += min(sizes)
    return total
