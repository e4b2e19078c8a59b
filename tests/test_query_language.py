"""What each form of the query language means."""

from __future__ import annotations

from datetime import date

import pytest

from asean_search.query import QUERY_LANGUAGE_VERSION, parse, unparse
from asean_search.query.tree import (
    And,
    DateRange,
    Everything,
    InField,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SourceIs,
    Word,
)

A, B, C = Word("a"), Word("b"), Word("c")
ALL = Everything()
JUNE = DateRange(date(2020, 6, 1), date(2020, 6, 30))


def words(text: str) -> Node:
    """Every one of the words."""
    return And(tuple(map(Word, text.split())))


FORMS: dict[str, Node] = {
    # words
    "vaccine": Word("vaccine"),
    "vaccine access": words("vaccine access"),
    "  vaccine \n\t access\xa0fund ": words("vaccine access fund"),
    "Phạm Bình Minh": words("Phạm Bình Minh"),
    "ADMM+ AT&T U.S.": words("ADMM+ AT&T U.S."),
    # phrases
    '"rules based order"': Phrase("rules based order"),
    '" rules \n based  order "': Phrase("rules based order"),
    "“rules based order”": Phrase("rules based order"),
    "„rules based order“": Phrase("rules based order"),
    '"a b"c"d"': And((Phrase("a b"), C, Phrase("d"))),
    '"AND"': Phrase("AND"),
    '"vacc*"': Phrase("vacc*"),
    # AND, OR, NOT
    "a AND b": And((A, B)),
    "a OR b": Or((A, B)),
    "a b OR c": Or((And((A, B)), C)),
    "a OR b c": Or((A, And((B, C)))),
    "a (b OR c)": And((A, Or((B, C)))),
    "a OR b AND NOT c": Or((A, And((B, Not(C))))),
    "a NOT b": And((A, Not(B))),
    "NOT a b": And((Not(A), B)),
    "NOT (a b)": And((ALL, Not(And((A, B))))),
    "a and b": words("a and b"),
    "And NotNow ORE": words("And NotNow ORE"),
    # minus
    "a -b": And((A, Not(B))),
    'a -"b c"': And((A, Not(Phrase("b c")))),
    "a -(b OR c)": And((A, Not(Or((B, C))))),
    "a -title:b": And((A, Not(InField("title", B)))),
    "a (-b)": And((A, Not(B))),
    "a -AND": And((A, Not(Phrase("AND")))),
    "-vaccine": And((ALL, Not(Word("vaccine")))),
    "-a -b": And((ALL, Not(A), Not(B))),
    "a OR -b": Or((A, And((ALL, Not(B))))),
    "NOT NOT a": A,
    "-(-a)": A,
    # normal form
    "((a))": A,
    "(a b) c": And((A, B, C)),
    "a OR (b OR c)": Or((A, B, C)),
    # stars
    "*": ALL,
    "* -a": And((ALL, Not(A))),
    "* a": A,
    "vacc*": Prefix("vacc"),
    "va*": Prefix("va"),
    "việt*": Prefix("việt"),
    "co-op*": Prefix("co-op"),
    # fields
    "title:vaccine": InField("title", Word("vaccine")),
    "TITLE:vaccine": InField("title", Word("vaccine")),
    "text:vaccine": InField("body", Word("vaccine")),
    "body:vaccine": InField("body", Word("vaccine")),
    'place:"ha noi"': InField("place", Phrase("ha noi")),
    "title:vacc*": InField("title", Prefix("vacc")),
    "title:(a OR b) c": And((InField("title", Or((A, B))), C)),
    "title:(a -b)": InField("title", And((A, Not(B)))),
    "title:(a place:b)": InField("title", And((A, InField("place", B)))),
    "title:12:30": InField("title", Word("12:30")),
    "title:AND": InField("title", Phrase("AND")),
    "source:VNS": SourceIs("VNS"),
    'source:"Viet Nam News"': SourceIs("Viet Nam News"),
    "source:BBC:World": SourceIs("BBC:World"),
    "source:(VNS OR VNA)": Or((SourceIs("VNS"), SourceIs("VNA"))),
    "source:(VNS -VNA)": And((SourceIs("VNS"), Not(SourceIs("VNA")))),
    "date:2020-06": JUNE,
    'date:"2020-06"': JUNE,
    "date:2020-06,": JUNE,
    "date:>=2020-06": DateRange(date(2020, 6, 1), None),
    "date:..2020-06": DateRange(None, date(2020, 6, 30)),
    "date:(2020-06 OR 2021)": Or((JUNE, DateRange(date(2021, 1, 1), date(2021, 12, 31)))),
    "-date:2020-06 a": And((Not(JUNE), A)),
    "title:(a date:2020-06)": InField("title", And((A, JUNE))),
    # text that looks like syntax
    "ASEAN: a new dawn": words("ASEAN a new dawn"),
    "Full text: what he said": words("Full text what he said"),
    "talks at 12:30": words("talks at 12:30"),
    "http://example.org/a?b=c": Word("http://example.org/a?b=c"),
    "AT&T:news std::move :b": And((Word("AT&T:news"), Word("std::move"), B)),
    "co-operation": Word("co-operation"),
    "Hanoi - Moscow — Beijing -- Delhi": words("Hanoi Moscow Beijing Delhi"),
    "--a –b a- -": And((A, B, A)),
    "(WHO)-led": words("WHO led"),
    "Minister's 'new' deal": words("Minister's 'new' deal"),
    "Johnson & Johnson / Pfizer | BBC": words("Johnson Johnson Pfizer BBC"),
    "Why, he asked? Because!": words("Why he asked Because"),
    "World Health Organisation (WHO)": words("World Health Organisation WHO"),
    "50% [video] #asean @who": words("50% video #asean @who"),
    "😀 a": And((Word("😀"), A)),
}


