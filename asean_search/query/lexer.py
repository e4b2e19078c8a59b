"""Splits a query's text into tokens, in one pass; the parser decides what they mean together."""

from __future__ import annotations

import enum
from collections.abc import Container, Iterator
from typing import NamedTuple

from asean_search.model.field_names import FIELDS, keyword_name
from asean_search.patterns import lazy
from asean_search.query.operands import OPERATORS, QUOTES, is_separator, split_field


class Kind(enum.Enum):
    """The kind of a token."""

    TEXT = enum.auto()
    PHRASE = enum.auto()
    OPEN_PHRASE = enum.auto()
    """A phrase whose closing quote is missing."""
    OPEN = enum.auto()
    CLOSE = enum.auto()
    AND = enum.auto()
    OR = enum.auto()
    NOT = enum.auto()
    MINUS = enum.auto()
    FIELD = enum.auto()
    """A field's name and its colon; the token's text is the name."""
    LABEL = enum.auto()
    """The name of a field and a colon before a space: text."""
    REGEX = enum.auto()
    EXACT = enum.auto()
    """The ``=`` before a phrase."""
    NEAR = enum.auto()
    """The ``~5`` right after a phrase or a group."""
    WEIGHT = enum.auto()
    """The ``^2`` right after a phrase or a group."""
    END = enum.auto()


class QueryToken(NamedTuple):
    """``query[start:end]``; ``text`` is its content, without quotes, slashes or colon."""

    kind: Kind
    text: str
    start: int
    end: int


_NEXT = lazy(rf"(?P<open>\()|(?P<close>\))|(?P<quote>[{QUOTES}])|(?P<text>[^\s(){QUOTES}]+)")
_QUOTE = lazy(rf"[{QUOTES}]")
_REGEX = lazy(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s)^]|$)")
_SUFFIX = lazy(rf"([~^])[^\s()~^{QUOTES}]*")
_NOTHING_MORE = lazy(r"\s*(?:\)|$)")


def tokenize(query: str, keywords: Container[str] = ()) -> Iterator[QueryToken]:
    """The query's tokens, ``END`` last; punctuation that stands alone is left out.

    ``keywords`` are the fields of the index beside those of every index.
    """
    position = 0
    glued = False  # a minus or a field stands right before
    takes_suffix = False  # ~5 or ^2 may follow
    while found := _NEXT.search(query, position):
        is_next, (start, position) = found.start() == position, found.span()
        if takes_suffix and is_next and (suffix := _SUFFIX.match(query, start)):
            position = suffix.end()
            kind = Kind.NEAR if suffix[1] == "~" else Kind.WEIGHT
            yield QueryToken(kind, suffix[0], *suffix.span())
            continue
        takes_suffix = False
        if found["open"] or found["close"]:
            yield QueryToken(Kind.OPEN if found["open"] else Kind.CLOSE, found[0], start, position)
            glued, takes_suffix = False, bool(found["close"])
        elif found["quote"]:
            token = _phrase(query, start)
            position, glued, takes_suffix = token.end, False, True
            yield token
        elif pattern := _regex(query, start, glued):
            yield pattern
            position, glued, takes_suffix = pattern.end, False, True
        elif unquoted := _unquoted(query, found[0], start, glued, keywords):
            yield unquoted
            position = unquoted.end
            glued = unquoted.kind in (Kind.MINUS, Kind.FIELD)
    yield QueryToken(Kind.END, "", len(query), len(query))


def _phrase(query: str, start: int) -> QueryToken:
    close = _QUOTE.search(query, start + 1)
    if close is None:
        return QueryToken(Kind.OPEN_PHRASE, query[start + 1 :], start, len(query))
    return QueryToken(Kind.PHRASE, query[start + 1 : close.start()], start, close.end())


def _regex(query: str, start: int, glued: bool) -> QueryToken | None:
    """``/pattern/`` where a word may begin."""
    if query[start] != "/" or not (glued or _may_begin_word(query, start)):
        return None
    found = _REGEX.match(query, start)
    return QueryToken(Kind.REGEX, found[1], start, found.end()) if found else None


def _may_begin_word(query: str, start: int) -> bool:
    return not start or query[start - 1].isspace() or query[start - 1] == "("


def _unquoted(
    query: str, text: str, start: int, glued: bool, keywords: Container[str]
) -> QueryToken | None:
    """The first token of text without spaces, or None if it holds nothing to search for."""
    end = start + len(text)
    if text == "=" and query[end : end + 1] in QUOTES and query[end:]:
        return QueryToken(Kind.EXACT, text, start, end)
    if not glued:
        if text in OPERATORS:
            return QueryToken(Kind[text], text, start, end)
        if _begins_with_minus(query, text, start):
            return QueryToken(Kind.MINUS, "-", start, start + 1)
        if text != "*" and not text.isalnum() and is_separator(text):
            return None
    after_field = glued and query[start - 1] == ":"
    if not after_field and (field := split_field(text, keywords)):
        name, rest = field
        colon = start + len(name) + 1
        if rest or query[colon : colon + 1] in ("(", *QUOTES):
            return QueryToken(Kind.FIELD, name, start, colon)
        if name.casefold() in FIELDS or keyword_name(name) in keywords:
            is_last = _NOTHING_MORE.match(query, colon)
            return QueryToken(Kind.FIELD if is_last else Kind.LABEL, name, start, colon)
    return QueryToken(Kind.TEXT, text, start, end)


def _begins_with_minus(query: str, text: str, start: int) -> bool:
    """Whether the text's first character is a minus sign, not a hyphen or a dash."""
    if text[0] != "-" or text[1:2] == "-":
        return False
    if not _may_begin_word(query, start):
        return False
    if text == "-":
        return query[start + 1 : start + 2] in ("(", *QUOTES)
    if text == "-=":
        return query[start + 2 : start + 3] in QUOTES and bool(query[start + 2 :])
    return text == "-*" or not is_separator(text)
