"""A text file is one document, and a file that is none says exactly why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.ingest import decoding
from asean_search.ingest.clean import clean
from asean_search.ingest.extract import FileReader
from asean_search.ingest.metadata import resolve
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped

STORY = (
    "ĐÀ NẴNG — Ministers of ten countries met on Thursday.They agreed on rice reserves.\r\n\r\n"
    "“We shall meet again,” the chair said. — VNS"
)


def test_a_story_becomes_a_document_without_its_marks(tmp_path: Path) -> None:
    document = _document(tmp_path, STORY.encode())
    assert document.title == "Ministers of ten countries met on Thursday."
    assert document.title_from == "first sentence"
    assert document.body == (
        "Ministers of ten countries met on Thursday.They agreed on rice reserves.\n\n"
        "“We shall meet again,” the chair said."
    )
    assert (document.place, document.place_from) == ("ĐÀ NẴNG", "dateline")
    assert (document.source, document.source_from) == ("VNS", "sign-off")
    assert (document.date, document.date_from) == (None, None)
    assert document.path == "story.txt"
    assert document.record is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Rice prices rose.\n", 1),
        ("\n\n  Rice prices rose.\n", 3),
        ("date 2021-03-04\n\nVIENTIANE (KPL) - Rice prices rose.\n", 3),
        ("---\ntitle: Rice\n---\n\nRice prices rose.\n", 5),
        ("\ufeff\r\n\r\nRice prices rose.\r\n", 3),
        ("\x0cRice prices rose.\n", None),
        ("Rice prices\rrose.", None),
    ],
)
def test_a_text_file_says_on_which_line_its_text_begins(
    tmp_path: Path, text: str, line: int | None
) -> None:
    document = _document(tmp_path, text.encode())
    assert document.body.startswith("Rice prices")
    assert document.first_line == line


def test_a_heading_that_is_the_title_is_not_the_first_line(tmp_path: Path) -> None:
    document = _document(tmp_path, b"\n# Rice\n\nRice prices rose.\n", "rice.md")
    assert (document.title, document.first_line) == ("Rice", 4)


def test_a_header_comes_before_a_dateline(tmp_path: Path) -> None:
    document = _document(tmp_path, b" date 2021-03-04 VIENTIANE (KPL) - Rice rose./.\n")
    assert (document.date, document.date_from) == ("2021-03-04", "header")
    assert (document.place, document.place_from) == ("VIENTIANE", "dateline")
    assert (document.source, document.source_from) == ("KPL", "dateline")
    assert document.body == "Rice rose."


def test_a_plain_text_states_nothing_and_nothing_is_guessed(tmp_path: Path) -> None:
    document = _document(tmp_path, b"Rice prices rose on 3 May 2020, Reuters said.")
    assert (document.date, document.source, document.place) == (None, None, None)
    assert (document.date_from, document.source_from, document.place_from) == (None, None, None)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-32-le"]
)
def test_unicode_is_read_in_every_form_that_its_mark_tells(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-be", "utf-32-le") else ""
    assert _document(tmp_path, (mark + STORY).encode(encoding)) == _document(
        tmp_path, STORY.encode()
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x1b\x1b", "empty"),
        (b"text\x00text", "binary, not text"),
        (b"\x01\x02\x03\x04 abc", "binary, not text"),
        (bytes(range(256)) * 4, "binary, not text"),
        (b"\x89PNG\r\n\x1a\n....", "an image: it holds no text"),
        (b"%PDF-1.7\n%\xe2\xe3", "damaged: not a PDF that can be opened"),
        (
            b"\xff\xfe" + b"\x00\xd8" * 9,
            "damaged: it is marked as UTF-16-LE, but is not",
        ),
    ],
)
def test_what_is_no_text_gives_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    assert _items(tmp_path, data) == [Skipped("story.txt", reason)]


def test_a_text_too_long_for_a_document_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "BYTES_MAX", 2 * 1024 * 1024)
    assert isinstance(_items(tmp_path, b"word " * 400_000)[0], Document)
    assert _items(tmp_path, b"word " * 500_000) == [
        Skipped("story.txt", "larger than 2 MiB, too large for one document; split it")
    ]


def test_controls_are_kept_out_and_line_ends_are_one(tmp_path: Path) -> None:
    text = "A red\x1b[31m word,\x07 a\ttab.\rNext\r\nline\u2028and\x85more " + "and more " * 20
    body = _document(tmp_path, text.encode()).body
    assert body.startswith("A red [31m word,  a\ttab.\nNext\nline\nand\nmore and more")


@given(st.text(alphabet=st.characters(), max_size=100))
def test_cleaning_twice_changes_nothing_and_gives_valid_text(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned.removeprefix("\ufeff")) == cleaned.removeprefix("\ufeff")
    assert not any(ord(character) < 32 and character not in "\n\t" for character in cleaned)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    try:
        assert isinstance(decoding.decoded(data), str)
    except decoding.NotTextError as problem:
        assert str(problem)


@given(st.text(max_size=150).map(clean).filter(str.strip))
def test_every_text_gives_a_document_that_says_what_it_knows(text: str) -> None:
    document = resolve.document("a.txt", text)
    assert document.title.strip()
    assert document.body.strip()
    assert document.body in text
    for value, how in (
        (document.date, document.date_from),
        (document.source, document.source_from),
        (document.place, document.place_from),
    ):
        assert (value is None) is (how is None)
        assert value != ""


def test_front_matter_states_the_fields_and_is_no_part_of_the_text(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Rice up\ndate: 2020-06-30\nauthor:\n  - name: Lan Nguyen\n  - Minh Tran\n"
        "source: Bernama\nlang: en\ntags: [rice]\n---\n\n# A heading\n\nRice prices rose.\n"
    )
    document = _document(tmp_path, text.encode(), "story.md")
    assert (document.title, document.title_from) == ("Rice up", "front matter")
    assert (document.date, document.date_from) == ("2020-06-30", "front matter")
    assert (document.source, document.source_from) == ("Bernama", "front matter")
    assert (document.author, document.language) == ("Lan Nguyen; Minh Tran", "en")
    assert document.body == "Rice prices rose."


def test_front_matter_may_be_toml(tmp_path: Path) -> None:
    document = _document(tmp_path, b'+++\ntitle = "Rice up"\ndate = 2020-06-30\n+++\nRice rose.\n')
    assert (document.title, document.date, document.body) == ("Rice up", "2020-06-30", "Rice rose.")


@pytest.mark.parametrize(
    "text",
    [
        "---\nRice prices rose.\n---\nThey fell again.",
        "---\n{not: [yaml\n---\nRice rose.",
        "---\nno end: here\nRice rose.",
        "+++\nno toml\n+++\nRice rose.",
        "---\nkey: &a [*a]\n" + "x: {{{{\n---\nRice rose.",
    ],
)
def test_lines_of_dashes_that_hold_no_front_matter_stay_text(tmp_path: Path, text: str) -> None:
    assert _document(tmp_path, text.encode()).body == text


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Rice up #\n\nRice rose.", "Rice up", "Rice rose."),
        ("Rice up\n=======\n\nRice rose.", "Rice up", "Rice rose."),
        ("## Rice up\n\nRice rose.", "## Rice up", "## Rice up\n\nRice rose."),
        ("# Rice up", "# Rice up", "# Rice up"),
    ],
)
def test_the_first_heading_of_markdown_is_its_title(
    tmp_path: Path, text: str, title: str, body: str
) -> None:
    document = _document(tmp_path, text.encode(), "story.md")
    assert (document.title, document.body) == (title, body)


def _items(folder: Path, data: bytes, name: str = "story.txt") -> list[Document | Skipped]:
    (folder / name).write_bytes(data)
    [found_file] = walk([folder], archive_root=folder, index_folder=folder / "index")
    assert isinstance(found_file, InputFile)
    return list(FileReader(found_file))


def _document(folder: Path, data: bytes, name: str = "story.txt") -> Document:
    [document] = _items(folder, data, name)
    assert isinstance(document, Document)
    return document
