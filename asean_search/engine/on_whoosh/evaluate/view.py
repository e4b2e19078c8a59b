"""A segment as a search sees it: what lives in it, and what its fields' lengths weigh."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from asean_search.engine import keywords
from asean_search.engine.on_whoosh.array_fields import TERMS, WORDS
from asean_search.engine.on_whoosh.codec.group import Group
from asean_search.engine.on_whoosh.codec.section_file import smallest
from asean_search.engine.on_whoosh.codec.segment import Segment
from asean_search.engine.on_whoosh.evaluate import postings
from asean_search.engine.on_whoosh.evaluate.postings import Postings
from asean_search.engine.on_whoosh.naming import to_bytes
from asean_search.query.tree import TEXT_FIELDS

Array = np.ndarray[Any, np.dtype[Any]]

_MOST_KEPT = 256
_MOST_KEPT_POSTINGS = 4 << 20


class View:
    """One segment of an open index; ``number`` is its place in the index."""

    def __init__(self, segment: Segment, number: int) -> None:
        self.segment = segment
        self.number = number
        self.documents = segment.documents
        self.alive = segment.alive
        self.live = segment.entry.live
        self.doc_type: np.dtype[Any] = np.dtype(smallest(segment.documents))
        self._terms: dict[str, Postings | None] = {}
        self._kept_postings = 0
        self._norms: dict[tuple[str, float, float], Array | None] = {}
        self.bounds: dict[tuple[int, str], tuple[tuple[int, ...], ...]] = {}

    @cached_property
    def text(self) -> Group:
        """The terms of the text fields."""
        return self.segment.group(TERMS)

    @cached_property
    def words(self) -> Group:
        """The unstemmed words of the text fields."""
        return self.segment.group(WORDS)

    @cached_property
    def position_bits(self) -> int:
        """How many bits hold any position in a document of this segment, and one more."""
        return int(self.segment.column("position_bits").max(initial=1)) + 1

    @cached_property
    def all_docs(self) -> Array:
        """Every document."""
        if self.alive is None:
            return np.arange(self.documents, dtype=self.doc_type)
        return np.flatnonzero(self.alive).astype(self.doc_type)

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        return int(self.segment.entry.totals.get(field, 0))

    def norm(self, field: str, b: float, mean_length: float) -> Array | None:
        """What a frequency is divided by, for every document; None where that is always 1."""
        if not b:
            return None
        key = (field, b, mean_length)
        if key not in self._norms:
            if mean_length:
                relative = self.segment.column(f"len.{field}") / mean_length
            else:
                relative = np.ones(self.documents)
            relative *= b
            relative += 1.0 - b
            self._norms[key] = relative
        return self._norms[key]

    def term(self, text: str) -> Postings | None:
        """Where a term of the text fields occurs."""
        if text in self._terms:
            return self._terms[text]
        number = self.text.dictionary.find(text.encode("utf-8", "surrogatepass"))
        found = postings.of_term(self.text, number, self.alive) if number >= 0 else None
        if found is not None and not len(found.docs):
            found = None
        self._kept_postings += len(found.docs) if found is not None else 0
        if len(self._terms) >= _MOST_KEPT or self._kept_postings > _MOST_KEPT_POSTINGS:
            self._terms.clear()
            self._kept_postings = len(found.docs) if found is not None else 0
        self._terms[text] = found
        return found

    def posting_count(self, text: str) -> int:
        """How many documents have a term in any text field."""
        found = self.term(text)
        return len(found.docs) if found is not None else 0

    def document_frequency(self, text: str, field: int) -> int:
        """How many documents have a term in a text field."""
        found = self.term(text)
        if found is None or found.document_frequencies is None:
            return 0
        return found.document_frequencies[field]

    def has_key(self, field: str) -> Array:
        """For every document whether it has a value in a key field."""
        if field not in self.segment.group_fields:
            return np.zeros(self.documents, bool)
        values = len(self.segment.group(field).dictionary)
        has: Array = self.segment.column(f"key.{field}") < values
        return has

    def ids(self, docs: Array) -> list[str]:
        """The ids of some documents."""
        dictionary = self.segment.group("id").dictionary
        return [
            dictionary[number].decode()
            for number in self.segment.column("key.id").take(docs).tolist()
        ]

    def key_docs(self, field: str, value: str) -> Array:
        """The documents that have a value in a key field."""
        group = self.segment.group(field)
        number = group.dictionary.find(value.encode("utf-8", "surrogatepass"))
        if number < 0:
            return np.zeros(0, self.doc_type)
        docs = group.docs(number)
        return docs if self.alive is None else docs[self.alive.take(docs)]

    def keyword_terms(self, prefix: str) -> tuple[Array, Array, list[bytes]]:
        """The keywords whose terms begin so.

        Returns:
            Their documents (deleted ones as well), how many each has, and the terms.
        """
        if keywords.FIELD not in self.segment.group_fields:
            return np.zeros(0, self.doc_type), np.zeros(0, np.int64), []
        group = self.segment.group(keywords.FIELD)
        first, end = group.dictionary.prefix_range(to_bytes(prefix))
        docs, _, counts = group.docs_of(np.arange(first, end))
        return docs, counts, list(group.dictionary.terms(first, end))

    def keyword_docs(self, prefix: str) -> Array:
        """The documents that have a keyword whose term begins so."""
        found, _, _ = self.keyword_terms(prefix)
        has = np.zeros(self.documents, bool)
        has[found] = True
        if self.alive is not None:
            has &= self.alive
        return np.flatnonzero(has).astype(self.doc_type)


FIELD_NUMBERS = {field: number for number, field in enumerate(TEXT_FIELDS)}
"""The places of the text fields in the groups of terms and of words."""
