"""JSON output is what docs/json.md and docs/schema say, whatever the documents hold."""

from __future__ import annotations

import base64
import copy
import json
import math
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from output_samples import (
    EXAMPLE,
    EXAMPLE_CHECK,
    EXAMPLE_DOCUMENT,
    EXAMPLE_INFO,
    EXAMPLE_PLAN,
    EXAMPLE_REPORT,
    FACETED_RESULT,
    HITS,
    HOSTILE,
    HOSTILE_RESULT,
    INFO,
    NOTHING,
    OPTIONS,
    PARTIAL_RESULT,
    REPORT,
    RESULT,
    SKIPPED,
    VACCINES,
    check_golden,
    written,
)

from asean_search.model import (
    Acronym,
    Action,
    CheckReport,
    Damage,
    Document,
    Hit,
    IngestPlan,
    PartCount,
    PlannedFile,
    RelaxedQuery,
    SearchResult,
    ShownDocument,
    Snippet,
    SpellingSuggestion,
    Suggestions,
    Synonym,
    WordFrequency,
)
from asean_search.output import json_records, json_schema
from asean_search.output.options import HIT_FIELDS, JSON_FIELDS

DOCS = Path(__file__).parent.parent / "docs"
SCHEMAS = DOCS / "schema"
PAGE = (DOCS / "json.md").read_text(encoding="utf-8")
KINDS = tuple(json_records.DOCUMENTS)


