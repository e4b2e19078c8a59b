"""The value of a field that only filters (``source:``, ``date:``, ``words:``, ...) into a leaf."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from asean_search.dates.expressions import is_date, is_written_date, parse_dates
from asean_search.errors import DateSyntaxError, UnknownFieldError
from asean_search.model.field_names import FIELDS, RESERVED, keyword_name
from asean_search.patterns import lazy
from asean_search.query.diagnostics import Diagnostic, Diagnostics
from asean_search.query.nodes import (
    KNOWN_FIELDS,
    DateRange,
    Has,
    KeywordIs,
    LanguageIs,
    Node,
    Not,
    SourceIs,
    WordCount,
)
from asean_search.query.operands import SHOWN_FIELDS, is_separator, quotable

_NUMBER = "[0-9]{1,9}"
_COUNTS = lazy(
    rf"(?P<sign>>=|<=|>|<|≥|≤)?(?P<one>{_NUMBER})|(?P<first>{_NUMBER})?\.\.(?P<last>{_NUMBER})?"
)
_LANGUAGE = lazy(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_OTHER_NAMES = {"lang": "language", "agency": "source", "location": "place", "day": "date"}


def filter_leaf(  # noqa: PLR0913 - a value, its field and its place
    field: str,
    text: str,
    start: int,
    end: int,
    problems: Diagnostics,
    *,
    quoted: bool,
    keywords: tuple[str, ...] = (),
) -> Node | None:
    """The leaf of any of these fields but ``date:``, which can have several words.

    A field that not every index has is one of ``keywords``.
    """
    if field not in FIELDS:
        value = _whole_value(field, text, start, end, problems, quoted=quoted)
        return KeywordIs(field, value) if value else None
    if field == "source":
        name = _whole_value(field, text, start, end, problems, quoted=quoted)
        return SourceIs(name) if name else None
    text = text.strip(" ,;").casefold()
    if field == "words":
        return _word_count(text, start, end, problems)
    if field == "lang":
        return _language(text, start, end, problems)
    return _known(field, text, start, end, problems, keywords)


def _whole_value(  # noqa: PLR0913 - a value, its field and its place
    field: str, value: str, start: int, end: int, problems: Diagnostics, *, quoted: bool
) -> str | None:
    """A source's name, or what a kept column says."""
    is_source = field == "source"
    what = "name" if is_source else "value"
    value = quotable(value) if quoted else value.strip(",;")
    if "*" in value and not quoted:
        message = f"{field}: takes a whole {what}, without a star"
        listed = (
            "asearch info` lists the sources"
            if is_source
            else (f"asearch query --facet {field} '*'` counts the values")
        )
        problems.add(Diagnostic(message, start, end, hint=f"The command `{listed} of an index."))
        value = value.replace("*", "")
    if is_separator(value):
        message = f"{field}: has no {what} after it"
        hint = f"As in {example(field)}."
        problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
        return None
    return value


