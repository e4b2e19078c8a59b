"""English stems (Snowball's Porter2), of words that are nothing but a to z."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from asean_search.analysis.spelling import one_spelling

if TYPE_CHECKING:
    from Stemmer import Stemmer


class _ThreadStemmer(threading.local):
    """One stemmer a thread: a stemmer's buffers cannot be shared."""

    stemmer: Stemmer | None = None


_local = _ThreadStemmer()


def _stemmer() -> Stemmer:
    stemmer = _local.stemmer
    if stemmer is None:
        # Loaded with the first word: it costs 5 ms, and most commands stem nothing.
        from Stemmer import Stemmer

        # Each surface is analysed once and then remembered: the stemmer need not remember it.
        stemmer = _local.stemmer = Stemmer("english", 0)
    return stemmer


def stem(word: str) -> str:
    """The index term of a folded word: one spelling, then the stem; other scripts as they are."""
    if word.isascii() and word.isalpha():
        stemmed: str = _stemmer().stemWord(one_spelling(word))
        return stemmed
    return word
