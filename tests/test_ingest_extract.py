"""The table of formats sends each file to its reader, and a reading says how it ended."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from asean_search.ingest import extract, formats, sniff
from asean_search.ingest.extract import End, FileReader
from asean_search.ingest.formats import Format
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped

STORY = b"HANOI - Rice rose. - VNS\n"
RECORD = b'{"id": "a", "text": "Rice rose."}\n'


@pytest.mark.parametrize("row", formats.FORMATS, ids=lambda row: row.name)
def test_every_format_of_the_table_has_its_module_or_a_reason(row: Format) -> None:
    if row.module:
        for need in row.needs:
            pytest.importorskip(need)
        assert callable(extract.reader_of(row))
        assert bool(row.needs) == bool(row.extra)
    else:
        assert row.reason in str(row.unreadable_reason)
    assert all(ending.startswith(".") and ending == ending.lower() for ending in row.endings)


def test_the_docs_list_the_endings_of_every_format_with_their_extra() -> None:
    page = Path(__file__).parents[1] / "docs" / "ingest.md"
    table = page.read_text(encoding="utf-8").partition("## Formats")[2].partition("\n## ")[0]
    cells = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    documented = {(ending, row[3]) for row in cells for ending in re.findall(r"`(\.\w+)`", row[2])}
    readable = [row for row in formats.FORMATS if row.module]
    for row in readable:
        for ending in row.endings:
            assert any(ending == each and row.extra in extra for each, extra in documented), ending
    assert {ending for ending, _ in documented} == {
        ending for row in readable for ending in row.endings
    }


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Format("a scroll", "from_scroll", (".scroll",), extra="scroll", needs=("no_such_reader",))
    monkeypatch.setattr(formats, "FORMATS", (row, *formats.FORMATS))
    reading = FileReader(_input_file(tmp_path, "a.scroll", b"Rice"))
    reason = "a scroll needs no_such_reader: pip install 'asean-search[scroll]'"
    assert list(reading) == [Skipped("a.scroll", reason)]
    assert reading.end is End.UNREAD


@pytest.mark.parametrize(
    ("name", "data", "record"),
    [
        ("a.txt", STORY, None),
        ("A.TXT", STORY, None),
        ("a.md", STORY, None),
        ("README", STORY, None),
        ("a.2020-06-30", STORY, None),
        ("a.txt", RECORD, "a"),
        ("a.jsonl", RECORD, "a"),
        ("a.2020.ndjson", RECORD, "a"),
        ("dump", RECORD, "a"),
        ("dump.dat", RECORD, "a"),
        ("notes", b'{"unlike": "a record"}\n', None),
    ],
)
def test_the_name_decides_and_else_the_first_bytes(
    tmp_path: Path, name: str, data: bytes, record: str | None
) -> None:
    [document] = FileReader(_input_file(tmp_path, name, data))
    assert isinstance(document, Document)
    assert document.record == record


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.mobi", b"Rice", "an e-book"),
        ("a.xlsx", b"PK\x03\x04", "a spreadsheet"),
        ("a.pptx", b"PK\x03\x04", "a presentation"),
        ("a.other", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
        ("stuff", b"Rar!\x1a\x07", "an archive"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "an archive"),
    ],
)
def test_a_format_that_is_not_read_is_called_by_its_name(
    tmp_path: Path, name: str, data: bytes, format_name: str
) -> None:
    reading = FileReader(_input_file(tmp_path, name, data))
    assert list(reading) == [Skipped(name, f"{format_name}: not a format that this version reads")]
    assert reading.end is End.UNREAD
    assert reading.digest == ""


def test_the_digest_is_of_all_bytes_as_they_are_on_disk(tmp_path: Path) -> None:
    data = RECORD * 9_000
    found_file = _input_file(tmp_path, "a.jsonl", data)
    reading = FileReader(found_file)
    assert len(list(reading)) == 9_000
    assert reading.end is End.READ
    assert reading.digest == hashlib.blake2b(data, digest_size=16).hexdigest()
    assert extract.digest(found_file.disk_path) == reading.digest


def test_a_file_without_a_document_has_been_judged_but_has_no_digest(tmp_path: Path) -> None:
    reading = FileReader(_input_file(tmp_path, "a.txt", b"\x00\x01"))
    assert [type(item) for item in reading] == [Skipped]
    assert (reading.end, reading.digest) == (End.READ, "")


def test_a_file_that_vanished_is_refused_and_no_crash(tmp_path: Path) -> None:
    found_file = _input_file(tmp_path, "a.txt", STORY)
    found_file.disk_path.unlink()
    reading = FileReader(found_file)
    assert list(reading) == [Skipped("a.txt", "vanished")]
    assert reading.end is End.REFUSED
    assert extract.digest(found_file.disk_path) is None


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_file = _input_file(tmp_path, "a.txt", STORY)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    reading = FileReader(found_file)
    assert list(reading) == [Skipped("a.txt", "no permission to read it")]
    assert reading.end is End.REFUSED


@pytest.mark.skipif(os.name != "posix", reason="has no such files")
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_file_that_became_something_else_since_it_was_met_does_not_block(
    tmp_path: Path, make: object
) -> None:
    found_file = _input_file(tmp_path, "a.txt", STORY)
    found_file.disk_path.unlink()
    assert callable(make)
    make(found_file.disk_path)
    assert list(FileReader(found_file)) == [Skipped("a.txt", "no longer a file")]


def test_a_disk_that_fails_half_way_is_told_after_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "_CHUNK_BYTES", 1024)
    found_file = _input_file(tmp_path, "a.jsonl", RECORD * 500)
    readinto = extract._Hashing.readinto

    def fail_later(self: extract._Hashing, buffer: bytearray) -> int:
        if self._file.tell() > 0:
            raise OSError(5, "Input/output error")
        return readinto(self, buffer)

    monkeypatch.setattr(extract._Hashing, "readinto", fail_later)
    reading = FileReader(found_file)
    *documents, problem = reading
    assert documents
    assert problem == Skipped("a.jsonl", "input/output error")
    assert (reading.end, reading.digest) == (End.REFUSED, "")


def _input_file(folder: Path, name: str, data: bytes) -> InputFile:
    (folder / name).write_bytes(data)
    [found_file] = walk([folder], archive_root=folder, index_folder=folder / "index")
    assert isinstance(found_file, InputFile)
    return found_file


@pytest.mark.parametrize(
    ("head", "element", "is_page"),
    [
        (b"<!-- a --><!DOCTYPE html><p>Rice", "p", True),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n<rss version="2.0">', "rss", False),
        (b'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "b">]><nitf>', "nitf", False),
        (b'<?xml version="1.0"?><n:newsItem xmlns:n="x">', "newsItem", False),
        ("\ufeff<html>".encode("utf-16-le"), "html", True),
        (b"Rice < tea", "", False),
        (b"<!--a-->" * 5_000 + b"Rice", "", False),
        (b"<!--" * 10_000, "", False),
        (b"<?" * 10_000, "", False),
    ],
)
def test_markup_is_known_by_its_first_element(head: bytes, element: str, is_page: bool) -> None:
    assert sniff.first_element(head) == element
    assert sniff.is_html(head) is is_page