@pytest.mark.parametrize(("query", "tree"), FORMS.items(), ids=FORMS)
def test_a_query_means(query: str, tree: Node) -> None:
    parsed = parse(query)
    assert parsed.problems == ()
    assert parsed.tree == tree


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("vaccine access", "vaccine AND access"),
        ("a b OR c -d", "(a AND b) OR (c AND NOT d)"),
        ("-vaccine", "* AND NOT vaccine"),
        ("body:(a OR “b c”)", 'text:(a OR "b c")'),
        ("source:(VNS OR 'VNA')", "source:VNS OR source:'VNA'"),
        ("date:>2020-06 date:2020-01-01..2020-12-31", "date:>=2020-07 AND date:2020"),
        ("date:2020-01-01..2020-06-30", "date:2020-01..2020-06"),
        ("ASEAN: -(a)", "ASEAN AND NOT a"),
    ],
)
def test_the_canonical_form_writes_every_operator(query: str, canonical: str) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert unparse(tree) == canonical


def test_a_word_that_would_read_as_something_else_is_written_in_quotes() -> None:
    tree = And((Word("OR"), Word("-a"), Word("title:a"), Word("two words")))
    assert unparse(tree) == '"OR" AND "-a" AND "title:a" AND "two words"'


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("title: vaccine", "title: is followed by a space and was read as a word"),
        ("vaccine or access", "or was read as a word; the operator is written OR"),
        ("vaccine not access", "not was read as a word; the operator is written NOT"),
        ('"vacc* access"', "a * between quotes is text, not a wildcard"),
    ],
)
def test_what_may_be_read_differently_than_meant_is_noted(query: str, note: str) -> None:
    parsed = parse(query)
    assert parsed.problems == ()
    assert [remark[: len(note)] for remark in parsed.notes] == [note]


def test_a_plain_query_has_no_notes() -> None:
    assert parse('vaccine "rules based" -uneven title:a source:VNS').notes == ()


def test_the_language_has_a_version() -> None:
    assert QUERY_LANGUAGE_VERSION == 1
