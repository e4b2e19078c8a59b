"""Kept columns are fields: asked for by name, counted by value, named where they are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from engines import ENGINES, Engine, document, quick_disk, replace

from asean_search.engine.interface import OpenIndex, Search
from asean_search.engine.whoosh.keywords import CHARS_MAX
from asean_search.model.field_names import FIELDS, TAKEN, keyword_name
from asean_search.query import parse, unparse
from asean_search.query.nodes import And, Everything, Has, KeywordIs, Node, Not, Or, Word

NAMES = ("author", "iptc-code", "main_topic", "topic", "v2")

FLEET = document(
    "fleet", "Fleet sails", author="Lê Phương",
    keywords=(("topic", "fisheries"), ("topic", "South China Sea"), ("Main Topic", "Sea")),
)  # fmt: skip
HARVEST = document("harvest", "Harvest begins", keywords=(("topic", "Farming"), ("v2", "C++")))
PRICES = document("prices", "Prices fall", keywords=(("topic", "FARMING"), ("topic", "farming ")))
TALKS = document("talks", "Talks go on")


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    with quick_disk():
        yield


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return ENGINES[request.param](tmp_path)


@pytest.fixture
def index(engine: Engine) -> Iterator[OpenIndex]:
    with engine.hold(FLEET, HARVEST, PRICES, TALKS) as opened:
        yield opened


def ids(index: OpenIndex, node: Node) -> set[str]:
    return {found.id for found in index.search(Search(node)).documents}


def counts(index: OpenIndex, node: Node, field: str) -> list[tuple[str | None, int]]:
    rows = index.search(Search(node, limit=0, facets=(field,))).facets[field]
    return [(row.value, row.documents) for row in rows]


# --- the engine


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (KeywordIs("topic", "fisheries"), {"fleet"}),
        (KeywordIs("topic", "FISHERIES"), {"fleet"}),
        (KeywordIs("topic", "south  china sea"), {"fleet"}),
        (KeywordIs("topic", "China"), set()),
        (KeywordIs("topic", "fish"), set()),
        (KeywordIs("topic", "farming"), {"harvest", "prices"}),
        (KeywordIs("topic", "sea"), set()),
        (KeywordIs("main_topic", "sea"), {"fleet"}),
        (KeywordIs("author", "le phuong"), {"fleet"}),
        (KeywordIs("v2", "c++"), {"harvest"}),
        (KeywordIs("v2", "c"), set()),
        (KeywordIs("desk", "sea"), set()),
        (Has("topic"), {"fleet", "harvest", "prices"}),
        (Has("author"), {"fleet"}),
        (Has("desk"), set()),
        (Not(Has("topic")), {"talks"}),
        (And((Word("harvest"), KeywordIs("topic", "farming"))), {"harvest"}),
        (Or((Word("talks"), KeywordIs("v2", "C++"))), {"harvest", "talks"}),
    ],
)
def test_a_keyword_finds(index: OpenIndex, node: Node, expected: set[str]) -> None:
    assert ids(index, node) == expected


def test_a_keyword_does_not_score(index: OpenIndex) -> None:
    [found] = index.search(Search(KeywordIs("topic", "fisheries"))).documents
    assert found.score == 0.0


def test_values_are_counted_the_largest_first_under_their_usual_spelling(index: OpenIndex) -> None:
    assert counts(index, Everything(), "topic") == [
        ("FARMING", 2), ("South China Sea", 1), ("fisheries", 1), (None, 1),
    ]  # fmt: skip
    assert counts(index, Word("talks"), "topic") == [(None, 1)]
    assert counts(index, Word("fleet"), "author") == [("Lê Phương", 1)]


def test_an_index_knows_its_keywords_and_how_many_documents_have_them(index: OpenIndex) -> None:
    assert index.keyword_fields() == ("author", "main_topic", "topic", "v2")
    assert index.info().keywords == {"author": 1, "main_topic": 1, "topic": 3, "v2": 1}


def test_what_is_removed_is_forgotten(engine: Engine) -> None:
    engine.hold(FLEET, HARVEST, TALKS).close()
    with engine.writer() as writer:
        writer.remove_file(FLEET.path)
        replace(writer, [PRICES])
        writer.commit()
    with engine.index() as index:
        assert index.keyword_fields() == ("topic", "v2")
        assert ids(index, KeywordIs("topic", "fisheries")) == set()
        assert counts(index, Everything(), "topic") == [("FARMING", 2), (None, 1)]


def test_a_long_value_is_found_by_all_of_it(engine: Engine) -> None:
    value = "long " * CHARS_MAX
    with engine.hold(document("a", keywords=(("note", value),))) as index:
        assert ids(index, KeywordIs("note", value)) == {"a"}
        assert ids(index, KeywordIs("note", "long")) == set()


def test_a_column_that_would_hide_a_field_is_none(tmp_path: Path) -> None:
    clashing = document("a", keywords=(("title", "x"), ("Source", "y"), ("topic", "z")))
    with ENGINES["arrays"](tmp_path).hold(clashing) as index:
        assert index.keyword_fields() == ("topic",)


# --- the query language


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("topic:fisheries", KeywordIs("topic", "fisheries")),
        ("TOPIC:fisheries", KeywordIs("topic", "fisheries")),
        ("topic:fisheries,", KeywordIs("topic", "fisheries")),
        ('topic:"South China Sea"', KeywordIs("topic", "South China Sea")),
        ("iptc-code:04001000", KeywordIs("iptc-code", "04001000")),
        ("v2:12:30", KeywordIs("v2", "12:30")),
        ("topic:(a OR b)", Or((KeywordIs("topic", "a"), KeywordIs("topic", "b")))),
        ("topic:(a b)", And((KeywordIs("topic", "a"), KeywordIs("topic", "b")))),
        ("rice -topic:a", And((Word("rice"), Not(KeywordIs("topic", "a"))))),
        ("title:(rice topic:a)", None),
        ("has:topic", Has("topic")),
        ("has:V2", Has("v2")),
        ("no:author", And((Everything(), Not(Has("author"))))),
    ],
)
def test_a_query_means(text: str, tree: Node | None) -> None:
    parsed = parse(text, keywords=NAMES)
    assert parsed.problems == ()
    assert parsed.tree is not None
    assert tree is None or parsed.tree == tree
    assert parse(unparse(parsed.tree), keywords=NAMES).tree == parsed.tree


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("topics:a", 'there is no field "topics"', "Did you mean: topic:a"),
        ("autor:a", 'there is no field "autor"', "author, iptc-code, main_topic, topic, v2"),
        ("topic:", "has nothing after it", "as in topic:word"),
        ('topic:""', "topic: has no value after it", "As in topic:word"),
        ("topic:fish*", "without a star", "--facet topic"),
        ("has:topics", "has: takes the name", "topic"),
    ],
)
def test_what_is_wrong_is_told_with_the_names_that_there_are(
    text: str, message: str, hint: str
) -> None:
    [problem] = parse(text, keywords=NAMES).problems
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("text", ["topic:a", "iptc-code:04001000", "v2:x", "has:topic"])
def test_what_no_column_is_called_means_what_it_meant_without_any(text: str) -> None:
    assert parse(text, keywords=("desk",)).tree == parse(text).tree


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("topic", "topic"),
        ("Main Topic", "main_topic"),
        ("tags[]", "tags"),
        ("dc:subject", "dc_subject"),
        ("source.name", "source.name"),
        ("CHỦ ĐỀ", "chủ_đề"),
        ("2020", ""),
        ("--", ""),
    ],
)
def test_a_column_becomes_a_field(column: str, name: str) -> None:
    assert keyword_name(column) == name
    assert keyword_name(name) == name


def test_no_kept_column_can_be_called_as_a_field_is() -> None:
    assert set(FIELDS) < TAKEN


# --- the command line


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows: list[dict[str, Any]] = [
        {"title": "Fleet", "topic": ["Tuna", "Sea"], "by": "Lan Anh", "Desk Name": "Economy"},
        {"title": "Rice", "topic": {"id": 7, "name": "tuna"}},
        {"title": "Talks", "topic": None},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    Path("wire.jsonl").write_text(text, encoding="utf-8")


def test_kept_columns_are_asked_for_counted_and_told(wire: None, run: Run) -> None:
    assert run("index", "wire.jsonl", "--keep", "topic,Desk Name").code == 0
    assert run("query", "--count", "topic:tuna").stdout == "2\n"
    assert run("query", "--count", "desk_name:economy author:'lan anh'").stdout == "0\n"
    assert run("query", "--count", 'desk_name:economy author:"lan anh"').stdout == "1\n"
    answer = json.loads(run("query", "fleet", "--json", "--facet", "Topic").stdout)
    assert answer["hits"][0]["keywords"] == {"topic": ["Tuna", "Sea"], "Desk Name": ["Economy"]}
    assert answer["hits"][0]["author"] == "Lan Anh"
    assert answer["facets"]["topic"] == [
        {"value": "Sea", "documents": 1}, {"value": "Tuna", "documents": 1},
    ]  # fmt: skip
    assert json.loads(run("info", "--json").stdout)["keywords"] == [
        {"field": "author", "documents": 1},
        {"field": "desk_name", "documents": 1},
        {"field": "topic", "documents": 2},
    ]
    shown = run("show", "wire.jsonl#1").stdout
    assert "topic      Tuna; Sea\n" in shown


def test_a_batch_and_a_highlighted_document_know_kept_columns(wire: None, run: Run) -> None:
    run("index", "wire.jsonl", "--keep", "topic")
    Path("queries.txt").write_text("fleet topic:tuna\n", encoding="utf-8")
    [answer] = json.loads(run("batch", "queries.txt").stdout)["answers"]
    assert answer["canonical"] == "fleet AND topic:tuna"
    assert answer["total"] == 1
    assert run("show", "wire.jsonl#1", "--highlight", "topic:tuna").code == 0


def test_a_facet_that_there_is_not_is_told_with_those_that_there_are(wire: None, run: Run) -> None:
    run("index", "wire.jsonl", "--keep", "topic")
    done = run("query", "*", "--facet", "topics")
    assert done.code == 2
    assert "Did you mean topic?" in done.stderr


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ("date", "date means something in every query"),
        ("topic,Headline", "Headline means something in every query"),
        ("year", "year means something"),
        ("123", "has no letter"),
        (",".join(f"column{number}" for number in range(51)), "51 columns; at most 50"),
    ],
)
def test_a_column_that_cannot_be_a_field_is_refused(
    wire: None, run: Run, columns: str, problem: str
) -> None:
    done = run("index", "wire.jsonl", "--keep", columns)
    assert done.code == 2
    assert problem in done.stderr
    assert not Path("index").exists()
