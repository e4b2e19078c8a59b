"""Suggestions for dates that are written in another way, or that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from asean_search.dates.month_names import gregorian_year, month_number, unaccented
from asean_search.dates.periods import FIRST_YEAR
from asean_search.patterns import lazy

_CHARS_MAX = 40
_COMPACT = lazy(r"(?a)(\d{4})(\d\d)(\d\d)?")
_TIME_AFTER = lazy(r"(?a)(\d{4}-\d\d-\d\d)[t ].*")
_WRITTEN = lazy(r"(?a)\d{4}(?:-\d\d){0,2}")
_SIDES = lazy(
    r"(?a)(?:from |between )?[\[{]?\s*(?P<first>\*|[\w./-]+)\s+(?:to|until|till|and)"
    r"(?:\s+(?P<last>\*|[\w./-]+)\s*[\]}]?)?"
)
_YEARS = lazy(r"(?a)(\d{4})\s*(?:-|/|to)\s*(\d{4})")
_NUMBERS = lazy(r"(?a)(\d{1,4})([-/._ ])(\d{1,4})(?:\2(\d{1,4}))?")
_PART = lazy(r"[^\W\d_]+|[0-9]+")
_NO_PARTS = ("st", "nd", "rd", "th", "er", "de", "del", "of", "ng")
_YEAR_DIGITS = 4


def candidates(text: str) -> list[str]:
    """The valid expressions that the text may mean: none, one, or two where it is ambiguous."""
    text = text.strip().casefold()
    if len(text) > _CHARS_MAX:
        return []
    for reading in (
        _between(text),
        _compact(text),
        _numbers(text),
        _named(text),
    ):
        found = list(dict.fromkeys(reading))
        if found:
            return found
    return []


def _compact(text: str) -> Iterator[str]:
    """``20200630``, ``202006`` and ``2020-06-30T10:00``."""
    if digits := _COMPACT.fullmatch(text):
        year, month, day = digits.groups()
        yield from _period(int(year), int(month), int(day) if day else None)
    elif day_and_time := _TIME_AFTER.fullmatch(text):
        yield from _period(*(int(part) for part in day_and_time[1].split("-")))


def _between(text: str) -> Iterator[str]:
    """``2019-2020``, ``2020-01 to 2020-06``, ``[2020-01-01 TO *]``."""
    if (years := _YEARS.fullmatch(text)) and "1000" <= years[1] <= years[2]:
        yield f"{years[1]}..{years[2]}"
    elif found := _SIDES.fullmatch(text):
        sides = [
            [""] if side == "*" else [side] if _WRITTEN.fullmatch(side) else candidates(side)
            for side in (found["first"], found["last"] or "*")
        ]
        if all(len(side) == 1 and ".." not in side[0] for side in sides) and sides != [[""], [""]]:
            yield f"{sides[0][0]}..{sides[1][0]}"


def _numbers(text: str) -> Iterator[str]:
    """``2020/6/30``, ``30.06.2020``, ``06/2020``; and the month or year of an impossible day."""
    parts = _NUMBERS.fullmatch(text)
    if parts is None:
        return
    texts = [part for part in (parts[1], parts[3], parts[4]) if part]
    if len(texts[0]) == _YEAR_DIGITS:
        yield from _year_first(*(int(part) for part in texts))
    elif len(texts[-1]) == _YEAR_DIGITS:
        *rest, year = (int(part) for part in texts)
        yield from _period(year, *reversed(rest))
        yield from _period(year, *rest)


def _year_first(year: int, month: int, day: int | None = None) -> list[str]:
    """The date; else with day and month exchanged; else the month or the year they name."""
    readings = [_period(year, month, day), _period(year, month), _period(year)]
    if day is not None:
        readings.insert(1, _period(year, day, month))
    return next(filter(None, readings), [])


def _named(text: str) -> Iterator[str]:
    """``June 2020``, ``30-Jun-2020``, ``31 juin 2020`` (the month)."""
    parts = [part for part in _PART.findall(unaccented(text)) if part not in _NO_PARTS]
    months = [(part, month) for part in parts if (month := month_number(part))]
    numbers = [part for part in parts if part.isdecimal()]
    years = [int(part) for part in numbers if len(part) == _YEAR_DIGITS]
    days = [int(part) for part in numbers if len(part) != _YEAR_DIGITS]
    if len(months) == len(years) == 1 and len(days) <= 1 and len(parts) == 2 + len(days):
        (name, month), year = months[0], years[0]
        year = gregorian_year(year, name)
        yield from _period(year, month, *days) or _period(year, month)


def _period(year: int, month: int | None = None, day: int | None = None) -> list[str]:
    """The period as ISO 8601 writes it, or nothing if there is no such period."""
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except (ValueError, OverflowError):
        return []
    if year < FIRST_YEAR:
        return []
    return [first.isoformat()[: 4 if month is None else 7 if day is None else 10]]
