"""Splits a query's text into tokens, in one pass, and tells words from special syntax.

The parser decides what the tokens mean together.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Container, Iterator
from typing import NamedTuple

from asean_search.model.field_names import FIELDS, keyword_name
from asean_search.patterns import lazy
from asean_search.query.nodes import Phrase, Word

QUOTES = '"“”„‟＂'
"""Any of these opens a phrase and any of them closes it."""

OPERATORS = frozenset({"AND", "OR", "NOT"})

_EDGES = ",;:!?¡¿…-‐‑‒–—―−|/\\[]{}<>«»‹›"
"""Punctuation that is stripped from the edges of a word. A final dot or plus may belong to it."""

_NOT_PLAIN = frozenset(QUOTES + "()*")
_INSIDE_WORDS = "-‐‑'’"
_DIGITS = "0123456789"
_QUOTES_TO_SPACES = str.maketrans(dict.fromkeys(QUOTES, " "))


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


# --- the text of one token, or of a part of it


def clean(text: str) -> str:
    """The text without punctuation at its edges, and without plus signs before a letter."""
    stripped = text.strip(_EDGES)
    bare = stripped.lstrip("+")
    return bare if bare[:1].isalpha() else stripped


def split_weight(text: str) -> tuple[str, str]:
    """The text and the number after its final ``^``; the number is empty without one."""
    before, _, number = text.rpartition("^")
    is_weight = before and number and not number.strip(_DIGITS + ".")
    return (before, number) if is_weight else (text, "")


def split_fuzzy(text: str) -> tuple[str, str] | None:
    """The word and the number after its final ``~``, which may be empty; None without ``~``."""
    before, _, number = text.rpartition("~")
    if not before or before[-1] == "~" or number.strip(_DIGITS):
        return None
    return before, number


def is_wildcard(text: str) -> bool:
    """Whether the text is one word with ``*`` or ``?`` in it."""
    return ("*" in text or "?" in text) and all(
        letter.isalnum()
        or letter in "*?"
        or letter in _INSIDE_WORDS
        or unicodedata.category(letter)[0] == "M"
        for letter in text
    )


def _is_special(text: str) -> bool:
    """Whether the text is more than a word: exact, fuzzy, weighted, or a wildcard."""
    return (
        (text[0] == "=" and not is_separator(text[1:]))
        or split_weight(text)[1] != ""
        or split_fuzzy(text) is not None
        or is_wildcard(text)
    )


def is_separator(text: str) -> bool:
    """Whether the text holds nothing to search for: a dash, an ampersand, invisible marks.

    Letters, digits and marks of any script, and symbols (category So: emoji, degree signs), are
    something to search for, although analysis may find no word in them.
    """
    if text.isalnum():
        return False
    return all(
        unicodedata.category(character)[0] in "PCZ"
        or unicodedata.category(character) in ("Sm", "Sk")
        for character in text
    )


def split_field(text: str, keywords: Container[str] = ()) -> tuple[str, str] | None:
    """The name and the rest of ``name:rest``, or None where the colon belongs to the text.

    A name is one of ``keywords`` or consists of letters, and no colon or ``//`` follows its colon:
    ``12:30``, ``AT&T:news`` and ``http://host`` are text. ``rest`` may be empty.
    """
    name, colon, rest = text.partition(":")
    if not colon or not name or rest.startswith(("//", ":")):
        return None
    if keyword_name(name) in keywords:
        return name, rest
    if not any(map(str.isalpha, name)) or not all(
        letter.isalpha() or letter == "_" or unicodedata.category(letter)[0] == "M"
        for letter in name
    ):
        return None
    return name, rest


def is_plain(text: str) -> bool:
    """Whether the text, unquoted, reads as one word."""
    if text.isalnum():
        return text not in OPERATORS
    return bool(
        text
        and clean(text) == text
        and not any(character.isspace() or character in _NOT_PLAIN for character in text)
        and split_field(text) is None
        and not is_separator(text)
        and not _is_special(text)
    )


def as_text(text: str) -> Word | Phrase | None:
    """The text as a word, or quoted where it would read as more; None if nothing is left of it."""
    text = clean(text)
    if is_plain(text):
        return Word(text)
    text = quotable(text)
    return None if is_separator(text) else Phrase(text)


def quotable(text: str) -> str:
    """The text as it can stand between quotes: no quotes inside, single spaces."""
    return " ".join(text.translate(_QUOTES_TO_SPACES).split())
