"""Headers, datelines and sign-offs are read, and only they: what looks like one stays text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.dates import in_text
from asean_search.ingest.metadata import dateline as datelines


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        (" date 2020-06-30 The ministry met.", "2020-06-30", " The ministry met."),
        ("Date: 2021-01-05\n\nRice prices rose.", "2021-01-05", "\n\nRice prices rose."),
        ("DATE 2021-01-05T08:30:00+07:00\nRice", "2021-01-05", "\nRice"),
        (
            "\ndate: 30 June 2020 Talks began.",
            "2020-06-30",
            " Talks began.",
        ),
        ("Date: Tuesday, June 30, 2020\nTalks began.", "2020-06-30", "\nTalks began."),
        ("date Sept. 3, 1999 Talks began.", "1999-09-03", " Talks began."),
    ],
)
def test_a_header_gives_the_date(text: str, date: str, rest: str) -> None:
    header = datelines.header(text)
    assert header is not None
    assert (header.date, text[header.end :]) == (date, rest)


@pytest.mark.parametrize(
    "text",
    [
        "The date 2020-06-30 was chosen.",
        "Dates 2020-06-30 and later.",
        "date 2020-13-45 Talks began.",
        "date 2021-02-29 Talks began.",
        "date 0001-01-01 Talks began.",
        "date 30/06/2020 Talks began.",
        "date 06-30-20 Talks began.",
        "date June 2020 Talks began.",
        "date 2020-06-301 Talks began.",
        "date 2020-06-30",
        "Update 2020-06-30 Talks began.",
        "",
    ],
)
def test_what_can_be_read_in_two_ways_or_is_no_day_is_no_header(text: str) -> None:
    assert datelines.header(text) is None


@pytest.mark.parametrize(
    ("dateline", "place", "date", "source"),
    [
        ("HÀ NỘI — ", "HÀ NỘI", None, None),
        ("SALVADOR, Feb 26 - ", "SALVADOR", None, None),
        ("WASHINGTON (Reuters) - ", "WASHINGTON", None, "Reuters"),
        ("HANOI, July 7 (VNA) – ", "HANOI", None, "VNA"),
        ("  PHNOM PENH -- ", "PHNOM PENH", None, None),
        ("NAY PYI TAW, Myanmar — ", "NAY PYI TAW, Myanmar", None, None),
        ("BANDAR SERI BEGAWAN, Brunei—", "BANDAR SERI BEGAWAN, Brunei", None, None),
        ("WASHINGTON, D.C. – ", "WASHINGTON, D.C.", None, None),
        ("HANOI/BANGKOK (AFP) — ", "HANOI/BANGKOK", None, "AFP"),
        ("WINSTON-SALEM, N.C. (AP) _ ", "WINSTON-SALEM, N.C.", None, "AP"),
        ("Hanoi (VNA) – ", "Hanoi", None, "VNA"),
        ("Jakarta [ANTARA] - ", "Jakarta", None, "Antara"),
        ("BANGKOK /TNA/ - ", "BANGKOK", None, "TNA"),
        ("BEIJING, July 7 Xinhua -- ", "BEIJING", None, "Xinhua"),
        ("KUALA LUMPUR, 7 July 2020 (Bernama) --", "KUALA LUMPUR", "2020-07-07", "Bernama"),
        ("MANILA (PNA), June 30, 2020 – ", "MANILA", "2020-06-30", "PNA"),
        ("MANILA (June 30, 2020) – ", "MANILA", "2020-06-30", None),
        ("(Reuters) - ", None, None, "Reuters"),
    ],
)
def test_a_dateline_gives_place_day_and_agency(
    dateline: str, place: str | None, date: str | None, source: str | None
) -> None:
    text = dateline + "ASEAN ministers met on Thursday.\nThey agreed."
    found = datelines.leading(text)
    assert found is not None
    assert (found.place, found.date, found.source) == (place, date, source)
    assert text[found.end :] == "ASEAN ministers met on Thursday.\nThey agreed."


@pytest.mark.parametrize(
    "text",
    [
        "Ministers met in HANOI — again.",
        "Hanoi — the capital — was quiet.",
        "ASEAN — the bloc of ten — met.",
        "BREAKING — the talks have failed.",
        "FOR IMMEDIATE RELEASE - The member spoke.",
        "UPDATE 1 - Rice prices rise.",
        "COVID-19 — what is known.",
        "A — the first letter.",
        "HANOI, the capital of the country, is HOT — very.",
        "THE MINISTERS OF TEN STATES MET — and agreed.",
        "CORRECTION - TALKING POINT ON OIL\nThe price was wrong.",
        "LONDON GOLD - April 7\nMorning fix 418.",
        "BELL BANK   CLOSING - prices fell.",
        "HANOI —",
        "HANOI — \n ",
        "WASHINGTON (Somebody) - He spoke.",
        "Howard, PA - He spoke.",
        "the port (AP) - He spoke.",
        "1987 — a year of growth.",
        "GEMINI — a good day.",
        "— VNS",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_stays_text(text: str) -> None:
    assert datelines.leading(text) is None


def test_a_dateline_after_a_byline_is_read_but_the_name_stays_in_the_text() -> None:
    found = datelines.leading("By Somsak Dee NEW DELHI, July 7 (Reuters) - Rice rose.")
    assert found == datelines.Dateline("NEW DELHI", None, "Reuters", end=0)
    found = datelines.leading("By Somsak Dee (Reuters) - Rice rose.")
    assert found == datelines.Dateline(None, None, "Reuters", end=0)


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ("SALVADOR, Feb 26 -", "SALVADOR"),
        ("Hanoi, July 7", "Hanoi"),
        ("ATLANTA, Apri 1 -", "ATLANTA"),
        ("FORT WORTH, Texas, March 20 -", "FORT WORTH, Texas"),
        ("Vientiane", "Vientiane"),
        ("Hanoi (VNA)", "Hanoi"),
        ("March 20 -", None),
        (" - ", None),
    ],
)
def test_a_records_own_dateline_gives_the_place_in_any_case(stated: str, place: str | None) -> None:
    assert datelines.stated(stated).place == place


@pytest.mark.parametrize(
    ("end", "source"),
    [
        (" — VNS", "VNS"),
        (" — VNS \n", "VNS"),
        ("/.VNA", "VNA"),
        ("/. (TTXVN)", "VNA"),
        ("/.\nVNA", "VNA"),
        (" (Reuters)", "Reuters"),
        ("(Reuters).", "Reuters"),
        (" [AFP]", "AFP"),
        ("\n Reuter", "Reuters"),
        ("\n\n REUTER\n  ", "Reuters"),
        (" - Bernama", "Bernama"),
        (" -- BERNAMA", "Bernama"),
        ("–Việt Nam News Service", "VNS"),
        ("- ITAR-TASS", "TASS"),
        ("\nAFP", "AFP"),
        (" Xinhua", "Xinhua"),
        ("/.", None),
        ("/. \n", None),
    ],
)
def test_a_sign_off_gives_the_source_and_ends_the_story(end: str, source: str | None) -> None:
    story = "Ministers met in Hanoi. They agreed, he added."
    found = datelines.sign_off(story + end)
    assert found == datelines.SignOff(source, len(story))


@pytest.mark.parametrize(
    "text",
    [
        "He works for Reuters.",
        "He works for Reuters",
        "The photos came from AFP.",
        "It was founded by Agence France-Presse (AFP)",
        "She told the news agency (VNA).",
        "They met the press. No Comment",
        "The talks ended — badly",
        "He likes maps. Map",
        "They drank tea - pap",
        "Photo: REUTERS",
        "He is anti-AFP",
        "See https://example.org/report/.",
        "— VNS",
        "(Reuters)",
        "/.",
        "",
    ],
)
def test_what_only_looks_like_a_sign_off_stays_text(text: str) -> None:
    assert datelines.sign_off(text) is None


@given(st.text(max_size=200))
def test_marks_never_take_all_of_a_text(text: str) -> None:
    if header := datelines.header(text):
        assert text[header.end :].strip()
    if dateline := datelines.leading(text):
        assert text[dateline.end :].strip()
    if sign_off := datelines.sign_off(text):
        assert text[: sign_off.start].strip()


@given(st.dates(date(1400, 1, 1), date(2025, 12, 31)))
def test_every_way_to_write_a_whole_day_gives_that_day(day: date) -> None:
    iso = day.isoformat()
    for written in (
        iso,
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b}. {day.day}, {day.year}",
        f"{day:%A}, {day.day} {day:%B} {day.year}",
    ):
        assert in_text.written_day(written) == iso
        assert datelines.header(f"date {written} Talks") is not None


@given(
    st.text(alphabet=" \n./-—”", max_size=8),
    st.sampled_from(["Reuters", "(VNA)", "[AFP].", "( Xinhua )", "BERNAMA", "Tuổi Trẻ", "rice"]),
)
def test_what_stands_long_before_a_sign_off_changes_nothing(before: str, name: str) -> None:
    short = datelines.sign_off(f"Rice rose{before}{name}")
    long = datelines.sign_off("Rice (Reuters) rose. " * 3 + f"Rice rose{before}{name}")
    assert (long and long.source) == (short and short.source)
