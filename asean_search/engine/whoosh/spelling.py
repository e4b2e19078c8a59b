"""Spelling candidates: words of the index one or two edits away from a word.

With a required prefix, few words are left, and plain Python tries each of them; without one,
``query.multi_term`` runs an automaton over the whole dictionary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from asean_search import analysis
from asean_search.engine.interface import SpellingCandidate
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.query import dfa

SHORT_CHARS = 4
"""Words of at most this length are searched for one edit only: two give too many candidates."""

CHARS_MAX = 40
"""A longer word has no candidates."""


def edits_max(word: str) -> int:
    """The most edits that a candidate for a folded word may be away; 0: it has none."""
    if not 1 < len(word) <= CHARS_MAX:
        return 0
    return 1 if len(word) <= SHORT_CHARS else 2


def spelling_candidates(
    readers: Sequence[SmallSegmentReader], word: str, field: str, limit: int, prefix: int
) -> list[SpellingCandidate]:
    """See ``engine.interface.Index.spelling_candidates``; ``prefix`` is 1 or more."""
    word = analysis.fold_prefix(word)
    found: dict[str, SpellingCandidate] = {}
    for edits in range(1, edits_max(word) + 1):
        matcher = dfa.Matcher(dfa.levenshtein_nfa(word, edits, prefix))
        documents: Counter[str] = Counter()
        for reader in readers:
            for name in reader.words(word[:prefix]):
                if name != word and name not in found and matcher.accepts(name):
                    documents[name] += reader.word_documents(name, field)
        found.update(
            (name, SpellingCandidate(name, count, edits))
            for name, count in documents.items()
            if count
        )
    return nearest(found.values())[:limit]


def nearest(found: Iterable[SpellingCandidate]) -> list[SpellingCandidate]:
    """Candidates by edits, then by documents, the most first, then by word."""
    return sorted(found, key=lambda near: (near.edits, -near.documents, near.word))