def schema_of(kind: str) -> dict[str, Any]:
    """The published schema of one kind of document."""
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    return schema


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, with no room for keys that it does not name."""
    schema = copy.deepcopy(schema)
    for part in objects_of(schema):
        part["additionalProperties"] = False
    return schema


def objects_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that describes an object."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects_of(part)


def check(kind: str, text: str) -> Any:
    """The text is one JSON value with a final newline that its schema allows; the value."""
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    value = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(
        closed(schema_of(kind)), format_checker=Draft202012Validator.FORMAT_CHECKER
    ).validate(value)
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_valid(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))
    assert schema_of(kind)["$id"] == f"{kind}.json"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_generated_from_the_types(kind: str) -> None:
    assert schema_of(kind) == json_schema.schema(kind), "run `make docs`"
    assert {f"{each}.json" for each in KINDS} == {file.name for file in SCHEMAS.iterdir()}


def test_facets_are_counts_with_null_for_what_is_not_stated() -> None:
    facets = check("search-result", written("json", FACETED_RESULT))["facets"]
    assert facets["source"][0] == {"value": "VNA", "documents": 1200}
    assert facets["month"][-1] == {"value": None, "documents": 207}


def test_a_hit_has_the_same_schema_in_an_answer_and_on_a_line() -> None:
    within, alone = schema_of("search-result"), schema_of("hit")

    line = alone["$defs"].pop("HitLine")
    assert line["properties"].pop("schema")["enum"] == [json_records.SCHEMA]
    assert within["$defs"]["Hit"]["properties"] == line["properties"]
    assert {name: within["$defs"][name] for name in alone["$defs"]} == alone["$defs"]


@pytest.mark.parametrize(
    "result", [RESULT, HOSTILE_RESULT, PARTIAL_RESULT, NOTHING, FACETED_RESULT]
)
def test_every_answer_follows_its_schema(result: SearchResult) -> None:
    value = check("search-result", written("json", result))

    assert value["total"] == result.total
    assert value["returned"] == len(value["hits"]) == len(result.hits)
    assert len(value["partial"]) == len(result.partial)


def test_every_hit_has_every_key_when_no_fields_are_named() -> None:
    for hit in json.loads(written("json", HOSTILE_RESULT))["hits"]:
        assert [key for key in hit if key != "path_bytes_base64"] == list(JSON_FIELDS)


def test_the_schema_of_a_hit_names_exactly_the_fields() -> None:
    properties = list(schema_of("search-result")["$defs"]["Hit"]["properties"])
    properties.remove("path_bytes_base64")
    properties.remove("explanation")

    assert sorted(properties) == sorted(HIT_FIELDS)


def test_json_lines_hold_one_hit_each_and_no_partial_ones() -> None:
    lines = written("jsonl", HOSTILE_RESULT).splitlines(keepends=True)

    assert len(lines) == len(HOSTILE_RESULT.hits)
    assert [check("hit", line)["id"] for line in lines] == [
        hit.document.id for hit in HOSTILE_RESULT.hits
    ]
    assert written("jsonl", PARTIAL_RESULT) == ""


def test_fields_choose_and_order_the_keys_of_hits() -> None:
    options = replace(OPTIONS, fields=("title", "id", "body"))

    value = check("search-result", written("json", RESULT, options))
    line = written("jsonl", RESULT, options).splitlines()[0]

    assert list(value["hits"][0]) == ["title", "id", "body"]
    assert value["hits"][0]["body"] == VACCINES.body
    assert list(json.loads(line)) == ["schema", "title", "id", "body"]


def test_a_path_that_is_not_utf_8_is_given_as_text_and_as_bytes() -> None:
    hit = json.loads(written("json", HOSTILE_RESULT))["hits"][2]

    assert hit["path"] == "in[red]box/\x1b[2Jcaf\\xe9\n.txt"
    assert base64.b64decode(hit["path_bytes_base64"]) == b"in[red]box/\x1b[2Jcaf\xe9\n.txt"


def test_highlights_are_where_the_words_are() -> None:
    (hit,) = json.loads(written("json", EXAMPLE))["hits"]

    assert [hit["title"][start:end] for start, end in hit["title_highlights"]] == [
        "access",
        "vaccine",
    ]
    (snippet,) = hit["snippets"]
    assert [snippet["text"][start:end] for start, end in snippet["highlights"]] == [
        "vaccine",
        "access",
    ]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_does_not_have_is_null(number: float) -> None:
    result = replace(RESULT, took_ms=number, hits=(replace(HITS[0], score=number),))

    value = check("search-result", written("json", result))

    assert value["took_ms"] is None
    assert value["hits"][0]["score"] is None


@given(
    text=st.text(st.characters(categories=None), max_size=40),
    path=st.text(st.characters(categories=None), max_size=40),
)
def test_whatever_a_document_holds_the_json_is_safe_and_valid(text: str, path: str) -> None:
    document = Document("id", path, text, text, text, text, None, None, text, text, text, text)
    hit = Hit(1, 1.0, document, (Snippet(text, ()),))
    output = written("json", replace(RESULT, hits=(hit,)))

    output.encode("utf-8")
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", output
    )
    value = check("search-result", output)["hits"][0]
    assert value["title"] == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert ("path_bytes_base64" in value) == bool(re.search("[\ud800-\udfff]", path))


def test_documents_infos_and_reports_follow_their_schemas() -> None:
    document = written("json", ShownDocument(HOSTILE), kind="document")
    info = written("json", INFO, kind="info")
    report = written("json", replace(REPORT, skipped=SKIPPED), kind="report")

    assert check("document", document)["body"] == HOSTILE.body
    assert check("index-info", info)["sources"][0] == {"source": "Reuters", "documents": 20571}
    assert len(check("index-report", report)["skipped"]) == len(SKIPPED)


def test_words_and_acronyms_follow_their_schemas() -> None:
    words = (WordFrequency("rice", 2), WordFrequency(HOSTILE.body, 1))
    acronyms = (Acronym("MRC", HOSTILE.body, 3, ("hxhxhxhxhxhx",)),)

    assert check("words", written("json", words, kind="words"))["words"][0] == {
        "word": "rice",
        "documents": 2,
    }
    (acronym,) = check("acronyms", written("json", acronyms, kind="acronyms"))["acronyms"]
    assert (acronym["short"], acronym["long"]) == ("MRC", HOSTILE.body)


def test_suggestions_follow_their_schema() -> None:
    suggestions = Suggestions(
        (PartCount("vaccine", "word", 13), PartCount("both", "all", 0)),
        (
            SpellingSuggestion(
                "vacine", 0, (WordFrequency("vaccine", 13), WordFrequency("vacant", 1))
            ),
        ),
        (RelaxedQuery("vaccine", "without unicorn", 13, since=date(2020, 1, 1)),),
    )
    value = check("search-result", written("json", replace(NOTHING, suggestions=suggestions)))

    assert value["suggestions"]["counts"][1] == {"label": "both", "kind": "all", "documents": 0}
    assert value["suggestions"]["spelling"][0]["candidates"] == [
        {"word": "vaccine", "documents": 13},
        {"word": "vacant", "documents": 1},
    ]
    assert value["suggestions"]["relaxed"][0]["since"] == "2020-01-01"


def test_synonyms_are_named_with_what_they_stand_for() -> None:
    synonym = Synonym("MRC", "Mekong River Commission", 0.7, "acronym")
    query = replace(RESULT.query, synonyms=(synonym,))
    value = check("search-result", written("json", replace(RESULT, query=query)))

    (shown,) = value["query"]["synonyms"]
    assert (shown["text"], shown["of"], shown["by"]) == (
        "MRC",
        "Mekong River Commission",
        "acronym",
    )


def test_plans_and_checks_follow_their_schemas() -> None:
    paths = ("news/tin.txt", HOSTILE.path)
    planned = tuple(PlannedFile(path, action, HOSTILE.body) for path in paths for action in Action)
    plan = written("json", IngestPlan("/archive/index", planned), kind="plan")
    damage = (Damage(HOSTILE.path, HOSTILE.body),)
    report = CheckReport("/archive/index", damage, paths, paths, paths, paths, 9, repaired=True)
    checked = written("json", report, kind="check")

    files = check("index-plan", plan)["files"]
    assert [file["action"] for file in files] == 2 * [action.value for action in Action]
    assert check("index-check", checked)["new"][0] == {"path": "news/tin.txt"}


def test_json_is_laid_out_for_reading() -> None:
    check_golden("result.json", written("json", HOSTILE_RESULT))
    check_golden("result.jsonl", written("jsonl", HOSTILE_RESULT))


# --- docs/json.md ------------------------------------------------------------------------------


def test_the_examples_in_the_documentation_are_real_output() -> None:
    assert re.findall(r"^```json\n(.*?)^```$", PAGE, re.M | re.S) == [
        written("json", EXAMPLE),
        written("json", EXAMPLE_DOCUMENT, kind="document"),
        written("json", EXAMPLE_INFO, kind="info"),
        written("json", EXAMPLE_REPORT, kind="report"),
        written("json", EXAMPLE_PLAN, kind="plan"),
        written("json", EXAMPLE_CHECK, kind="check"),
    ]


def test_the_tables_of_the_documentation_are_generated_from_the_types() -> None:
    assert json_schema.page(PAGE) == PAGE, "run `make docs`"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_documented_with_the_words_of_its_schema(kind: str) -> None:
    for part in objects_of(schema_of(kind)):
        for key, value in part["properties"].items():
            assert key == "schema" or f"| `{key}` | {value['description']} |" in PAGE, key


def test_the_version_is_the_one_in_the_history() -> None:
    assert re.findall(r"^\| (\d+) \| \d+\.\d+\.\d+ \|", PAGE, re.M)[-1] == str(json_records.SCHEMA)


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
@pytest.mark.parametrize(
    ("options", "line"), re.findall(r"^asearch query (.*?) \| (jq .*)$", PAGE, re.M)
)
def test_the_jq_one_liners_print_something(options: str, line: str) -> None:
    example = FACETED_RESULT if "--facet" in options else EXAMPLE
    output = written("jsonl" if "jsonl" in options else "json", example)

    jq = subprocess.run(shlex.split(line), input=output.encode(), capture_output=True, check=True)

    assert jq.stderr == b""
    assert jq.stdout.strip() not in (b"", b"null")
