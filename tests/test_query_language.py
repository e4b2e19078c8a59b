"""What each form of the query language means."""

from __future__ import annotations

from datetime import date

import pytest

from asean_search.query import QUERY_LANGUAGE_VERSION, parse, unparse
from asean_search.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Fuzzy,
    Has,
    InField,
    LanguageIs,
    Lead,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Regex,
    Same,
    SourceIs,
    Wildcard,
    Word,
    WordCount,
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
    'date:"June 2020" a': And((JUNE, A)),
    "date:june 2020 a": And((JUNE, A)),
    "date:june 2020..30 june 2020 a": And((JUNE, A)),
    'date:">= june 2020"': DateRange(date(2020, 6, 1), None),
    "date:2020-06 june": And((JUNE, Word("june"))),
    "date:(2020-06 OR 2021)": Or((JUNE, DateRange(date(2021, 1, 1), date(2021, 12, 31)))),
    "-date:2020-06 a": And((Not(JUNE), A)),
    "title:(a date:2020-06)": InField("title", And((A, JUNE))),
    # nearness
    '"a b"~5': Near("a b", 5),
    '"a b"~0': Near("a b", 0),
    '"a b"~>5': Near("a b", 5, ordered=True),
    "“a b”~5 c": And((Near("a b", 5), C)),
    'title:"a b"~5': InField("title", Near("a b", 5)),
    '-"a b"~5': And((ALL, Not(Near("a b", 5)))),
    'a "~50" ~50': And((A, Phrase("~50"), Word("~50"))),
    # groups of words
    "*cine": Wildcard("*cine"),
    "va*ne": Wildcard("va*ne"),
    "organi?ation": Wildcard("organi?ation"),
    "va**ne": Wildcard("va*ne"),
    "vacc**": Prefix("vacc"),
    "title:*cine,": InField("title", Wildcard("*cine")),
    "what? why?": words("what why"),
    "/oil.*/": Regex("oil.*"),
    "/vaccin(e|es)/": Regex("vaccin(e|es)"),
    '-/a"b/ title:/c/^2': And((Not(Regex('a"b')), InField("title", Boost(Regex("c"), 2.0)))),
    "km/h and/or /a b/": words("km/h and/or a b"),
    "lavrof~": Fuzzy("lavrof"),
    "lavrof~2,": Fuzzy("lavrof", 2),
    "place:hanoy~1": InField("place", Fuzzy("hanoy")),
    # as written
    "=vaccines": Exact("vaccines"),
    '="vaccine access"': Exact("vaccine access"),
    "title:=vaccines -=b": And((InField("title", Exact("vaccines")), Not(Exact("b")))),
    '-="a b"': And((ALL, Not(Exact("a b")))),
    "1+1=2 = a": And((Word("1+1=2"), A)),
    # weights
    "a^2 b": And((Boost(A, 2.0), B)),
    '"a b"^0.5': Boost(Phrase("a b"), 0.5),
    '"a b"~5^2': Boost(Near("a b", 5), 2.0),
    "(a OR b)^3": Boost(Or((A, B)), 3.0),
    "title:a^2": InField("title", Boost(A, 2.0)),
    "title:(a b)^2": InField("title", Boost(And((A, B)), 2.0)),
    "(title:a)^2": Boost(InField("title", A), 2.0),
    "-a^2": And((ALL, Not(Boost(A, 2.0)))),
    "vacc*^2 =a^2 x~ab^c": And(
        (Boost(Prefix("vacc"), 2.0), Boost(Exact("a"), 2.0), Word("x~ab^c"))
    ),
    # how often, where
    "atleast:3(a)": AtLeast(3, A),
    "atleast:3(a OR vacc*)": AtLeast(3, Or((A, Prefix("vacc")))),
    "ATLEAST:3(a)^2": Boost(AtLeast(3, A), 2.0),
    "title:(atleast:2(a))": InField("title", AtLeast(2, A)),
    "lead:50(a)": Lead(50, A),
    'lead:50(a OR "b c")': Lead(50, Or((A, Phrase("b c")))),
    "same:sentence(a b)": Same("sentence", And((A, B))),
    'same:paragraph(a (b OR "b c"~3))': Same("paragraph", And((A, Or((B, Near("b c", 3)))))),
    "lead: 50 atleast: a": words("lead: 50 atleast: a".replace(":", "")),
    "headline:a": InField("title", A),
    # what is known
    "words:>600": WordCount(601, None),
    "words:<=200": WordCount(None, 200),
    "words:200..600": WordCount(200, 600),
    "words:(5 OR 7..)": Or((WordCount(5, 5), WordCount(7, None))),
    "has:date": Has("date"),
    "no:date": And((ALL, Not(Has("date")))),
    "no:(date OR source)": Or((And((ALL, Not(Has("date")))), And((ALL, Not(Has("source")))))),
    "-no:lang a": And((Has("language"), A)),
    "lang:VI": LanguageIs("vi"),
    "language:zh_Hant": LanguageIs("zh-hant"),
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
        ('“a b”~>5^2.50 ="a b" =c', '"a b"~>5^2.5 AND ="a b" AND =c'),
        ("/a|b/^3 *cine lavrof~1 x~2y", "/a|b/^3 AND *cine AND lavrof~ AND x~2y"),
        ("(title:a)^2 title:(a b)^2", "(title:a)^2 AND title:((a AND b)^2)"),
        ("same:Sentence(a b) lead:05(a)", "same:sentence(a AND b) AND lead:5(a)"),
        ("words:>600 no:date lang:VI", "words:>=601 AND NOT has:date AND lang:vi"),
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
    assert QUERY_LANGUAGE_VERSION == 2
