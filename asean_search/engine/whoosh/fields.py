"""The names of fields, and names as bytes."""

from __future__ import annotations


def to_bytes(text: str) -> bytes:
    """A key or term as it is kept. File names may hold lone surrogates; they survive."""
    return text.encode("utf-8", "surrogatepass")


def to_text(key: bytes) -> str:
    """The inverse of ``to_bytes``."""
    return bytes(key).decode("utf-8", "surrogatepass")


def words_of(field: str) -> str:
    """The field that holds the unstemmed words of a text field."""
    return f"{field}_words"
