"""Periods: a day, a month or a year as ISO 8601 writes it, and the first and last day of it."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1000, 9999

Period = tuple[date, date]
"""The first and the last day, both included."""

_DAY_PARTS, _MONTH_PARTS = 3, 2
_MONTHS = 12
_ISO_CHARS = (10, 7, 4)
"""The length of a day, a month and a year."""
_MONTH_DAYS_MAX = 31
_DAY = timedelta(days=1)


def year_period(year: int) -> Period:
    """The days of a year.

    Raises:
        ValueError: The year is not ``FIRST_YEAR`` to ``LAST_YEAR``.

    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"years are {FIRST_YEAR} to {LAST_YEAR}")
    return date(year, 1, 1), date(year, _MONTHS, 31)


def month_period(year: int, month: int) -> Period:
    """The days of a month, 1 to 12.

    Raises:
        ValueError: There is no such month, or the year is out of range.

    """
    year_period(year)
    first = date(year, month, 1)
    if month == _MONTHS:
        return first, date(year, _MONTHS, 31)
    return first, date(year, month + 1, 1) - _DAY


def day_period(year: int, month: int, day: int) -> Period:
    """A single day.

    Raises:
        ValueError: There is no such day, or the year is out of range.

    """
    year_period(year)
    return date(year, month, day), date(year, month, day)


def span(written: str) -> tuple[int, int]:
    """The first and the last day of ``2020-06-30``, ``2020-06`` or ``2020``, as ordinals."""
    parts = tuple(map(int, written.split("-")))
    year, month, day = (*parts, 1, 1)[:3]
    first = date(year, month, day).toordinal()
    if len(parts) == _DAY_PARTS:
        return first, first
    if len(parts) == _MONTH_PARTS and month < _MONTHS:
        return first, date(year, month + 1, 1).toordinal() - 1
    return first, date(year, 12, 31).toordinal()


def written(first: int, last: int) -> str:
    """The inverse of ``span``: the date as it was written."""
    chars = _ISO_CHARS[(last > first) + (last - first >= _MONTH_DAYS_MAX)]
    return date.fromordinal(first).isoformat()[:chars]
