"""Words of the dictionary that are near a word, with how often they occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from asean_search import analysis
from asean_search.engine.interface import SpellingCandidate
from asean_search.engine.whoosh.query import automaton, expansion
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.engine.whoosh.spelling import most_edits, nearest
from asean_search.query import dfa


def _frequency(view: View, word: int, field: int) -> int:
    docs, _ = expansion.gather(view, np.array([word]))[field]
    return len(docs)


def spelling_candidates(
    views: Sequence[View], word: str, field: str, limit: int
) -> list[SpellingCandidate]:
    """See ``engine.interface.Index.spelling_candidates``."""
    word = analysis.fold_prefix(word)
    found: dict[str, SpellingCandidate] = {}
    for edits in range(1, most_edits(word) + 1):
        machine = automaton.determined(dfa.levenshtein_nfa(word, edits))
        documents: Counter[str] = Counter()
        for view in views:
            for number in automaton.matching(machine, view.words.dictionary).tolist():
                name = view.words.dictionary[number].decode("utf-8", "surrogatepass")
                documents[name] += _frequency(view, number, FIELD_NUMBERS[field])
        for name, count in documents.items():
            if count and name != word and name not in found:
                found[name] = SpellingCandidate(name, count, edits)
    return nearest(found.values())[:limit]
