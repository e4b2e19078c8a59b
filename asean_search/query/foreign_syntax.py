"""What other search tools would read in a query, and this one does not: remarks, never errors.

A pasted headline holds all of these signs, so they stay text; whoever meant more is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from asean_search.dates.expressions import is_written_date
from asean_search.patterns import lazy
from asean_search.query.lexer import Kind, Lexeme

_WORDS = {
    "and": "and was read as a word; words side by side need no AND between them",
    "or": "or was read as a word; the operator is written OR",
    "not": "not was read as a word; the operator is written NOT",
}
_NEAR = lazy(r"(?:NEAR|ADJ|ONEAR)(?:/?\d+)?|(?:near|adj|pre|w|n)/\d+", re.IGNORECASE)
_OTHER_OPERATORS = frozenset({"XOR", "ANDNOT", "BUTNOT"})
_BEFORE_A_WORD = lazy(r"(?P<sign>!|~|\+|–|−|--)(?=[^\W\d_])")
_TYPED_DASHES = frozenset({"–", "−", "--"})
_BETWEEN_DATES = frozenset({"to", "until", "till", "and"})
_SHOWN_CHARS = 40
_PIPES = lazy(r"\|+")
_QUOTED = lazy(r"\s*(['‘])[^'‘’]+\s[^'‘’]+['’]\s*")


def remarks(query: str, lexemes: Sequence[Lexeme]) -> Iterator[str]:
    """What the query may have been meant to say and was not read as, in the order of its text."""
    if _QUOTED.fullmatch(query):
        yield "'…' is no phrase here; write it between double quotes"
    before: Lexeme | None = None
    for lexeme in lexemes:
        gap = query[before.end if before else 0 : lexeme.start]
        yield from _in_gap(gap, lexeme)
        if lexeme.kind is Kind.TEXT and not (before and before.kind is Kind.FIELD):
            yield from _in_word(lexeme.text, is_between=before is not None)
            if lexeme.text == "*" and before and _may_end_in_star(before, lexeme):
                yield "the * after a quote or a parenthesis was passed over; a star ends one word"
        before = lexeme
    yield from _ranges(lexemes)


def _in_gap(gap: str, after: Lexeme) -> Iterator[str]:
    """Signs that stand alone: nothing is searched for in them."""
    if pipes := _PIPES.search(gap):
        yield f"{_short(pipes[0])} was passed over; one word or the other is written a OR b"
    if gap.endswith("!") and after.kind in (Kind.PHRASE, Kind.OPEN):
        yield "! was passed over; to leave something out put NOT or a minus before it"


def _in_word(text: str, *, is_between: bool) -> Iterator[str]:
    capitals = text.upper()
    if text != capitals and (word := _WORDS.get(text.casefold())):
        yield text + word[len(text) :]
    elif (
        is_between
        and (_NEAR.fullmatch(text) or text in _OTHER_OPERATORS)
        and (text == capitals or "/" in text)
    ):
        hint = 'words near one another are written "a b"~5'
        if text in _OTHER_OPERATORS:
            hint = "the operators are AND, OR and NOT"
        yield f"{text} was read as a word; {hint}"
    if found := _BEFORE_A_WORD.match(text):
        yield _sign(found["sign"], text[found.end() :])
    if "|" in text.strip("|"):
        yield f"{_short(text)} was read as words side by side; one or the other is written a OR b"


def _ranges(lexemes: Sequence[Lexeme]) -> Iterator[str]:
    """``date:2020 to 2021``: all but the first of it are words."""
    for field, first, to, last in zip(lexemes, lexemes[1:], lexemes[2:], lexemes[3:], strict=False):
        if (
            field.kind is Kind.FIELD
            and field.text.casefold() == "date"
            and first.kind is to.kind is last.kind is Kind.TEXT
            and to.text.casefold() in _BETWEEN_DATES
            and is_written_date(last.text)
        ):
            yield (
                f"{to.text} {last.text} were read as words; "
                f"a range is written {field.text}:{_short(first.text)}..{last.text}"
            )


def _sign(sign: str, word: str) -> str:
    if sign == "+":
        return "+ has no meaning: every word has to be there unless OR stands between"
    if sign == "~":
        return f"~ was passed over; words spelt almost like it are written {_short(word)}~"
    what = "was read as a dash" if sign in _TYPED_DASHES else "was passed over"
    return f"{sign} {what}; to leave the word out write -{_short(word)}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _may_end_in_star(before: Lexeme, star: Lexeme) -> bool:
    return before.kind in (Kind.PHRASE, Kind.CLOSE) and before.end == star.start
