"""Dates in words: ``yesterday``, ``last month``, ``90d``; ``june 2020`` in many languages.

An exact grammar, without guesses: a phrase means the same period whenever today is the same day.
Weeks begin on Monday. Relative periods are in English; today, yesterday and tomorrow, and the
names of months, are in the languages of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from asean_search.dates.month_names import (
    english_month,
    full_names,
    gregorian_year,
    month_number,
    unaccented,
)
from asean_search.dates.periods import Period, day_period, month_period, year_period
from asean_search.patterns import lazy

EXAMPLES = "today, yesterday, monday, last week, this month, june 2020, 3 days ago, 90d"
"""Some of the forms, as messages show them."""

_YESTERDAY = """
    yesterday, hôm qua, hier, gestern, ayer, ontem, ieri, gisteren, kemarin, semalam, kahapon,
    igår, i går, wczoraj, včera, dün, tegnap, eilen, вчера, вчора, χθες,
    أمس, เมื่อวาน, 昨天, 昨日, 어제
"""
_TODAY = """
    today, hôm nay, aujourd'hui, heute, hoy, hoje, oggi, vandaag, hari ini, ngayon, idag, i dag,
    dzisiaj, dziś, dnes, bugün, astăzi, tänään, сегодня, сьогодні, σήμερα,
    اليوم, วันนี้, 今天, 今日, 오늘
"""
_TOMORROW = """
    tomorrow, ngày mai, demain, morgen, mañana, amanhã, domani, besok, esok, bukas, imorgon,
    jutro, zítra, yarın, mâine, huomenna, завтра, αύριο, غدا, พรุ่งนี้, 明天, 明日, 내일
