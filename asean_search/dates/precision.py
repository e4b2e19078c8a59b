"""The days that a date covers: one, a month or a year, as precise as it is written."""

from __future__ import annotations

from datetime import date

_DAY, _MONTH = 3, 2
_SIZES = (10, 7, 4)
"""How long the date of a day, a month and a year is."""
_LONGEST_MONTH = 30


def span(written: str) -> tuple[int, int]:
    """The first and the last day of ``2020-06-30``, ``2020-06`` or ``2020``, as ordinals."""
    parts = tuple(map(int, written.split("-")))
    year, month, day = (*parts, 1, 1)[:3]
    first = date(year, month, day).toordinal()
    if len(parts) == _DAY:
        return first, first
    if len(parts) == _MONTH and month < 12:  # noqa: PLR2004
        return first, date(year, month + 1, 1).toordinal() - 1
    return first, date(year, 12, 31).toordinal()


def written(first: int, last: int) -> str:
    """The inverse of ``span``: the date as it was written."""
    size = _SIZES[(last > first) + (last - first > _LONGEST_MONTH)]
    return date.fromordinal(first).isoformat()[:size]
