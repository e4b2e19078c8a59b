"""The first valid candidate of each field wins, and the document says where it came from."""

from __future__ import annotations

import pytest

from asean_search.ingest.metadata import how, resolve, validate
from asean_search.ingest.metadata.candidates import Stated
from asean_search.model import Document

BODY = "Rice prices rose in May. Farmers were pleased."


def test_what_is_said_first_wins_and_its_origin_is_kept() -> None:
    stated = Stated()
    stated.say("title", "Rice up", how.JSON_LD)
    stated.say("title", "Rice rises", how.META)
    stated.say("date", "2020-06-30", how.META)
    stated.say("source", "(REUTERS)", how.META)
    stated.say("author", ["By Lan Nguyen", "Minh Tran"], how.JSON_LD)
    stated.say("language", "vi-VN", how.MARKUP)
    stated.say("url", "https://news.example/rice", how.MARKUP)
    document = _document(stated)
    assert (document.title, document.title_from) == ("Rice up", "JSON-LD")
    assert (document.date, document.date_from) == ("2020-06-30", "meta tag")
    assert (document.source, document.source_from) == ("Reuters", "meta tag")
    assert (document.author, document.author_from) == ("Lan Nguyen; Minh Tran", "JSON-LD")
    assert (document.language, document.language_from) == ("vi", "markup")
    assert (document.url, document.url_from) == ("https://news.example/rice", "markup")


def test_what_is_not_valid_is_passed_over() -> None:
    stated = Stated()
    nothing: object
    for nothing in (None, "", "  ", "null", "{{ title }}", {}, True):
        stated.say("title", nothing, how.JSON_LD)
    stated.say("title", "Rice up", how.META)
    stated.say("source", "https://www.facebook.example/rice", how.META)
    stated.say("url", "/rice", how.MARKUP)
    document = _document(stated)
    assert document.title == "Rice up"
    assert (document.source, document.url) == (None, None)


def test_impossible_dates_are_rejected_and_remembered() -> None:
    stated = Stated()
    stated.say("date", 0, how.RECORD)
    stated.say("date", "0001-01-01T00:00:00", how.RECORD)
    stated.say("date", "2071-01-01", how.META)
    stated.say("date", "2020-06-30", how.MARKUP)
    document = _document(stated)
    assert (document.date, document.date_from) == ("2020-06-30", "markup")
    assert document.rejected_dates == (
        "0 (record)",
        "0001-01-01T00:00:00 (record)",
        "2071-01-01 (meta tag)",
    )


def test_a_month_is_made_more_precise_by_a_day_in_it_and_by_no_other() -> None:
    stated = Stated()
    stated.say("date", "June 2020", how.HEADER)
    stated.say("date", "2020-07-01", how.META)
    assert _document(stated).date == "2020-06"
    stated.say("date", "2020-06-30", how.MARKUP)
    document = _document(stated)
    assert (document.date, document.date_from) == ("2020-06-30", "markup")


def test_a_moment_in_utc_gives_way_to_its_day_where_it_was() -> None:
    stated = Stated()
    stated.say("date", "2020-02-25T02:25:54Z", how.JSON_LD)
    stated.suppose("date", "2020-02-24", how.PAGE)
    assert _document(stated).date == "2020-02-25"
    stated.say("url", "https://news.example/2020/02/24/rice", how.MARKUP)
    document = _document(stated)
    assert (document.date, document.date_from) == ("2020-02-24", "URL")


def test_a_supposition_counts_only_when_nothing_is_said_or_shown() -> None:
    stated = Stated()
    stated.suppose("source", "news.example", how.URL)
    stated.suppose("date", "2019-01-01", how.PAGE)
    assert _document(stated).source == "news.example"
    shown = resolve.document("a.txt", f"HANOI, June 30, 2020 (VNA) - {BODY}", stated=stated)
    assert (shown.source, shown.source_from) == ("VNA", "dateline")
    assert (shown.date, shown.date_from) == ("2020-06-30", "dateline")


def test_the_file_name_gives_a_date_last_and_never_to_a_record() -> None:
    document = resolve.document("a/2020-06-30-rice.txt", BODY)
    assert (document.date, document.date_from) == ("2020-06-30", "file name")
    assert resolve.document("a/2020-06-30.jsonl", BODY, record="7").date is None


def test_keywords_are_kept_as_they_were_said() -> None:
    stated = Stated()
    stated.keep("topic", "grain")
    stated.keep("topic", ["rice", "trade"])
    stated.keep("year", 1987)
    stated.keep("note", None)
    assert _document(stated).keywords == (
        ("topic", "grain"),
        ("topic", "rice; trade"),
        ("year", "1987"),
    )


def test_pages_begin_where_they_do_in_the_body_that_is_left() -> None:
    text = "HANOI (VNA) - First page.\n\nSecond page."
    document = resolve.document("a.pdf", text, pages=[0, text.index("Second")])
    assert document.pages[0] == 0
    assert document.body[document.pages[1] :] == "Second page."


def test_a_title_beyond_measure_is_cut_at_a_word() -> None:
    title = validate.title("rice " * 200)
    assert title is not None
    assert len(title) <= validate.TITLE_CHARS_MAX
    assert title.endswith("rice…")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("en_GB", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("Tiếng Việt", "vi"),
        ("zh-Hant-TW", "zh"),
        ("fil", "tl"),
        ("en, fr", "en"),
        ("und", None),
        ("a language", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_known_by_its_shortest_code(value: object, code: str | None) -> None:
    assert validate.language(value) == code


def _document(stated: Stated) -> Document:
    return resolve.document("a.txt", BODY, stated=stated)
