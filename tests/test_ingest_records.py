"""Every line of a file of records is a document or a reason, and a bad one stops nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from asean_search.ingest.container import UniqueNames
from asean_search.ingest.extract import End, FileReader
from asean_search.ingest.readers import from_records, records
from asean_search.ingest.walk.files import InputFile, walk
from asean_search.model import Document, Skipped
from asean_search.paths import document_id

FULL = {
    "id": "wire-17",
    "title": "Rice  harvest\nbeats forecast",
    "date": "2020-11-02T23:30:00+07:00",
    "source": "REUTERS",
    "place": "Can Tho",
    "text": "The harvest beat every forecast.\n Reuter",
}


def test_a_record_is_taken_at_its_word(tmp_path: Path) -> None:
    [document] = _documents(tmp_path, _lines(FULL))
    assert document == Document(
        id=document_id("wire.jsonl", "wire-17"),
        path="wire.jsonl",
        record="wire-17",
        title="Rice harvest beats forecast",
        title_from="record",
        body="The harvest beat every forecast.",
        date="2020-11-02",
        date_from="record",
        source="Reuters",
        source_from="record",
        place="Can Tho",
        place_from="record",
    )


def test_what_a_record_does_not_state_is_read_from_its_text(tmp_path: Path) -> None:
    text = "date 2020-11-02 CẦN THƠ (VNA) – The harvest beat every forecast. More is to come."
    [document] = _documents(tmp_path, _lines({"body": text, "title": " ", "source": ""}))
    assert document.title == "The harvest beat every forecast."
    assert document.title_from == "first sentence"
    assert (document.date, document.date_from) == ("2020-11-02", "header")
    assert (document.source, document.source_from) == ("VNA", "dateline")
    assert (document.place, document.place_from) == ("CẦN THƠ", "dateline")
    assert document.record == "1"


def test_the_language_is_the_one_stated_or_that_of_the_text(tmp_path: Path) -> None:
    text = "The ministers of the region said that they had agreed on the plan."
    stated, told, unknown = _documents(
        tmp_path,
        _lines(
            {"language": "pt_BR", "text": text}, {"language": "?", "text": text}, {"text": "Hanoi"}
        ),
    )
    assert (stated.language, stated.language_from) == ("pt", "record")
    assert (told.language, told.language_from) == ("en", "text")
    assert (unknown.language, unknown.language_from) == (None, None)


def test_a_stated_dateline_gives_the_place(tmp_path: Path) -> None:
    [document] = _documents(
        tmp_path, _lines({"title": "Cocoa", "dateline": "SALVADOR, Feb 26 -", "text": "It rained."})
    )
    assert (document.place, document.place_from, document.date) == ("SALVADOR", "dateline", None)


def test_a_dateline_of_another_place_than_the_one_stated_stays_in_the_text(tmp_path: Path) -> None:
    text = "HANOI — The harvest beat every forecast."
    stated, same = _documents(
        tmp_path, _lines({"place": "Huế", "text": text}, {"place": "HANOI", "text": text})
    )
    assert (stated.place, stated.body) == ("Huế", text)
    assert (same.place, same.body) == ("HANOI", "The harvest beat every forecast.")


def test_a_date_that_cannot_be_read_is_no_date(tmp_path: Path) -> None:
    dates: list[object] = ["3/4/2020", "soon", "0000-00-00", "2020-02-30", 0, 17, None, {}]
    records = [{"text": "Rice rose.", "date": date} for date in dates]
    assert {document.date for document in _documents(tmp_path, _lines(*records))} == {None}


def test_a_record_without_text_is_its_title(tmp_path: Path) -> None:
    [document] = _documents(tmp_path, _lines({"title": "Rice up"}))
    assert (document.title, document.body) == ("Rice up", "")


def test_numbers_serve_as_ids_and_other_types_count_as_not_stated(tmp_path: Path) -> None:
    records = [{"id": 7, "text": "a"}, {"id": True, "text": "b"}, {"id": [], "text": "c"}]
    assert _records(tmp_path, _lines(*records)) == ["7", "2", "3"]


def test_ids_that_occur_again_get_a_number_and_none_is_lost(tmp_path: Path) -> None:
    ids = ["a", "a", "a~2", "3", "", "a", "a~2"]
    records = [{"id": id_, "text": "Rice."} for id_ in ids]
    named = _records(tmp_path, _lines(*records))
    assert named == ["a", "a~2", "a~2~2", "3", "5", "a~3", "a~2~3"]
    assert len({document.id for document in _documents(tmp_path, _lines(*records))}) == len(ids)


def test_many_records_with_one_id_are_named_quickly() -> None:
    names = UniqueNames()
    assert len({names.unique("same") for _ in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "cut', "not JSON: Unterminated string starting at column 10"),
        (b"plain words", "not JSON: Expecting value at column 1"),
        (b'["text"]', "not a record: JSON, but not an object"),
        (b"17", "not a record: JSON, but not an object"),
        (b'{"id": "x", "text": " ", "title": ""}', "neither text nor title"),
        (b'{"text": {"html": "x"}}', "neither text nor title"),
        (b'{"text": ' + b"[" * 100_000, "not a record: nested too deeply"),
        (
            b'{"text": "caf\xe9"}',
            "not UTF-8: byte 0xE9 at offset 13; convert it to UTF-8, for example with"
            " iconv -f WINDOWS-1252 -t UTF-8",
        ),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: bytes, reason: str) -> None:
    good = _lines({"text": "Rice rose."})
    before, bad, after = _items(tmp_path, good + line + b"\n" + good)
    assert bad == Skipped("wire.jsonl:2", reason)
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert after.record == "3"


def test_a_number_with_too_many_digits_is_no_crash(tmp_path: Path) -> None:
    [bad] = _items(tmp_path, b'{"id": ' + b"9" * 10_000 + b', "text": "x"}\n')
    assert isinstance(bad, Skipped)


def test_half_characters_and_controls_are_kept_out(tmp_path: Path) -> None:
    [document] = _documents(tmp_path, b'{"id": "\\ud800", "text": "a\\u0000b \\udc00 c\\r\\nd"}\n')
    assert document.body == "a b \ufffd c\nd"
    assert document.record == "\ufffd"


def test_blank_lines_marks_and_a_missing_last_line_end_are_no_matter(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + _lines({"text": "a"}) + b"\n  \r\n" + _lines({"text": "b"}).strip()
    assert _records(tmp_path, data) == ["1", "4"]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_a_record_is_empty(tmp_path: Path, data: bytes) -> None:
    [item] = _items(tmp_path, data)
    assert isinstance(item, Skipped)


def test_utf16_is_told_once_and_not_for_every_line(tmp_path: Path) -> None:
    assert _items(tmp_path, _lines(*[{"text": "a"}] * 9).decode().encode("utf-16")) == [
        Skipped("wire.jsonl", "not UTF-8 but UTF-16; convert it to UTF-8")
    ]


def test_a_line_too_long_is_passed_over_without_being_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_records, "LINE_BYTES_MAX", 1000)
    data = _lines({"text": "a"}, {"text": "b" * 5000}, {"text": "c"}, {"text": "d" * 5000})
    one, long, two, last = _items(tmp_path, data.rstrip())
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (long.path, last.path) == ("wire.jsonl:2", "wire.jsonl:4")


def test_of_very_many_bad_lines_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    items = _items(tmp_path, b"bad\n" * 1234 + _lines({"text": "good"}))
    assert len(items) == records.REASONS_MAX + 2
    assert items[-1] == Skipped("wire.jsonl", "1,134 more lines are not records")


@pytest.mark.parametrize("name", ["wire.jsonl.gz", "wire.ndjson.gz", "wire.jsonl"])
def test_compressed_records_are_read_whatever_the_name(tmp_path: Path, name: str) -> None:
    data = gzip.compress(_lines({"text": "a"})) + gzip.compress(_lines({"text": "b"}))
    assert [type(item) for item in _items(tmp_path, data, name)] == [Document, Document]


def test_records_cut_short_in_their_compression_give_what_was_whole(tmp_path: Path) -> None:
    lines = _lines(*({"text": f"story {number} {hash(str(number))}"} for number in range(5000)))
    *documents, problem = _items(tmp_path, gzip.compress(lines)[:-5000], "wire.jsonl.gz")
    assert problem == Skipped(
        "wire.jsonl.gz", f"the compressed data ends too early after line {len(documents):,}"
    )
    assert len(documents) > 100


def test_damaged_compression_is_a_value_too(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(_lines(*[{"text": f"story {n}"} for n in range(2000)])))
    data[-8] ^= 0xFF  # the checksum
    *documents, problem = _items(tmp_path, bytes(data), "wire.jsonl.gz")
    assert problem == Skipped("wire.jsonl.gz", "the compressed data is damaged after line 2,000")
    assert len(documents) == 2000


def test_records_are_read_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_bytes(_lines(*[{"text": "x" * 1000}] * 2000))
    [found_file] = walk([tmp_path], archive_root=tmp_path, index_folder=tmp_path / "index")
    assert isinstance(found_file, InputFile)
    with FileReader(found_file) as reading:
        assert isinstance(next(iter(reading)), Document)
        assert reading.end is None
        assert reading.digest == ""
    assert reading.end is not End.READ


def _lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def _items(folder: Path, data: bytes, name: str = "wire.jsonl") -> list[Document | Skipped]:
    (folder / name).write_bytes(data)
    [found_file] = walk([folder], archive_root=folder, index_folder=folder / "index")
    assert isinstance(found_file, InputFile)
    return list(FileReader(found_file))


def _documents(folder: Path, data: bytes) -> list[Document]:
    items = _items(folder, data)
    documents = [item for item in items if isinstance(item, Document)]
    assert documents == items
    return documents


def _records(folder: Path, data: bytes) -> list[str | None]:
    return [document.record for document in _documents(folder, data)]


def test_records_with_the_same_columns_need_not_have_the_same_values(tmp_path: Path) -> None:
    first = {"headline": "", "title": "Rice", "text": "Rice rose.", "date": "2020-06-30"}
    second = {"headline": "Tea", "title": "", "text": "Tea fell.", "date": "2071-01-01"}
    one, two = _documents(tmp_path, _lines(first, second))
    assert (one.title, one.date) == ("Rice", "2020-06-30")
    assert (two.title, two.date, two.rejected_dates) == ("Tea", None, ("2071-01-01 (record)",))


def test_a_record_of_very_many_columns_is_read_as_any_other() -> None:
    many = {f"column{number}": number for number in range(500)}
    told = records.read(many | {"Head Line": "Rice", "BODY": "Rice rose."})
    assert (told.body, told.candidates.stated("title")[0].value) == ("Rice rose.", "Rice")


def test_of_two_columns_with_one_name_the_first_counts() -> None:
    told = records.read({"pub_date": "2020", "pubDate": "2021", "text": "Rice rose."})
    assert [candidate.value for candidate in told.candidates.stated("date")] == ["2020"]
