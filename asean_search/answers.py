"""The nouns of answers that are no single search: to many questions, and to *more like this*."""

from __future__ import annotations

from dataclasses import dataclass

from asean_search.explanation import AddedWord, TellingWord
from asean_search.model import Document, Hit


@dataclass(frozen=True, slots=True)
class SimilarDocuments:
    """The documents most like a text, each with its explanation, and the words that stood for it.

    ``of`` is the document that it was asked about, None for a text from elsewhere.
    """

    of: Document | None
    words: tuple[TellingWord, ...]
    hits: tuple[Hit, ...]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a batch; ``id`` is its own, or the number of its line."""

    line: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a batch that could not be answered, or not as it was meant, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The hits, then the documents that have only some of the words, in one order by rank.

    The documents come without their text. ``total`` counts the hits alone.
    """

    asked: Asked
    canonical: str
    total: int
    hits: tuple[Hit, ...]
    partial: tuple[Hit, ...]
    notes: tuple[str, ...]
    expansion: tuple[AddedWord, ...]
    took_ms: float
