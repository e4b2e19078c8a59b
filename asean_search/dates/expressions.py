"""Dates as they are written in a query: a day, a month or a year, and ranges of them.

Written year first, or in plain English (``plain_dates``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from asean_search.dates import english
from asean_search.dates.mistakes import MONTHS, candidates
from asean_search.errors import DateSyntaxError

FORMS = "2020, 2020-06, 2020-06-30, 2020-01..2020-06, ..2020, 2020-06.., >=2020-06, <2020"
"""Every way to write dates, as messages show them."""

FIRST_YEAR, LAST_YEAR = 1000, 9999

Dates = tuple[date | None, date | None]
"""The first and the last day, both included; None is an open end."""

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(.*)", re.DOTALL)
_TYPOGRAPHY = str.maketrans({"≥": ">=", "≤": "<=", **dict.fromkeys("‐‑‒–—−", "-")})
_SHOWN_CHARS = 60
_ISO_LENGTHS = (4, 7, 10)
_DAY = timedelta(days=1)


def parse_dates(text: str, *, today: date | None = None) -> Dates:
    """The days an expression covers: ``2020-06`` is from the first to the last day of that month.

    Args:
        text: One of ``FORMS``; a single date is the whole period it names, ``>2020`` begins
            with 2021. Years are 1000 to 9999. Each date may be in plain English.
        today: The day that relative dates start from; by default the local day.

    Raises:
        DateSyntaxError: It is no date, an impossible one, or a range that runs backwards.

    """
    text, today = _plain(text), today or date.today()
    if ".." in text:
        return _range(text, today)
    if comparison := _COMPARISON.fullmatch(text):
        return _comparison(comparison[1], comparison[2], text, today)
    return _period(text, text, today)


def is_written_date(text: str) -> bool:
    """Whether the text is a date, or a range of dates, that are written in numbers."""
    return all(map(_is_period, _sides(_plain(text))))


def is_date(text: str, *, today: date | None = None) -> bool:
    """Whether the text is a date or a range, in numbers or in plain English by our own grammar."""
    today = today or date.today()
    return all(
        _is_period(side) or english.plain_period(side, today) is not None
        for side in _sides(_plain(text))
    )


def _sides(text: str) -> list[str]:
    """The dates in a range or a comparison; never none of them."""
    if comparison := _COMPARISON.fullmatch(text):
        return [comparison[2].strip()]
    sides = [side.strip() for side in text.split("..")]
    return [side for side in sides if side] or [""]


def first_day(text: str, *, today: date | None = None) -> date:
    """The first day of a day, month or year: what ``--since`` means.

    Raises:
        DateSyntaxError: It is not one date.

    """
    return _one(text, today)[0]


def last_day(text: str, *, today: date | None = None) -> date:
    """The last day of a day, month or year: what ``--until`` means.

    Raises:
        DateSyntaxError: It is not one date.

    """
    return _one(text, today)[1]


def format_dates(first: date | None, last: date | None) -> str:
    """The shortest expression that ``parse_dates`` reads as these days."""
    if first is None:
        return f"<={_shortest(last, 1)}" if last else f"{FIRST_YEAR}..{LAST_YEAR}"
    if last is None:
        return f">={_shortest(first, 0)}"
    lengths = [
        length
        for length in _ISO_LENGTHS
        if _bounds(first.isoformat()[:length])[0] == first
        and _bounds(last.isoformat()[:length])[1] == last
    ]
    start, end = first.isoformat()[: lengths[0]], last.isoformat()[: lengths[0]]
    return start if start == end else f"{start}..{end}"


def _shortest(day: date, end: int) -> str:
    """The shortest period that begins (``end`` 0) or ends (1) with the day."""
    text = day.isoformat()
    return next(text[:length] for length in _ISO_LENGTHS if _bounds(text[:length])[end] == day)


def _bounds(text: str) -> tuple[date, date]:
    """The first and last day of a well-formed period.

    Raises:
        ValueError: There is no such period; the message says why.

    """
    parts = _PERIOD.fullmatch(text)
    if parts is None:
        raise ValueError("dates are written year first, as in 2020-06-30")
    year, month, day = (int(part) if part else 0 for part in parts.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"years are {FIRST_YEAR} to {LAST_YEAR}")
    if parts[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:  # noqa: PLR2004
        raise ValueError(f"there is no month {parts[2]}")
    days = 31 if month == 12 else (date(year, month + 1, 1) - _DAY).day  # noqa: PLR2004
    if parts[3] is None:
        return date(year, month, 1), date(year, month, days)
    if not 1 <= day <= days:
        raise ValueError(f"{MONTHS[month - 1]} {year} has {days} days")
    return date(year, month, day), date(year, month, day)


def _span(text: str, today: date) -> tuple[date, date]:
    """The first and last day of a period, in numbers or in plain English.

    Raises:
        ValueError: There is no such period; the message says why.

    """
    period = english.plain_period(text, today)
    if period is None and not candidates(text):
        period = english.parsed_elsewhere(text, today)
    if period is None or not period[0].year >= FIRST_YEAR:
        return _bounds(text)
    return period


def _period(text: str, whole: str, today: date) -> tuple[date, date]:
    """The period ``text``, a part of the expression ``whole``."""
    try:
        return _bounds(text) if _PERIOD.fullmatch(text) else _span(text, today)
    except ValueError as error:
        before = whole[: len(whole) - len(text)]
        found = candidates(text)
        better = [before + each for each in found if not before or _is_period(each)]
        raise _unusable(whole, str(error), better) from None


def _range(text: str, today: date) -> Dates:
    start, _, end = (part.strip() for part in text.partition(".."))
    if not start and not end:
        raise _unusable(text, "a range needs a date on at least one side", [])
    try:
        first = _span(start, today)[0] if start else None
        last = _span(end, today)[1] if end else None
    except ValueError as error:
        raise _unusable(text, str(error), _mended_range(start, end, today)) from None
    if first and last and first > last:
        first = _in_year_of(last, start, today) or first
    if first and last and first > last:
        raise _unusable(text, "the range runs backwards", [f"{end}..{start}"])
    return first, last


def _in_year_of(last: date, start: str, today: date) -> date | None:
    """The first day of ``march..june 2020``, where the end alone has a year."""
    if any(map(str.isdigit, start)) or not english.month_number(start.strip(".").casefold()):
        return None
    return _span(f"{start} {last.year}", today)[0]


def _mended_range(start: str, end: str, today: date) -> list[str]:
    """The range with each side that is wrong written right, where that can be guessed."""
    sides = []
    for side in (start, end.lstrip(".")):
        options = [side] if not side or _is_period(side) else candidates(side)
        if len(options) != 1 or (side and not _is_period(options[0])):
            return []
        sides.append(options[0])
    first, last = sides
    if not first and not last:
        return []
    if first and last and _bounds(first)[0] > _bounds(last)[1]:
        first, last = last, first
    return [f"{first}..{last}"]


def _is_period(text: str) -> bool:
    try:
        return bool(_bounds(text))
    except ValueError:
        return False


def _comparison(sign: str, text: str, whole: str, today: date) -> Dates:
    first, last = _period(text, whole, today)
    if sign == ">=":
        return first, None
    if sign == "<=":
        return None, last
    if sign == ">":
        if last == date(LAST_YEAR, 12, 31):
            raise _unusable(whole, f"nothing is later than {LAST_YEAR}", [])
        return last + _DAY, None
    if first == date(FIRST_YEAR, 1, 1):
        raise _unusable(whole, f"nothing is earlier than {FIRST_YEAR}", [])
    return None, first - _DAY


def _one(text: str, today: date | None) -> tuple[date, date]:
    text, today = _plain(text), today or date.today()
    if ".." in text or text[:1] in ("<", ">"):
        dates = [part for part in re.split(r"\.\.|[<>=\s]+", text) if _is_period(part)]
        raise _unusable(text, "one day, month or year is wanted here", dates[:1])
    return _period(text, text, today)


def _plain(text: str) -> str:
    """The expression with full-width digits and typographic dashes made plain."""
    return unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).strip()


def _unusable(text: str, reason: str, better: list[str]) -> DateSyntaxError:
    """The error; a suggestion when there is one best form, both in the hint when there are two."""
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
    if len(better) == 1:
        suggestion, hint = better[0], ""
    elif better:
        suggestion, hint = "", f"It could mean {' or '.join(better)}."
    else:
        suggestion = ""
        hint = f"Write dates as in {FORMS},\nor in plain English: {english.EXAMPLES}."
    return DateSyntaxError(
        f'"{shown}" is not a date: {reason}', fragment=shown, suggestion=suggestion, hint=hint
    )
