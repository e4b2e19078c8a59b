"""Collects analysed documents and writes them as a segment."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import (
    IN_KEYS,
    KEYS,
    SHARED,
    STORED,
    TERMS,
    WORD_FIELDS,
    WORDS,
    to_bytes,
)
from asean_search.engine.whoosh.indexing.analyse import AnalysedBatch
from asean_search.engine.whoosh.indexing.invert import invert
from asean_search.engine.whoosh.indexing.term_numbers import TextBuffer
from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store.documents_writer import StoredWriter
from asean_search.engine.whoosh.store.postings_writer import PostingsBatch
from asean_search.engine.whoosh.store.segment_writer import SegmentWriter
from asean_search.query.nodes import TEXT_FIELDS

Array = np.ndarray[Any, np.dtype[Any]]

_DOCUMENTS_MAX = 1 << 15
_STRINGS_MAX = 11 << 18
"""Inverting this many strings takes 270 MB for a moment."""
_PATH = KEYS.index("path")


class SegmentBuffer:
    """Collects documents until ``full``, then writes them as one segment.

    ``removed`` are the numbers of documents removed since; they are written all the same.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clear()

    def _clear(self) -> None:
        self._texts = TextBuffer()
        self._keys: dict[str, list[str | None]] = {key: [] for key in KEYS}
        self._keywords: dict[str, list[int]] = {}
        self._dates = array("i")
        self._last_days = array("i")
        self._sequences = array("q")
        self._stored = StoredWriter(self._folder)
        self._of_file: dict[str, list[int]] = {}
        self.removed: set[int] = set()

    def __len__(self) -> int:
        return len(self._dates)

    @property
    def room(self) -> int:
        """The number of documents that still fit."""
        return _DOCUMENTS_MAX - len(self)

    @property
    def full(self) -> bool:
        """Whether the documents have to be written."""
        return len(self._dates) >= _DOCUMENTS_MAX or self._texts.strings >= _STRINGS_MAX

    def add(self, prepared: AnalysedBatch, first: int, end: int, sequence: int) -> None:
        """Take the documents from ``first`` to ``end`` of a batch.

        ``sequence`` numbers the first one; it orders documents within their file.
        """
        texts = len(TEXT_FIELDS)
        self._texts.add(prepared.interned, first * texts, end * texts)
        number = place = len(self)
        for path in prepared.keys[_PATH][first:end]:
            self._of_file.setdefault(path or "", []).append(number)
            number += 1
        for key, values in zip(KEYS, prepared.keys, strict=True):
            self._keys[key] += values[first:end]
        self._dates += prepared.dates[first:end]
        self._last_days += prepared.last_days[first:end]
        self._sequences.extend(range(sequence, sequence + end - first))
        for data in prepared.stored[first:end]:
            self._stored.add_encoded(data)
        for number in range(first, end) if prepared.keywords else ():
            for term in prepared.keywords.get(number, ()):
                self._keywords.setdefault(term, []).append(place + number - first)

    def remove(self, path: str) -> int:
        """Mark the documents of a file as removed. Returns how many."""
        numbers = self._of_file.pop(path, [])
        self.removed.update(numbers)
        return len(numbers)

    def discard(self) -> None:
        """Drop all documents."""
        self._stored.close()
        self._clear()

    def write(self, segment_id: str) -> SegmentEntry:
        """Write the documents as a segment, and start an empty one."""
        inverted = invert(self._texts.numbered(), len(TEXT_FIELDS))
        lengths = dict(zip(TEXT_FIELDS, inverted.lengths, strict=True))
        entry = SegmentEntry(
            segment_id,
            documents=len(self),
            totals={field: int(length.sum()) for field, length in lengths.items()},
        )
        segment = SegmentWriter(self._folder, entry, STORED, SHARED, self._stored, IN_KEYS)
        try:
            segment.postings(TERMS, TEXT_FIELDS, inverted.position_bits).add(inverted.terms)
            segment.postings(WORDS, WORD_FIELDS).add(inverted.words)
            for field, length in lengths.items():
                segment.column(f"len.{field}", length)
            for field, begin in zip(TEXT_FIELDS[1:], inverted.begins[1:], strict=True):
                segment.column(f"begin.{field}", begin)
            segment.column("position_bits", inverted.position_bits)
            segment.column("date", np.array(self._dates))
            segment.column("last_day", np.array(self._last_days))
            segment.column("sequence", np.array(self._sequences))
            for key, values in self._keys.items():
                add_key(segment, key, values)
            add_keywords(segment, self._keywords)
            segment.finish()
        finally:
            segment.close()
        self._clear()
        return entry


def add_key(segment: SegmentWriter, field: str, values: Sequence[str | None]) -> None:
    """Add the dictionary and the column of a field with at most one value a document."""
    encoded = [value.encode("utf-8", "surrogatepass") if value else None for value in values]
    names = sorted({value for value in encoded if value is not None})
    number = {name: place for place, name in enumerate(names)}
    places = np.array([number.get(value, -1) if value else -1 for value in encoded], np.int64)
    order = np.argsort(places, kind="stable")
    docs = order[np.count_nonzero(places < 0) :]
    counts = np.bincount(places[docs], minlength=len(names))
    segment.postings(field, [field]).add(PostingsBatch(names, counts, docs))
    segment.key_column(field, docs, counts)


def add_keywords(segment: SegmentWriter, found: Mapping[str, Sequence[int]]) -> None:
    """Add the postings of keywords: terms, each with its documents, ascending."""
    terms = sorted((to_bytes(term), docs) for term, docs in found.items())
    counts = np.fromiter((len(docs) for _, docs in terms), np.int64, len(terms))
    docs = np.fromiter((doc for _, docs in terms for doc in docs), np.int64, int(counts.sum()))
    batch = PostingsBatch([term for term, _ in terms], counts, docs)
    segment.postings(keywords.FIELD, [keywords.FIELD]).add(batch)
