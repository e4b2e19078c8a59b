"""JSON in one piece: a list of records, one record, or records in the usual places."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_files import document, documents, items, reason

from asean_search.ingest.readers import from_json
from asean_search.model import Document, Skipped

RICE = {"id": "17", "title": "Rice", "text": "It rose.", "date": "2020-06-30"}
SHIPS = {"id": "18", "title": "Ships", "text": "They wait."}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "value",
    [
        [RICE, SHIPS],
        {"articles": [RICE, SHIPS], "totalResults": 2},
        {"response": {"docs": [RICE, SHIPS]}},
        {"hits": {"hits": [{"_source": RICE}, {"_source": SHIPS}]}},
        {"data": {"items": [RICE, SHIPS]}},
    ],
)
def test_records_are_found_in_the_usual_places(
    tmp_path: Path, value: object, indent: int | None
) -> None:
    rice, ships = documents(tmp_path, "a.json", json.dumps(value, indent=indent).encode())
    assert (rice.record, rice.title, rice.body, rice.date) == (
        "17",
        "Rice",
        "It rose.",
        "2020-06-30",
    )
    assert ships.record == "18"


def test_one_object_is_one_document(tmp_path: Path) -> None:
    assert document(tmp_path, "a.json", json.dumps(RICE, indent=1).encode()).record == "17"


def test_a_file_that_is_called_json_may_hold_one_object_a_line(tmp_path: Path) -> None:
    data = f"{json.dumps(RICE)}\n{json.dumps(SHIPS)}\n"
    assert len(documents(tmp_path, "a.json", data.encode())) == 2


def test_what_is_no_record_in_a_list_is_named(tmp_path: Path) -> None:
    one, bad, other, two = items(tmp_path, "a.json", json.dumps([RICE, 5, {}, SHIPS]).encode())
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert bad == Skipped("a.json:2", "not a record: JSON, but not an object")
    assert other == Skipped("a.json:3", "neither text nor title")


def test_a_list_cut_short_gives_what_is_whole(tmp_path: Path) -> None:
    data = json.dumps([RICE, SHIPS])[:-20]
    whole, problem = items(tmp_path, "a.json", data.encode())
    assert isinstance(whole, Document)
    assert isinstance(problem, Skipped)
    assert problem.reason.endswith("after record 1")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[]", "empty"),
        (b'{"a": 1}', "JSON without a record with a text"),
        (b'{"a": 1', "not JSON"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (b'{"a":' * 100_000, "JSON nested too deeply"),
    ],
)
def test_json_without_a_record_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    assert reason(tmp_path, "a.json", data).startswith(why)


@pytest.mark.parametrize("text", ["[Reuters] Oil fell.", "{sic} Oil fell.", '{"unlike": 1}'])
def test_a_text_that_looks_a_little_like_json_is_a_text(tmp_path: Path, text: str) -> None:
    assert document(tmp_path, "a.txt", text.encode()).body == text


@given(st.lists(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=9)))
def test_a_list_gives_its_elements_however_it_comes(values: list[object]) -> None:
    data = json.dumps(values, indent=1).encode()
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(from_json, "_CHUNK_BYTES", 3)
        assert list(from_json.elements(stream)) == values


def test_of_a_long_list_only_one_element_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_json, "RECORD_BYTES_MAX", 1 << 14)
    monkeypatch.setattr(from_json, "_CHUNK_BYTES", 1 << 12)
    stream: io.BufferedReader = io.BufferedReader(
        io.BytesIO(b"[" + b'{"text": "x"},' * 20_000 + b"1]")
    )
    assert len(list(from_json.elements(stream))) == 20_001


def test_an_element_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_json, "RECORD_BYTES_MAX", 1 << 16)
    monkeypatch.setattr(from_json, "_CHUNK_BYTES", 1 << 12)
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(b'["' + b"x" * (1 << 22)))
    with pytest.raises(from_json.NotJsonError):
        list(from_json.elements(stream))
    assert stream.tell() < 1 << 20


@pytest.mark.parametrize("column", ["article_html", "bodyHtml", "content_html", "storyHTML"])
def test_a_story_in_html_goes_before_its_teaser(tmp_path: Path, column: str) -> None:
    record = {"headline": "Rice", "teaser": "It rose.", column: "<p>Rice rose <b>again</b>.</p>"}
    assert document(tmp_path, "a.json", json.dumps(record).encode()).body == "Rice rose again."
