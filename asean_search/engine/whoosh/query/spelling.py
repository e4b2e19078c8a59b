"""Words of the dictionary that are near a word, with how often they occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from asean_search import analysis
from asean_search.engine.interface import NearWord
from asean_search.engine.whoosh.query import automaton, expansion
from asean_search.engine.whoosh.query.segment_reader import FIELD_NUMBERS, View
from asean_search.engine.whoosh.spelling import most_edits, nearest
from asean_search.query import dfa


def _frequency(view: View, word: int, field: int) -> int:
    docs, _ = expansion.gather(view, np.array([word]))[field]
    return len(docs)


def near_words(views: Sequence[View], word: str, field: str, limit: int) -> list[NearWord]:
    """See ``engine.interface.Index.near_words``."""
    word = analysis.fold_prefix(word)
    found: dict[str, NearWord] = {}
    for edits in range(1, most_edits(word) + 1):
        machine = automaton.determined(dfa.of_neighbours(word, edits))
        documents: Counter[str] = Counter()
        for view in views:
            for number in automaton.matching(machine, view.words.dictionary).tolist():
                name = view.words.dictionary[number].decode("utf-8", "surrogatepass")
                documents[name] += _frequency(view, number, FIELD_NUMBERS[field])
        for name, count in documents.items():
            if count and name != word and name not in found:
                found[name] = NearWord(name, count, edits)
    return nearest(found.values())[:limit]
