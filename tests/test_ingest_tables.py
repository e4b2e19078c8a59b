"""A row of a table is a document; columns are found by their names or mapped."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import document, documents, items, reason

from asean_search.ingest import extract, record_fields
from asean_search.ingest.extract import FileReader
from asean_search.ingest.readers import from_csv
from asean_search.ingest.record_options import RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

TABLE = (
    "article_id,Headline,Body,Published At,Publisher,By-Line,URL,Lang,topic\n"
    '17,Rice rises,"Rice rose, traders said.\nMaize too.",2020-06-30T23:30:00+07:00,VNA,'
    "Mai Anh,https://wire.example/17,en,grain\n"
    "18,Ships wait,They wait.,,,,,,sea\n"
)


def test_the_columns_are_found_by_their_common_names(tmp_path: Path) -> None:
    rice, ships = documents(tmp_path, "a.csv", TABLE.encode())
    assert (rice.path, rice.record) == ("a.csv", "17")
    assert (rice.title, rice.title_from) == ("Rice rises", "record")
    assert rice.body == "Rice rose, traders said.\nMaize too."
    assert (rice.date, rice.date_from) == ("2020-06-30", "record")
    assert (rice.source, rice.author, rice.language) == ("VNA", "Mai Anh", "en")
    assert rice.url == "https://wire.example/17"
    assert (ships.record, ships.date, ships.source) == ("18", None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_the_delimiter_is_told_by_the_first_rows(tmp_path: Path, delimiter: str, name: str) -> None:
    rows = [["title", "text", "date"], ["Rice; maize", "A, b | c", "2020-06-30"]] * 2
    quoted = [[f'"{cell}"' for cell in row] for row in rows]
    data = "\r\n".join(map(delimiter.join, quoted)).encode()
    first = documents(tmp_path, name, data)[0]
    assert (first.title, first.body, first.date) == ("Rice; maize", "A, b | c", "2020-06-30")


def test_the_delimiter_may_be_said_as_excel_says_it(tmp_path: Path) -> None:
    assert document(tmp_path, "a.csv", b"sep=;\ntitle;text\nA;b, c\n").body == "b, c"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251"])
def test_a_table_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    data = "title,text\nРис дорожает,Третью неделю подряд рис дорожает в городе.\n"
    found = document(tmp_path, "a.csv", data.encode(encoding))
    assert found.title == "Рис дорожает"


def test_a_row_without_an_id_is_called_by_its_line(tmp_path: Path) -> None:
    found = documents(tmp_path, "a.csv", b'text\n"a\nb"\n\nc\n')
    assert [item.record for item in found] == ["2", "5"]


def test_rows_may_be_shorter_or_longer_than_the_first(tmp_path: Path) -> None:
    one, two, bad = items(tmp_path, "a.csv", b"text,title\na\nb,B,more\n,\n,,x\n")
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert bad == Skipped("a.csv:5", "neither text nor title")


def test_a_table_of_which_no_column_is_known_names_its_columns(tmp_path: Path) -> None:
    assert reason(tmp_path, "a.csv", b"x,y\n1,2\n") == (
        "no column with a text or a title; map its columns: x, y"
    )
    assert reason(tmp_path, "b.csv", b"") == "empty"


def test_a_line_too_long_ends_the_reading_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_csv, "RECORD_BYTES_MAX", 1000)
    found = items(tmp_path, "a.csv", b"text\na\n" + b"b" * 5000 + b"\nc\n")
    assert [type(item) for item in found] == [Document, Skipped]


# --- mapping, keeping, standard input ----------------------------------------------------------


def test_columns_can_be_mapped_and_kept(tmp_path: Path) -> None:
    options = RecordOptions(
        mapping=(("title", "kop"), ("text", "inhoud.tekst")), keep=("topic", "tags", "none")
    )
    data = b'{"kop": "Rice", "inhoud": {"tekst": "It rose."}, "body": "no", "topic": "grain", '
    data += b'"tags": ["a", "b"]}\n'
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    [found] = FileReader(InputFile("a.jsonl", path, (".jsonl",), len(data), 0), options)
    assert isinstance(found, Document)
    assert (found.title, found.body) == ("Rice", "It rose.")
    assert found.keywords == (("topic", "grain"), ("tags", "a"), ("tags", "b"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("jsonl", b'{"text": "Rice"}\n{"text": "Maize"}\n'),
        ("json", b'[{"text": "Rice"}, {"text": "Maize"}]'),
        ("csv", b"text\nRice\nMaize\n"),
        ("tsv", b"text\ttitle\nRice\t\nMaize\t\n"),
    ],
)
def test_records_are_read_from_a_stream(kind: str, data: bytes) -> None:
    found = list(extract.documents(_file(kind), _stream(data)))
    assert [item.body for item in found if isinstance(item, Document)] == ["Rice", "Maize"]
    assert {item.path for item in found} == {"a"}


def test_mapping_reaches_a_stream_too() -> None:
    options = RecordOptions(mapping=(("text", "x"),))
    [found] = extract.documents(_file("csv"), _stream(b"x,y\nRice,1\n"), options)
    assert isinstance(found, Document)
    assert found.body == "Rice"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Tue, 30 Jun 2020 23:30:00 -0700", "2020-06-30"),
        (1593531000, "2020-06-30"),
        (1593531000000, "2020-06-30"),
        ("1593531000", "2020-06-30"),
        ("20200630T233000Z", "2020-06-30"),
        ("June 2020", "2020-06"),
        (2020, "2020"),
        ("1970-01-01T00:00:00Z", None),
        (0, None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_records_have_them(
    tmp_path: Path, value: object, day: str | None
) -> None:
    quoted = f'"{value}"' if isinstance(value, str) else value
    data = f'{{"text": "Rice", "pubDate": {quoted}}}\n'.encode()
    assert document(tmp_path, "a.jsonl", data).date == day


def test_a_source_may_be_an_object_and_authors_a_list(tmp_path: Path) -> None:
    data = b'{"text": "<p>Rice</p><p>rose.</p>", "source": {"id": null, "name": "REUTERS"}, '
    data += b'"authors": [{"name": "Mai"}, "Minh"]}\n'
    found = document(tmp_path, "a.jsonl", data)
    assert (found.source, found.author) == ("Reuters", "Mai; Minh")
    assert found.body == "Rice\n\nrose."


def test_no_column_is_of_two_fields_but_an_address_that_is_an_id() -> None:
    keys = [
        "".join(filter(str.isalnum, name))
        for field, names in record_fields.COLUMNS.items()
        for name in dict.fromkeys("".join(filter(str.isalnum, name)) for name in names)
    ]
    assert {key for key in keys if keys.count(key) > 1} <= {"uri"}


@given(st.sampled_from(["csv", "tsv", "json", "jsonl"]), st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_records(kind: str, data: bytes) -> None:
    assert list(extract.documents(_file(kind), _stream(data)))


@given(st.sampled_from(["csv", "json"]), st.text('"[]{},:;\n\t truefalsenull123text', max_size=90))
def test_no_text_breaks_the_reading_of_records(kind: str, text: str) -> None:
    assert list(extract.documents(_file(kind), _stream(text.encode())))


def _file(kind: str) -> InputFile:
    return InputFile("a", Path("a"), (f".{kind}",), 0, 0)


def _stream(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))
