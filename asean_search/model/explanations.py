"""The nouns of why: what a score is made of, which words were added, which tell a text."""

from __future__ import annotations

import msgspec


class FieldScore(msgspec.Struct, frozen=True):
    """A field's part in the score of a word: how often it stands there, among how many tokens.

    An occurrence of another name for the word counts for the name's weight.
    """

    field: str
    occurrences: float
    length: int
    score: float


class WordScore(msgspec.Struct, frozen=True):
    """What one word, phrase or prefix of the query adds to a document's score.

    ``text`` is how the canonical query writes it. ``weight`` is what it is worth before its
    frequency counts: its idf and what the profile makes of it. ``documents`` is by how many
    documents it is weighed: ``ranking.TermStatistics``. ``added``: by expansion, not by the query. The
    fields' scores sum to ``score``.
    """

    text: str
    score: float
    weight: float
    documents: int
    fields: tuple[FieldScore, ...]
    from_expansion: bool = False


class Explanation(msgspec.Struct, frozen=True):
    """Why a document has its score: the sum of its words' scores, times ``freshness``."""

    id: str
    score: float
    words: tuple[WordScore, ...]
    freshness: float = 1.0


class FeedbackTerm(msgspec.Struct, frozen=True):
    """A word that expansion gave weight; ``weight`` is relative to a word of the query.

    ``asked``: the query has it too, and it now weighs so much more.
    """

    word: str
    weight: float
    in_query: bool = False


class KeyTerm(msgspec.Struct, frozen=True):
    """A word that a text dwells on and few others have, as it is written most often.

    ``term`` is its index term. The weights of a text's words sum to 1.
    """

    word: str
    term: str
    weight: float
