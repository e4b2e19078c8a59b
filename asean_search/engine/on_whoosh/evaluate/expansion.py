"""Many words of the dictionary as one: the group of words that begin so."""

from __future__ import annotations

from typing import Any

import numpy as np

from asean_search.engine.on_whoosh.codec.dictionary import NOT_SHARED
from asean_search.engine.on_whoosh.evaluate import postings
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.evaluate.view import View

Array = np.ndarray[Any, np.dtype[Any]]


def prefix_words(view: View, prefix: str) -> Array:
    """The numbers of the words that begin with ``prefix``."""
    first, end = view.words.dictionary.prefix_range(prefix.encode("utf-8", "surrogatepass"))
    return np.arange(first, end)


def gather(view: View, words: Array) -> tuple[Array, Array]:
    """The documents and packed frequencies of all postings of some words, word after word."""
    group = view.words
    docs, combinations = [], []
    shared = None if group.shared is None else group.shared.take(words)
    own = words if shared is None else words[shared == NOT_SHARED]
    homes = [(group, own)]
    if shared is not None:
        homes.append((view.text, shared[shared != NOT_SHARED].astype(np.int64)))
    for home, terms in homes:
        if not len(terms):
            continue
        some, places, _ = home.docs_of(terms)
        docs.append(some)
        combinations.append(home.combinations_at(places))
    if not docs:
        return np.zeros(0, view.doc_type), np.zeros(0, np.int64)
    found, frequencies = np.concatenate(docs), np.concatenate(combinations)
    if view.alive is not None:
        some = view.alive.take(found)
        found, frequencies = found[some], frequencies[some]
    return found, frequencies


def together(view: View, found: tuple[Array, Array]) -> Postings:
    """What ``gather`` gave, one posting a document."""
    return postings.added(*found, view.documents)
