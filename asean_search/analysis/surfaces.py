"""Where the words of a text are: the regular expressions that find raw tokens, and units in them.

A raw token is a chunk that is analysed by itself, whatever stands around it: a word, a compound
(``co-operation``), a possessive (``country's``), an acronym (``U.S.``, ``ADMM+``, ``AT&T``), a
number (``155,221``), letters of a script without spaces. It may hold several words (``end.The``);
its units are the single words, numbers and acronyms.

There is a fast pattern for ASCII texts and one for all texts; in an ASCII text both find the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from asean_search.analysis import characters as c

RUN_CHARS_MAX = 4096
"""A longer chunk (``a-a-a-...``, a megabyte of letters) is cut into several raw tokens."""


def _surface(letter: str, inside: str, joiners: str) -> str:
    """A run of letters and joiners that ends in no joiner, and what may rightly follow it."""
    run = f"{letter}[{inside}{joiners}]{{0,{RUN_CHARS_MAX}}}(?<![{joiners}])"
    dot_of_acronym = r"\.(?<=\.[^\W\d_]\.)"
    possessive = rf"[)\]\"\u201d\u2019][{c.APOSTROPHES}][sS](?!\w)"
    line_end = r"(?:[\-\u2010]|(?<=\u00ad))\r?\n[ \t]{0,8}"
    # A space after a prefix that is no word ("non proliferation") is read as a hyphen.
    # The first look is there for speed only: six words in seven stop at it.
    prefix_space = (
        r"[ \n\u00a0](?<=[otlmrOTLMRcC][nieoNIEO]\s)(?i:"
        r"(?<=(?<!\w)non\s)|(?<=(?<!\w)pre\s)|(?<=(?<!\w)(?:anti|semi)\s)|(?<=(?<!\w)multi\s)"
        r"|(?<=(?<!\w)co\s)(?=operat|ordinat|exist))"
    )
    return (
        f"{run}"
        rf"(?:{dot_of_acronym}|{possessive}|(?:{line_end}|{prefix_space})(?=[^\W\d_]){run})?"
    )


_SURFACE_IN_ASCII = re.compile(_surface("[A-Za-z0-9]", "A-Za-z0-9_+#", ".,'&\\-"))


@lru_cache(maxsize=1)
def _surface_in_any() -> re.Pattern[str]:
    return re.compile(
        _surface(
            "[^\\W_\u02bb\u02bc]",
            f"a-zA-Z0-9_\\w{c.MARKS}{c.IGNORABLE}+#\uff0b\uff03",
            f".,\uff0e{c.HYPHENS}{c.APOSTROPHES}{c.AMPERSANDS}",
        )
    )


def token_pattern(text: str) -> re.Pattern[str]:
    """The pattern that finds every raw token of ``text``, in order, apart from one another."""
    return _SURFACE_IN_ASCII if text.isascii() else _surface_in_any()


def _unit(letters: str, letter: str, separators: str) -> str:
    """A dotted acronym, or a word or number; group 2 are the plus signs after it."""
    dotted = rf"{letter}(?:\.{letter}(?![\w\u0300-\u036f]))+\.?"
    number_tail = rf"(?:(?<=\d)[{separators}](?=\d){letters})*"
    plus = r"[+\uff0b]{1,2}(?![+\uff0b\w])|[#\uff03](?![#\uff03\w])"
    return f"({dotted}|{letters}{number_tail})({plus})?"


_UNIT_IN_ASCII = re.compile(_unit("[A-Za-z0-9]+", "[A-Za-z]", ".,"))


@lru_cache(maxsize=1)
def _unit_in_any() -> re.Pattern[str]:
    not_letters = f"_\u02bb\u02bc{c.FRACTIONS}"
    letters = f"[^\\W{not_letters}]"
    return re.compile(
        _unit(
            f"{letters}+(?:[{c.MARKS}{c.IGNORABLE}]+{letters}*)*",
            f"[{c.ACRONYM_LETTERS}][\u0300-\u036f]{{0,3}}",
            ".,\uff0e",
        )
    )


def unit_pattern(raw_token: str) -> re.Pattern[str]:
    """The pattern that finds the units of ``raw_token``: group 1 the word, group 2 its plus signs."""
    return _UNIT_IN_ASCII if raw_token.isascii() else _unit_in_any()


@lru_cache(maxsize=1)
def spaceless_pattern() -> re.Pattern[str]:
    """Finds a letter of a script without spaces, with its marks (group 1), or all until one."""
    sara_am = "\u0e4d\u0e32|\u0ecd\u0eb2"
    marks = f"\u0e33\u0eb3{c.SPACELESS_MARKS}{c.IGNORABLE}"
    return re.compile(f"([{c.SPACELESS}](?:{sara_am}|[{marks}])*)|[^{c.SPACELESS}]+")
