"""Wire stories in text, ANPA 1312 and IPTC 7901."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_files import document, documents, reason

ANPA = (
    b"\x16\x16\x01W2870\x1f_asian\r\nf l\x13\x11 BC-VN--Rice 1stLd     11-13 0090\r\n"
    b"\x02^BC-VN--Rice, 1st Ld,466<\r\n^Rice rises for a third week<\r\n"
    b"^AP Photo XNP101, XNP102<\r\n^Eds: With AP Photos.<\r\n^By MAI ANH and TRAN LAN=\r\n"
    b"^Associated Press=\r\n"
    b"\t   HANOI, Vietnam (AP) _ Rice rose, traders said, and ``may rise'' further.\r\n"
    b"\t   Maize rose as well _ a little.\r\n \r\n"
    b"\t   \x03AP-WF-11-13-20 1509GMT<\r\n\r\n\x0c\r\n\x04"
)
IPTC = (
    b"\x01eca0003 3 i 380  dpa 0045\r\n\r\nVietnam/rice/\r\n\x02REFILE\r\n1ST LEAD\r\n"
    b"Rice rises for a third week\r\nBy Mai Anh, dpa =\r\n\r\nHanoi (dpa) - Rice rose, traders\r\n"
    b"said on Wednesday.\r\n\r\nMaize rose as well.\r\n\r\ndpa ma ra\r\n\x03212322 GMT Nov 18\r\n"
    b"\x7f\x04"
)


def test_a_story_of_anpa_is_taken_apart(tmp_path: Path) -> None:
    found = document(tmp_path, "wire.tst", ANPA)
    assert (found.title, found.title_from) == ("Rice rises for a third week", "wire header")
    assert (found.date, found.date_from) == ("2020-11-13", "wire header")
    assert (found.source, found.author) == ("AP", "MAI ANH and TRAN LAN")
    assert (found.place, found.record) == ("HANOI, Vietnam", None)
    assert found.body == (
        "Rice rose, traders said, and “may rise” further.\n\nMaize rose as well — a little."
    )


def test_a_story_of_iptc_7901_is_taken_apart(tmp_path: Path) -> None:
    found = document(tmp_path, "wire.txt", IPTC)
    assert found.title == "Rice rises for a third week"
    assert (found.date, found.source, found.author) == ("2018-11-21", "DPA", "Mai Anh, dpa")
    assert found.place == "Hanoi"
    assert found.body.startswith("Rice rose, traders\nsaid on Wednesday.\n\nMaize")


@pytest.mark.parametrize("umlaut", ["ü".encode("cp1252"), "ü".encode()])
def test_letters_beyond_ascii_survive_beside_the_controls(tmp_path: Path, umlaut: bytes) -> None:
    words = b"M\xc3\xbcller und G\xc3\xa4ste".replace(b"\xc3\xbc", umlaut)
    words = words.replace(b"\xc3\xa4", "ä".encode("cp1252") if len(umlaut) == 1 else b"\xc3\xa4")
    found = document(tmp_path, "wire", IPTC.replace(b"Maize", words))
    assert "Müller und Gäste rose" in found.body


def test_a_story_without_a_headline_has_its_first_sentence_for_a_title(tmp_path: Path) -> None:
    start, end = ANPA.index(b"^Rice rises"), ANPA.index(b"\t   HANOI")
    found = document(tmp_path, "alert", ANPA[:start] + ANPA[end:])
    assert found.title_from == "first sentence"
    assert found.title.startswith("Rice rose, traders said")


def test_several_stories_in_one_file_are_called_by_their_numbers(tmp_path: Path) -> None:
    found = documents(tmp_path, "day", ANPA + ANPA.replace(b"W2870", b"W2871"))
    assert [item.record for item in found] == ["W2870", "W2871"]


def test_a_wire_without_a_story_says_so(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.anpa", b"\x16\x16\x01") == "a wire story without text"


def test_a_story_that_ends_without_saying_when_it_was_filed_has_no_date(tmp_path: Path) -> None:
    start, end = ANPA.index(b"AP-WF"), ANPA.index(b"\x04")
    found = document(tmp_path, "wire", ANPA[:start] + ANPA[end:])
    assert (found.date, found.source, found.source_from) == (None, "AP", "dateline")
