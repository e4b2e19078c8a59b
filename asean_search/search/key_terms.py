"""The telling words of some documents: those they dwell on and few others have.

RM1 of Lavrenko and Croft, "Relevance-based language models" (SIGIR 2001), times the words' idf: a
document's language model counts as much as the document's weight says.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from asean_search import analysis
from asean_search.analysis.stopwords import (
    STOP_WORDS,
    is_stop_word,
    stop_words,
)
from asean_search.analysis.token import Token
from asean_search.engine.interface import Index, Search
from asean_search.model import Document, KeyTerm
from asean_search.query.nodes import Everything

CANDIDATES = 200
"""For so many words, the most frequent, the index is asked how rare they are."""

CHARS_MAX = 100_000
"""What comes later in a document does not count: the cost is bounded, and the subject is known."""

_JOINED = "~"
_SHORTEST = 2


class Sample(NamedTuple):
    """A text, how much it counts, and its language (None is English)."""

    text: str
    weight: float = 1.0
    language: str | None = None


def sample_of(document: Document, weight: float = 1.0) -> Sample:
    """All of a document's text."""
    return Sample(f"{document.title}\n{document.body}", weight, document.language)


def key_terms(index: Index, samples: Sequence[Sample], count: int) -> tuple[KeyTerm, ...]:
    """At most ``count`` words, the most telling first, of texts that count for their weights.

    A word that only one document of the index has tells nothing of others, and is left out.
    """
    shares: dict[str, float] = defaultdict(float)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    silent: Counter[str] = Counter()
    total = sum(sample.weight for sample in samples) or 1.0
    for sample in samples:
        tokens = analysis.tokens(sample.text[:CHARS_MAX], sample.language)
        for term, times in Counter(token.term for token in tokens).items():
            shares[term] += sample.weight / total * times / len(tokens)
        for token in tokens:
            spellings[token.term][token.word] += 1
        silent.update(_silent(sample, tokens))
    words = {
        term: min(found, key=lambda word: (-found[word], word)) for term, found in spellings.items()
    }
    loud = (term for term in shares if silent[term] * 2 <= spellings[term].total())
    often = sorted(_sayable(loud, words), key=lambda term: (-shares[term], term))[:CANDIDATES]
    having = index.document_frequencies([words[term] for term in often])
    documents = index.search(Search(Everything(), limit=0)).total
    worth = {
        term: shares[term] * math.log((documents + 1) / (df + 0.5))
        for term, df in zip(often, having, strict=True)
        if df > 1
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))[:count]
    whole = sum(worth[term] for term in best) or 1.0
    return tuple(KeyTerm(words[term], term, worth[term] / whole) for term in best)


def _silent(sample: Sample, tokens: Iterable[Token]) -> Iterator[str]:
    """The terms of stop words, each as often as it stands there, in a text not in English.

    They are told as they are written: without accents *đang* would be *Đảng*.
    """
    words = stop_words(sample.language)
    if words is STOP_WORDS:
        return
    text = sample.text
    for token in tokens:
        if normalize("NFC", text[token.start : token.end]).casefold() in words:
            yield token.term


def _sayable(terms: Iterable[str], words: dict[str, str]) -> list[str]:
    """Terms that are single words with a letter in them, and no stop words."""
    return [
        term
        for term in terms
        if _JOINED not in term
        and len(term) >= _SHORTEST
        and any(map(str.isalpha, term))
        and not is_stop_word(words[term])
    ]
