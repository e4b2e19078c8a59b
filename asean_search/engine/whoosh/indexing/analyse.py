"""Documents made ready for a segment in whatever process: texts as numbers, the rest as bytes.

What comes out is complete by itself: it can be sent to another process, kept, taken in part or
dropped, and the process that writes segments analyses no text.
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
from asean_search.dates.precision import span
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import IN_KEYS, KEYS, STORED
from asean_search.engine.whoosh.indexing.vocabulary import Vocabulary
from asean_search.engine.whoosh.store import integers
from asean_search.engine.whoosh.store.documents_writer import encode
from asean_search.model import Document

Array = np.ndarray[Any, np.dtype[Any]]

NAME = f"{__name__}:BatchAnalyser"
"""By this, other processes find what makes documents ready."""

_EMISSIONS_MAX = 150_000
"""A vocabulary with more is forgotten: it takes some 60 MB by then."""
_SEPARATOR = "\n"
"""Stands between words when many are sent as one text; no word has it."""

_source_key = lru_cache(maxsize=4096)(agencies.source_key)
_span = lru_cache(maxsize=4096)(span)
_of_document = attrgetter(*STORED)
_PLACES_IN_KEYS = [STORED.index(name) for name in IN_KEYS]


class InternedTexts(msgspec.Struct, frozen=True):
    """The strings of some texts, and what each distinct one emits.

    ``strings`` are rows of the tables, text after text, ``counts`` of them a text (title, body and
    place of each document). Row ``i`` advances the position by ``advances[i]`` and emits
    ``emissions[i]`` tokens; token after token, ``pairs`` says which pair of a term and a word
    (``terms`` and ``words``, a line each), and ``offsets`` at which position after the row's.
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
    """Documents made ready. Lists and arrays have an item for each document.

    ``keys`` are the values of ``array_fields.KEYS``; ``dates`` are the first and the last day, as
    ordinals (0: none). ``definitions`` are of the documents that define acronyms, by number, and
    ``keywords`` the terms of those that have keywords.
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
    """Makes documents ready. It remembers what it analysed, so one serves a process for long."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()

    def __call__(self, documents: Iterable[Document]) -> AnalysedBatch:
        """Make documents ready."""
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
    """What is stored: 0 for what a key field holds."""
    values = list(_of_document(document))
    for place in _PLACES_IN_KEYS:
        values[place] = values[place] and 0
    return values


def _interned_texts(vocabulary: Vocabulary, strings: Array, counts: Array) -> InternedTexts:
    """The part of a vocabulary's tables that some texts need."""
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
