"""The fields of an index: their names, which values they store, and which share a dictionary."""

from __future__ import annotations

from asean_search.model import Document
from asean_search.query.nodes import TEXT_FIELDS


def to_bytes(text: str) -> bytes:
    """A term as it is stored, in UTF-8. The lone surrogates of file names are kept."""
    return text.encode("utf-8", "surrogatepass")


def to_text(key: bytes) -> str:
    """The inverse of ``to_bytes``."""
    return bytes(key).decode("utf-8", "surrogatepass")


def words_of(field: str) -> str:
    """The field that holds the unstemmed words of a text field."""
    return f"{field}_words"


STORED = tuple(Document.__struct_fields__)
"""The stored values of each document, in this order."""

TERMS, WORDS = "text", "words"
"""The names of the postings of the terms of all text fields, and of their unstemmed words."""

FIELD_NUMBERS = {field: number for number, field in enumerate(TEXT_FIELDS)}
"""The numbers of the text fields in both of these postings."""

WORD_FIELDS = tuple(map(words_of, TEXT_FIELDS))
SHARED = {WORDS: TERMS}
"""Words may share the postings of a term."""

LISTS = tuple(
    (STORED.index(name), name == "keywords") for name in ("pages", "keywords", "rejected_dates")
)
"""The places in ``STORED`` of the values that are tuples, and whether they hold tuples."""

KEYS = ("id", "path", "source", "source_name", "language")
"""Fields in which a document has one value or none."""

IN_KEYS = {"id": "id", "path": "path", "source": "source_name", "language": "language"}
"""Stored values that a key field holds, with the name of that field."""
