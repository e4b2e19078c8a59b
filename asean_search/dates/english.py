"""Dates in plain English: ``yesterday``, ``last month``, ``june 2020``, ``monday``, ``90d``.

An exact grammar of the common forms: each means one period, always the same for the same day.
Weeks begin on Monday. What is not in it is left to dateparser, when that is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from asean_search.dates.mistakes import MONTHS

EXAMPLES = "today, yesterday, monday, last week, this month, june 2020, 3 days ago, 90d"
"""Some of the forms, as messages show them."""

Period = tuple[date, date]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)
_WEEK = 7
_DIGITS_MAX = 4
_FEWEST = {True: (4, re.compile(r"[a-z]{3}", re.IGNORECASE)), False: (2, re.compile(r"[^\W\d_]"))}
"""The fewest characters of a date in other words, and what it holds: by whether it is ASCII."""
_CHARS_MAX = 40
_FIRST_YEAR = 1000
_YEARS = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_NOON = time(12, 0, 1)
_NO_DATE_IN_IT = frozenset('[]{}()<>*^~|"#=&')
_SMALL_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {"a": 1, "an": 1, **{word: n for n, word in enumerate(_SMALL_NUMBERS, 1)}}

_WORD = "|".join(_NUMBERS)
_UNIT = r"(?P<unit>d|w|m|y|days?|weeks?|months?|years?)"
_COUNT = rf"(?P<count>[0-9]{{1,{_DIGITS_MAX}}}|{_WORD})"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY_OF_MONTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_YEAR_FIRST = r"(?P<year_first>[0-9]{4})"
_QUARTER, _QUARTER_LAST = r"q(?P<quarter>[1-4])", r"q(?P<quarter_last>[1-4])"


def plain_period(text: str, today: date) -> Period | None:
    """The first and last day of a period in plain English, or None where it is none.

    A name alone is the latest such period that has begun: ``june`` is of this year or the last.
    """
    text = " ".join(text.casefold().split())
    if not text or len(text) > _CHARS_MAX:
        return None
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(text):
            try:
                period = read(found, today)
            except (ValueError, OverflowError):
                return None
            if period is not None:
                return period
    return None


def _near_day(found: re.Match[str], today: date) -> Period:
    day = today + {"today": 0, "yesterday": -1, "tomorrow": 1}[found[0]] * _DAY
    return day, day


def _weekday(found: re.Match[str], today: date) -> Period | None:
    names = [n for n, name in enumerate(_WEEKDAYS) if found["name"] in (name, name[:3])]
    if not names:
        return None
    back = (today.weekday() - names[0]) % _WEEK
    if found["which"] == "last" and not back:
        back = _WEEK
    day = today - back * _DAY
    return day, day


def _this_last_next(found: re.Match[str], today: date) -> Period:
    back = {"this": 0, "last": 1, "next": -1}[found["which"]]
    unit = found["unit"]
    if unit == "week":
        first = today - (today.weekday() + _WEEK * back) * _DAY
        return first, first + (_WEEK - 1) * _DAY
    if unit == "month":
        return _months(*divmod(today.year * 12 + today.month - 1 - back, 12))
    year = today.year - back
    return date(year, 1, 1), date(year, 12, 31)


def _quarter(found: re.Match[str], _: date) -> Period:
    year = _known_year(found["year"] or found["year_first"])
    month = int(found["quarter"] or found["quarter_last"]) * 3
    return date(year, month - 2, 1), _months(year, month - 1)[1]


def _decade(found: re.Match[str], _: date) -> Period:
    year = _known_year(found["year"])
    return date(year, 1, 1), date(year + 9, 12, 31)


def _iso_week(found: re.Match[str], _: date) -> Period:
    monday = date.fromisocalendar(_known_year(found["year"]), int(found["week"]), 1)
    return monday, monday + (_WEEK - 1) * _DAY


def _known_year(text: str) -> int:
    if int(text) < _FIRST_YEAR:
        raise ValueError(f"years begin with {_FIRST_YEAR}")
    return int(text)


def _until_today(found: re.Match[str], today: date) -> Period:
    return _before(today, found), today


def _ago(found: re.Match[str], today: date) -> Period:
    day = _before(today, found)
    return day, day


def _named(found: re.Match[str], today: date) -> Period | None:
    """A month, or a day of it, with its year or in the latest year in which it has begun."""
    groups = found.groupdict()
    month = month_number(groups["month"])
    if month is None:
        return None
    day = int(groups["day"]) if groups.get("day") else None
    if groups.get("year"):
        return _in_year(int(groups["year"]), month, day)
    for year in range(today.year, today.year - 8, -1):  # 29 February may be eight years ago
        try:
            period = _in_year(year, month, day)
        except ValueError:
            continue
        if period[0] <= today:
            return period
    return None


def _in_year(year: int, month: int, day: int | None) -> Period:
    year = _known_year(f"{year}")
    if day is None:
        return _months(year, month - 1)
    return date(year, month, day), date(year, month, day)


def _months(year: int, month_from_0: int) -> Period:
    first = date(year, month_from_0 + 1, 1)
    if month_from_0 == 11:  # noqa: PLR2004
        return first, date(year, 12, 31)
    return first, date(year, month_from_0 + 2, 1) - _DAY


def _before(today: date, found: re.Match[str]) -> date:
    """The day so many units before today; in a shorter month its last day."""
    said = found.groupdict().get("count", "a")
    count = _NUMBERS.get(said) or int(said)
    unit = found["unit"][0]
    if unit in "dw":
        return today - count * (_WEEK if unit == "w" else 1) * _DAY
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    first, last = _months(*divmod(months, 12))
    return first.replace(day=min(today.day, last.day))


def month_number(name: str) -> int | None:
    """The number of a month by its English name or the beginning of it."""
    if len(name) < 3:  # noqa: PLR2004 - two letters can be two months
        return None
    starts = (number for number, full in enumerate(MONTHS, 1) if full.casefold().startswith(name))
    return 9 if name == "sept" else next(starts, None)


def _forms() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period | None]]]:
    for form, read in (
        ("today|yesterday|tomorrow", _near_day),
        (r"(?P<which>this|last|next) (?P<unit>week|month|year)", _this_last_next),
        (rf"{_QUARTER}[ -]?{_YEAR}|{_YEAR_FIRST}[ -]?{_QUARTER_LAST}", _quarter),
        (r"(?:the )?(?P<year>[0-9]{3}0)s", _decade),
        (rf"{_YEAR}-?w(?P<week>[0-9]{{2}})", _iso_week),
        (r"(?:the )?past (?P<unit>week|month|year)", _until_today),
        (rf"{_COUNT} ?{_UNIT} ago", _ago),
        (rf"(?:(?:the )?(?:last|past) )?{_COUNT} ?{_UNIT}", _until_today),
        (r"(?:(?P<which>last|on) )?(?P<name>[a-z]{3,9})", _weekday),
        (_MONTH, _named),
        (rf"{_MONTH},? {_YEAR}", _named),
        (rf"{_YEAR} {_MONTH}", _named),
        (rf"{_DAY_OF_MONTH} (?:of )?{_MONTH}(?:,? {_YEAR})?", _named),
        (rf"{_MONTH} {_DAY_OF_MONTH}(?:,? {_YEAR})?", _named),
    ):
        yield re.compile(form, re.ASCII), read


_FORMS = tuple(_forms())


def parsed_elsewhere(text: str, today: date) -> Period | None:
    """What dateparser, if it is installed, takes the text for: a day, a month or a year.

    It reads many languages, but guesses: "to" is a day to it. It is asked only for longer texts.
    """
    fewest, word = _FEWEST[text.isascii()]
    if not fewest <= len(text) <= _CHARS_MAX or not word.search(text):
        return None
    if not _NO_DATE_IN_IT.isdisjoint(text):
        return None
    try:
        from dateparser.date import DateDataParser  # half a second: only what is left needs it
    except ImportError:
        return None
    settings = {
        "RELATIVE_BASE": datetime.combine(today, _NOON),
        "PREFER_DATES_FROM": "past",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "NORMALIZE": True,
    }
    found = DateDataParser(settings=settings).get_date_data(text)
    if found.date_obj is None or found.date_obj.year < _FIRST_YEAR:
        return None
    if found.date_obj.time() not in (time(0), _NOON):
        return None  # a time of day, or so many seconds ago
    day: date = found.date_obj.date()
    years = _YEARS.findall(text)
    if years and f"{day.year}" not in years:
        return None
    if found.period == "month":
        return _months(day.year, day.month - 1)
    if found.period == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day
