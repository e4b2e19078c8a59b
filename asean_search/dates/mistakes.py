"""What a date written in another way was probably meant to be; for suggestions only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_CHARS_MAX = 40
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)?", re.ASCII)
_TIME_AFTER = re.compile(r"(\d{4}-\d\d-\d\d)[t ].*", re.ASCII)
_WRITTEN = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_SIDES = re.compile(
    r"(?:from |between )?[\[{]?\s*(?P<first>\*|[\w./-]+)\s+(?:to|until|till|and)"
    r"(?:\s+(?P<last>\*|[\w./-]+)\s*[\]}]?)?",
    re.ASCII,
)
_YEARS = re.compile(r"(\d{4})\s*(?:-|/|to)\s*(\d{4})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,4})([-/._ ])(\d{1,4})(?:\2(\d{1,4}))?", re.ASCII)
_PIECE = re.compile(r"[a-z]+|\d+", re.ASCII)
_ORDINALS = ("st", "nd", "rd", "th")
_YEAR_DIGITS = 4


def candidates(text: str) -> list[str]:
    """Valid expressions the text may stand for: none, one, or two where it is ambiguous."""
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
    """``June 2020``, ``30 June 2020``, ``Jun. 30th, 2020``."""
    pieces = [piece for piece in _PIECE.findall(text) if piece not in _ORDINALS]
    months = [month for piece in pieces if (month := _month(piece))]
    numbers = [piece for piece in pieces if piece.isdigit()]
    years = [int(piece) for piece in numbers if len(piece) == _YEAR_DIGITS]
    days = [int(piece) for piece in numbers if len(piece) != _YEAR_DIGITS]
    if len(months) == len(years) == 1 and len(days) <= 1 and len(pieces) == 2 + len(days):
        yield from _period(years[0], months[0], *days) or _period(years[0], months[0])


def _month(name: str) -> int | None:
    if len(name) < 3:  # noqa: PLR2004 (two letters can be two months)
        return None
    starts = (number for number, full in enumerate(MONTHS, 1) if full.casefold().startswith(name))
    return 9 if name == "sept" else next(starts, None)


def _period(year: int, month: int | None = None, day: int | None = None) -> list[str]:
    """The period in its valid form, or nothing if there is no such period."""
    try:
        whole = date(year, 1 if month is None else month, 1 if day is None else day)
    except (ValueError, OverflowError):
        return []
    if whole.year < 1000:  # noqa: PLR2004
        return []
    return [whole.isoformat()[: 4 if month is None else 7 if day is None else 10]]
