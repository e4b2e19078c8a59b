"""Why a hit has its score, in words and numbers, in every format that has room for it."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from output_samples import OPTIONS, RESULT, written
from test_output_json import check, closed, schema_of

from asean_search.model import (
    Explanation,
    FeedbackTerm,
    FieldScore,
    KeyTerm,
    SearchResult,
    SimilarDocuments,
    WordScore,
)
from asean_search.output.wording import explanations, results

EXPLANATION = Explanation(
    "x",
    score=9.6,
    freshness=1.5,
    words=(
        WordScore(
            "vaccine",
            score=5.0,
            weight=3.2,
            documents=1812,
            fields=(FieldScore("title", 1, 9, 3.25), FieldScore("body", 6, 1412, 1.75)),
        ),
        WordScore("na\x1b*", 1.4, 2.0, 1, (FieldScore("place", 2, 1, 1.4),), from_expansion=True),
    ),
)
EXPANSION = (FeedbackTerm("dose", 0.42), FeedbackTerm("vaccine", 0.5, in_query=True))


def explained() -> SearchResult:
    first, *others = RESULT.hits
    hits = (replace(first, explanation=EXPLANATION), *others)
    return replace(RESULT, hits=hits, expansion=EXPANSION)


def test_an_explanation_is_a_table_of_words() -> None:
    assert list(explanations.lines(EXPLANATION)) == [
        "score 9.60:",
        "    5.00  vaccine    title ×1 of 9 words (3.25), text ×6 of 1,412 words (1.75);"
        " weight 3.20, in 1,812 documents",
        "    1.40  +na␛*      place ×2 of 1 word (1.40); weight 2.00, in 1 document",
        "  × 1.50  freshness  for the document's age",
    ]


@pytest.mark.parametrize("format_name", ["text", "terminal"])
def test_people_read_it_below_the_hit(format_name: str) -> None:
    text = written(format_name, explained(), replace(OPTIONS, width_chars=200))
    assert "title ×1 of 9 words (3.25)" in text
    assert "\x1b*" not in text
    assert "weight" not in written(format_name, RESULT)


def test_programs_read_it_in_the_hit() -> None:
    value = check("search-result", written("json", explained()))
    hit = value["hits"][0]["explanation"]
    assert (hit["score"], hit["freshness"], len(hit["words"])) == (9.6, 1.5, 2)
    assert hit["words"][0]["fields"][1] == {
        "field": "body",
        "occurrences": 6,
        "length": 1412,
        "score": 1.75,
    }
    assert value["expansion"] == [
        {"word": "dose", "weight": 0.42, "in_query": False},
        {"word": "vaccine", "weight": 0.5, "in_query": True},
    ]
    assert "explanation" not in value["hits"][1]
    line = written("jsonl", explained()).splitlines(keepends=True)[0]
    assert check("hit", line)["explanation"] == hit


def test_expansion_is_described_in_two_sentences() -> None:
    assert list(explanations.expansion(EXPANSION)) == [
        "Added from the top hits: dose 0.42",
        "Weight raised: vaccine +0.50",
    ]
    many = [FeedbackTerm(f"w{number}", 0.1) for number in range(20)]
    (sentence,) = explanations.expansion(many)
    assert sentence.endswith("w11 0.10 and 8 more")
    assert list(explanations.expansion(())) == []


@pytest.mark.parametrize("format_name", ["text", "terminal", "json"])
def test_similar_documents_come_with_the_words_that_make_them_similar(format_name: str) -> None:
    hit = replace(RESULT.hits[0], explanation=EXPLANATION, snippets=())
    words = (KeyTerm("vaccine", "vaccin", 1.0),)
    found = SimilarDocuments(RESULT.hits[1].document, words, (hit,), 1.25)
    text = written(format_name, found, kind="similar")
    if format_name == "json":
        value = check("similar", text)
        Draft202012Validator(closed(schema_of("similar"))).validate(value)
        assert value["of"] == RESULT.hits[1].document.id
    else:
        assert "shared words: vaccine 5.00, na␛* 1.40" in text
    assert "vaccine" in results.key_terms(found)
    assert "No other document" in results.key_terms(replace(found, words=()))
