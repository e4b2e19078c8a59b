"""Keywords as terms of an index: kept columns, attachments of mails, and authors.

All of them share one field, so that an index has as many fields as before, whatever is kept. A
term is ``name NUL key NUL value``: documents are looked for by name and key, counted by key, and
shown by value.
"""

from __future__ import annotations

from collections.abc import Iterator

from asean_search.analysis import fold
from asean_search.model import Document
from asean_search.model.field_names import TAKEN, keyword_name
from asean_search.query.lexer import quotable

FIELD = "keyword"
"""The field of an index that holds them."""

AUTHOR = "author"
"""A keyword of every document that has an author, kept or not."""

CHARS_MAX = 200
"""So much of a value is looked for and shown; a column of whole texts is no keyword."""

_END = "\0"


def of(document: Document) -> Iterator[tuple[str, str, str]]:
    """The names, keys and values of a document's keywords, each name and key once."""
    pairs = document.keywords
    if document.author is not None:
        pairs = (*pairs, (AUTHOR, document.author))
    seen = set()
    for column, value in pairs:
        name, key_ = keyword_name(column), key(value)
        if name and key_ and name not in TAKEN and (name, key_) not in seen:
            seen.add((name, key_))
            shown = " ".join(value.replace(_END, " ").split())[:CHARS_MAX]
            yield name, key_, shown


def terms(document: Document) -> list[str]:
    """The terms of a document."""
    if not document.keywords and document.author is None:
        return []
    return [_END.join(found) for found in of(document)]


def key(value: str) -> str:
    """What two ways to write one value have in common: case, accents, spaces and quotes go."""
    folded = fold(quotable(value.replace(_END, " ")))
    return " ".join(folded.split())[:CHARS_MAX].rstrip()


def prefix(name: str, value: str | None = None) -> str:
    """How the terms begin that have a name, or a name and a value."""
    return f"{name}{_END}" if value is None else f"{name}{_END}{key(value)}{_END}"


def after(name: str) -> str:
    """What comes after the terms of a name, and before those of the next."""
    return f"{name}\x01"


def parts(term: str) -> tuple[str, str, str]:
    """The name, the key and the value that a term is made of."""
    name, key_, shown = term.split(_END, 2)
    return name, key_, shown
