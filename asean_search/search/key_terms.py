"""The key terms of texts: frequent in them and rare in the index.

RM1 of Lavrenko and Croft, "Relevance-based language models" (SIGIR 2001), times the terms' idf:
each text's language model counts with the text's weight.
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
from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import Document, KeyTerm
from asean_search.query.nodes import Everything

CANDIDATES_MAX = 200
"""The most frequent terms, whose rarity is looked up in the index."""

CHARS_MAX = 100_000
"""The part of a document that counts: it bounds the cost, and suffices for the subject."""

_JOINED = "~"
_CHARS_MIN = 2


class Sample(NamedTuple):
    """A text, its weight, and its language (None is English)."""

    text: str
    weight: float = 1.0
    language: str | None = None


def sample_of(document: Document, weight: float = 1.0) -> Sample:
    """A document's title and body."""
    return Sample(f"{document.title}\n{document.body}", weight, document.language)


def key_terms(index: OpenIndex, samples: Sequence[Sample], count: int) -> tuple[KeyTerm, ...]:
    """At most ``count`` key terms of weighted texts, the most important first.

    A term that only one document of the index has cannot find another, and is left out.
    """
    shares: dict[str, float] = defaultdict(float)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    stop_terms: Counter[str] = Counter()
    total = sum(sample.weight for sample in samples) or 1.0
    for sample in samples:
        tokens = analysis.tokens(sample.text[:CHARS_MAX], sample.language)
        for term, times in Counter(token.term for token in tokens).items():
            shares[term] += sample.weight / total * times / len(tokens)
        for token in tokens:
            spellings[token.term][token.word] += 1
        stop_terms.update(_stop_terms(sample, tokens))
    words = {
        term: min(found, key=lambda word: (-found[word], word)) for term, found in spellings.items()
    }
    candidates = (term for term in shares if stop_terms[term] * 2 <= spellings[term].total())
    frequent = sorted(_single_words(candidates, words), key=lambda term: (-shares[term], term))[
        :CANDIDATES_MAX
    ]
    frequencies = index.document_frequencies([words[term] for term in frequent])
    documents = index.search(Search(Everything(), limit=0)).total
    weights = {
        term: shares[term] * math.log((documents + 1) / (df + 0.5))
        for term, df in zip(frequent, frequencies, strict=True)
        if df > 1
    }
    best = sorted(weights, key=lambda term: (-weights[term], term))[:count]
    whole = sum(weights[term] for term in best) or 1.0
    return tuple(KeyTerm(words[term], term, weights[term] / whole) for term in best)


def _stop_terms(sample: Sample, tokens: Iterable[Token]) -> Iterator[str]:
    """The terms of stop words in a text that is not in English, each as often as it occurs.

    They are recognised with their accents: without them *đang* would be *Đảng*.
    """
    words = stop_words(sample.language)
    if words is STOP_WORDS:
        return
    text = sample.text
    for token in tokens:
        if normalize("NFC", text[token.start : token.end]).casefold() in words:
            yield token.term


def _single_words(terms: Iterable[str], words: dict[str, str]) -> list[str]:
    """Terms that are single words with a letter, and no stop words."""
    return [
        term
        for term in terms
        if _JOINED not in term
        and len(term) >= _CHARS_MIN
        and any(map(str.isalpha, term))
        and not is_stop_word(words[term])
    ]
