"""How a score was calculated, and the words that expansion and similarity chose."""

from __future__ import annotations

from typing import Annotated

import msgspec


class FieldScore(msgspec.Struct, frozen=True):
    """The share of one field in a word's score."""

    field: Annotated[str, msgspec.Meta(pattern="^(title|body|place)$")]
    """The field of the document: `title`, `body` (the text) or `place`."""
    occurrences: float
    """How often the word occurs in the field; an occurrence of a synonym counts less."""
    length: int
    """The number of words in the field."""
    score: float
    """The score of the word in this field; the fields of a word add up to the word's score."""


class WordScore(msgspec.Struct, frozen=True, rename={"text": "word"}):
    """The share of one word, phrase or prefix of the query in a document's score."""

    text: str
    """A word, phrase or prefix, as the canonical query writes it."""
    score: float
    """What the word adds to the score."""
    weight: float
    """The weight before term frequency: inverse document frequency times the profile's boosts."""
    documents: int
    """The document frequency behind the weight: that of the field where it is highest, summed over
    the synonyms and parts of the word."""
    fields: tuple[FieldScore, ...]
    """The fields in which the word occurs."""
    from_expansion: bool = False
    """Whether --expand added the word."""


class Explanation(msgspec.Struct, frozen=True):
    """How the score of a document was calculated."""

    id: str
    """The id of the document."""
    score: float
    """The score: the sum of the words' scores, times `freshness`."""
    words: tuple[WordScore, ...]
    """The words that the score is the sum of."""
    freshness: float = 1.0
    """The factor by which the profile favours new documents; 1 if it does not."""


class FeedbackTerm(msgspec.Struct, frozen=True):
    """A word that relevance feedback weighted."""

    word: str
    """A word typical of the top hits."""
    weight: float
    """The weight of the word; a word of the query has weight 1."""
    in_query: bool = False
    """Whether the query has the word too; the weight is then added to that of the query's word."""


class KeyTerm(msgspec.Struct, frozen=True):
    """A distinctive word of a text: frequent in it and rare in the index."""

    word: str
    """The word in its most frequent spelling."""
    term: str
    """The index term of the word."""
    weight: float
    """How distinctive the word is; the weights of a text's words add up to 1."""
