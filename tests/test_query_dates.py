"""How dates are written, what they cover, and what is said when they are written otherwise."""

from __future__ import annotations

import sys
from datetime import date, datetime
from types import ModuleType

import pytest

from asean_search.errors import DateSyntaxError
from asean_search.query import first_day, last_day, parse_dates


@pytest.fixture(autouse=True)
def without_dateparser(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the grammar does not know is no date, whether dateparser is installed or not."""
    monkeypatch.setitem(sys.modules, "dateparser", None)
    monkeypatch.setitem(sys.modules, "dateparser.date", None)


TODAY = date(2020, 7, 1)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-06", "2020-06-01", "2020-06-30"),
        ("2020-12", "2020-12-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("2020-06-30", "2020-06-30", "2020-06-30"),
        ("2020-01..2020-06", "2020-01-01", "2020-06-30"),
        ("2020 .. 2020-06-15", "2020-01-01", "2020-06-15"),
        ("2020..2020", "2020-01-01", "2020-12-31"),
        ("..2020", "", "2020-12-31"),
        ("2020..", "2020-01-01", ""),
        (">=2020-06", "2020-06-01", ""),
        (">2020-06", "2020-07-01", ""),
        (">2020", "2021-01-01", ""),
        ("<=2020-06", "", "2020-06-30"),
        ("<2020-06", "", "2020-05-31"),
        ("<2020", "", "2019-12-31"),
        (">= 2020", "2020-01-01", ""),
        ("≥2020", "2020-01-01", ""),
        ("2020–06", "2020-06-01", "2020-06-30"),
        ("２０２０-06", "2020-06-01", "2020-06-30"),
        (" 2020 ", "2020-01-01", "2020-12-31"),
    ],
)
def test_an_expression_covers(text: str, first: str, last: str) -> None:
    assert parse_dates(text) == (day(first), day(last))


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("2020-13", "there is no month 13", "2020"),
        ("2020-00", "there is no month 00", "2020"),
        ("2021-02-30", "February 2021 has 28 days", "2021-02"),
        ("2020-06-31", "June 2020 has 30 days", "2020-06"),
        ("2020-06-00", "June 2020 has 30 days", "2020-06"),
        ("2020-30-06", "there is no month 30", "2020-06-30"),
        ("0999", "years are 1000 to 9999", ""),
        (">9999", "nothing is later than 9999", ""),
        ("<1000", "nothing is earlier than 1000", ""),
        ("2021..2020", "the range runs backwards", "2020..2021"),
        ("..", "a range needs a date", ""),
        ("....", "year first", ""),
        ("2020...2021", "year first", "2020..2021"),
        ("2020-6..06/2021", "year first", "2020-06..2021-06"),
        ("2021-06..30/06/2020", "year first", "2020-06-30..2021-06"),
        ("soon..2020", "year first", ""),
        ("2020-2021", "year first", "2020..2021"),
        ("2020-01 to 2020-06", "year first", "2020-01..2020-06"),
        ("2020-01-01 to 2020-06-30", "year first", "2020-01-01..2020-06-30"),
        ("[2020-01 TO 2020-06]", "year first", "2020-01..2020-06"),
        ("[2020-01 TO *]", "year first", "2020-01.."),
        ("[* TO 2020-06]", "year first", "..2020-06"),
        ("between 2019 and 2020", "year first", "2019..2020"),
        ("[* TO *]", "year first", ""),
        ("2020 to 2021", "year first", "2020..2021"),
        ("30/06/2020", "year first", "2020-06-30"),
        ("06/30/2020", "year first", "2020-06-30"),
        ("06/06/2020", "year first", "2020-06-06"),
        ("30.6.2020", "year first", "2020-06-30"),
        ("31/02/2020", "year first", ""),
        ("2020/06/30", "year first", "2020-06-30"),
        ("2020-6-3", "year first", "2020-06-03"),
        ("06/2020", "year first", "2020-06"),
        ("20200630", "year first", "2020-06-30"),
        ("202006", "year first", "2020-06"),
        ("2020-06-30T10:00:00Z", "year first", "2020-06-30"),
        ("30-Jun-2020", "year first", "2020-06-30"),
        ("31 June 2020", "year first", "2020-06"),
        (">30/06/2020", "year first", ">2020-06-30"),
        (">2020-2021", "year first", ""),
        ("ju 2020", "year first", ""),
        ("20", "year first", ""),
        ("", "year first", ""),
        ("vaccine", "year first", ""),
        ("2020-06-30 and more", "year first", "2020-06-30"),
        ("1 June 99999999999999999999", "year first", ""),
    ],
)
def test_what_is_no_date_says_why_and_suggests_the_right_form(
    text: str, reason: str, suggestion: str
) -> None:
    with pytest.raises(DateSyntaxError, match=reason) as caught:
        parse_dates(text, today=TODAY)
    assert caught.value.fragment == text
    assert caught.value.suggestion == suggestion
    assert caught.value.hint == (f"Did you mean: {suggestion}" if suggestion else caught.value.hint)
    assert caught.value.hint


def test_a_date_that_can_mean_two_days_suggests_none_and_names_both() -> None:
    with pytest.raises(DateSyntaxError) as caught:
        parse_dates("03/04/2020")
    assert caught.value.suggestion == ""
    assert "2020-04-03 or 2020-03-04" in caught.value.hint


def test_since_takes_the_first_day_and_until_the_last() -> None:
    assert first_day("2020") == date(2020, 1, 1)
    assert last_day("2020") == date(2020, 12, 31)
    assert last_day("2020-02") == date(2020, 2, 29)
    assert first_day("2020-06-30") == last_day("2020-06-30") == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("2020..2021", "2020"), (">=2020-06", "2020-06"), ("..", "")],
)
@pytest.mark.parametrize("bound", [first_day, last_day])
def test_a_bound_is_one_date(bound: object, text: str, suggestion: str) -> None:
    assert callable(bound)
    with pytest.raises(DateSyntaxError) as caught:
        bound(text, today=TODAY)
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2020-07-01", "2020-07-01"),
        ("Yesterday", "2020-06-30", "2020-06-30"),
        ("monday", "2020-06-29", "2020-06-29"),
        ("Wednesday", "2020-07-01", "2020-07-01"),
        ("last wednesday", "2020-06-24", "2020-06-24"),
        ("thu", "2020-06-25", "2020-06-25"),
        ("this week", "2020-06-29", "2020-07-05"),
        ("last week", "2020-06-22", "2020-06-28"),
        ("this month", "2020-07-01", "2020-07-31"),
        ("last month", "2020-06-01", "2020-06-30"),
        ("last  Year", "2019-01-01", "2019-12-31"),
        ("90d", "2020-04-02", "2020-07-01"),
        ("2 weeks", "2020-06-17", "2020-07-01"),
        ("the last 3 months", "2020-04-01", "2020-07-01"),
        ("past year", "2019-07-01", "2020-07-01"),
        ("next week", "2020-07-06", "2020-07-12"),
        ("next month", "2020-08-01", "2020-08-31"),
        ("next year", "2021-01-01", "2021-12-31"),
        ("q1 2020", "2020-01-01", "2020-03-31"),
        ("2019-Q4", "2019-10-01", "2019-12-31"),
        ("q5 2020", "", ""),
        ("1980s", "1980-01-01", "1989-12-31"),
        ("the 2010s", "2010-01-01", "2019-12-31"),
        ("1985s", "", ""),
        ("2020-W23", "2020-06-01", "2020-06-07"),
        ("2020w53", "2020-12-28", "2021-01-03"),
        ("2021-w53", "", ""),
        ("march..june 2019", "2019-03-01", "2019-06-30"),
        ("june..march 2019", "", ""),
        ("past 1 year", "2019-07-01", "2020-07-01"),
        ("3 days ago", "2020-06-28", "2020-06-28"),
        ("a month ago", "2020-06-01", "2020-06-01"),
        ("two years ago", "2018-07-01", "2018-07-01"),
        ("June 2020", "2020-06-01", "2020-06-30"),
        ("Sept. 2019", "2019-09-01", "2019-09-30"),
        ("2020 june", "2020-06-01", "2020-06-30"),
        ("30 June 2020", "2020-06-30", "2020-06-30"),
        ("June 30th, 2020", "2020-06-30", "2020-06-30"),
        ("the 30th", "", ""),
        ("june", "2020-06-01", "2020-06-30"),
        ("august", "2019-08-01", "2019-08-31"),
        ("5 august", "2019-08-05", "2019-08-05"),
        ("29 february", "2020-02-29", "2020-02-29"),
        ("31 june", "", ""),
        ("30 February 2020", "", ""),
        ("ju", "", ""),
        ("9999 years ago", "", ""),
        ("last week..yesterday", "2020-06-22", "2020-06-30"),
        ("june 2019..2020-06", "2019-06-01", "2020-06-30"),
        (">=last month", "2020-06-01", ""),
        ("<monday", "", "2020-06-28"),
    ],
)
def test_plain_english_is_days(text: str, first: str, last: str) -> None:
    if not first and not last:
        with pytest.raises(DateSyntaxError):
            parse_dates(text, today=TODAY)
    else:
        assert parse_dates(text, today=TODAY) == (day(first), day(last))


def test_a_month_ago_is_never_a_day_that_month_does_not_have() -> None:
    assert parse_dates("1 month ago", today=date(2021, 3, 31)) == (date(2021, 2, 28),) * 2
    assert parse_dates("1y", today=date(2020, 2, 29)) == (date(2019, 2, 28), date(2020, 2, 29))


def test_since_and_until_take_plain_english() -> None:
    assert first_day("last month", today=TODAY) == date(2020, 6, 1)
    assert last_day("last month", today=TODAY) == date(2020, 6, 30)
    assert first_day("90d", today=TODAY) == date(2020, 4, 2)


def test_a_range_in_plain_english_that_runs_backwards_is_refused() -> None:
    with pytest.raises(DateSyntaxError, match="backwards"):
        parse_dates("today..last week", today=TODAY)


class _Guess:
    """What the library answers."""

    def __init__(self, day: datetime | None, period: str = "day") -> None:
        self.date_obj = day
        self.period = period


def test_only_what_the_grammar_does_not_know_is_left_to_dateparser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    class DateDataParser:
        def __init__(self, settings: dict[str, object]) -> None:
            assert settings["PREFER_DATES_FROM"] == "past"

        def get_date_data(self, text: str) -> _Guess:
            asked.append(text)
            known = {"hôm qua": _Guess(datetime(2020, 6, 30)), "juin": _Guess(datetime(2020, 6, 9))}
            known["juin"].period = "month"
            known["1980 sec"] = _Guess(datetime(2020, 7, 1, 11, 27, 0))
            known["été 1987"] = _Guess(datetime(2020, 6, 9))
            return known.get(text, _Guess(None))

    module = ModuleType("dateparser.date")
    module.DateDataParser = DateDataParser  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dateparser", ModuleType("dateparser"))
    monkeypatch.setitem(sys.modules, "dateparser.date", module)
    for known in ("yesterday", "2020-06", "june 2020"):
        parse_dates(known, today=TODAY)
    for ambiguous in ("30/06/2020", "2020-13", "to"):
        with pytest.raises(DateSyntaxError):
            parse_dates(ambiguous, today=TODAY)
    assert asked == []
    assert parse_dates("hôm qua", today=TODAY) == (date(2020, 6, 30),) * 2
    assert parse_dates("juin", today=TODAY) == (date(2020, 6, 1), date(2020, 6, 30))
    for guessed in ("soonish", "1980 sec", "été 1987"):
        with pytest.raises(DateSyntaxError):
            parse_dates(guessed, today=TODAY)
    assert asked == ["hôm qua", "juin", "soonish", "1980 sec", "été 1987"]
    for no_date in ("[juin", "10B2020", "000C", "ab 12 cd"):
        with pytest.raises(DateSyntaxError):
            parse_dates(no_date, today=TODAY)
        assert no_date not in asked
