"""Many queries in one run: every line is answered or named, and none stops the others."""

from __future__ import annotations

import csv
import io
import json
import re
import struct

import pytest
from engines import document
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from reference_engine import Archive, ReferenceIndex
from test_output_json import closed, schema_of

from asean_search.errors import DateSyntaxError, RequestError
from asean_search.model import BadLine, BatchAnswer, BatchQuery, Hit, SearchRequest
from asean_search.output import formats
from asean_search.output.options import OutputOptions
from asean_search.search import batch

STORIES = [
    document("a", "Rice prices rise", "Rice exports rose in the delta.", date="2020-01-01"),
    document("b", "Rice harvest", "The harvest of rice was good. Prices fell.", path="x y.txt"),
    document("c", "Port strike", "Ships wait in the port for rice."),
    document("d", "Tin", "The mines closed.", record="t 1"),
]
INDEX = ReferenceIndex(Archive({story.id: story for story in STORIES}))


def answers(*lines: str, **more: object) -> list[BatchAnswer | BadLine]:
    request = SearchRequest("", **more)  # type: ignore[arg-type]
    return list(batch.Batch(INDEX, request).answers(lines))


def answer(line: str, **more: object) -> BatchAnswer:
    (found,) = answers(line, **more)
    assert isinstance(found, BatchAnswer)
    return found


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.document.id for hit in hits]


