"""Pseudo-relevance feedback (RM3): key terms of the first hits add to the score of every hit.

Abdul-Jaleel and others, "UMass at TREC 2004": the query's model is mixed with that of its first
hits. The matching documents stay the same; only their order changes.
"""

from __future__ import annotations

from msgspec.structs import replace

from asean_search import analysis, query_importance
from asean_search.engine.interface import OpenIndex, ScoredDocument, Search
from asean_search.model import FeedbackTerm, Sort
from asean_search.query import scoring_leaves
from asean_search.query.nodes import Boost, MultiTerm, Node, Word
from asean_search.search.key_terms import key_terms, sample_of

DOCUMENTS = 10
WORDS = 20
STEEPNESS = 4.0
"""The power of the score by which a hit's text is weighted.

RM3 weights a document by its likelihood, which falls by orders of magnitude; a BM25 score falls
only by tenths.
"""


def expanded(index: OpenIndex, search: Search) -> tuple[Search, tuple[FeedbackTerm, ...]]:
    """The search with terms of its best hits added, and these terms.

    Raises:
        UnsupportedByEngineError: The engine cannot expand a search.
    """
    index.capabilities().require("expansion")
    first = replace(search, sort=Sort.RELEVANCE, limit=DOCUMENTS, offset=0, facets=())
    best = [found for found in index.search(first).documents if found.score > 0]
    added = _feedback_terms(index, search.tree, best) if best else ()
    nodes = tuple(Boost(Word(each.word), each.weight) for each in added)
    return replace(search, expansion=nodes), added


def _feedback_terms(
    index: OpenIndex, tree: Node, best: list[ScoredDocument]
) -> tuple[FeedbackTerm, ...]:
    """The key terms of the best hits; together they weigh as much as the query's own."""
    top = best[0].score
    documents = {each.id: each for each in index.documents([found.id for found in best])}
    samples = [sample_of(documents[found.id], (found.score / top) ** STEEPNESS) for found in best]
    asked = _terms(tree)
    words = query_importance.words_of(tree).informative
    return tuple(
        FeedbackTerm(each.word, each.weight * words, in_query=each.term in asked)
        for each in key_terms(index, samples, WORDS)
    )


def _terms(tree: Node) -> set[str]:
    """The index terms of a query's words."""
    return {
        term.text
        for _, leaf in scoring_leaves(tree)
        if not isinstance(leaf, MultiTerm)
        for query_term in analysis.query_terms(leaf.text)
        for path in query_term
        for term in path
    }
