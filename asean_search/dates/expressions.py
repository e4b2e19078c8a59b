"""Date expressions of a query: a day, a month or a year, ranges of them, and comparisons.

Each date is written in numbers, year first, or in words (``phrases``).
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

from asean_search.dates.mistakes import candidates
from asean_search.dates.month_names import ENGLISH, month_number
from asean_search.dates.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    Period,
    day_period,
    month_period,
    year_period,
)
from asean_search.dates.phrases import EXAMPLES, phrase_period
from asean_search.errors import DateSyntaxError
from asean_search.patterns import lazy

FORMS = "2020, 2020-06, 2020-06-30, 2020-01..2020-06, ..2020, 2020-06.., >=2020-06, <2020"
"""Every way to write dates, as messages show them."""

Dates = tuple[date | None, date | None]
"""The first and the last day, both included; None is an open end."""

_PERIOD = lazy(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_COMPARISON = lazy(r"(?s)(>=|<=|>|<)\s*(.*)")
_BETWEEN_DATES = lazy(r"\.\.|[<>=\s]+")
_TYPOGRAPHY = str.maketrans({"≥": ">=", "≤": "<=", **dict.fromkeys("‐‑‒–—−", "-")})
_SHOWN_CHARS = 60
_ISO_LENGTHS = (4, 7, 10)
_DAY = timedelta(days=1)


def parse_dates(text: str, *, today: date | None = None) -> Dates:
    """The days of an expression: for ``2020-06`` the first and the last day of that month.

    Args:
        text: One of ``FORMS``; a single date is the whole period it names, ``>2020`` begins
            with 2021. Years are 1000 to 9999. Each date may be in words.
        today: The day that relative dates count from; by default the local day.

    Raises:
        DateSyntaxError: ``text`` is no date, an impossible one, or a range that runs backwards.

    """
    text, today = _plain(text), today or date.today()
    if ".." in text:
        return _range(text, today)
    if comparison := _COMPARISON.fullmatch(text):
        return _comparison(comparison[1], comparison[2], text, today)
    return _period(text, text, today)


def is_written_date(text: str) -> bool:
    """Whether the text is a date or a range of dates in numbers."""
    return all(map(_is_period, _sides(_plain(text))))


def is_date(text: str, *, today: date | None = None) -> bool:
    """Whether the text is a date or a range of dates, in numbers or in words."""
    today = today or date.today()
    return all(
        _is_period(side) or phrase_period(side, today) is not None for side in _sides(_plain(text))
    )


def _sides(text: str) -> list[str]:
    """The dates in a range or a comparison: at least one, which may be empty."""
    if comparison := _COMPARISON.fullmatch(text):
        return [comparison[2].strip()]
    sides = [side.strip() for side in text.split("..")]
    return [side for side in sides if side] or [""]


def first_day(text: str, *, today: date | None = None) -> date:
    """The first day of a day, month or year, as ``--since`` takes it.

    Raises:
        DateSyntaxError: ``text`` is not one date.

    """
    return _one(text, today)[0]


def last_day(text: str, *, today: date | None = None) -> date:
    """The last day of a day, month or year, as ``--until`` takes it.

    Raises:
        DateSyntaxError: ``text`` is not one date.

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
        if _iso_period(first.isoformat()[:length])[0] == first
        and _iso_period(last.isoformat()[:length])[1] == last
    ]
    start, end = first.isoformat()[: lengths[0]], last.isoformat()[: lengths[0]]
    return start if start == end else f"{start}..{end}"


def _shortest(day: date, end: int) -> str:
    """The shortest period that starts (``end`` 0) or ends (1) with the day."""
    text = day.isoformat()
    return next(text[:length] for length in _ISO_LENGTHS if _iso_period(text[:length])[end] == day)


def _iso_period(text: str) -> Period:
    """The first and last day of a period that is written in numbers, year first.

    Raises:
        ValueError: There is no such period; the message says why.

    """
    parts = _PERIOD.fullmatch(text)
    if parts is None:
        raise ValueError("dates are written year first, as in 2020-06-30")
    year, month, day = (int(part) if part else 0 for part in parts.groups())
    if parts[2] is None:
        return year_period(year)
    year_period(year)
    if not 1 <= month <= len(ENGLISH):
        raise ValueError(f"there is no month {parts[2]}")
    period = month_period(year, month)
    if parts[3] is None:
        return period
    if not 1 <= day <= period[1].day:
        raise ValueError(f"{ENGLISH[month - 1]} {year} has {period[1].day} days")
    return day_period(year, month, day)


def _any_period(text: str, today: date) -> Period:
    """The first and last day of a period, in numbers or in words.

    Raises:
        ValueError: There is no such period; the message says why.

    """
    if not _PERIOD.fullmatch(text) and (period := phrase_period(text, today)):
        return period
    return _iso_period(text)


def _period(text: str, whole: str, today: date) -> Period:
    """The period ``text``, a part of the expression ``whole``."""
    try:
        return _any_period(text, today)
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
        first = _any_period(start, today)[0] if start else None
        last = _any_period(end, today)[1] if end else None
    except ValueError as error:
        raise _unusable(text, str(error), _corrected_range(start, end, today)) from None
    if first and last and first > last:
        first = _in_year_of(last, start, today) or first
    if first and last and first > last:
        raise _unusable(text, "the range runs backwards", [f"{end}..{start}"])
    return first, last


def _in_year_of(last: date, start: str, today: date) -> date | None:
    """The first day of ``march..june 2020``, where the end alone has a year."""
    if any(map(str.isdigit, start)) or not month_number(start.strip(".")):
        return None
    return _any_period(f"{start} {last.year}", today)[0]


def _corrected_range(start: str, end: str, today: date) -> list[str]:
    """The range with each wrong side corrected, if there is one correction for each."""
    sides = []
    for side in (start, end.lstrip(".")):
        options = [side] if not side or _is_period(side) else candidates(side)
        if len(options) != 1 or (side and not _is_period(options[0])):
            return []
        sides.append(options[0])
    first, last = sides
    if not first and not last:
        return []
    if first and last and _iso_period(first)[0] > _iso_period(last)[1]:
        first, last = last, first
    return [f"{first}..{last}"]


def _is_period(text: str) -> bool:
    try:
        return bool(_iso_period(text))
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


def _one(text: str, today: date | None) -> Period:
    text, today = _plain(text), today or date.today()
    if ".." in text or text[:1] in ("<", ">"):
        dates = [part for part in _BETWEEN_DATES.split(text) if _is_period(part)]
        raise _unusable(text, "this needs one day, month or year", dates[:1])
    return _period(text, text, today)


def _plain(text: str) -> str:
    """The expression with ASCII digits and hyphens."""
    return unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).strip()


def _unusable(text: str, reason: str, better: list[str]) -> DateSyntaxError:
    """The error, with the form in ``better`` as its suggestion, or with two of them in its hint."""
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
    if len(better) == 1:
        suggestion, hint = better[0], ""
    elif better:
        suggestion, hint = "", f"It could mean {' or '.join(better)}."
    else:
        suggestion = ""
        hint = f"Write dates as in {FORMS},\nor in words: {EXAMPLES}."
    return DateSyntaxError(
        f'"{shown}" is not a date: {reason}', fragment=shown, suggestion=suggestion, hint=hint
    )
