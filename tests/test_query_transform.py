"""Relaxed trees, and the leaves of a tree that score."""

from __future__ import annotations

import pytest

from asean_search.query import parse, relax, scoring_leaves, unparse
from asean_search.query.nodes import Node, Phrase, Prefix, Word


def tree(query: str) -> Node:
    parsed = parse(query)
    assert parsed.tree is not None
    return parsed.tree


@pytest.mark.parametrize(
    ("query", "relaxed"),
    [
        ("vaccine access", "vaccine OR access"),
        ("vaccine acc* fund", "vaccine OR acc* OR fund"),
        ('"vaccine access"', '"vaccine access" OR vaccine OR access'),
        ('fund "vaccine access"', 'fund OR "vaccine access" OR vaccine OR access'),
        ('"rules-based order - now"', '"rules-based order - now" OR rules-based OR order OR now'),
        ('"rock AND roll"', '"rock AND roll" OR rock OR "AND" OR roll'),
        ("vaccine vaccine fund", "vaccine OR fund"),
        ("a (b OR c)", "a OR b OR c"),
        ("a OR (b c)", "a OR b OR c"),
        ("a b -c", "(a OR b) AND NOT c"),
        ("a b date:2020 source:VNS", "(a OR b) AND date:2020 AND source:VNS"),
        ("a b (date:2020 OR date:2021)", "(a OR b) AND (date:2020 OR date:2021)"),
        ("title:a place:b", "title:a OR place:b"),
        ("title:(a b) c", "title:(a OR b) OR c"),
        ('title:"a b"', 'title:("a b" OR a OR b)'),
    ],
)
def test_a_relaxed_query_requires_one_of_the_words(query: str, relaxed: str) -> None:
    found = relax(tree(query))
    assert found is not None
    assert unparse(found) == relaxed


@pytest.mark.parametrize(
    "query",
    [
        *("vaccine", "vacc*", '"vaccine"', "title:a", "a OR b", "a -b", "a date:2020", "*"),
        *("-a -b", "date:2020 source:VNS"),
    ],
)
def test_there_is_nothing_to_relax_where_no_two_words_are_required(query: str) -> None:
    assert relax(tree(query)) is None


def test_every_leaf_that_is_not_excluded_scores_in_its_field() -> None:
    query = 'a title:(b "c d" place:ef*) date:2020 source:VNS -g -(h OR title:i) (a OR text:j)'
    assert scoring_leaves(tree(query)) == (
        (None, Word("a")),
        ("title", Word("b")),
        ("title", Phrase("c d")),
        ("place", Prefix("ef")),
        ("body", Word("j")),
    )
