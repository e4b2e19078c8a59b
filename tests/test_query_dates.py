"""The forms of dates in queries, the days they cover, and the errors for other forms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.dates import in_text
from asean_search.dates.month_names import all_names
from asean_search.errors import DateSyntaxError
from asean_search.query import first_day, last_day, parse, parse_dates
from asean_search.query.nodes import And, DateRange, Word

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
def test_plain_english_gives_days(text: str, first: str, last: str) -> None:
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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15 juin 2020", "2020-06-15", "2020-06-15"),
        ("le 1er août 2019", "2019-08-01", "2019-08-01"),
        ("juin 2020", "2020-06-01", "2020-06-30"),
        ("juin", "2020-06-01", "2020-06-30"),
        ("DÉCEMBRE", "2019-12-01", "2019-12-31"),
        ("15 tháng 6 năm 2020", "2020-06-15", "2020-06-15"),
        ("ngày 2 tháng 9, 2019", "2019-09-02", "2019-09-02"),
        ("tháng 6/2020", "2020-06-01", "2020-06-30"),
        ("thang 12", "2019-12-01", "2019-12-31"),
        ("năm 2019", "2019-01-01", "2019-12-31"),
        ("5 de mayo de 2020", "2020-05-05", "2020-05-05"),
        ("septiembre de 2019", "2019-09-01", "2019-09-30"),
        ("3 ago 2019", "2019-08-03", "2019-08-03"),
        ("7 de setembro", "2019-09-07", "2019-09-07"),
        ("3. März 2020", "2020-03-03", "2020-03-03"),
        ("17 agustus 1945", "1945-08-17", "1945-08-17"),
        ("31 Ogos 1957", "1957-08-31", "1957-08-31"),
        ("ika-12 ng Hunyo 2020", "2020-06-12", "2020-06-12"),
        ("Hunyo 12, 2020", "2020-06-12", "2020-06-12"),
        ("9 мая 2020 г.", "2020-05-09", "2020-05-09"),
        ("май 2020", "2020-05-01", "2020-05-31"),
        ("24 серпня 2019", "2019-08-24", "2019-08-24"),
        ("11 listopada 2018", "2018-11-11", "2018-11-11"),
        ("maj 2020", "2020-05-01", "2020-05-31"),
        ("28. října 2018", "2018-10-28", "2018-10-28"),
        ("29 Ekim 2019", "2019-10-29", "2019-10-29"),
        ("2020. március 15.", "2020-03-15", "2020-03-15"),
        ("6. joulukuuta 2019", "2019-12-06", "2019-12-06"),
        ("28 Οκτωβρίου 2019", "2019-10-28", "2019-10-28"),
        ("5 ธันวาคม 2562", "2019-12-05", "2019-12-05"),
        ("มีนาคม 2020", "2020-03-01", "2020-03-31"),
        ("2 ديسمبر 2019", "2019-12-02", "2019-12-02"),
        ("2020年5月3日", "2020-05-03", "2020-05-03"),
        ("2020年5月", "2020-05-01", "2020-05-31"),
        ("5月3日", "2020-05-03", "2020-05-03"),
        ("2020年", "2020-01-01", "2020-12-31"),
        ("2020년 3월 1일", "2020-03-01", "2020-03-01"),
        ("29 février", "2020-02-29", "2020-02-29"),
        ("mars..juin 2019", "2019-03-01", "2019-06-30"),
        (">=juin 2020", "2020-06-01", ""),
        ("..31 mars 2020", "", "2020-03-31"),
        ("hôm qua", "2020-06-30", "2020-06-30"),
        ("hom nay", "2020-07-01", "2020-07-01"),
        ("aujourd’hui", "2020-07-01", "2020-07-01"),
        ("mañana", "2020-07-02", "2020-07-02"),
        ("kemarin", "2020-06-30", "2020-06-30"),
        ("вчера", "2020-06-30", "2020-06-30"),
        ("เมื่อวาน", "2020-06-30", "2020-06-30"),
        ("昨天", "2020-06-30", "2020-06-30"),
        ("어제", "2020-06-30", "2020-06-30"),
        ("أمس", "2020-06-30", "2020-06-30"),
    ],
)
def test_months_and_days_are_read_in_other_languages(text: str, first: str, last: str) -> None:
    assert parse_dates(text, today=TODAY) == (day(first), day(last))


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("31 juin 2020", "2020-06"),
        ("30 février 2021", "2021-02"),
        ("31 de abril de 2020", "2020-04"),
        ("31 juin", ""),
        ("29 février 2021", "2021-02"),
        ("tháng 13 năm 2020", ""),
        ("31 tháng 4 năm 2020", ""),
        ("2020年13月", ""),
        ("2020年2月30日", ""),
        ("32 มกราคม 2563", "2020-01"),
        ("15 juin 20", ""),
        ("15 juin 0020", ""),
        ("été 1987", ""),
        ("1980 sec", ""),
        ("set", ""),
        ("out", ""),
        ("3 ago", ""),
        ("juin juin 2020", ""),
        ("thang", ""),
        ("to", ""),
        ("[juin", ""),
        ("10B2020", ""),
        ("ab 12 cd", ""),
    ],
)
def test_an_impossible_day_in_another_language_is_no_date(text: str, suggestion: str) -> None:
    with pytest.raises(DateSyntaxError) as caught:
        parse_dates(text, today=TODAY)
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize("name", all_names())
def test_every_name_of_a_month_is_read_in_queries_as_in_documents(name: str) -> None:
    month = all_names()[name]
    assert parse_dates(f"7 {name} 2019", today=TODAY) == (date(2019, month, 7),) * 2
    assert in_text.read(f"7 {name} 2019") == f"2019-{month:02}-07"


def test_since_until_and_on_take_dates_in_other_languages() -> None:
    assert first_day("juin 2020", today=TODAY) == date(2020, 6, 1)
    assert last_day("tháng 6 năm 2020", today=TODAY) == date(2020, 6, 30)
    assert first_day("hôm qua", today=TODAY) == last_day("昨天", today=TODAY) == date(2020, 6, 30)


def test_a_date_of_several_words_is_one_filter() -> None:
    tree = parse("date:15 tháng 6 năm 2020 vaccine", today=TODAY).tree
    assert tree == And((DateRange(date(2020, 6, 15), date(2020, 6, 15)), Word("vaccine")))


_PARTS = st.sampled_from(
    [
        *all_names(),
        "15",
        "31",
        "2020",
        "2563",
        "de",
        "tháng",
        "năm",
        "年",
        "月",
        "፩",
        "²",
        "..",
        ">",
    ]
)


@given(st.text(max_size=45) | st.lists(_PARTS, max_size=6).map(" ".join))
def test_any_text_is_a_date_or_that_one_error(text: str) -> None:
    try:
        first, last = parse_dates(text, today=TODAY)
    except DateSyntaxError:
        return
    assert first is None or last is None or first <= last


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)), st.sampled_from(sorted(all_names())))
def test_every_day_is_read_in_every_language(day: date, name: str) -> None:
    text = f"{day.day} {name} {day.year}"
    days_in_month = parse_dates(f"{day.year}-{all_names()[name]:02}")[1]
    assert days_in_month
    if day.day > days_in_month.day:
        with pytest.raises(DateSyntaxError):
            parse_dates(text, today=TODAY)
    elif not "\u0e00" <= name[0] <= "\u0e7f":
        assert parse_dates(text, today=TODAY) == (day.replace(month=all_names()[name]),) * 2
