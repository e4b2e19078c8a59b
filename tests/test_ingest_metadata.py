"""The first valid candidate of each field wins, and the document says where it came from."""

from __future__ import annotations

import pytest

from asean_search.ingest.metadata import resolve, validate
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.model import Document

BODY = "Rice prices rose in May. Farmers were pleased."


def test_what_is_said_first_wins_and_its_origin_is_kept() -> None:
    candidates = Candidates()
    candidates.add("title", "Rice up", Provenance.JSON_LD)
    candidates.add("title", "Rice rises", Provenance.META)
    candidates.add("date", "2020-06-30", Provenance.META)
    candidates.add("source", "(REUTERS)", Provenance.META)
    candidates.add("author", ["By Lan Nguyen", "Minh Tran"], Provenance.JSON_LD)
    candidates.add("language", "vi-VN", Provenance.MARKUP)
    candidates.add("url", "https://news.example/rice", Provenance.MARKUP)
    document = _document(candidates)
    assert (document.title, document.title_from) == ("Rice up", "JSON-LD")
    assert (document.date, document.date_from) == ("2020-06-30", "meta tag")
    assert (document.source, document.source_from) == ("Reuters", "meta tag")
    assert (document.author, document.author_from) == ("Lan Nguyen; Minh Tran", "JSON-LD")
    assert (document.language, document.language_from) == ("vi", "markup")
    assert (document.url, document.url_from) == ("https://news.example/rice", "markup")


def test_what_is_not_valid_is_passed_over() -> None:
    candidates = Candidates()
    nothing: object
    for nothing in (None, "", "  ", "null", "{{ title }}", {}, True):
        candidates.add("title", nothing, Provenance.JSON_LD)
    candidates.add("title", "Rice up", Provenance.META)
    candidates.add("source", "https://www.facebook.example/rice", Provenance.META)
    candidates.add("url", "/rice", Provenance.MARKUP)
    document = _document(candidates)
    assert document.title == "Rice up"
    assert (document.source, document.url) == (None, None)


def test_impossible_dates_are_rejected_and_remembered() -> None:
    candidates = Candidates()
    candidates.add("date", 0, Provenance.RECORD)
    candidates.add("date", "0001-01-01T00:00:00", Provenance.RECORD)
    candidates.add("date", "2071-01-01", Provenance.META)
    candidates.add("date", "2020-06-30", Provenance.MARKUP)
    document = _document(candidates)
    assert (document.date, document.date_from) == ("2020-06-30", "markup")
    assert document.rejected_dates == (
        "0 (record)",
        "0001-01-01T00:00:00 (record)",
        "2071-01-01 (meta tag)",
    )


def test_a_month_is_made_more_precise_by_a_day_in_it_and_by_no_other() -> None:
    candidates = Candidates()
    candidates.add("date", "June 2020", Provenance.HEADER)
    candidates.add("date", "2020-07-01", Provenance.META)
    assert _document(candidates).date == "2020-06"
    candidates.add("date", "2020-06-30", Provenance.MARKUP)
    document = _document(candidates)
    assert (document.date, document.date_from) == ("2020-06-30", "markup")


def test_a_moment_in_utc_gives_way_to_its_day_where_it_was() -> None:
    candidates = Candidates()
    candidates.add("date", "2020-02-25T02:25:54Z", Provenance.JSON_LD)
    candidates.add_guess("date", "2020-02-24", Provenance.PAGE)
    assert _document(candidates).date == "2020-02-25"
    candidates.add("url", "https://news.example/2020/02/24/rice", Provenance.MARKUP)
    document = _document(candidates)
    assert (document.date, document.date_from) == ("2020-02-24", "URL")


def test_a_supposition_counts_only_when_nothing_is_said_or_shown() -> None:
    candidates = Candidates()
    candidates.add_guess("source", "news.example", Provenance.URL)
    candidates.add_guess("date", "2019-01-01", Provenance.PAGE)
    assert _document(candidates).source == "news.example"
    shown = resolve.document("a.txt", f"HANOI, June 30, 2020 (VNA) - {BODY}", candidates=candidates)
    assert (shown.source, shown.source_from) == ("VNA", "dateline")
    assert (shown.date, shown.date_from) == ("2020-06-30", "dateline")


def test_the_file_name_gives_a_date_last_and_never_to_a_record() -> None:
    document = resolve.document("a/2020-06-30-rice.txt", BODY)
    assert (document.date, document.date_from) == ("2020-06-30", "file name")
    assert resolve.document("a/2020-06-30.jsonl", BODY, record="7").date is None


def test_keywords_are_kept_as_they_were_said() -> None:
    candidates = Candidates()
    candidates.add_keyword("topic", "grain")
    candidates.add_keyword("topic", ["rice", "trade"])
    candidates.add_keyword("year", 1987)
    candidates.add_keyword("note", None)
    assert _document(candidates).keywords == (
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


def _document(candidates: Candidates) -> Document:
    return resolve.document("a.txt", BODY, candidates=candidates)
