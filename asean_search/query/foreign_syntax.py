"""Notes on the syntax of other search tools, which this language reads as text.

It is never an error: pasted headlines are full of these signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from asean_search.dates.expressions import is_written_date
from asean_search.patterns import lazy
from asean_search.query.lexer import Kind, QueryToken

_LOWERCASE_OPERATORS = {
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
_SINGLE_QUOTED = lazy(r"\s*(['‘])[^'‘’]+\s[^'‘’]+['’]\s*")


def notes(query: str, tokens: Sequence[QueryToken]) -> Iterator[str]:
    """A sentence for each foreign sign or operator, in the order of the query's text."""
    if query.lstrip()[:1] in ("'", "‘") and _SINGLE_QUOTED.fullmatch(query):
        yield "'…' is no phrase here; write it between double quotes"
    before: QueryToken | None = None
    for token in tokens:
        gap = query[before.end if before else 0 : token.start]
        yield from _in_gap(gap, token)
        if token.kind is Kind.TEXT and not (before and before.kind is Kind.FIELD):
            yield from _in_word(token.text, is_between=before is not None)
            if token.text == "*" and before and _may_end_in_star(before, token):
                yield "the * after a quote or a parenthesis was ignored; a star ends one word"
        before = token
    yield from _ranges(tokens)


def _in_gap(gap: str, after: QueryToken) -> Iterator[str]:
    """Notes on signs between tokens, which are ignored."""
    if "|" in gap and (pipes := _PIPES.search(gap)):
        yield f"{_short(pipes[0])} was ignored; one word or the other is written a OR b"
    if gap.endswith("!") and after.kind in (Kind.PHRASE, Kind.OPEN):
        yield "! was ignored; to exclude something put NOT or a minus before it"


def _in_word(text: str, *, is_between: bool) -> Iterator[str]:
    capitals = text.upper()
    if text != capitals and (note := _LOWERCASE_OPERATORS.get(text.casefold())):
        yield text + note[len(text) :]
    elif is_between and text in _OTHER_OPERATORS:
        yield f"{text} was read as a word; the operators are AND, OR and NOT"
    elif is_between and (text == capitals or "/" in text) and _NEAR.fullmatch(text):
        yield f'{text} was read as a word; words near one another are written "a b"~5'
    if not text[0].isalnum() and (found := _BEFORE_A_WORD.match(text)):
        yield _sign(found["sign"], text[found.end() :])
    if "|" in text.strip("|"):
        yield f"{_short(text)} was read as words side by side; one or the other is written a OR b"


def _ranges(tokens: Sequence[QueryToken]) -> Iterator[str]:
    """Notes on ``date:2020 to 2021``, of which only 2020 is a date."""
    for field, first, to, last in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
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
        return "+ has no meaning: every word is required unless OR stands between"
    if sign == "~":
        return f"~ was ignored; words with a similar spelling are written {_short(word)}~"
    reading = "was read as a dash" if sign in _TYPED_DASHES else "was ignored"
    return f"{sign} {reading}; to exclude the word write -{_short(word)}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _may_end_in_star(before: QueryToken, star: QueryToken) -> bool:
    return before.kind in (Kind.PHRASE, Kind.CLOSE) and before.end == star.start
