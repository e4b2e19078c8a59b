"""The names of fields, and names as bytes."""

from __future__ import annotations

from asean_search.model import Document
from asean_search.query.nodes import TEXT_FIELDS


def to_bytes(text: str) -> bytes:
    """A key or term as it is kept. File names may hold lone surrogates; they survive."""
    return text.encode("utf-8", "surrogatepass")


def to_text(key: bytes) -> str:
    """The inverse of ``to_bytes``."""
    return bytes(key).decode("utf-8", "surrogatepass")


def words_of(field: str) -> str:
    """The field that holds the unstemmed words of a text field."""
    return f"{field}_words"


STORED = tuple(Document.__struct_fields__)
"""The values stored of each document, in this order."""

TERMS, WORDS = "text", "words"
"""The group of the terms of all text fields, and that of their unstemmed words."""

WORD_FIELDS = tuple(f"{field}_words" for field in TEXT_FIELDS)
SHARED = {WORDS: TERMS}
"""Words whose postings are those of a term do not repeat them."""

LISTS = tuple(
    (STORED.index(name), name == "keywords") for name in ("pages", "keywords", "rejected_dates")
)
"""The places of the stored values that are tuples, and whether of tuples."""

KEYS = ("id", "path", "source", "source_name", "language")
"""Fields in which a document has one value or none."""

IN_KEYS = {"id": "id", "path": "path", "source": "source_name", "language": "language"}
"""Stored values that are those of a key field, and are not stored again."""
