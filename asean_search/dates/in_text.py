"""Dates that documents, addresses and file names state.

Only forms with one meaning are read, as precisely as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from asean_search.dates.month_names import (
    all_names,
    english_month,
    gregorian_year,
    unaccented,
)
from asean_search.patterns import lazy

EARLIEST_YEAR = 1400
"""There was no press earlier; such a date is a null value (0001-01-01) or a typing error."""

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
"""A regular expression for the English name of a month, long or short."""
_ISO = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?"
_WEEKDAY = r"(?:(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur|Sun)(?:day)?\.?,?\s+)?"
_YEAR = r",?\s+\d{4}"

DAY = (
    rf"{_WEEKDAY}(?:{_ISO}(?:[T ]{_TIME})?"
    rf"|{MONTH}\s+\d{{1,2}}{_YEAR}|\d{{1,2}}\s+{MONTH}{_YEAR})(?!\d)"
)
"""A regular expression, case-insensitive, for a day: ``2020-06-30``, ``June 30, 2020``."""

DAY_OF_SOME_YEAR = rf"{_WEEKDAY}(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?!\d)"
"""``DAY`` without the year: ``June 30``."""

_ISO_DAY = lazy(_ISO)
_ISO_FIRST = lazy(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d:])")
_MONTH_NAME = lazy(MONTH, re.IGNORECASE)
_NUMBER = lazy(r"\d+")

_CHARS_MAX = 200
_NAMES = "|".join(sorted(map(re.escape, all_names()), key=len, reverse=True))
_NAME = rf"(?<![^\W\d_])(?P<name>{_NAMES})(?![^\W\d_])\.?"
_OF = r"(?:\s*(?:\bde\b|\bdel\b|\bof\b|[-/])\s*|\s*)"
_CLOCK = lazy(r"\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_FORMS = tuple(
    lazy(form)
    for form in (
        r"(?<!\d)(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]",
        r"(?<!\d)(?P<day>\d{1,2})\s+thang\s+(?P<month>\d{1,2}),?\s+(?:nam\s+)?(?P<year>\d{4})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|o|a)?{_OF},?\s*{_NAME}{_OF},?\s*"
        r"['’]?(?P<year>\d{4}|(?<=[-'’])\d{2})(?!\d)",
        rf"{_NAME}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)"
        r"(?:(?:[a-z]{3,5}|[+-]\d{2}:?\d{2})\s+)?(?P<year>\d{4})(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}})[-\s.,]+{_NAME}[-\s]*(?P<day>\d{{1,2}})(?!\d)",
    )
)
_NUMBERS = lazy(
    r"(?<![\d./-])(?P<one>\d{1,2})(?P<gap>[-/.])\s?(?P<two>\d{1,2})(?P=gap)\s?(?P<year>\d{4})(?!\d)"
)
_COMPACT_DAY = lazy(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?\d{4,6}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?"
)
_PDF_DATE = lazy(r"D:(?P<year>\d{4})(?P<month>\d{2})?(?P<day>\d{2})?[\d+\-Z']*")
_MONTH_IN_NUMBERS = lazy(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})")
_OF_NAMED_MONTH = lazy(rf"{_NAME}{_OF},?\s*(?P<year>\d{{4}})")
MONTH_AND_YEAR = lazy(rf"(?:{_NAME}){_OF},?\s*\d{{4}}", re.IGNORECASE)
"""A month by its name, and its year."""
_OF_YEAR = lazy(r"\d{4}")
_EPOCH = lazy(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}|0+")
_ZERO = lazy(r"1970-01-01[t ](?:0\d|1[0-4]):[03]0|1969-12-31[t ](?:1[2-9]|2[0-3]):[03]0")
"""0 seconds since 1970, in every time zone."""

_FIRST_SECONDS, _LAST_SECONDS = 10**8, 5 * 10**9
_UTC_MOMENT = lazy(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<hour>\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s?(?:Z|UTC|GMT|[+-]00:?00)",
    re.IGNORECASE,
)
_NOON = 12
_CENTURY = 100
_TURN = 70


class ImpossibleDateError(ValueError):
    """A date that no document can have: before 1400, in the future, a zero, 30 February."""


def read(value: object, *, day_first: bool | None = None) -> str | None:
    """The date that a value states: ``2020-06-30``, ``2020-06`` or ``2020``; None if it is none.

    The day is the one written, in any time zone. ``03/04/2021`` is ambiguous and read only if
    ``day_first`` is given.

    Raises:
        ImpossibleDateError: The value is a date that no document can have.

    """
    if isinstance(value, str):
        return _of_text(value, day_first) if len(value) <= _CHARS_MAX else None
    if isinstance(value, bool):
        return None
    if isinstance(value, (datetime, date)):
        return _possible(value.year, value.month, value.day)
    return _of_number(value) if isinstance(value, (int, float)) else None


@lru_cache(maxsize=4096)
def _of_text(value: str, day_first: bool | None) -> str | None:
    """The date that a text states. It does not depend on the present day, so it is cached."""
    text = unaccented(value).strip()
    if _EPOCH.fullmatch(text) and len(text) != len("yyyymmddhhmm"):
        return _of_number(float(text))
    if _ZERO.match(text):
        raise ImpossibleDateError(value)
    if match := _ISO_FIRST.match(text):  # the most frequent form
        return _of_match(match, day_first=day_first)
    return _first_day(text, day_first=day_first) or _compact(text) or _coarse(text)


def is_local_day(day: str, value: object) -> bool:
    """Whether ``day`` may be the local day of a moment stated in UTC.

    ``2020-02-25T02:25:54Z`` was still the 24th in America, and ``T20:00Z`` the 26th in Asia.
    """
    match = _UTC_MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or len(day) != len("yyyy-mm-dd"):
        return False
    try:
        days_apart = (date.fromisoformat(day) - date.fromisoformat(match["day"])).days
    except ValueError:
        return False
    hour = int(match["hour"])
    return (days_apart == -1 and hour < _NOON) or (days_apart == 1 and hour >= _NOON - 2)


def days_in(text: str, *, day_first: bool | None = None) -> Iterator[tuple[int, str]]:
    """The days written in a text, each with its offset, without the impossible ones."""
    plain = unaccented(text) if len(unaccented(text)) == len(text) else text.lower()
    found = []
    for form in (*_FORMS, _NUMBERS):
        for match in form.finditer(plain):
            try:
                day = _of_match(match, day_first=day_first)
            except ImpossibleDateError:
                continue
            if day:
                found.append((match.start(), day))
    return iter(sorted(found))


def written_day(text: str) -> str | None:
    """The day in a text that matches ``DAY``, as ``YYYY-MM-DD``; None if there is none."""
    numbers = _NUMBER.findall(text)
    if len(numbers) < len(("day", "year")):
        return None
    if whole := _ISO_DAY.search(text):
        return _valid(whole[0])
    month = _MONTH_NAME.search(text)
    if month is None or len(numbers) != len(("day", "year")):
        return None
    day, year = (int(number) for number in numbers)
    return _valid(f"{year:04}-{english_month(month[0][:3]):02}-{day:02}")


def _first_day(text: str, *, day_first: bool | None) -> str | None:
    """The first day in the text. A time of day may stand inside it."""
    text = " ".join(_CLOCK.sub(" ", text).split()) if ":" in text else text
    matches = [
        (match.start(), number, match)
        for number, form in enumerate((*_FORMS, _NUMBERS))
        for match in form.finditer(text)
    ]
    for _, _, match in sorted(matches, key=lambda found: found[:2]):
        if day := _of_match(match, day_first=day_first):
            return day
    return None


def _of_match(match: re.Match[str], *, day_first: bool | None) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if "one" in parts:
        return _of_numbers(int(parts["one"]), int(parts["two"]), year, parts["gap"], day_first)
    if "name" in parts:
        month = all_names()[parts["name"]]
        if len(parts["year"]) == len("yy"):
            year += 19 * _CENTURY if year >= _TURN else 20 * _CENTURY
        year = gregorian_year(year, parts["name"])
    else:
        month = int(parts["month"])
    return _possible(year, month, int(parts["day"]))


def _of_numbers(one: int, two: int, year: int, gap: str, day_first: bool | None) -> str | None:
    """``30/06/2020``, ``06/30/2020``, or ``30.6.2020``, which always starts with the day."""
    if gap == "." or one > 12 or one == two:  # noqa: PLR2004 - months
        return _possible(year, two, one)
    if two > 12:  # noqa: PLR2004 - months
        return _possible(year, one, two)
    if day_first is None:
        return None
    return _possible(year, two, one) if day_first else _possible(year, one, two)


def _compact(text: str) -> str | None:
    if match := _PDF_DATE.fullmatch(text.upper()):
        if not match["month"]:
            return _possible(int(match["year"]))
        day = int(match["day"]) if match["day"] else None
        return _possible(int(match["year"]), int(match["month"]), day)
    if match := _COMPACT_DAY.fullmatch(text.upper()):
        return _possible(int(match["year"]), int(match["month"]), int(match["day"]))
    return None


def _coarse(text: str) -> str | None:
    """A month or a year."""
    if match := _MONTH_IN_NUMBERS.fullmatch(text):
        return _possible(int(match["year"]), int(match["month"]))
    if match := _OF_NAMED_MONTH.fullmatch(text):
        return _possible(int(match["year"]), all_names()[match["name"]])
    return _possible(int(text)) if _OF_YEAR.fullmatch(text) else None


def _of_number(value: float) -> str | None:
    """Seconds or milliseconds since 1970, a compact date, or a year."""
    if value == 0:
        raise ImpossibleDateError(value)
    if value == int(value) and len(str(int(value))) in (len("yyyy"), len("yyyymmdd")):
        digits = str(int(value))
        return _compact(digits) or _coarse(digits)
    seconds = value if value < _LAST_SECONDS else value / 1000
    if not _FIRST_SECONDS <= seconds < _LAST_SECONDS:
        return None
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return _possible(moment.year, moment.month, moment.day)


def _possible(year: int, month: int | None = None, day: int | None = None) -> str:
    """The date in ISO 8601, if a document can have it. Tomorrow is today in another time zone."""
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise ImpossibleDateError(f"{year}-{month}-{day}") from None
    if year < EARLIEST_YEAR or first > datetime.now(timezone.utc).date() + timedelta(days=1):
        raise ImpossibleDateError(first.isoformat())
    return first.isoformat()[: 4 if month is None else 7 if day is None else 10]


def _valid(text: str) -> str | None:
    try:
        year, month, day = map(int, text.split("-"))
        return _possible(year, month, day)
    except ImpossibleDateError:
        return None


_PRESS_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_TWO_DIGITS = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_PATH_YEAR = lazy(_PRESS_YEAR)
_PATH_FOLDERS = lazy(
    rf"/{_PRESS_YEAR}/(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?=/|$|[-_.])"
)
_PATH_NAMED = lazy(
    rf"(?i)/{_PRESS_YEAR}/(?P<name>[a-z]{{3,9}})/(?P<day>0?[1-9]|[12]\d|3[01])(?=/|$|[-_.])"
)
_PATH_DAY = lazy(
    rf"(?<!\d){_PRESS_YEAR}(?P<gap>[-_./]){_TWO_DIGITS[0]}(?P=gap){_TWO_DIGITS[1]}(?!\d)"
)
_PATH_COMPACT = lazy(rf"(?<![\da-zA-Z]){_PRESS_YEAR}{_TWO_DIGITS[0]}{_TWO_DIGITS[1]}(?![\da-zA-Z])")
_PATH_MONTH = lazy(rf"/{_PRESS_YEAR}[/-]{_TWO_DIGITS[0]}/")


def of_url(url: str) -> str | None:
    """The day, or at least the month, in the path of a URL (``/2020/06/30/``)."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    if not _PATH_YEAR.search(path):
        return None
    for form in (_PATH_FOLDERS, _PATH_DAY, _PATH_COMPACT):
        if match := form.search(path):
            return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if (match := _PATH_NAMED.search(path)) and (month := english_month(match["name"][:3])):
        return f"{match['year']}-{month:02}-{int(match['day']):02}"
    if match := _PATH_MONTH.search(path):
        return f"{match['year']}-{match['month']}"
    return None


def of_file_name(path: str) -> str | None:
    """The day in a file's name, written ``2020-06-30`` or ``20200630``."""
    name = path.rpartition("/")[2]
    if not _PATH_YEAR.search(name):
        return None
    match = _PATH_DAY.search(name) or _PATH_COMPACT.search(name)
    return f"{match['year']}-{match['month']}-{match['day']}" if match else None