def test_lines_are_texts_or_json_and_empty_ones_are_passed_over() -> None:
    lines = [
        "rice\n",
        "\n",
        '{"id": "q7", "text": "tin"}\n',
        '{"text": "port"}',
        '{"id": 3, "text": ""}',
    ]
    assert list(batch.queries(lines)) == [
        BatchQuery(1, "1", "rice"),
        BatchQuery(3, "q7", "tin"),
        BatchQuery(4, "4", "port"),
        BatchQuery(5, "3", ""),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "q1", "text": "rice"', "not JSON"),
        ('{"id": "q1"}', "text"),
        ('{"id": "q1", "text": 7}', "text"),
        ('{"id": ["q1"], "text": "rice"}', "id"),
        ('{"id": " ", "text": "rice"}', "id"),
        ('{"id": true, "text": "rice"}', "id"),
        ("...", "nothing|no letter|no word"),
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(line: str, reason: str) -> None:
    first, bad, last = answers("rice", line, "tin")
    assert isinstance(first, BatchAnswer)
    assert isinstance(last, BatchAnswer)
    assert isinstance(bad, BadLine)
    assert bad.line == 2

    assert re.search(reason, bad.reason)


def test_a_line_without_an_id_has_its_number_for_one() -> None:
    lines = ['{"text": "rice"}', '{"id": null, "text": "tin"}', "rice"]
    asked = [each for each in batch.queries(lines) if isinstance(each, BatchQuery)]
    assert [each.id for each in asked] == ["1", "2", "3"]


def test_a_text_without_measure_is_looked_for_by_its_first_words() -> None:
    line = " ".join(f"rice word{n}" for n in range(900))
    bad, found = answers(line)
    assert isinstance(bad, BadLine)
    assert "1,800 words" in bad.reason
    assert isinstance(found, BatchAnswer)
    assert (found.total, found.canonical.count(" AND ")) == (0, 999)
    assert found.partial


def test_an_id_names_one_question() -> None:
    lines = ('{"id": "q", "text": "rice"}', '{"id": "q", "text": "tin"}')
    first, second = answers(*lines)
    assert isinstance(first, BatchAnswer)
    assert second == BadLine(2, "an earlier query has the id 'q'")


def test_hits_come_first_then_what_has_only_some_of_the_words() -> None:
    found = answer("rice prices")
    assert sorted(ids(found.hits)) == ["a", "b"]
    assert ids(found.partial) == ["c"]
    assert [hit.rank for hit in (*found.hits, *found.partial)] == [1, 2, 3]
    assert found.total == 2
    assert found.canonical == "rice AND prices"
    assert all(hit.document.body == "" for hit in found.hits)


def test_the_limit_is_for_both_together() -> None:
    assert len(answer("rice prices", limit=1).partial) == 0
    assert len(answer("rice prices", limit=3).partial) == 1
    assert answer("rice prices", limit=1).total == 2


def test_nothing_is_found_for_the_sake_of_a_function_word() -> None:
    assert ids(answer("the strike of the miners").partial) == ["c"]


def test_what_is_no_query_is_named_and_its_words_are_looked_for() -> None:
    bad, found = answers("rice) prices")
    assert isinstance(bad, BadLine)
    assert "words are searched" in bad.reason
    assert isinstance(found, BatchAnswer)
    assert sorted(ids(found.hits)) == ["a", "b"]


def test_capitals_hide_no_operators() -> None:
    loud = answer("RICE NOT PRICES")
    assert ids(loud.hits) == []
    assert sorted(ids(loud.partial)) == ["a", "b", "c"]
    assert loud.notes
    assert ids(answer("rice NOT prices").hits) == ["c"]


def test_the_filters_are_for_every_question() -> None:
    assert ids(answer("rice", since="2020").hits) == ["a"]


@pytest.mark.parametrize(
    ("more", "error"),
    [({"since": "soonish"}, DateSyntaxError), ({"profile": "best"}, RequestError)],
)
def test_an_option_that_cannot_be_used_is_an_error_before_the_first_line(
    more: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        batch.Batch(INDEX, SearchRequest("", **more))  # type: ignore[arg-type]


def test_expansion_comes_from_the_partial_ones_where_hits_are_few() -> None:
    found = answer("rice delta mines strike", expand=True)
    assert found.expansion
    assert found.hits == ()
    plain = answer("rice delta mines strike")
    assert sorted(ids(found.partial)) == sorted(ids(plain.partial))


@given(st.lists(st.text(max_size=30) | st.sampled_from(["rice", '{"text": "tin"}']), max_size=6))
def test_no_line_stops_the_others(lines: list[str]) -> None:
    found = answers("rice", *lines, "port")
    answered = [each for each in found if isinstance(each, BatchAnswer)]
    assert answered[0].query.text == "rice"
    assert answered[-1].query.text == "port"


# --- formats


def written(format_name: str, *lines: str, **more: object) -> str:
    found = [each for each in answers(*lines, **more) if isinstance(each, BatchAnswer)]
    out = io.StringIO(newline="")
    formats.writer("batch", format_name)(found, out, OutputOptions())
    return out.getvalue()


def test_json_is_one_object_with_an_answer_on_each_line() -> None:
    text = written("json", "rice prices", "nowhere", "tin", expand=True)
    value = json.loads(text)
    Draft202012Validator(closed(schema_of("batch"))).validate(value)
    assert [each["text"] for each in value["answers"]] == ["rice prices", "nowhere", "tin"]
    assert len(text.splitlines()) == 3 + 2
    assert json.loads(written("json")) == {"schema": 2, "answers": []}


def test_csv_says_which_are_partial() -> None:
    rows = list(
        csv.DictReader(io.StringIO(written("csv", "rice prices", '{"id":"=1","text":"tin"}')))
    )
    assert [(row["query"], row["partial"], row["id"]) for row in rows[2:]] == [
        ("1", "1", "c"),
        ("'=1", "0", "d"),
    ]


def test_a_run_file_names_documents_in_one_word_and_its_scores_fall() -> None:
    lines = written("trec", "rice prices", '{"id": "q 2", "text": "tin"}').splitlines()
    rows = [line.split() for line in lines]
    assert all(len(row) == 6 for row in rows)
    assert [(row[0], row[1], row[3], row[5]) for row in rows] == [
        ("1", "Q0", "1", "asearch"),
        ("1", "Q0", "2", "asearch"),
        ("1", "Q0", "3", "asearch"),
        ("q_2", "Q0", "1", "asearch"),
    ]
    assert {row[2] for row in rows} == {"a.txt", "x_y.txt", "c.txt", "t_1"}
    scores = [float(row[4]) for row in rows[:3]]
    assert scores == sorted(set(scores), reverse=True)


def test_hits_outrank_partial_ones_in_a_run_file_whatever_they_score() -> None:
    hits = tuple(Hit(rank, 0.5, STORIES[rank - 1]) for rank in (1, 2))
    partial = (Hit(3, 7.25, STORIES[2]),)
    asked = BatchQuery(1, "1", "rice")
    out = io.StringIO()
    found = BatchAnswer(asked, "rice", 2, hits, partial, (), (), 0.1)
    formats.writer("batch", "trec")([found], out, OutputOptions())
    scores = [float(line.split()[4]) for line in out.getvalue().splitlines()]
    assert scores[2] < scores[1] < scores[0]


def test_documents_that_score_alike_stay_in_order_in_32_bits() -> None:
    hits = tuple(Hit(rank, 32.0, STORIES[rank % 4]) for rank in range(1, 200))
    out = io.StringIO()
    found = BatchAnswer(BatchQuery(1, "1", "rice"), "rice", 199, hits, (), (), (), 0.1)
    formats.writer("batch", "trec")([found], out, OutputOptions())
    scores = [float(line.split()[4]) for line in out.getvalue().splitlines()]
    narrow = [struct.unpack("f", struct.pack("f", score))[0] for score in scores]
    assert narrow == sorted(set(narrow), reverse=True)
    assert scores[-1] > 31.98
