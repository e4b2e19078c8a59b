"""A raw token cut into pieces: its folded words, their places, and what joins each to the last."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from asean_search.analysis import characters
from asean_search.analysis.folding import fold
from asean_search.analysis.surfaces import spaceless_pattern, unit_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD_CHARS_MAX = 255
"""Words are cut after this many characters."""

FOREIGN_WORDS = frozenset({"AI", "EU", "UN"})
"""Names that are words in some languages (*un*) but not in English."""

CAPITALS = FOREIGN_WORDS | {"AIDS", "IS", "IT", "US", "WHO"}
"""Names that are another word when they are not written in capitals, or with dots."""

_READ_CHARS_MAX = 4 * WORD_CHARS_MAX

_FIRST_SPACELESS = "\u0e00"
# Compiled by re, which remembers them, with the first raw token that is not a plain word.
_NOT_OF_A_WORD = r"[\s().,'\u00b7\u2044]+"
_SEPARATORS = "[.,\uff0e]"
_BETWEEN_SEPARATORS = "[^.,\uff0e]+"
_ENGLISH_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([^\W\d_]*)"
_EUROPEAN_NUMBER = r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+(?=,))(,\d+)?([^\W\d_]*)"
_LINE_END_OR_SPACE = r"[\-\u2010]?\s+"


class Joint(Enum):
    """What stands between a piece and the one before it."""

    APART = 0
    """Nothing joins them: ``end.The``."""
    HYPHEN = 1
    """A hyphen or an apostrophe: they may be written as one word."""
    AMPERSAND = 2
    """``AT&T``."""
    TOGETHER = 3
    """They follow one another but make no one word: ``26.12.2024``."""
    SPACELESS = 4
    """Neighbours in a script without spaces."""


class Piece(NamedTuple):
    """A word that takes one position.

    ``exact`` is what it is called beside its word, or empty: with its plus signs (``admm+``), or
    in capitals, where these make another word of it (``WHO``).
    """

    word: str
    start: int
    end: int
    joint: Joint
    exact: str = ""
    spaceless: bool = False


def pieces(raw_token: str) -> list[Piece]:
    """The pieces of a raw token, in order; none has an empty word."""
    found: list[Piece] = []
    before = 0
    for match in unit_pattern(raw_token).finditer(raw_token):
        start = match.start()
        joint, apostrophe = _joint(raw_token[before:start]) if found else (Joint.APART, False)
        before = match.end()
        text = match.group(1)
        if apostrophe and text in ("s", "S"):
            continue
        count = len(found)
        found.extend(_unit_pieces(text, start, joint))
        if len(found) == count or found[-1].spaceless:
            continue
        last = found[-1]
        if match.group(2):
            found[-1] = last._replace(exact=last.word + fold(match.group(2)), end=match.end())
        elif last.word.upper() in CAPITALS and _is_name(text):
            found[-1] = last._replace(exact=last.word.upper())
    return found


def _is_name(text: str) -> bool:
    """Whether it is one of ``CAPITALS``, and not a word with accents."""
    letters = normalize("NFKC", text)
    return letters in CAPITALS or ("." in letters and letters.isascii())


def _joint(gap: str) -> tuple[Joint, bool]:
    """What the characters between two units mean, and whether the last is an apostrophe."""
    apostrophe = gap[-1:] != "" and gap[-1] in characters.APOSTROPHES
    if gap in ("&", "\uff06"):
        return Joint.AMPERSAND, False
    if len(gap) == 1 and (apostrophe or fold(gap) == "-"):
        return Joint.HYPHEN, apostrophe
    if re.fullmatch(_LINE_END_OR_SPACE, gap):
        return Joint.HYPHEN, False
    return Joint.APART, apostrophe


def _unit_pieces(text: str, start: int, joint: Joint) -> Iterator[Piece]:
    if not text.isascii() and max(text) >= _FIRST_SPACELESS:
        yield from _mixed_pieces(text, start, joint)
    else:
        yield from _word_pieces(text, start, joint)


def _mixed_pieces(text: str, start: int, joint: Joint) -> Iterator[Piece]:
    """Letters of scripts without spaces one by one, and the words that stand among them."""
    after_spaceless = False
    for match in spaceless_pattern().finditer(text):
        if match.group(1):
            word = _fold_cluster(match.group())
            if not word:
                continue
            if after_spaceless:
                joint = Joint.SPACELESS
            yield Piece(word, start + match.start(), start + match.end(), joint, spaceless=True)
            after_spaceless = True
        else:
            yield from _word_pieces(match.group(), start + match.start(), joint)
            after_spaceless = False
        joint = Joint.TOGETHER


@lru_cache(maxsize=8192)
def _fold_cluster(text: str) -> str:
    return fold(text)[:WORD_CHARS_MAX]


def _word_pieces(text: str, start: int, joint: Joint) -> Iterator[Piece]:
    """One piece, or several when the dots and commas of ``text`` make no number."""
    read = text[:_READ_CHARS_MAX]
    folded = fold(read)
    if folded.isalnum():
        yield Piece(folded[:WORD_CHARS_MAX], start, start + len(text), joint)
        return
    word = ""
    if not (re.search(_SEPARATORS, folded) and any(map(str.isdigit, folded))):
        word = re.sub(_NOT_OF_A_WORD, "", folded)
    else:
        word = _number(folded)
    if word:
        yield Piece(word[:WORD_CHARS_MAX], start, start + len(text), joint)
        return
    for match in re.finditer(_BETWEEN_SEPARATORS, read):
        part = re.sub(_NOT_OF_A_WORD, "", fold(match.group()))[:WORD_CHARS_MAX]
        if part:
            yield Piece(part, start + match.start(), start + match.end(), joint)
            joint = Joint.TOGETHER


def _number(folded: str) -> str:
    """A number without its thousands separators, or empty when it is not one number."""
    match = re.fullmatch(_ENGLISH_NUMBER, folded)
    if match:
        whole, fraction, unit = match.groups()
        return f"{whole.replace(',', '')}{fraction or ''}{unit}"
    match = re.fullmatch(_EUROPEAN_NUMBER, folded)
    if match:
        whole, fraction, unit = match.groups()
        return f"{whole.replace('.', '')}{(fraction or '').replace(',', '.')}{unit}"
    return ""
