"""The use case of *more like this*: a document or a text -> the most similar documents."""

from __future__ import annotations

import time

from asean_search import ranking
from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import Document, Hit, KeyTerm, SimilarDocuments
from asean_search.query.nodes import Boost, Node, Or, Word
from asean_search.search.key_terms import Sample, key_terms, sample_of

TERMS_MAX = 25
"""Key terms that represent a document."""


def like_document(
    index: OpenIndex, document: Document, *, limit: int = 10, profile: str = "news"
) -> SimilarDocuments:
    """The documents most like another, which is left out; raises the errors of ``like_text``."""
    return _similar(index, sample_of(document), document, limit, profile)


def like_text(
    index: OpenIndex, text: str, *, limit: int = 10, profile: str = "news"
) -> SimilarDocuments:
    """The documents most like a text.

    Raises:
        RequestError: There is no such profile.
        IndexUnusableError: The index cannot be read.
    """
    return _similar(index, Sample(text), None, limit, profile)


def _similar(
    index: OpenIndex, sample: Sample, of: Document | None, limit: int, profile: str
) -> SimilarDocuments:
    started = time.perf_counter()
    ranking.profile_named(profile)
    words = key_terms(index, [sample], TERMS_MAX)
    hits: tuple[Hit, ...] = ()
    if words:
        search = Search(_any_of(words), limit=limit + (of is not None), profile=profile)
        hits = _hits(index, search, of)[:limit]
    took_ms = round((time.perf_counter() - started) * 1000, 3)
    return SimilarDocuments(of, words, hits, took_ms)


def _any_of(words: tuple[KeyTerm, ...]) -> Node:
    """Any of the terms, with a mean weight of 1, so that scores are like those of a query."""
    nodes = tuple(Boost(Word(each.word), each.weight * len(words)) for each in words)
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def _hits(index: OpenIndex, search: Search, of: Document | None) -> tuple[Hit, ...]:
    page = index.search(search).documents
    best = [each for each in page if of is None or each.id != of.id]
    ids = [each.id for each in best]
    index.capabilities().require("explanations")
    documents = {each.id: each for each in index.documents(ids)}
    reasons = {each.id: each for each in index.explain(search, ids)}
    return tuple(
        Hit(rank, each.score, documents[each.id], explanation=reasons[each.id])
        for rank, each in enumerate(best, 1)
    )
