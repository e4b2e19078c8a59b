"""Highlights of the operators beyond words and phrases: only true matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.query import parse
from asean_search.snippets import Highlighter

TEXT = (
    "Lavrov spoke of vaccines. Access to a vaccine stays hard. New roads need new money.\n\n"
    "Vaccination goes on; co-operation helps. The organisation of access took months."
)


def marked(query: str, text: str = TEXT, field: str = "body") -> list[str]:
    tree = parse(query).tree
    assert tree is not None
    return [text[span.start : span.end] for span in Highlighter(tree).spans(text, field)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"vaccine access"~5', ["vaccines", "Access", "vaccine"]),
        ('"vaccine access"~>0', ["vaccines", "Access"]),
        ('"access vaccine"~>2', ["Access", "vaccine"]),
        ('"access organisation"~1', ["organisation", "access"]),
        ('"new new"~2', ["New", "new"]),
        ('"new new"~1', []),
        ('"vaccine money"~0', ["money", "Vaccination"]),
        ('"cooperation helps"~0', ["co-operation", "helps"]),
        ("=vaccine", ["vaccine"]),
        ("=vaccines", ["vaccines"]),
        ('="access to a"', ["Access to a"]),
        ('="accesses to"', []),
        ('="co-operation helps"', ["co-operation helps"]),
        ("*cine", ["vaccine"]),
        ("vacc*s", ["vaccines"]),
        ("organi?ation", ["organisation"]),
        ("co-op*n", ["co-operation"]),
        ("/vaccin(e|es)/", ["vaccines", "vaccine"]),
        ("/[mn].{2,3}/", ["New", "need", "new"]),
        ("lavrof~", ["Lavrov"]),
        ("vacines~2", ["vaccines", "vaccine"]),
        ("lead:8(access)", ["Access"]),
        ("lead:5(access)", ["Access"]),
        ("lead:4(access)", []),
        ("same:sentence(access vaccine)", ["Access", "vaccine"]),
        ("same:sentence(access (vaccine OR months))", ["Access", "vaccine", "access", "months"]),
        ("same:paragraph(lavrov access)", ["Lavrov", "Access"]),
        ("same:sentence(lavrov months)", []),
        ("same:sentence(new OR new)", ["New", "new"]),
        ("atleast:2(new)", ["New", "new"]),
        ("new^3 OR (lavrov)^2", ["Lavrov", "New", "new"]),
        ("has:date words:>3 lang:en", []),
        ("-lead:50(access) -*cine money", ["money"]),
        ("lead:50(roads) roads same:sentence(roads)", ["roads"]),
    ],
)
def test_only_matches_are_highlighted(query: str, expected: list[str]) -> None:
    assert marked(query) == expected


def test_only_the_text_has_a_lead() -> None:
    assert marked("lead:50(vaccine)", "Vaccine", "title") == []
    assert marked("title:(same:sentence(a b))", "A or B", "title") == ["A", "B"]
    assert marked("title:(same:sentence(a b))", "A or B") == []


def test_a_snippet_names_the_page_of_its_first_match() -> None:
    tree = parse("harbour").tree
    assert tree is not None
    text = "Nothing here. " * 30 + "The harbour opened. " + "Nothing there. " * 30
    pages = (0, 200, 430, 700)
    (snippet,) = Highlighter(tree).snippets(text, count=1, width_chars=80, pages=pages)
    assert snippet.page == 2
    (unpaged,) = Highlighter(tree).snippets(text, count=1, width_chars=80)
    assert unpaged.page is None


@given(before=st.lists(st.sampled_from(["Nothing", "here.", "\n", "\n\n", "  "]), max_size=30))
def test_a_snippet_names_the_line_of_its_first_match(before: list[str]) -> None:
    tree = parse("harbour").tree
    assert tree is not None
    text = f"First line. {' '.join(before)} The harbour opened.\nNothing there."
    (snippet,) = Highlighter(tree).snippets(text, count=1, width_chars=80, first_line=7)
    lines = dict(enumerate(text.split("\n"), 7))
    assert snippet.line is not None
    assert "harbour" in lines[snippet.line]
    (elsewhere,) = Highlighter(tree).snippets(text, count=1, width_chars=80)
    assert elsewhere.line is None


def test_a_long_text_of_near_misses_is_read_in_a_moment() -> None:
    """A stretch that grows too long is abandoned: the time is linear in the text."""
    text = "alpha beta " * 20_000
    assert marked('"alpha gamma"~100', text) == []
    assert len(marked('"alpha beta"~1', text)) == 40_000
