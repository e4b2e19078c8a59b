"""The telling words of some documents: those they dwell on and few others have.

RM1 of Lavrenko and Croft, "Relevance-based language models" (SIGIR 2001), times the words' idf: a
document's language model counts as much as the document's weight says.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from asean_search import analysis
from asean_search.analysis.function_words import is_function_word
from asean_search.engine.interface import Index, Search
from asean_search.model import TellingWord
from asean_search.query.tree import Everything

CANDIDATES = 200
"""For so many words, the most frequent, the index is asked how rare they are."""

LONGEST_CHARS = 100_000
"""What comes later in a document does not count: the cost is bounded, and the subject is known."""

_JOINED = "~"
_SHORTEST = 2


def telling_words(
    index: Index, texts: Sequence[tuple[str, float]], count: int
) -> tuple[TellingWord, ...]:
    """At most ``count`` words, the most telling first, of texts that have weights.

    A word that only one document of the index has tells nothing of others, and is left out.
    """
    shares: dict[str, float] = defaultdict(float)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    total = sum(weight for _, weight in texts) or 1.0
    for text, weight in texts:
        tokens = analysis.tokens(text[:LONGEST_CHARS])
        for term, times in Counter(token.term for token in tokens).items():
            shares[term] += weight / total * times / len(tokens)
        for token in tokens:
            spellings[token.term][token.word] += 1
    words = {
        term: min(found, key=lambda word: (-found[word], word)) for term, found in spellings.items()
    }
    often = sorted(_sayable(shares, words), key=lambda term: (-shares[term], term))[:CANDIDATES]
    having = index.document_frequencies([words[term] for term in often])
    documents = index.search(Search(Everything(), limit=0)).total
    worth = {
        term: shares[term] * math.log((documents + 1) / (df + 0.5))
        for term, df in zip(often, having, strict=True)
        if df > 1
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))[:count]
    whole = sum(worth[term] for term in best) or 1.0
    return tuple(TellingWord(words[term], term, worth[term] / whole) for term in best)


def _sayable(terms: Iterable[str], words: dict[str, str]) -> list[str]:
    """Terms that are single words with a letter in them, and no function words."""
    return [
        term
        for term in terms
        if _JOINED not in term
        and len(term) >= _SHORTEST
        and any(map(str.isalpha, term))
        and not is_function_word(words[term])
    ]
