"""Keywords as terms of an index: kept columns, attachments of mails, and authors.

All share one field, so that a kept column adds no field to an index. A term is
``name NUL key NUL value``: a query matches name and key, a facet counts keys and shows values.
"""

from __future__ import annotations

from collections.abc import Iterator

from asean_search.analysis import fold
from asean_search.model import Document
from asean_search.model.field_names import TAKEN, keyword_name
from asean_search.query.lexer import quotable

FIELD = "keyword"
"""The field that holds them."""

AUTHOR = "author"
"""The name under which every author is a keyword."""

CHARS_MAX = 200
"""The rest of a longer value is neither searched nor shown."""

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
    """The key of a value: it is folded, and differences in spaces and quotes go."""
    folded = fold(quotable(value.replace(_END, " ")))
    return " ".join(folded.split())[:CHARS_MAX].rstrip()


def prefix(name: str, value: str | None = None) -> str:
    """The prefix of the terms with a name, or with a name and a value."""
    return f"{name}{_END}" if value is None else f"{name}{_END}{key(value)}{_END}"


def after(name: str) -> str:
    """The least string after all terms of a name."""
    return f"{name}\x01"


def parts(term: str) -> tuple[str, str, str]:
    """The name, the key and the value in a term."""
    name, key_, shown = term.split(_END, 2)
    return name, key_, shown
