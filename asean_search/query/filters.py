"""Fields of a query: their names, and the filters that their values become."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from asean_search.dates.expressions import is_date, is_written_date, parse_dates
from asean_search.errors import DateSyntaxError, UnknownFieldError
from asean_search.model.field_names import FIELDS, RESERVED, keyword_name
from asean_search.patterns import lazy
from asean_search.query.diagnostics import Fragment
from asean_search.query.lexer import is_separator, quotable
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

FIELD_EXAMPLES = {
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
"""An example for each field of every index."""

_SHOWN_FIELDS = tuple(text.partition(":")[0] for text in FIELD_EXAMPLES.values())
"""The names that messages and canonical queries use, one for each field."""

COMPARED = {"after": ">", "since": ">=", "before": "<", "until": "<="}
"""Fields with which other tools compare dates, and the sign that does it here."""

_FOREIGN_NAMES = {
    **dict.fromkeys((*COMPARED, "year", "published"), "date"),
    **dict.fromkeys(("subject", "intitle", "allintitle"), "title"),
    **dict.fromkeys(("content", "intext"), "text"),
    **dict.fromkeys(("publisher", "agency", "site"), "source"),
    **dict.fromkeys(("location", "dateline"), "place"),
    "language": "lang",
}
"""Names of fields in other tools, and ours."""

_KNOWN_NAMES = {"lang": "language", "agency": "source", "location": "place", "day": "date"}
"""Names that ``has:`` takes beside ``KNOWN_FIELDS``."""

_NAME_CHARS_MAX = 30
_NUMBER = "[0-9]{1,9}"
_COUNTS = lazy(
    rf"(?P<sign>>=|<=|>|<|≥|≤)?(?P<one>{_NUMBER})|(?P<first>{_NUMBER})?\.\.(?P<last>{_NUMBER})?"
)
_LANGUAGE = lazy(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def example(field: str) -> str:
    """An example of the field in a query."""
    return FIELD_EXAMPLES.get(field, f"{field}:word")


def unknown_field(name: str, fragment: Fragment, keywords: tuple[str, ...] = ()) -> str | None:
    """Report an unknown field.

    Returns:
        The field that was probably meant, as ``FIELDS`` and ``keywords`` name it, or None.
    """
    if name.casefold() == RESERVED:
        hint = "To search for it as text, put it in quotes."
        fragment.report("queries cannot be saved yet, nor named", hint)
        return None
    meant = _meant_field(name.casefold()[:_NAME_CHARS_MAX], keywords)
    names = ", ".join((*_SHOWN_FIELDS, *keywords))
    fragment.report(
        f'there is no field "{name[:_NAME_CHARS_MAX]}"',
        f"The fields are {names}; to search for text, put it in quotes.",
        kind=UnknownFieldError,
    )
    return FIELDS.get(meant, meant) if meant else None


@lru_cache(maxsize=64)
def _meant_field(name: str, keywords: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches  # only a query that fails pays for it

    near = get_close_matches(name, (*_SHOWN_FIELDS, *keywords), n=1)
    return _FOREIGN_NAMES.get(name) or next(iter(near), None)


def filter_leaf(
    field: str,
    text: str,
    fragment: Fragment,
    *,
    quoted: bool,
    keywords: tuple[str, ...] = (),
) -> Node | None:
    """The filter of any field but ``date:``; None after a diagnostic.

    A field that is not in ``FIELDS`` is one of ``keywords``.
    """
    if field not in FIELDS or field == "source":
        value = _whole_value(field, text, fragment, quoted=quoted)
        if value is None:
            return None
        return SourceIs(value) if field == "source" else KeywordIs(field, value)
    text = text.strip(" ,;").casefold()
    if field == "words":
        return _word_count(text, fragment)
    if field == "lang":
        return _language(text, fragment)
    return _has(field, text, fragment, keywords)


def _whole_value(field: str, value: str, fragment: Fragment, *, quoted: bool) -> str | None:
    """The name of a source, or a keyword."""
    what, listed = "value", f"asearch query --facet {field} '*'` counts the values"
    if field == "source":
        what, listed = "name", "asearch info` lists the sources"
    value = quotable(value) if quoted else value.strip(",;")
    if "*" in value and not quoted:
        message = f"{field}: takes a whole {what}, without a star"
        fragment.report(message, f"The command `{listed} of an index.")
        value = value.replace("*", "")
    if is_separator(value):
        message = f"{field}: has no {what} after it"
        fragment.report(message, f"As in {example(field)}.", is_mended=False)
        return None
    return value


def _word_count(text: str, fragment: Fragment) -> Node | None:
    found = _COUNTS.fullmatch(text)
    node = _count_range(found) if found else None
    if node is None:
        hint = "As in words:>600, words:<=200 or words:200..600."
        fragment.report("words: takes a number of words", hint, is_mended=False)
    return node


def _count_range(found: re.Match[str]) -> WordCount | None:
    """The range of a comparison or of two numbers; None if it is empty."""
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


def _language(text: str, fragment: Fragment) -> Node | None:
    code = text.replace("_", "-")
    if _LANGUAGE.fullmatch(code):
        return LanguageIs(code)
    hint = "As in lang:en, lang:vi or lang:zh-hant."
    fragment.report("lang: takes the code of a language", hint, is_mended=False)
    return None


def _has(field: str, text: str, fragment: Fragment, keywords: tuple[str, ...]) -> Node | None:
    """The filter of ``has:`` or ``no:``."""
    known = (*KNOWN_FIELDS, *keywords)
    for name in (_KNOWN_NAMES.get(text, text), keyword_name(text)):
        if name in known:
            return Not(Has(name)) if field == "no" else Has(name)
    message = f"{field}: takes the name of a field that a document may lack"
    if text in ("title", "text", "body", "headline"):
        message = "every document has a title and a text"
    fragment.report(message, f"{field}: takes {', '.join(known)}.", is_mended=False)
    return None


def date_leaf(
    texts: list[str], today: date | None
) -> tuple[DateRange | None, DateSyntaxError | None, int]:
    """The dates in the first text or in several, else the error and the dates probably meant.

    Args:
        texts: The text after ``date:`` and, because a date may hold spaces, the texts after it.
        today: The day that plain English and suggestions start from.

    Returns:
        The dates, the error if they were guessed, and the number of texts that they take.
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
    """The error about the whole text, if it suggests a date."""
    try:
        parse_dates(text, today=today)
    except DateSyntaxError as error:
        return error if error.suggestion else None
    return DateSyntaxError(
        f'"{text}" must be written without spaces',
        fragment=text,
        suggestion="".join(text.split()),
    )
