"""The use case of *more like this*: a document or a text -> the documents most like it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from asean_search.engine.interface import Index, Search
from asean_search.model import Document, Explanation
from asean_search.query.tree import Node, Or, Weighted, Word
from asean_search.telling import TellingWord, telling_words

WORDS = 25
"""How many words of a document stand for it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A document at its rank, and what each word adds to its score (``explanation``)."""

    rank: int
    score: float
    document: Document
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Similar:
    """The answer: the words that stood for the text, and the documents that are most like it.

    ``of`` is the document that it was asked about, None for a text from elsewhere.
    """

    of: Document | None
    words: tuple[TellingWord, ...]
    found: tuple[Likeness, ...]
    took_ms: float


def similar(
    index: Index, text: str, *, of: Document | None = None, limit: int = 10, profile: str = "news"
) -> Similar:
    """The documents most like ``text``; the document ``of`` itself is left out.

    Raises:
        IndexUnusableError: The index cannot be read.
    """
    started = time.perf_counter()
    words = telling_words(index, [(text, 1.0)], WORDS)
    found: tuple[Likeness, ...] = ()
    if words:
        search = Search(_any_of(words), limit=limit + (of is not None), profile=profile)
        found = _found(index, search, of)[:limit]
    took_ms = round((time.perf_counter() - started) * 1000, 3)
    return Similar(of, words, found, took_ms)


def _any_of(words: tuple[TellingWord, ...]) -> Node:
    """A choice of the words; the mean weight is 1, so that scores are like those of a query."""
    nodes = tuple(Weighted(Word(each.word), each.weight * len(words)) for each in words)
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def _found(index: Index, search: Search, of: Document | None) -> tuple[Likeness, ...]:
    page = index.search(search).found
    best = [each for each in page if of is None or each.id != of.id]
    ids = [each.id for each in best]
    documents = {each.id: each for each in index.documents(ids)}
    reasons = {each.id: each for each in index.explain(search, ids)}
    return tuple(
        Likeness(rank, each.score, documents[each.id], reasons[each.id])
        for rank, each in enumerate(best, 1)
    )
