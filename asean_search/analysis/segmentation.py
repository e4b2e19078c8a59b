"""Segmentation: a text into raw tokens, and each raw token into subtokens and compounds.

A raw token is a chunk that is analysed without looking at its neighbours: a word, a compound
(``co-operation``), a possessive (``country's``), an acronym (``U.S.``, ``ADMM+``, ``AT&T``), a
number (``155,221``), or letters of a script without spaces. It may hold several words
(``end.The``). Its units are the single words, numbers and acronyms; a unit gives one subtoken,
or several where it mixes scripts or is no number.

Each pattern exists twice: a fast one for ASCII and a general one. Both find the same in ASCII.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from asean_search.analysis.data import characters as c
from asean_search.analysis.folding import fold
from asean_search.analysis.stemming import ENGLISH, stem
from asean_search.patterns import lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

RAW_TOKEN_CHARS_MAX = 4096
"""A longer chunk (``a-a-a-...``, a megabyte of letters) is cut into several raw tokens."""

WORD_CHARS_MAX = 255
"""Words are cut after this many characters."""

PARTS_MAX = 3
"""A chain of more parts is no compound; only its parts are words."""

FOREIGN_WORDS = frozenset({"AI", "EU", "UN"})
"""Names that are words in some languages (*un*) but not in English."""

CAPITALS = FOREIGN_WORDS | {"AIDS", "IS", "IT", "US", "WHO"}
"""Names that are another word when they are not written in capitals or with dots."""

_UNIT_CHARS_MAX = 4 * WORD_CHARS_MAX

_FIRST_SPACELESS = "\u0e00"


def _raw_token(letter: str, inside: str, joiners: str) -> str:
    """A run of letters and joiners that ends in no joiner, and what may follow it."""
    run = f"{letter}[{inside}{joiners}]{{0,{RAW_TOKEN_CHARS_MAX}}}(?<![{joiners}])"
    dot_of_acronym = r"\.(?<=\.[^\W\d_]\.)"
    possessive = rf"[)\]\"\u201d\u2019][{c.APOSTROPHES}][sS](?!\w)"
    line_end = r"(?:[\-\u2010]|(?<=\u00ad))\r?\n[ \t]{0,8}"
    # A space after a prefix that is no word ("non proliferation") is read as a hyphen.
    # The first look-behind is only for speed: it rejects six words in seven.
    prefix_space = (
        r"[ \n\u00a0](?<=[otlmrOTLMRcC][nieoNIEO]\s)(?i:"
        r"(?<=(?<!\w)non\s)|(?<=(?<!\w)pre\s)|(?<=(?<!\w)(?:anti|semi)\s)|(?<=(?<!\w)multi\s)"
        r"|(?<=(?<!\w)co\s)(?=operat|ordinat|exist))"
    )
    return (
        f"{run}"
        rf"(?:{dot_of_acronym}|{possessive}|(?:{line_end}|{prefix_space})(?=[^\W\d_]){run})?"
    )


_TOKEN_IN_ASCII = lazy(_raw_token("[A-Za-z0-9]", "A-Za-z0-9_+#", ".,'&\\-"))
_TOKEN_IN_ANY = lazy(
    _raw_token(
        "[^\\W_\u02bb\u02bc]",
        f"a-zA-Z0-9_\\w{c.MARKS}{c.IGNORABLE}+#\uff0b\uff03",
        f".,\uff0e{c.HYPHENS}{c.APOSTROPHES}{c.AMPERSANDS}",
    )
)


def token_pattern(text: str) -> re.Pattern[str]:
    """The pattern that finds the raw tokens of ``text``, in order and without overlap."""
    return _TOKEN_IN_ASCII if text.isascii() else _TOKEN_IN_ANY


def _unit(letters: str, letter: str, separators: str) -> str:
    """A dotted acronym, or a word or number; group 2 is the plus signs after it."""
    dotted = rf"{letter}(?:\.{letter}(?![\w\u0300-\u036f]))+\.?"
    number_tail = rf"(?:(?<=\d)[{separators}](?=\d){letters})*"
    plus = r"[+\uff0b]{1,2}(?![+\uff0b\w])|[#\uff03](?![#\uff03\w])"
    return f"({dotted}|{letters}{number_tail})({plus})?"


_LETTER = f"[^\\W_\u02bb\u02bc{c.FRACTIONS}]"
_UNIT_IN_ASCII = lazy(_unit("[A-Za-z0-9]+", "[A-Za-z]", ".,"))
_UNIT_IN_ANY = lazy(
    _unit(
        f"{_LETTER}+(?:[{c.MARKS}{c.IGNORABLE}]+{_LETTER}*)*",
        f"[{c.ACRONYM_LETTERS}][\u0300-\u036f]{{0,3}}",
        ".,\uff0e",
    )
)
_SPACELESS_MARKS = f"\u0e33\u0eb3{c.SPACELESS_MARKS}{c.IGNORABLE}"
_SPACELESS_LETTER = lazy(
    f"([{c.SPACELESS}](?:\u0e4d\u0e32|\u0ecd\u0eb2|[{_SPACELESS_MARKS}])*)|[^{c.SPACELESS}]+"
)
"""Group 1 is a letter of a script without spaces, with its marks; else all text before one."""

_NOT_OF_A_WORD = lazy(r"[\s().,'\u00b7\u2044]+")
_SEPARATORS = lazy("[.,\uff0e]")
_BETWEEN_SEPARATORS = lazy("[^.,\uff0e]+")
_ENGLISH_NUMBER = lazy(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([^\W\d_]*)")
_EUROPEAN_NUMBER = lazy(r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+(?=,))(,\d+)?([^\W\d_]*)")
_LINE_END_OR_SPACE = lazy(r"[\-\u2010]?\s+")


class Joiner(Enum):
    """What stands between a subtoken and the one before it."""

    APART = 0
    """Nothing joins them: ``end.The``."""
    HYPHEN = 1
    """A hyphen or an apostrophe: they may be written as one word."""
    AMPERSAND = 2
    """``AT&T``."""
    TOGETHER = 3
    """They are neighbours but form no word: ``26.12.2024``."""
    SPACELESS = 4
    """Neighbours in a script without spaces."""


class Subtoken(NamedTuple):
    """A word that takes one position; ``raw_token[start:end]`` is what it was made from.

    ``exact`` is a second term of the word, or empty: the word with its plus signs (``admm+``), or
    in capitals where these make it another word (``WHO``).
    """

    word: str
    start: int
    end: int
    joiner: Joiner
    exact: str = ""
    spaceless: bool = False


def subtokens(raw_token: str) -> list[Subtoken]:
    """The subtokens of a raw token, in order; none has an empty word."""
    found: list[Subtoken] = []
    before = 0
    pattern = _UNIT_IN_ASCII if raw_token.isascii() else _UNIT_IN_ANY
    for match in pattern.finditer(raw_token):
        start = match.start()
        joiner, apostrophe = _joiner(raw_token[before:start]) if found else (Joiner.APART, False)
        before = match.end()
        text = match.group(1)
        if apostrophe and text in ("s", "S"):
            continue
        count = len(found)
        found.extend(_unit_subtokens(text, start, joiner))
        if len(found) == count or found[-1].spaceless:
            continue
        last = found[-1]
        if match.group(2):
            found[-1] = last._replace(exact=last.word + fold(match.group(2)), end=match.end())
        elif last.word.upper() in CAPITALS and _is_name(text):
            found[-1] = last._replace(exact=last.word.upper())
    return found


def _is_name(text: str) -> bool:
    """Whether ``text`` is one of ``CAPITALS`` or has dots, and is not a word with accents."""
    letters = normalize("NFKC", text)
    return letters in CAPITALS or ("." in letters and letters.isascii())


def _joiner(gap: str) -> tuple[Joiner, bool]:
    """The joiner that the characters between two units are; whether the last is an apostrophe."""
    apostrophe = gap[-1:] != "" and gap[-1] in c.APOSTROPHES
    if gap in ("&", "\uff06"):
        return Joiner.AMPERSAND, False
    if len(gap) == 1 and (apostrophe or fold(gap) == "-"):
        return Joiner.HYPHEN, apostrophe
    if _LINE_END_OR_SPACE.fullmatch(gap):
        return Joiner.HYPHEN, False
    return Joiner.APART, apostrophe


def _unit_subtokens(text: str, start: int, joiner: Joiner) -> Iterator[Subtoken]:
    if not text.isascii() and max(text) >= _FIRST_SPACELESS:
        yield from _mixed_subtokens(text, start, joiner)
    else:
        yield from _word_subtokens(text, start, joiner)


def _mixed_subtokens(text: str, start: int, joiner: Joiner) -> Iterator[Subtoken]:
    """Each letter of a script without spaces, and the words between such letters."""
    after_spaceless = False
    for match in _SPACELESS_LETTER.finditer(text):
        if match.group(1):
            word = _fold_cluster(match.group())
            if not word:
                continue
            if after_spaceless:
                joiner = Joiner.SPACELESS
            yield Subtoken(word, start + match.start(), start + match.end(), joiner, spaceless=True)
            after_spaceless = True
        else:
            yield from _word_subtokens(match.group(), start + match.start(), joiner)
            after_spaceless = False
        joiner = Joiner.TOGETHER


@lru_cache(maxsize=8192)
def _fold_cluster(text: str) -> str:
    return fold(text)[:WORD_CHARS_MAX]


def _word_subtokens(text: str, start: int, joiner: Joiner) -> Iterator[Subtoken]:
    """One subtoken, or several when the dots and commas of ``text`` form no number."""
    unit = text[:_UNIT_CHARS_MAX]
    folded = fold(unit)
    if folded.isalnum():
        yield Subtoken(folded[:WORD_CHARS_MAX], start, start + len(text), joiner)
        return
    if _SEPARATORS.search(folded) and any(map(str.isdigit, folded)):
        word = _number(folded)
    else:
        word = _NOT_OF_A_WORD.sub("", folded)
    if word:
        yield Subtoken(word[:WORD_CHARS_MAX], start, start + len(text), joiner)
        return
    for match in _BETWEEN_SEPARATORS.finditer(unit):
        part = _NOT_OF_A_WORD.sub("", fold(match.group()))[:WORD_CHARS_MAX]
        if part:
            yield Subtoken(part, start + match.start(), start + match.end(), joiner)
            joiner = Joiner.TOGETHER


def _number(folded: str) -> str:
    """A number without its thousands separators, or empty when it is not one number."""
    match = _ENGLISH_NUMBER.fullmatch(folded)
    if match:
        whole, fraction, unit = match.groups()
        return f"{whole.replace(',', '')}{fraction or ''}{unit}"
    match = _EUROPEAN_NUMBER.fullmatch(folded)
    if match:
        whole, fraction, unit = match.groups()
        return f"{whole.replace('.', '')}{(fraction or '').replace(',', '.')}{unit}"
    return ""


class Compound(NamedTuple):
    """The word that ``parts`` subtokens from number ``first`` on form together.

    ``term`` ends in the number of parts (``cooper~2``): it must differ from the term of the same
    word written without hyphens, which covers one position. ``hyphened`` says that the word may
    also be written without hyphens, or as its parts.
    """

    first: int
    parts: int
    term: str
    word: str
    hyphened: bool


def chains(found: list[Subtoken]) -> Iterator[tuple[int, int]]:
    """The bounds (first, after) of each run of joined subtokens, in order."""
    first = 0
    for after in range(1, len(found) + 1):
        if after == len(found) or found[after].joiner is Joiner.APART:
            yield first, after
            first = after


def compounds(
    found: list[Subtoken], first: int, after: int, family: str = ENGLISH
) -> Iterator[Compound]:
    """The compounds in the chain ``found[first:after]``: the whole, or parts joined by ``&``."""
    joiners = {subtoken.joiner for subtoken in found[first + 1 : after]}
    if joiners == {Joiner.HYPHEN} and after - first <= PARTS_MAX:
        chain = found[first:after]
        word = "".join(subtoken.word for subtoken in chain)[:WORD_CHARS_MAX]
        if not word.isdigit() and all(map(may_join, chain)):
            term = f"{stem(word, family)}~{len(chain)}"
            yield Compound(first, len(chain), term, word, hyphened=True)
    elif Joiner.AMPERSAND in joiners:
        start = first
        for end in range(first + 1, after + 1):
            if end < after and found[end].joiner is Joiner.AMPERSAND:
                continue
            chain = found[start:end]
            if 1 < len(chain) <= PARTS_MAX and not any(part.spaceless for part in chain):
                word = "&".join(part.word for part in chain)[:WORD_CHARS_MAX]
                yield Compound(start, end - start, f"{word}~{end - start}", word, hyphened=False)
            start = end


def may_join(subtoken: Subtoken) -> bool:
    """Whether a compound may contain the subtoken; false for ``ADMM+``, ``5.93`` and Thai."""
    return not (subtoken.exact or subtoken.spaceless or "." in subtoken.word)