"""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)
_WEEK_DAYS = 7
_DIGITS_MAX = 4
_CHARS_MAX = 40
_LEAP_YEARS_APART_MAX = 8
_SMALL_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {"a": 1, "an": 1, **{word: n for n, word in enumerate(_SMALL_NUMBERS, 1)}}

_UNIT = r"(?P<unit>d|w|m|y|days?|weeks?|months?|years?)"
_COUNT = rf"(?P<count>[0-9]{{1,{_DIGITS_MAX}}}|{'|'.join(_NUMBERS)})"
_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<name>[^\W\d_]{3,15})\.?"
_OF = r"\.? (?:de |del |of |ng )?"
_DAY_OF_MONTH = r"(?:(?:le|el|the|den|am|ngay|ika) ?-?)?(?P<day>\d{1,2})(?:st|nd|rd|th|er|o|a)?"


def phrase_period(text: str, today: date) -> Period | None:
    """The first and last day of a period in words, or None if the text is none.

    A month, or a day of it, without a year is the latest that has begun: ``june`` is in this year
    or the last.
    """
    text = unaccented(" ".join(text.replace("\u2019", "'").split()))
    if not text or len(text) > _CHARS_MAX:
        return None
    if (days := _days_ahead().get(text)) is not None:
        return today + days * _DAY, today + days * _DAY
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(text):
            try:
                period = read(found, today)
            except (ValueError, OverflowError):
                return None
            if period is not None:
                return period
    return None


@lru_cache(maxsize=1)
def _days_ahead() -> Mapping[str, int]:
    return {
        unaccented(word.strip()): days
        for days, words in ((-1, _YESTERDAY), (0, _TODAY), (1, _TOMORROW))
        for word in words.split(",")
    }


def _weekday(found: re.Match[str], today: date) -> Period | None:
    names = [n for n, name in enumerate(_WEEKDAYS) if found["name"] in (name, name[:3])]
    if not names:
        return None
    back = (today.weekday() - names[0]) % _WEEK_DAYS
    if found["which"] == "last" and not back:
        back = _WEEK_DAYS
    day = today - back * _DAY
    return day, day


def _this_last_next(found: re.Match[str], today: date) -> Period:
    back = {"this": 0, "last": 1, "next": -1}[found["which"]]
    unit = found["unit"]
    if unit == "week":
        first = today - (today.weekday() + _WEEK_DAYS * back) * _DAY
        return first, first + (_WEEK_DAYS - 1) * _DAY
    if unit == "month":
        return _months_before(today, back)
    return year_period(today.year - back)


def _quarter(found: re.Match[str], _: date) -> Period:
    year = int(found["year"] or found["year_first"])
    month = int(found["quarter"] or found["quarter_last"]) * 3
    return month_period(year, month - 2)[0], month_period(year, month)[1]


def _decade(found: re.Match[str], _: date) -> Period:
    year = int(found["year"])
    return year_period(year)[0], year_period(year + 9)[1]


def _iso_week(found: re.Match[str], _: date) -> Period:
    year, _last = year_period(int(found["year"]))
    monday = date.fromisocalendar(year.year, int(found["week"]), 1)
    return monday, monday + (_WEEK_DAYS - 1) * _DAY


def _until_today(found: re.Match[str], today: date) -> Period:
    return _before(today, found), today


def _ago(found: re.Match[str], today: date) -> Period:
    day = _before(today, found)
    return day, day


def _named(found: re.Match[str], today: date) -> Period | None:
    """A month, or a day of it, with its year or in the latest year in which it has begun."""
    groups = found.groupdict()
    name = groups.get("name") or ""
    month = month_number(name) if name else int(groups["month"])
    if month is None:
        return None
    day = int(groups["day"]) if groups.get("day") else None
    if year := groups.get("year"):
        return _in_year(gregorian_year(int(year), name), month, day)
    if name and not (english_month(name) or name in full_names()):
        return None  # without a year "out", "set" and "3 ago" are no dates
    for before in range(_LEAP_YEARS_APART_MAX + 1):
        try:
            period = _in_year(today.year - before, month, day)
        except ValueError:
            continue
        if period[0] <= today:
            return period
    return None


def _in_year(year: int, month: int, day: int | None) -> Period:
    return month_period(year, month) if day is None else day_period(year, month, day)


def _whole_year(found: re.Match[str], _: date) -> Period:
    return year_period(int(found["year"] or found["year_first"]))


def _months_before(today: date, months: int) -> Period:
    year, month_from_0 = divmod(today.year * 12 + today.month - 1 - months, 12)
    return month_period(year, month_from_0 + 1)


def _before(today: date, found: re.Match[str]) -> date:
    """``count`` units before today; at most the last day of the month."""
    text = found.groupdict().get("count", "a")
    count = _NUMBERS.get(text) or int(text)
    unit = found["unit"][0]
    if unit in "dw":
        return today - count * (_WEEK_DAYS if unit == "w" else 1) * _DAY
    first, last = _months_before(today, count * (12 if unit == "y" else 1))
    return first.replace(day=min(today.day, last.day))


_Reader = Callable[[re.Match[str], date], "Period | None"]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (lazy(form), read)
    for form, read in (
        (r"(?P<which>this|last|next) (?P<unit>week|month|year)", _this_last_next),
        (
            r"q(?P<quarter>[1-4])[ -]?(?P<year>[0-9]{4})"
            r"|(?P<year_first>[0-9]{4})[ -]?q(?P<quarter_last>[1-4])",
            _quarter,
        ),
        (r"(?:the )?(?P<year>[0-9]{3}0)s", _decade),
        (r"(?P<year>[0-9]{4})-?w(?P<week>[0-9]{2})", _iso_week),
        (r"(?:the )?past (?P<unit>week|month|year)", _until_today),
        (rf"{_COUNT} ?{_UNIT} ago", _ago),
        (rf"(?:(?:the )?(?:last|past) )?{_COUNT} ?{_UNIT}", _until_today),
        (r"(?:(?P<which>last|on) )?(?P<name>[a-z]{3,9})", _weekday),
        (rf"{_NAME}(?:,?{_OF}{_YEAR})?", _named),
        (rf"{_YEAR}\.? {_NAME}(?: (?P<day>\d{{1,2}})\.?)?", _named),
        (rf"{_DAY_OF_MONTH}{_OF}{_NAME}(?:,?{_OF}{_YEAR}(?: г\.?)?)?", _named),
        (rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?", _named),
        # Vietnamese (tháng, năm) after ``unaccented``; Chinese, Japanese and Korean.
        (
            r"(?:(?:ngay )?(?P<day>\d{1,2}) )?thang (?P<month>\d{1,2})"
            rf"(?:(?:,? nam |, ?|/| ){_YEAR})?",
            _named,
        ),
        (
            rf"(?:{_YEAR} ?[年년] ?)?(?P<month>\d{{1,2}}) ?[月월]"
            r"(?: ?(?P<day>\d{1,2}) ?[日号號일])?",
            _named,
        ),
        (rf"nam {_YEAR}|(?P<year_first>\d{{4}}) ?[年년]", _whole_year),
    )
)
