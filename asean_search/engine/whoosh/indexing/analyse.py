"""Analyses documents, in any process, into arrays and bytes that a segment is made of.

An ``AnalysedBatch`` is complete: it can be sent to another process, used in part or dropped, and
the process that writes segments analyses no text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np

from asean_search import agencies
from asean_search.catalog import Definition, definitions_of
from asean_search.dates.periods import span
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import IN_KEYS, KEYS, STORED
from asean_search.engine.whoosh.indexing.vocabulary import Vocabulary
from asean_search.engine.whoosh.store import integers
from asean_search.engine.whoosh.store.documents_writer import encode
from asean_search.model import Document

Array = np.ndarray[Any, np.dtype[Any]]

NAME = f"{__name__}:BatchAnalyser"
"""The name by which other processes import the analyser: ``module:class``."""

_EMISSIONS_MAX = 150_000
"""A vocabulary with more emissions is dropped; it takes 60 MB by then."""
_SEPARATOR = "\n"
"""Joins words that are sent as one text; no word contains it."""

_source_key = lru_cache(maxsize=4096)(agencies.source_key)
_span = lru_cache(maxsize=4096)(span)
_stored_values = attrgetter(*STORED)
_KEY_PLACES = [STORED.index(name) for name in IN_KEYS]


class InternedTexts(msgspec.Struct, frozen=True):
    """The interned strings of some texts, and the tokens that each distinct one emits.

    ``strings`` are row numbers, text after text; a text (title, body or place of a document) has
    ``counts`` of them. Row ``i`` advances the position by ``advances[i]`` and emits
    ``emissions[i]`` tokens. Token after token, ``pairs`` is the number of its pair of a term and a
    word (``terms`` and ``words``, a line each), and ``offsets`` its distance from the position.
    """

    strings: Array
    counts: Array
    advances: Array
    emissions: Array
    pairs: Array
    offsets: Array
    terms: str
    words: str


class AnalysedBatch(msgspec.Struct, frozen=True):
    """Analysed documents. Lists and arrays have an item for each document.

    ``keys`` are the values of ``fields.KEYS``. ``dates`` and ``last_days`` are the first and the
    last day as ordinals (0: none). ``definitions`` (of acronyms) and ``keywords`` (terms) hold, by
    number, only the documents that have any.
    """

    interned: InternedTexts
    keys: tuple[list[str | None], ...]
    dates: array[int]
    last_days: array[int]
    stored: list[bytes]
    definitions: dict[int, list[Definition]]
    keywords: dict[int, list[str]]

    def __len__(self) -> int:
        return len(self.stored)


class BatchAnalyser:
    """Analyses documents. It caches what it has analysed, so a process needs only one."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()

    def __call__(self, documents: Iterable[Document]) -> AnalysedBatch:
        """Analyse documents."""
        texts: list[tuple[str, str | None]] = []
        dates, last_days = array("i"), array("i")
        keys: tuple[list[str | None], ...] = tuple([] for _ in KEYS)
        ids, paths, sources, source_names, languages = keys
        stored: list[bytes] = []
        definitions: dict[int, list[Definition]] = {}
        kept: dict[int, list[str]] = {}
        for document in documents:
            language = document.language
            texts += (
                (document.title, language),
                (document.body, language),
                (document.place or "", language),
            )
            if found := definitions_of(document):
                definitions[len(stored)] = found
            if terms := list(keywords.terms(document)):
                kept[len(stored)] = terms
            ids.append(document.id)
            paths.append(document.path)
            sources.append(_source_key(document.source) if document.source else None)
            source_names.append(document.source)
            languages.append(language)
            first, last = _span(document.date) if document.date else (0, 0)
            dates.append(first)
            last_days.append(last)
            stored.append(encode(_values(document)))
        interned = _interned_texts(self._vocabulary, *self._vocabulary.intern(texts))
        if len(self._vocabulary) > _EMISSIONS_MAX:
            self._vocabulary = Vocabulary()
        return AnalysedBatch(interned, keys, dates, last_days, stored, definitions, kept)


def _values(document: Document) -> list[Any]:
    """The values to store: 0 in place of those that a key field holds."""
    values = list(_stored_values(document))
    for place in _KEY_PLACES:
        values[place] = values[place] and 0
    return values


def _interned_texts(vocabulary: Vocabulary, strings: Array, counts: Array) -> InternedTexts:
    """The part of a vocabulary that some texts need."""
    used, rows_ = np.unique(strings, return_inverse=True)
    first = np.append(_view(vocabulary.first_emission), len(vocabulary.emission_pair))
    emissions = first[used + 1] - first[used]
    which = integers.slice_indices(first[used], emissions)
    pairs, pair = np.unique(_view(vocabulary.emission_pair)[which], return_inverse=True)
    names = [vocabulary.pairs[number] for number in pairs.tolist()]
    return InternedTexts(
        strings=rows_.astype(np.int32),
        counts=counts,
        advances=_view(vocabulary.advances)[used],
        emissions=emissions.astype(np.int32),
        pairs=pair.astype(np.int32),
        offsets=_view(vocabulary.emission_offset)[which],
        terms=_SEPARATOR.join([term for term, _ in names]),
        words=_SEPARATOR.join([word for _, word in names]),
    )


def split_lines(lines: str) -> list[str]:
    """The terms or words of ``InternedTexts``."""
    return lines.split(_SEPARATOR) if lines else []


def _view(numbers: array[int]) -> Array:
    return np.frombuffer(numbers, np.int32) if numbers else np.zeros(0, np.int32)
