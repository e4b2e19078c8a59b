"""Dates are read in the forms that documents have for them, as precisely as they are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.dates import in_text
from asean_search.dates.in_text import ImpossibleDateError


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2020-06-30", "2020-06-30"),
        (" 2020-06-30 ", "2020-06-30"),
        ("2020-06-30T23:59:59Z", "2020-06-30"),
        ("2020-06-30T00:30:00+07:00", "2020-06-30"),
        ("2020-06-30 08:15:00.123", "2020-06-30"),
        ("20200630T081500+0700", "2020-06-30"),
        ("20200630", "2020-06-30"),
        ("2020/6/30", "2020-06-30"),
        ("Tue, 30 Jun 2020 08:15:00 +0700", "2020-06-30"),
        ("Tue Jun 30 08:15:00 ICT 2020", "2020-06-30"),
        ("June 30, 2020 8:15 am", "2020-06-30"),
        ("Published 30th June 2020", "2020-06-30"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("30-Jun-20", "2020-06-30"),
        ("30.6.2020", "2020-06-30"),
        ("30/06/2020", "2020-06-30"),
        ("06/30/2020 9:01 PM", "2020-06-30"),
        ("30 tháng 6, 2020", "2020-06-30"),
        ("Thứ Ba, 30/6/2020", "2020-06-30"),
        ("30 Juni 2020", "2020-06-30"),
        ("30 Mei 2020", "2020-05-30"),
        ("1er août 2020", "2020-08-01"),
        ("30 de junio de 2020", "2020-06-30"),
        ("30 июня 2020 г.", "2020-06-30"),
        ("2020年6月30日 08:15", "2020-06-30"),
        ("2020년 6월 30일", "2020-06-30"),
        ("30 มิถุนายน 2563", "2020-06-30"),
        ("D:20200630081500+07'00'", "2020-06-30"),
        ("2020-06", "2020-06"),
        ("June 2020", "2020-06"),
        ("2020", "2020"),
        (2020, "2020"),
        (20200630, "2020-06-30"),
        (1593475200, "2020-06-30"),
        ("1593475200", "2020-06-30"),
        (1593475200000, "2020-06-30"),
        (date(2020, 6, 30), "2020-06-30"),
        (datetime(2020, 6, 30, 23, tzinfo=timezone.utc), "2020-06-30"),
        ("03/04/2020", None),
        ("June 30", None),
        ("3/4/20", None),
        ("soon", None),
        ("2020-06-30-17", "2020-06-30"),
        ("2020-00-30", "2020-01-30"),
        ("2020-06-00", "2020-06-01"),
        ("", None),
        (17, None),
        (True, None),
        (None, None),
        (["2020-06-30"], None),
    ],
)
def test_a_date_is_read_as_it_is_written(value: object, iso: str | None) -> None:
    assert in_text.read(value) == iso


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00",
        "1399-12-31",
        "2071-01-01",
        "2020-02-30",
        "31/04/2020",
        0,
        "0",
        "1970-01-01T00:00:00Z",
        "1969-12-31T19:00:00-05:00",
    ],
)
def test_a_date_that_no_document_can_have_is_an_error(value: object) -> None:
    with pytest.raises(ImpossibleDateError):
        in_text.read(value)


def test_the_day_after_today_is_today_somewhere_and_the_one_after_is_not() -> None:
    today = datetime.now(timezone.utc).date()
    assert in_text.read((today + timedelta(days=1)).isoformat())
    with pytest.raises(ImpossibleDateError):
        in_text.read((today + timedelta(days=3)).isoformat())


def test_the_first_of_january_1970_is_a_day_like_any_other_when_it_is_written_as_one() -> None:
    assert in_text.read("1970-01-01") == "1970-01-01"


@pytest.mark.parametrize(
    ("day_first", "iso"), [(True, "2020-04-03"), (False, "2020-03-04"), (None, None)]
)
def test_numbers_alone_need_to_be_told_which_is_the_day(
    day_first: bool | None, iso: str | None
) -> None:
    assert in_text.read("03/04/2020", day_first=day_first) == iso


@given(st.text(max_size=60))
def test_reading_any_text_gives_a_date_or_none_or_that_one_error(text: str) -> None:
    try:
        found = in_text.read(text)
    except ImpossibleDateError:
        return
    assert found is None or len(found) in {4, 7, 10}


@given(st.dates(date(1400, 1, 1), date(2025, 12, 31)))
def test_every_day_survives_being_written_and_read(day: date) -> None:
    for written in (day.isoformat(), f"{day:%Y%m%d}", f"{day.day} {day:%B} {day:%Y}"):
        assert in_text.read(written.replace(f"{day:%Y}", f"{day.year:04}")) == day.isoformat()


def test_the_days_in_a_text_come_with_their_places() -> None:
    text = "Hanoi, 30 June 2020. The next one is on 14/11/2020."
    assert list(in_text.days_in(text)) == [(7, "2020-06-30"), (40, "2020-11-14")]


@pytest.mark.parametrize(
    ("day", "moment", "is_local"),
    [
        ("2020-02-24", "2020-02-25T02:25:54Z", True),
        ("2020-02-26", "2020-02-25T20:00:00+00:00", True),
        ("2020-02-24", "2020-02-25T20:00:00Z", False),
        ("2020-02-23", "2020-02-25T02:25:54Z", False),
        ("2020-02-24", "2020-02-25T02:25:54+07:00", False),
        ("2020-02-24", "2020-02-25", False),
    ],
)
def test_a_moment_in_utc_may_be_of_the_next_or_last_day_where_it_was(
    day: str, moment: str, is_local: bool
) -> None:
    assert in_text.is_local_day(day, moment) is is_local


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://news.example/2020/06/30/rice", "2020-06-30"),
        ("https://news.example/2020/6/3/rice", "2020-06-03"),
        ("https://news.example/2020/jun/30/rice", "2020-06-30"),
        ("https://news.example/rice-2020-06-30.html", "2020-06-30"),
        ("https://news.example/20200630/rice", "2020-06-30"),
        ("https://news.example/2020/06/rice", "2020-06"),
        ("https://news.example/1234/56/78", None),
        ("https://news.example/rice-120200630111", None),
        ("https://news.example/?d=2020-06-30", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_an_address_shows_its_date_in_its_path(url: str, iso: str | None) -> None:
    assert in_text.of_url(url) == iso


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("a/2020-06-30-talks.txt", "2020-06-30"),
        ("a/talks_20200630.txt", "2020-06-30"),
        ("a/2020.06.30.txt", "2020-06-30"),
        ("2020-06-30/talks.txt", None),
        ("talks-12020063012.txt", None),
        ("talks-30-06-20.txt", None),
    ],
)
def test_a_file_name_shows_its_date_when_it_is_written_in_full(path: str, iso: str | None) -> None:
    assert in_text.of_file_name(path) == iso
