"""Invalid queries: the fragment that an error quotes, and the query that it suggests."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from asean_search.errors import DateSyntaxError, QuerySyntaxError, UnknownFieldError
from asean_search.query import NESTING_MAX, parse, unparse

TODAY = date(2020, 7, 1)

REFUSED = [
    # query, fragment, suggestion
    ("", "", "*"),
    (" \n", "", "*"),
    ("???", "???", "*"),
    ("- & -", "- & -", "*"),
    ('vaccine "access and', '"access and', 'vaccine AND "access and"'),
    ('vaccine"', '"', "vaccine"),
    ("“vaccine", "“vaccine", '"vaccine"'),
    ('vaccine ""', '""', "vaccine"),
    ("(vaccine access", "(vaccine access", "vaccine AND access"),
    ("vaccine (access OR fund", "(access OR fund", "vaccine AND (access OR fund)"),
    ("vaccine) access", "vaccine)", "vaccine AND access"),
    (")", ")", ""),
    ("vaccine ()", "()", "vaccine"),
    ("title:()", "()", ""),
    ("vaccine AND", "vaccine AND", "vaccine"),
    ("AND vaccine", "AND vaccine", "vaccine"),
    ("vaccine OR", "vaccine OR", "vaccine"),
    ("vaccine AND OR access", "vaccine AND", "vaccine OR access"),
    ("vaccine (OR access)", "OR access", "vaccine AND access"),
    ("NOT AND vaccine", "NOT", "vaccine"),
    ("vaccine NOT", "NOT", "vaccine"),
    ("vaccine -(NOT)", "NOT", "vaccine"),
    ("title:", "title:", ""),
    ("vaccine (title: )", "title:", ""),
    ("title:-vaccine", "title:-vaccine", "* AND NOT title:vaccine"),
    ("title:place:hanoi", "title:place:hanoi", "title:hanoi"),
    ("title:*", "title:*", "*"),
    ("v*", "v*", ""),
    ("a v* b", "v*", ""),
    ("*c", "*c", ""),
    ("?c*", "?c*", ""),
    ('vaccine "access"~5', '"access"~5', 'vaccine AND "access"'),
    ('"a b"~', '"a b"~', '"a b"~5'),
    ('"a b"~x', '"a b"~x', '"a b"~5'),
    ('"a b"~>500', '"a b"~>500', '"a b"~>100'),
    ('"a b c d e f g h i"~5', '"a b c d e f g h i"~5', '"a b c d e f g h i"'),
    ("(a b)~5", "~5", "a AND b"),
    ("vaccine^0", "vaccine^0", "vaccine"),
    ("vaccine^1.2.3", "vaccine^1.2.3", "vaccine"),
    ("(a b)^x c", "(a b)^x", "a AND b AND c"),
    ('"a b"^', '"a b"^', '"a b"'),
    ("lavrof~3", "lavrof~3", "lavrof~2"),
    ("lavrof~0", "lavrof~0", "lavrof~2"),
    ("la~", "la~", "la"),
    ("la*v~", "la*v~", "lav"),
    ("rules/based~", "rules/based~", "rules/based"),
    ("=vacc*", "=vacc*", "=vacc"),
    ("=lavrof~", "=lavrof~", "=lavrof"),
    ('=""', '""', ""),
    ('="open', '"open', "=open"),
    ("/vac[/", "/vac[/", ""),
    ("a /(b|c/", "/(b|c/", ""),
    ("/.*/", "/.*/", ""),
    ("/^vaccine/", "/^vaccine/", ""),
    ("/(?=x)y/", "/(?=x)y/", ""),
    ("/(a)\\1/", "/(a)\\1/", ""),
    ("/((((a{100}){100})))/", "/((((a{100}){100})))/", ""),
    ("atleast:3 vaccine", "atleast:3", ""),
    ("atleast:vaccine", "atleast:vaccine", ""),
    ("atleast:0(vaccine)", "atleast:0(vaccine)", ""),
    ("atleast:2(vaccine access)", "atleast:2(vaccine access)", ""),
    ("lead:50(vacc*) b", "lead:50(vacc*)", ""),
    ("lead:x(vaccine)", "lead:x(vaccine)", ""),
    ("lead:50(a -b)", "lead:50(a -b)", ""),
    ("same:page(a b)", "same:page(a b)", ""),
    ("same:sentence(a title:b)", "same:sentence(a title:b)", ""),
    ("same:sentence()", "()", ""),
    ("words:many", "many", ""),
    ("words:9..3", "9..3", ""),
    ("words:<0", "<0", ""),
    ("lang:english", "english", ""),
    ("has:title", "title", ""),
    ("no:thing", "thing", ""),
    ("query:monitor", "query:monitor", '"query:monitor"'),
    ("Russia/c*na", "Russia/c*na", ""),
    ("Russia/chi*", "Russia/chi*", "Russia AND chi*"),
    ("source:Reut*", "Reut*", "source:Reut"),
    ('source:"&"', '"&"', ""),
    ("source:(VNA VNS)", "VNA VNS", "source:VNA OR source:VNS"),
]


@pytest.mark.parametrize(
    ("query", "fragment", "suggestion"), REFUSED, ids=[query for query, *_ in REFUSED]
)
def test_an_invalid_query_is_quoted_and_corrected(
    query: str, fragment: str, suggestion: str
) -> None:
    problem = parse(query).problems[0]
    assert type(problem) is QuerySyntaxError
    assert (problem.fragment, problem.suggestion) == (fragment, suggestion)
    assert fragment in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("query", "fragment", "suggestion"),
    [
        ("nofield:x", "nofield:x", '"nofield:x"'),
        ("ASEAN:Russia talks", "ASEAN:Russia", '"ASEAN:Russia" AND talks'),
        ("titel:vaccine", "titel:vaccine", "title:vaccine"),
        ("Tittle:(a OR b)", "Tittle:(", "title:(a OR b)"),
        ("subject:vaccine", "subject:vaccine", "title:vaccine"),
        ("site:VNS", "site:VNS", "source:VNS"),
        ("after:2020 a", "after:2020", "date:>=2021 AND a"),
        ("since:2020-06", "since:2020-06", "date:>=2020-06"),
        ('before:"june 2020"', 'before:"june 2020"', "date:<=2020-05"),
        ("until:2020", "until:2020", "date:<=2020"),
        ("publisher:VNS", "publisher:VNS", "source:VNS"),
        ("dat:2020-06", "dat:2020-06", "date:2020-06"),
        ('nofield:"x y" z', 'nofield:"x y"', 'nofield AND "x y" AND z'),
        ("a -nofield:x", "nofield:x", 'a AND NOT "nofield:x"'),
    ],
)
def test_an_unknown_field_names_the_fields_and_the_nearest_one(
    query: str, fragment: str, suggestion: str
) -> None:
    problem = parse(query).problems[0]
    assert type(problem) is UnknownFieldError
    assert (problem.fragment, problem.suggestion) == (fragment, suggestion)
    assert "title, text, place, source, date" in problem.hint
    assert f"Did you mean: {suggestion}" in problem.hint


@pytest.mark.parametrize(
    ("query", "fragment", "suggestion"),
    [
        ("date:2021-02-30", "date:2021-02-30", "date:2021-02"),
        ("a date:30/06/2020 b", "date:30/06/2020", "a AND date:2020-06-30 AND b"),
        ("date:(2020 OR 06/2021)", "06/2021", "date:2020 OR date:2021-06"),
        ("date:2021..2020", "date:2021..2020", "date:2020..2021"),
        ("date:03/04/2020", "date:03/04/2020", ""),
        ("date:soon vaccine", "date:soon", ""),
    ],
)
def test_an_invalid_date_is_quoted_and_corrected(
    query: str, fragment: str, suggestion: str
) -> None:
    problem = parse(query, today=TODAY).problems[0]
    assert type(problem) is DateSyntaxError
    assert (problem.fragment, problem.suggestion) == (fragment, suggestion)
    assert problem.hint


def test_all_problems_of_a_query_are_reported_and_one_suggestion_corrects_them_all() -> None:
    parsed = parse('titel:"vaccine access" AND date:2020-13 AND', today=TODAY)
    assert [type(problem) for problem in parsed.problems] == [
        UnknownFieldError,
        DateSyntaxError,
        QuerySyntaxError,
    ]
    assert {problem.suggestion for problem in parsed.problems} == {
        'title:"vaccine access" AND date:2020'
    }
    assert parsed.tree is not None
    assert unparse(parsed.tree) == parsed.problems[0].suggestion


def test_no_suggestion_leaves_out_a_part_of_the_query() -> None:
    parsed = parse("vaccine date:soon AND", today=TODAY)
    assert {problem.suggestion for problem in parsed.problems} == {""}


def test_a_long_fragment_is_cut() -> None:
    problem = parse('"' + "word " * 1000).problems[0]
    assert len(problem.fragment) < 100
    assert problem.fragment.endswith("…")


def test_parentheses_may_be_nested_to_a_limit_and_not_beyond() -> None:
    most = "(" * NESTING_MAX + "a" + ")" * NESTING_MAX
    assert parse(most).problems == ()
    (problem,) = parse(f"({most})").problems
    assert problem.message.startswith(f"the query is nested more than {NESTING_MAX} deep: (((")


def test_a_tree_too_deep_for_its_canonical_form_is_refused_too() -> None:
    query = "a OR b (c OR -text:(" * 40 + "d" + "))" * 40
    parsed = parse(query)
    assert parsed.tree is None
    assert "deep" in parsed.problems[0].message


@pytest.mark.parametrize(
    "piece",
    [
        *("(", ")", "(a OR ", "-(", "NOT ", "-", '"', "title:", "title:(a ", "a:", "x:y ", "!"),
        *("AND ", "a OR ", "word ", "a*b ", "date:..", "date:x ", "date:>=2020 ", "\u0301"),
        "source:(a b ",
    ],
)
def test_a_long_query_takes_time_in_proportion(piece: str) -> None:
    """Ten times the query may take ten times as long, with room for a busy machine, not 100."""

    def seconds(length: int) -> float:
        query = piece * (length // len(piece))
        started = process_time()
        parsed = parse(query)
        if parsed.tree is not None:
            unparse(parsed.tree)
        return process_time() - started

    small = min(seconds(4_000) for _ in range(3))
    assert min(seconds(40_000) for _ in range(3)) < 40 * max(small, 0.001)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("word " * 1001, "the query has 1,001 words and filters; the limit is 1,000"),
        ('"a b"~3 OR ' * 10_000 + "a", "the limit is 1,000"),
        ("vacc* " * 101, "the query has 101 patterns; the limit is 100"),
        ("(" * 100_000, "the query is nested more than 50 deep"),
        ("-" * 100_000 + "a -" * 10, ""),
    ],
)
def test_a_query_over_a_limit_is_refused(query: str, message: str) -> None:
    problems = parse(query).problems
    assert bool(problems) is bool(message)
    assert not message or message in problems[0].message
    assert all(len(problem.message) < 300 for problem in problems)
