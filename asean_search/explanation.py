"""The nouns of why: what a score is made of, which words were added, why nothing was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field's part in the score of a word: how often it stands there, among how many tokens.

    An occurrence of another name for the word counts for the name's weight.
    """

    field: str
    occurrences: float
    length: int
    score: float


@dataclass(frozen=True, slots=True)
class WordScore:
    """What one word, phrase or prefix of the query adds to a document's score.

    ``text`` is how the canonical query writes it. ``weight`` is what it is worth before its
    frequency counts: its idf and what the profile makes of it. ``documents`` is how many
    documents have it. ``added``: by expansion, not by the query. The fields' scores sum to
    ``score``.
    """

    text: str
    score: float
    weight: float
    documents: int
    fields: tuple[FieldScore, ...]
    added: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document has its score: the sum of its words' scores, times ``freshness``."""

    id: str
    score: float
    words: tuple[WordScore, ...]
    freshness: float = 1.0


@dataclass(frozen=True, slots=True)
class AddedWord:
    """A word that expansion gave weight; ``weight`` is relative to a word of the query.

    ``asked``: the query has it too, and it now weighs so much more.
    """

    word: str
    weight: float
    asked: bool = False


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A word that a text dwells on and few others have, as it is written most often.

    ``term`` is its index term. The weights of a text's words sum to 1.
    """

    word: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents match a part of a question: ``query`` in canonical form, or ``label``.

    ``kind`` is ``word`` for a part that is looked for, ``together`` for all of these, ``filter``
    for these with one of the filters.
    """

    label: str
    kind: str
    documents: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of a question that few documents have, or none, and words that may be meant.

    ``meant`` are folded words of the index, each with its number of documents, likeliest first.
    """

    word: str
    documents: int
    meant: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Another question, with its filters, and how many documents match it: ``change`` says how.

    ``query`` is in canonical form; ``since``, ``until`` and ``sources`` as in ``Understanding``.
    """

    query: str
    change: str
    documents: int
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rescue:
    """Why nothing, or little, was found, and what could be asked instead; nothing of it was."""

    counts: tuple[Counted, ...] = ()
    spelling: tuple[Spelling, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()
