"""What a newcomer sees: the two seeds, indexed and searched with the defaults, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, Run

RUSSIA = "seeds/000_ced7635fd6bb6ecc.txt"
ADSOM = "seeds/001_ddc4b047691674bc.txt"

pytestmark = pytest.mark.usefixtures("in_seeds")


def ask(run: Run, *args: str) -> dict[str, Any]:
    """The JSON answer; its exit code fits its total."""
    done = run("query", *args, "--json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.code == (0 if answer["total"] else 1)
    assert done.stderr == ""
    return answer


def paths(answer: dict[str, Any]) -> list[str]:
    return [Path(hit["path"]).as_posix() for hit in answer["hits"]]


def test_the_seeds_are_as_they_were_given() -> None:
    assert {file.name: file.stat().st_size for file in SEEDS.iterdir()} == {
        Path(RUSSIA).name: 3909,
        Path(ADSOM).name: 2147,
    }


def test_vaccine_access_finds_the_russia_article_first(run: Run) -> None:
    answer = ask(run, "vaccine access")
    first = answer["hits"][0]
    assert paths(answer)[0] == RUSSIA
    assert (first["source"], first["source_from"]) == ("VNS", "sign-off")
    assert (first["date"], first["date_from"]) == (None, None)
    assert (first["place"], first["place_from"]) == ("HÀ NỘI", "dateline")
    assert first["title_from"] == "first sentence"
    marked = {
        snippet["text"][start:end].lower()
        for snippet in first["snippets"]
        for start, end in snippet["highlights"]
    }
    assert marked == {"vaccine", "access"}


def test_a_month_finds_the_adsom_article_alone(run: Run) -> None:
    answer = ask(run, "date:2020-06")
    assert (paths(answer), answer["total"]) == ([ADSOM], 1)
    hit = answer["hits"][0]
    assert (hit["source"], hit["date"], hit["date_from"]) == ("VNA", "2020-06-30", "header")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pham binh minh", {RUSSIA}),
        ("Phạm Bình Minh", {RUSSIA}),
        ("ha noi vaccines", {RUSSIA}),
        ("Hà Nội vaccine", {RUSSIA}),
        ("organization", {RUSSIA, ADSOM}),
        ("Organisation", {RUSSIA, ADSOM}),
        ("co-operation", {RUSSIA, ADSOM}),
        ("cooperation", {RUSSIA, ADSOM}),
        ("coordinating", {RUSSIA}),
        ("coexist", {RUSSIA}),
        ("co-exist", {RUSSIA}),
        ("ADMM+", {RUSSIA, ADSOM}),
        ("admm+", {RUSSIA, ADSOM}),
        ("rules based order", {RUSSIA}),
        ('"rules based order"', {RUSSIA}),
        ('"rules-based order"', {RUSSIA}),
        ('"order rules"', set()),
        ("vacc*", {RUSSIA}),
        ("*", {RUSSIA, ADSOM}),
        ("covid -vaccine", {ADSOM}),
        ("covid NOT vaccine", {ADSOM}),
        ("vaccine OR tabletop", {RUSSIA, ADSOM}),
        ("vaccine OR table-top", {RUSSIA, ADSOM}),
        ("(vaccine OR conference) AND hanoi", {RUSSIA, ADSOM}),
        ("vaccine hanoi", {RUSSIA}),
        ("vietnam", {RUSSIA, ADSOM}),
        ('"world health organization"', {RUSSIA}),
        ("WHO", {RUSSIA}),
        ('"in hà nội on"', {ADSOM}),
        ("source:VNA", {ADSOM}),
        ("source:vns", {RUSSIA}),
        ("title:lavrov", {RUSSIA}),
        ("place:noi", {RUSSIA}),
        ("date:2020", {ADSOM}),
        ("date:2020-06-30", {ADSOM}),
        ("date:2020-07", set()),
        ("date:2020-01..2020-06", {ADSOM}),
        ("date:>=2020-06", {ADSOM}),
        ("date:<2020-06", set()),
    ],
)
def test_a_query_finds_what_it_should(query: str, found: set[str], run: Run) -> None:
    assert set(paths(ask(run, query))) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--since", "2020"), {ADSOM}),
        (("--since", "2020-07"), set()),
        (("--until", "2020-06-30"), {ADSOM}),
        (("--until", "2020-06-29"), set()),
        (("--source", "VNS"), {RUSSIA}),
        (("--source", "VNS", "--source", "Vietnam News Agency"), {RUSSIA, ADSOM}),
    ],
    ids=" ".join,
)
def test_a_document_without_a_date_passes_no_date_filter(
    options: tuple[str, ...], found: set[str], run: Run
) -> None:
    assert set(paths(ask(run, "*", *options))) == found


def test_the_marks_of_agencies_are_no_part_of_the_text(run: Run) -> None:
    for name in (RUSSIA, ADSOM):
        document = json.loads(run("show", name, "--json").stdout)
        assert document["body"] == document["body"].strip()
        assert "HÀ NỘI —" not in document["body"]
        assert "date 2020-06-30" not in document["body"]
        assert not document["body"].endswith(("VNS", "VNA", "—", "/."))


def test_when_nothing_has_all_the_words_the_closest_are_offered_apart(run: Run) -> None:
    answer = ask(run, "vaccine zebra")
    assert (answer["total"], answer["hits"]) == (0, [])
    assert [Path(hit["path"]).as_posix() for hit in answer["partial"]] == [RUSSIA]
    assert run("query", "vaccine zebra").code == 1


@pytest.mark.parametrize(
    "headline",
    [
        "Russia, ASEAN pledge more access: vaccine & drugs",
        "ASEAN's vaccine/treatment access - what's next?",
        "‘Equitable’ access to COVID-19 vaccine… (updated)",
        "Vaccine access @ ASEAN #health 100%",
    ],
)
def test_a_pasted_headline_is_a_query(headline: str, run: Run) -> None:
    done = run("query", headline)
    assert done.code in (0, 1), done.stderr
    assert RUSSIA in done.stdout.replace("\\", "/")


@pytest.mark.parametrize(
    ("query", "fragment"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ('"vaccine access', '"vaccine access'),
        ("(vaccine", "(vaccine"),
        ("vaccine)", ")"),
        ("vaccine AND", "AND"),
        ("OR vaccine", "OR"),
        ("nofield:vaccine", "nofield"),
        ("titel:vaccine", "title"),
        ("date:2020-13", "2020-13"),
        ("date:soon", "soon"),
        ("v*", "v*"),
    ],
)
def test_a_query_that_cannot_be_understood_is_an_error_that_quotes_it(
    query: str, fragment: str, run: Run
) -> None:
    done = run("query", query)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("asearch: ")
    assert fragment in done.stderr
