"""Classifies a run of characters of a query that holds no space, quote or parenthesis."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from asean_search.model.field_names import keyword_name
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
