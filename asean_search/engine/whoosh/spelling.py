"""Words near a word whose first letters are right: few enough to be looked at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from asean_search import analysis
from asean_search.engine.interface import SpellingCandidate
from asean_search.engine.whoosh.array_fields import WORDS
from asean_search.engine.whoosh.fields import to_bytes, to_text, words_of
from asean_search.engine.whoosh.small.segment_reader import PlainSegment
from asean_search.query import dfa

SHORT_CHARS = 4
"""Two changes turn a word of so few letters into too many others."""

CHARS_MAX = 40
"""A longer word is no misspelling."""


def most_edits(word: str) -> int:
    """How many changes a folded word may be away from what is meant."""
    if not 1 < len(word) <= CHARS_MAX:
        return 0
    return 1 if len(word) <= SHORT_CHARS else 2


def spelling_candidates_small(
    segments: Sequence[PlainSegment], word: str, field: str, limit: int, prefix: int
) -> list[SpellingCandidate]:
    """See ``engine.interface.Index.spelling_candidates``."""
    word = analysis.fold_prefix(word)
    found: dict[str, SpellingCandidate] = {}
    for edits in range(1, most_edits(word) + 1):
        matcher = dfa.Matcher(dfa.levenshtein_nfa(word, edits, prefix))
        documents: Counter[str] = Counter()
        for segment in segments:
            dictionary = segment.dictionary(WORDS)
            for number in range(*dictionary.prefix_range(to_bytes(word[:prefix]))):
                name = to_text(dictionary[number])
                if name != word and name not in found and matcher.accepts(name):
                    documents[name] += segment.document_frequency(words_of(field), name)
        found.update(
            (name, SpellingCandidate(name, count, edits))
            for name, count in documents.items()
            if count
        )
    return nearest(found.values())[:limit]


def nearest(found: Iterable[SpellingCandidate]) -> list[SpellingCandidate]:
    """The nearest first, then those that most documents have."""
    return sorted(found, key=lambda near: (near.edits, -near.documents, near.word))
