"""What a chunk of a query (a run without spaces, quotes or parentheses) can be taken for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from asean_search.model.field_names import keyword_name
from asean_search.patterns import lazy
from asean_search.query.nodes import Phrase, Word

QUOTES = '"“”„‟＂'
"""Any of these opens a phrase and any of them closes it."""

OPERATORS = frozenset({"AND", "OR", "NOT"})

SHOWN_FIELDS = ("title", "text", "place", "source", "date", "words", "lang", "has", "no")
"""The names that messages and canonical queries use, one for each field."""

_EDGES = ",;:!?¡¿…-‐‑‒–—―−|/\\[]{}<>«»‹›"
"""Punctuation that is no part of a word when it stands at its edge; a final dot or plus may be."""

_NOT_IN_CHUNKS = frozenset(QUOTES + "()*")
_INSIDE_WORDS = "-‐‑'’"
_WEIGHTED = lazy(r"(.+)\^([0-9.]+)", re.DOTALL)
_FUZZY = lazy(r"(.*[^~])~([0-9]*)", re.DOTALL)


def clean(chunk: str) -> str:
    """The chunk without the punctuation around it, and without a plus before a letter."""
    text = chunk.strip(_EDGES)
    bare = text.lstrip("+")
    return bare if bare[:1].isalpha() else text


def split_weight(text: str) -> tuple[str, str]:
    """The text and the number after ``^`` at its end, or an empty one."""
    found = _WEIGHTED.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def split_fuzzy(text: str) -> tuple[str, str] | None:
    """The word and the number after ``~`` at its end, which may be empty; None without ``~``."""
    found = _FUZZY.fullmatch(text)
    return (found[1], found[2]) if found else None


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
    """Whether the text reads as more than a word: exact, fuzzy, weighted, or a pattern."""
    return (
        (text[0] == "=" and not is_separator(text[1:]))
        or split_weight(text)[1] != ""
        or split_fuzzy(text) is not None
        or is_wildcard(text)
    )


def is_separator(chunk: str) -> bool:
    """Whether the chunk has nothing to search for: a dash, an ampersand, dots, invisible marks.

    Symbols (category So: emoji, degree signs) and letters, digits and marks of any script count
    as something; whether analysis finds a word in them is not known here.
    """
    if chunk.isalnum():
        return False
    return all(
        unicodedata.category(character)[0] in "PCZ"
        or unicodedata.category(character) in ("Sm", "Sk")
        for character in chunk
    )


def split_field(chunk: str, keywords: Container[str] = ()) -> tuple[str, str] | None:
    """The name and the rest of ``name:rest``, or None where the colon belongs to the text.

    A name is one of ``keywords``, or made of letters only, and what follows is stuck to the colon:
    ``12:30``, ``AT&T:news`` and ``http://host`` are text. ``rest`` is empty when the chunk ends
    there.
    """
    name, colon, rest = chunk.partition(":")
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
    """Whether the text, written as it is, reads as one word."""
    if text.isalnum():
        return text not in OPERATORS
    return bool(
        text
        and clean(text) == text
        and text not in OPERATORS
        and not any(character.isspace() or character in _NOT_IN_CHUNKS for character in text)
        and split_field(text) is None
        and not is_separator(text)
        and not _is_special(text)
    )


def as_text(chunk: str) -> Word | Phrase | None:
    """The chunk as text to look for, quoted where it would read otherwise; None if it is empty."""
    text = clean(chunk)
    if is_plain(text):
        return Word(text)
    text = quotable(text)
    return None if is_separator(text) else Phrase(text)


def quotable(text: str) -> str:
    """The text as it can stand between quotes: no quotes inside, single spaces."""
    return " ".join(text.translate(_QUOTES_TO_SPACES).split())


_QUOTES_TO_SPACES = str.maketrans(dict.fromkeys(QUOTES, " "))
