"""CSV, TSV and paths: rows and lines that other programs read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from output_samples import (
    HITS,
    HOSTILE_RESULT,
    OPTIONS,
    PARTIAL_RESULT,
    RESULT,
    VACCINES,
    check_golden,
    written,
)

from asean_search.errors import RequestError
from asean_search.model import SearchResult, Snippet
from asean_search.output import formats
from asean_search.output.options import HIT_FIELDS, TABLE_FIELDS, OutputOptions, parse_fields


def rows(result: SearchResult, options: OutputOptions = OPTIONS) -> list[list[str]]:
    """What a reader of CSV gets."""
    return list(csv.reader(io.StringIO(written("csv", result, options), newline="")))


def titled(title: str) -> SearchResult:
    hit = replace(HITS[0], document=replace(VACCINES, title=title), title_highlights=())
    return replace(RESULT, hits=(hit,), total=1)


def test_csv_has_a_header_and_a_row_for_each_hit() -> None:
    header, *others = rows(HOSTILE_RESULT)

    assert header == list(TABLE_FIELDS)
    assert [len(row) for row in others] == [len(TABLE_FIELDS)] * len(HOSTILE_RESULT.hits)
    assert others[0][:4] == ["1", VACCINES.id, "7.318249", HITS[0].document.title]


def test_lines_of_csv_end_with_cr_lf_and_those_of_tsv_with_lf() -> None:
    options = replace(OPTIONS, fields=("id",))

    assert written("csv", RESULT, options) == "id\r\n7w3k9m2qx1ab\r\n0f5n8t4hc6rz\r\n"
    assert written("tsv", RESULT, options) == "id\n7w3k9m2qx1ab\n0f5n8t4hc6rz\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("format_name", ["csv", "tsv"])
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe(format_name: str, start: str) -> None:
    options = replace(OPTIONS, fields=("title",))

    header, cell = written(format_name, titled(f"{start}1+1"), options).splitlines()
    assert (header, cell) == ("title", f"'{start}1+1")


def test_a_text_that_begins_with_a_line_break_is_no_formula_either() -> None:
    hit = replace(HITS[0], document=replace(VACCINES, body="\r\n=1+1"))
    options = replace(OPTIONS, fields=("body",))

    assert rows(replace(RESULT, hits=(hit,)), options)[1] == ["'\n=1+1"]


@given(st.text(st.characters(categories=None), max_size=30))
def test_a_row_of_tsv_has_one_line_and_all_its_cells(text: str) -> None:
    hit = replace(
        HITS[0],
        document=replace(VACCINES, title=text, body=text, path=text, source=text, place=text),
        snippets=(Snippet(text, ()),),
    )
    options = replace(OPTIONS, fields=HIT_FIELDS)

    output = written("tsv", replace(RESULT, hits=(hit,)), options)

    _, row = output.splitlines()
    assert len(row.split("\t")) == len(HIT_FIELDS)
    output.encode("utf-8")


def test_ranges_are_written_as_start_and_end_in_tables() -> None:
    options = replace(OPTIONS, fields=("title_highlights",))

    assert written("tsv", replace(RESULT, hits=HITS[:1]), options).endswith("\n25:31 45:52\n")


def test_what_is_unknown_is_an_empty_cell() -> None:
    options = replace(OPTIONS, fields=("date", "source"))

    assert rows(RESULT, options)[1] == ["", "VNS"]


def test_tables_have_no_partial_hits() -> None:
    assert rows(PARTIAL_RESULT) == [list(TABLE_FIELDS)]
    assert written("paths", PARTIAL_RESULT) == ""


def test_the_tables_are_as_they_were() -> None:
    check_golden("result.csv", written("csv", HOSTILE_RESULT))
    check_golden("result.tsv", written("tsv", HOSTILE_RESULT))


def test_each_file_is_named_once_by_its_best_hit() -> None:
    again = replace(HITS[0], rank=12)

    assert (
        written("paths", replace(RESULT, hits=(*HITS, again)))
        == "seeds/vaccines.txt\nwire/2020.jsonl\n"
    )


def test_paths_on_lines_are_safe_to_look_at() -> None:
    check_golden("result.paths", written("paths", HOSTILE_RESULT))


def test_paths_ended_by_nul_are_exact() -> None:
    output = written("paths", HOSTILE_RESULT, replace(OPTIONS, null_separated=True))

    assert output.encode("utf-8", "surrogateescape").split(b"\0") == [
        b"seeds/vaccines.txt",
        b"wire/2020.jsonl",
        b"in[red]box/\x1b[2Jcaf\xe9\n.txt",
        b"",
    ]


def test_paths_are_shown_as_the_caller_wants_them() -> None:
    options = replace(OPTIONS, shown_path=lambda path: f"../{path}")

    assert written("paths", RESULT, options).startswith("../seeds/")
    assert "../seeds/" in written("csv", RESULT, options)


# --- names of fields and formats ---------------------------------------------------------------


def test_fields_are_parsed_in_their_order_and_once() -> None:
    assert parse_fields(" Title,id, title ,") == ("title", "id")


def test_an_unknown_field_is_named_with_the_nearest_and_all_the_others() -> None:
    with pytest.raises(RequestError) as raised:
        parse_fields("id,titel")

    assert raised.value.message == "unknown field 'titel'"
    assert raised.value.hint == f"Did you mean title? The fields are: {', '.join(HIT_FIELDS)}."


def test_no_field_at_all_is_an_error() -> None:
    with pytest.raises(RequestError, match="no fields"):
        parse_fields(" , ")


@pytest.mark.parametrize("row", formats.FORMATS.values(), ids=lambda row: row.name)
def test_every_format_has_a_writer_for_each_kind_of_value(row: formats.Format) -> None:
    for value in row.values:
        assert callable(formats.writer(value, row.name))


def test_every_kind_of_value_can_be_written_for_people_or_for_programs() -> None:
    kinds = {value for row in formats.FORMATS.values() for value in row.values}
    for kind in kinds - {"batch"}:
        assert {"text", "json"} <= set(formats.names(kind))


@pytest.mark.parametrize(("value", "name"), [("result", "xml"), ("document", "csv")])
def test_an_unknown_format_is_an_error_that_lists_the_formats(value: str, name: str) -> None:
    with pytest.raises(RequestError) as raised:
        formats.writer(value, name)

    assert raised.value.message == f"unknown format {name!r}"
    assert raised.value.hint == f"The formats are: {', '.join(formats.names(value))}."


@pytest.mark.parametrize(
    ("part", "option", "able"),
    [
        ("fields", "--fields", ["json", "jsonl", "csv", "tsv"]),
        ("facets", "--facet", ["terminal", "text", "json"]),
        ("explanations", "--explain", ["terminal", "text", "json", "jsonl", "markdown"]),
    ],
)
def test_what_a_format_cannot_show_is_refused_with_the_formats_that_can(
    part: str, option: str, able: list[str]
) -> None:
    for name in formats.names("result"):
        if name in able:
            formats.require(name, part, option)
            continue
        with pytest.raises(RequestError) as raised:
            formats.require(name, part, option)
        assert raised.value.message == f"{option} cannot be combined with --format {name}"
        assert raised.value.hint == f"Formats that can show it: {', '.join(able)}."