def _word_count(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    found = _COUNTS.fullmatch(text)
    if found is not None:
        node = _counted(found)
        if node is not None:
            return node
    hint = "As in words:>600, words:<=200 or words:200..600."
    message = "words: takes a number of words"
    problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
    return None


def _counted(found: re.Match[str]) -> WordCount | None:
    """The range that a comparison or two numbers stand for, unless it is empty."""
    if found["one"]:
        number = int(found["one"])
        sign = found["sign"]
        if sign in (">", ">=", "≥"):
            return WordCount(number + (sign == ">"), None)
        if sign in ("<", "<=", "≤"):
            last = number - (sign == "<")
            return WordCount(None, last) if last >= 0 else None
        return WordCount(number, number)
    low, high = (int(found[side]) if found[side] else None for side in ("first", "last"))
    if low is None or high is None:
        return None if low == high else WordCount(low, high)
    return WordCount(low, high) if low <= high else None


def _language(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    code = text.replace("_", "-")
    if _LANGUAGE.fullmatch(code):
        return LanguageIs(code)
    hint = "As in lang:en, lang:vi or lang:zh-hant."
    message = "lang: takes the code of a language"
    problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
    return None


def _known(  # noqa: PLR0913, PLR0917 - a value, its field and its place
    field: str, text: str, start: int, end: int, problems: Diagnostics, keywords: tuple[str, ...]
) -> Node | None:
    name = _OTHER_NAMES.get(text, text)
    if name not in KNOWN_FIELDS and keyword_name(text) in keywords:
        name = keyword_name(text)
    if name in (*KNOWN_FIELDS, *keywords):
        return Not(Has(name)) if field == "no" else Has(name)
    names = ", ".join((*KNOWN_FIELDS, *keywords))
    message = f"{field}: takes the name of something that may be unknown"
    if name in ("title", "text", "body", "headline"):
        message = "every document has a title and a text"
    problems.add(Diagnostic(message, start, end, hint=f"{field}: takes {names}.", is_mended=False))
    return None


def date_leaf(
    texts: list[str], today: date | None
) -> tuple[DateRange | None, DateSyntaxError | None, int]:
    """The dates in the first text or in several, else the error and the dates probably meant.

    Args:
        texts: What stands after ``date:`` and, for a date with spaces in it, the chunks after that.
        today: The day that plain English and suggestions start from.

    Returns:
        The dates, the error if they were guessed, and how many of the texts they take.
    """
    texts = [text.strip(",;'‘’") for text in texts]
    counts = [n for n in range(len(texts), 0, -1) if is_date(" ".join(texts[:n]), today=today)]
    used = 1 if is_written_date(texts[0]) else next(iter(counts), 1)
    try:
        return DateRange(*parse_dates(" ".join(texts[:used]), today=today)), None, used
    except DateSyntaxError as error:
        problem = error
    if not problem.suggestion:
        for count in range(len(texts), 1, -1):
            if guess := _guess(" ".join(texts[:count]), today):
                problem, used = guess, count
                break
    if not problem.suggestion:
        return None, problem, used
    return DateRange(*parse_dates(problem.suggestion, today=today)), problem, used


def _guess(text: str, today: date | None) -> DateSyntaxError | None:
    """The error about the whole text, if it knows what was meant."""
    try:
        parse_dates(text, today=today)
    except DateSyntaxError as error:
        return error if error.suggestion else None
    return DateSyntaxError(
        f'"{text}" must be written without spaces',
        fragment=text,
        suggestion="".join(text.split()),
    )


VALUES = {
    "title": "title:vaccine",
    "body": "text:vaccine",
    "place": "place:hanoi",
    "source": "source:VNA",
    "date": "date:2020-06",
    "words": "words:>600",
    "lang": "lang:vi",
    "has": "has:date",
    "no": "no:date",
}
"""For each field of every index an example of a value."""


def example(field: str) -> str:
    """How a value of the field is asked for."""
    return VALUES.get(field, f"{field}:word")


_NAMES_OF_OTHERS = {
    "subject": "title",
    "content": "text",
    "publisher": "source",
    "agency": "source",
    "location": "place",
    "dateline": "place",
    "year": "date",
    "published": "date",
    "after": "date",
    "since": "date",
    "before": "date",
    "until": "date",
    "intitle": "title",
    "allintitle": "title",
    "intext": "text",
    "site": "source",
    "language": "lang",
}
COMPARED = {"after": ">", "since": ">=", "before": "<", "until": "<="}
"""Names by which other tools compare dates, and the sign that does it here."""

_NAME_MAX = 30


def unknown_field(
    name: str, start: int, end: int, keywords: tuple[str, ...] = ()
) -> tuple[Diagnostic, str | None]:
    """The problem with a name that is no field's, and the field that was probably meant."""
    if name.casefold() == RESERVED:
        hint = "To search for it as text, put it in quotes."
        return Diagnostic("queries cannot be saved yet, nor named", start, end, hint=hint), None
    meant = _meant_field(name.casefold()[:_NAME_MAX], keywords)
    names = ", ".join((*SHOWN_FIELDS, *keywords))
    hint = f"The fields are {names}; to search for text, put it in quotes."
    message = f'there is no field "{name[:_NAME_MAX]}"'
    problem = Diagnostic(message, start, end, kind=UnknownFieldError, hint=hint)
    return problem, FIELDS.get(meant, meant) if meant else None


@lru_cache(maxsize=64)
def _meant_field(name: str, keywords: tuple[str, ...]) -> str | None:
    """The field that a name which is none probably means."""
    from difflib import get_close_matches  # only a query that fails pays for it

    near = get_close_matches(name, (*SHOWN_FIELDS, *keywords), n=1)
    return _NAMES_OF_OTHERS.get(name) or next(iter(near), None)
