"""Days as documents state them: only forms that can be read in one way."""

from __future__ import annotations

import re
from datetime import date

EARLIEST_YEAR = 1400
"""Before it there is no press; such a date is a null of some data base (0001-01-01) or a slip."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
"""A regular expression for the name of a month, long or short."""
_ISO = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?"
_WEEKDAY = r"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?,?\s+)?"
_YEAR = r",?\s+\d{4}"

DAY = (
    rf"{_WEEKDAY}(?:{_ISO}(?:[T ]{_TIME})?"
    rf"|{MONTH}\s+\d{{1,2}}{_YEAR}|\d{{1,2}}\s+{MONTH}{_YEAR})(?!\d)"
)
"""A regular expression for a whole day (case does not count): ``2020-06-30``, ``June 30, 2020``."""

DAY_OF_SOME_YEAR = rf"{_WEEKDAY}(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?!\d)"
"""The same without the year, which therefore is no date: ``June 30``."""

_STATED_ISO = re.compile(rf"\s*({_ISO})(?:[T ]\s*{_TIME})?\s*")
_ISO_DAY = re.compile(_ISO)
_MONTH_NAME = re.compile(MONTH, re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def stated_day(value: object) -> str | None:
    """The day of a record's date: ``2020-06-30`` or a date-time, of which the day as written."""
    match = _STATED_ISO.fullmatch(value) if isinstance(value, str) else None
    return _valid(match[1]) if match else None


def written_day(text: str) -> str | None:
    """The day that a text matching ``DAY`` names, as ``YYYY-MM-DD``; None if there is none."""
    if iso := _ISO_DAY.search(text):
        return _valid(iso[0])
    month = _MONTH_NAME.search(text)
    numbers = _NUMBER.findall(text)
    if month is None or len(numbers) != len(("day", "year")):
        return None
    day, year = (int(number) for number in numbers)
    return _valid(f"{year:04}-{_MONTHS.index(month[0][:3].lower()) + 1:02}-{day:02}")


def _valid(iso: str) -> str | None:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return iso if day.year >= EARLIEST_YEAR else None
