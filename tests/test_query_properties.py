"""Properties of every query and every tree: parsing inverts printing, nothing raises."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from asean_search.dates.expressions import format_dates
from asean_search.errors import DateSyntaxError
from asean_search.query import (
    NESTING_MAX,
    normalise,
    parse,
    parse_dates,
    relax,
    scoring_leaves,
    unparse,
)
from asean_search.query import nodes as q
from asean_search.query.lexer import QUOTES, is_plain, is_separator, quotable
from asean_search.query.transform import depth

LETTERS = "abcdeéđ中กAN1290-'’&./+_:?,@#[]%=~^😀\u0301\u200b"
PIECES = (
    *"ab*-:()\"“”., ;'&/!?_1é中—",
    " ",
    "AND ",
    " OR ",
    "NOT ",
    " -",
    "title:",
    "source:",
    "date:",
    "place:",
    "text: ",
    "nofield:",
    "2020",
    "2020-06",
    "..",
    ">=",
    "June",
    "vacc*",
    *"~^=",
    "~5",
    "^2",
    "/b+/",
    "*cine",
    "lead:5(",
    "same:sentence(",
    "atleast:2(",
    "words:>",
    "has:date",
    "topic:",
    "iptc-code:",
    "v2:",
    "has:topic",
    "no:",
    "vaccine",
    "Hà Nội",
    "\u0301",
    "\n",
)

KEYWORDS = ("author", "iptc-code", "main_topic", "topic", "v2")
"""Kept columns of an index."""

days = st.dates(min_value=date(1000, 1, 1))
plain = st.one_of(
    st.sampled_from(["vaccine", "Minister's", "co-operation", "ADMM+", "AT&T", "U.S.", "12:30"]),
    st.text(LETTERS, min_size=1, max_size=8),
).filter(is_plain)
quoted = st.text(max_size=15).filter(lambda text: not set(QUOTES) & set(text)).map(quotable)
values = plain | quoted.filter(lambda name: not is_separator(name))
word = st.text("abcéđ中1", min_size=3, max_size=6)
numbers = st.integers(0, 10**9 - 1)
near = st.lists(word, min_size=2, max_size=8).map(" ".join)
placed = st.one_of(
    plain.map(q.Word),
    quoted.filter(bool).map(q.Phrase),
    st.builds(q.Near, near, st.integers(0, 100), st.booleans()),
)
occurring = st.one_of(
    placed,
    st.text("abcéđ中1", min_size=2, max_size=6).map(q.Prefix),
    st.tuples(word, st.sampled_from("*?"), word).map("".join).map(q.Wildcard),
    word.map(lambda text: q.Wildcard(f"*{text}")),
    st.lists(st.sampled_from(["a", "é", "[b-d]", "(x|yz)", r"\d", "f+", "g{2}"]), min_size=1)
    .map("".join)
    .map(q.Regex),
    st.builds(q.Fuzzy, word, st.integers(1, 2)),
    plain.map(q.Exact),
    quoted.filter(lambda text: not is_separator(text)).map(q.Exact),
)


def _choices(nodes: st.SearchStrategy[q.Node]) -> st.SearchStrategy[q.Node]:
    """Each of the nodes alone, or several of them to choose from."""
    return nodes | st.lists(nodes, min_size=2, max_size=3).map(tuple).map(q.Or)


groups = st.recursive(
    placed,
    lambda nodes: (
        st.lists(nodes, min_size=2, max_size=3)
        .map(tuple)
        .flatmap(lambda several: st.sampled_from([q.And(several), q.Or(several)]))
    ),
    max_leaves=4,
)
factors = st.integers(1, 10**6).map(lambda number: number / 1000)
leaves = st.one_of(
    st.just(q.Everything()),
    occurring,
    st.builds(q.AtLeast, st.integers(1, 999), _choices(occurring)),
    st.builds(q.Lead, st.integers(1, 999), groups),
    st.builds(q.Same, st.sampled_from(q.UNITS), groups),
    st.sampled_from((*q.KNOWN_FIELDS, *KEYWORDS)).map(q.Has),
    st.builds(q.KeywordIs, st.sampled_from(KEYWORDS), values),
    st.sampled_from(["en", "vi", "zh-hant"]).map(q.LanguageIs),
    st.tuples(numbers, numbers).map(lambda pair: q.WordCount(min(pair), max(pair))),
    numbers.map(lambda number: q.WordCount(number, None)),
    numbers.map(lambda number: q.WordCount(None, number)),
    values.map(q.SourceIs),
    st.tuples(days, days).map(lambda pair: q.DateRange(min(pair), max(pair))),
    days.map(lambda day: q.DateRange(day, None)),
    days.map(lambda day: q.DateRange(None, day)),
)


def _branches(nodes: st.SearchStrategy[q.Node]) -> st.SearchStrategy[q.Node]:
    several = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        several.map(q.And),
        several.map(q.Or),
        nodes.map(q.Not),
        st.builds(q.Boost, nodes, factors),
        st.builds(q.InField, st.sampled_from(q.TEXT_FIELDS), nodes),
    )


trees = st.recursive(leaves, _branches, max_leaves=12).map(normalise)
queries = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@given(trees)
def test_a_tree_written_as_a_query_reads_back_the_same(tree: q.Node) -> None:
    parsed = parse(unparse(tree), keywords=KEYWORDS)
    assert parsed.problems == ()
    assert parsed.tree == tree


@given(trees)
def test_normalising_twice_changes_nothing(tree: q.Node) -> None:
    assert normalise(tree) == tree


@given(queries)
def test_the_canonical_form_of_any_text_is_valid_and_is_its_own_canonical_form(text: str) -> None:
    tree = parse(text, keywords=KEYWORDS).tree
    if tree is not None:
        assert tree == normalise(tree)
        canonical = unparse(tree)
        assert parse(canonical, keywords=KEYWORDS).problems == ()
        assert parse(canonical, keywords=KEYWORDS).tree == tree


@given(queries)
def test_every_text_gives_a_tree_or_a_problem(text: str) -> None:
    parsed = parse(text, keywords=KEYWORDS)
    assert parsed.tree is not None or parsed.problems


@given(queries)
def test_a_problem_quotes_a_part_of_the_query_and_suggests_only_what_is_valid(text: str) -> None:
    for problem in parse(text, keywords=KEYWORDS).problems:
        assert problem.fragment.removesuffix("…") in text
        assert str(problem)
        if problem.suggestion:
            assert parse(problem.suggestion, keywords=KEYWORDS).problems == ()


@given(trees)
def test_a_relaxed_tree_is_valid_and_keeps_every_leaf_that_scores(tree: q.Node) -> None:
    relaxed = relax(tree)
    if relaxed is not None:
        assert relaxed == normalise(relaxed)
        assert set(scoring_leaves(tree)) <= set(scoring_leaves(relaxed))
        if depth(relaxed) < NESTING_MAX:
            assert parse(unparse(relaxed), keywords=KEYWORDS).tree == relaxed


@given(trees)
def test_what_is_relaxed_cannot_be_relaxed_again(tree: q.Node) -> None:
    relaxed = relax(tree)
    assert relaxed is None or relax(relaxed) is None


@given(days, days)
def test_a_range_written_as_dates_reads_back_the_same(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    assert parse_dates(format_dates(first, last)) == (first, last)
    assert parse_dates(format_dates(first, None)) == (first, None)
    assert parse_dates(format_dates(None, last)) == (None, last)


@given(
    st.one_of(
        st.text(max_size=20),
        st.lists(
            st.sampled_from([*"0123456789-./<>= ", "2020", "-06", "..", "June ", "th "]), max_size=9
        ).map("".join),
    )
)
def test_a_date_that_is_none_suggests_only_what_is_one(text: str) -> None:
    try:
        first, last = parse_dates(text, today=date(2020, 7, 1))
    except DateSyntaxError as error:
        if error.suggestion:
            parse_dates(error.suggestion)
    else:
        assert first is None or last is None or first <= last
