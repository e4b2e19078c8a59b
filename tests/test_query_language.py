"""The tree of each form of the query language, its canonical form, and the notes."""

from __future__ import annotations

from datetime import date

import pytest

from asean_search.query import QUERY_LANGUAGE_VERSION, parse, unparse
from asean_search.query import nodes as q

A, B, C = q.Word("a"), q.Word("b"), q.Word("c")
ALL = q.Everything()
JUNE = q.DateRange(date(2020, 6, 1), date(2020, 6, 30))


def words(text: str) -> q.Node:
    """Every one of the words."""
    return q.And(tuple(map(q.Word, text.split())))


FORMS: dict[str, q.Node] = {
    # words
    "vaccine": q.Word("vaccine"),
    "vaccine access": words("vaccine access"),
    "  vaccine \n\t access\xa0fund ": words("vaccine access fund"),
    "Phạm Bình Minh": words("Phạm Bình Minh"),
    "ADMM+ AT&T U.S.": words("ADMM+ AT&T U.S."),
    # phrases
    '"rules based order"': q.Phrase("rules based order"),
    '" rules \n based  order "': q.Phrase("rules based order"),
    "“rules based order”": q.Phrase("rules based order"),
    "„rules based order“": q.Phrase("rules based order"),
    '"a b"c"d"': q.And((q.Phrase("a b"), C, q.Phrase("d"))),
    '"AND"': q.Phrase("AND"),
    '"vacc*"': q.Phrase("vacc*"),
    # AND, OR, NOT
    "a AND b": q.And((A, B)),
    "a OR b": q.Or((A, B)),
    "a b OR c": q.Or((q.And((A, B)), C)),
    "a OR b c": q.Or((A, q.And((B, C)))),
    "a (b OR c)": q.And((A, q.Or((B, C)))),
    "a OR b AND NOT c": q.Or((A, q.And((B, q.Not(C))))),
    "a NOT b": q.And((A, q.Not(B))),
    "NOT a b": q.And((q.Not(A), B)),
    "NOT (a b)": q.And((ALL, q.Not(q.And((A, B))))),
    "a and b": words("a and b"),
    "And NotNow ORE": words("And NotNow ORE"),
    # minus
    "a -b": q.And((A, q.Not(B))),
    'a -"b c"': q.And((A, q.Not(q.Phrase("b c")))),
    "a -(b OR c)": q.And((A, q.Not(q.Or((B, C))))),
    "a -title:b": q.And((A, q.Not(q.InField("title", B)))),
    "a (-b)": q.And((A, q.Not(B))),
    "a -AND": q.And((A, q.Not(q.Phrase("AND")))),
    "-vaccine": q.And((ALL, q.Not(q.Word("vaccine")))),
    "-a -b": q.And((ALL, q.Not(A), q.Not(B))),
    "a OR -b": q.Or((A, q.And((ALL, q.Not(B))))),
    "NOT NOT a": A,
    "-(-a)": A,
    # normal form
    "((a))": A,
    "(a b) c": q.And((A, B, C)),
    "a OR (b OR c)": q.Or((A, B, C)),
    # stars
    "*": ALL,
    "* -a": q.And((ALL, q.Not(A))),
    "* a": A,
    "vacc*": q.Prefix("vacc"),
    "va*": q.Prefix("va"),
    "việt*": q.Prefix("việt"),
    "co-op*": q.Prefix("co-op"),
    # fields
    "title:vaccine": q.InField("title", q.Word("vaccine")),
    "TITLE:vaccine": q.InField("title", q.Word("vaccine")),
    "text:vaccine": q.InField("body", q.Word("vaccine")),
    "body:vaccine": q.InField("body", q.Word("vaccine")),
    'place:"ha noi"': q.InField("place", q.Phrase("ha noi")),
    "title:vacc*": q.InField("title", q.Prefix("vacc")),
    "title:(a OR b) c": q.And((q.InField("title", q.Or((A, B))), C)),
    "title:(a -b)": q.InField("title", q.And((A, q.Not(B)))),
    "title:(a place:b)": q.InField("title", q.And((A, q.InField("place", B)))),
    "title:12:30": q.InField("title", q.Word("12:30")),
    "title:AND": q.InField("title", q.Phrase("AND")),
    "source:VNS": q.SourceIs("VNS"),
    'source:"Viet Nam News"': q.SourceIs("Viet Nam News"),
    "source:BBC:World": q.SourceIs("BBC:World"),
    "source:(VNS OR VNA)": q.Or((q.SourceIs("VNS"), q.SourceIs("VNA"))),
    "source:(VNS -VNA)": q.And((q.SourceIs("VNS"), q.Not(q.SourceIs("VNA")))),
    "date:2020-06": JUNE,
    'date:"2020-06"': JUNE,
    "date:2020-06,": JUNE,
    "date:>=2020-06": q.DateRange(date(2020, 6, 1), None),
    "date:..2020-06": q.DateRange(None, date(2020, 6, 30)),
    'date:"June 2020" a': q.And((JUNE, A)),
    "date:june 2020 a": q.And((JUNE, A)),
    "date:june 2020..30 june 2020 a": q.And((JUNE, A)),
    'date:">= june 2020"': q.DateRange(date(2020, 6, 1), None),
    "date:2020-06 june": q.And((JUNE, q.Word("june"))),
    "date:(2020-06 OR 2021)": q.Or((JUNE, q.DateRange(date(2021, 1, 1), date(2021, 12, 31)))),
    "-date:2020-06 a": q.And((q.Not(JUNE), A)),
    "title:(a date:2020-06)": q.InField("title", q.And((A, JUNE))),
    # words near one another
    '"a b"~5': q.Near("a b", 5),
    '"a b"~0': q.Near("a b", 0),
    '"a b"~>5': q.Near("a b", 5, ordered=True),
    "“a b”~5 c": q.And((q.Near("a b", 5), C)),
    'title:"a b"~5': q.InField("title", q.Near("a b", 5)),
    '-"a b"~5': q.And((ALL, q.Not(q.Near("a b", 5)))),
    'a "~50" ~50': q.And((A, q.Phrase("~50"), q.Word("~50"))),
    # groups of words
    "*cine": q.Wildcard("*cine"),
    "va*ne": q.Wildcard("va*ne"),
    "organi?ation": q.Wildcard("organi?ation"),
    "va**ne": q.Wildcard("va*ne"),
    "vacc**": q.Prefix("vacc"),
    "title:*cine,": q.InField("title", q.Wildcard("*cine")),
    "what? why?": words("what why"),
    "/oil.*/": q.Regex("oil.*"),
    "/vaccin(e|es)/": q.Regex("vaccin(e|es)"),
    '-/a"b/ title:/c/^2': q.And(
        (q.Not(q.Regex('a"b')), q.InField("title", q.Boost(q.Regex("c"), 2.0)))
    ),
    "km/h and/or /a b/": words("km/h and/or a b"),
    "lavrof~": q.Fuzzy("lavrof"),
    "lavrof~2,": q.Fuzzy("lavrof", 2),
    "place:hanoy~1": q.InField("place", q.Fuzzy("hanoy")),
    # as written
    "=vaccines": q.Exact("vaccines"),
    '="vaccine access"': q.Exact("vaccine access"),
    "title:=vaccines -=b": q.And((q.InField("title", q.Exact("vaccines")), q.Not(q.Exact("b")))),
    '-="a b"': q.And((ALL, q.Not(q.Exact("a b")))),
    "1+1=2 = a": q.And((q.Word("1+1=2"), A)),
    # weights
    "a^2 b": q.And((q.Boost(A, 2.0), B)),
    '"a b"^0.5': q.Boost(q.Phrase("a b"), 0.5),
    '"a b"~5^2': q.Boost(q.Near("a b", 5), 2.0),
    "(a OR b)^3": q.Boost(q.Or((A, B)), 3.0),
    "title:a^2": q.InField("title", q.Boost(A, 2.0)),
    "title:(a b)^2": q.InField("title", q.Boost(q.And((A, B)), 2.0)),
    "(title:a)^2": q.Boost(q.InField("title", A), 2.0),
    "-a^2": q.And((ALL, q.Not(q.Boost(A, 2.0)))),
    "vacc*^2 =a^2 x~ab^c": q.And(
        (q.Boost(q.Prefix("vacc"), 2.0), q.Boost(q.Exact("a"), 2.0), q.Word("x~ab^c"))
    ),
    # how often, where
    "atleast:3(a)": q.AtLeast(3, A),
    "atleast:3(a OR vacc*)": q.AtLeast(3, q.Or((A, q.Prefix("vacc")))),
    "ATLEAST:3(a)^2": q.Boost(q.AtLeast(3, A), 2.0),
    "title:(atleast:2(a))": q.InField("title", q.AtLeast(2, A)),
    "lead:50(a)": q.Lead(50, A),
    'lead:50(a OR "b c")': q.Lead(50, q.Or((A, q.Phrase("b c")))),
    "same:sentence(a b)": q.Same("sentence", q.And((A, B))),
    'same:paragraph(a (b OR "b c"~3))': q.Same(
        "paragraph", q.And((A, q.Or((B, q.Near("b c", 3)))))
    ),
    "lead: 50 atleast: a": words("lead: 50 atleast: a".replace(":", "")),
    "headline:a": q.InField("title", A),
    # what is known
    "words:>600": q.WordCount(601, None),
    "words:<=200": q.WordCount(None, 200),
    "words:200..600": q.WordCount(200, 600),
    "words:(5 OR 7..)": q.Or((q.WordCount(5, 5), q.WordCount(7, None))),
    "has:date": q.Has("date"),
    "no:date": q.And((ALL, q.Not(q.Has("date")))),
    "no:(date OR source)": q.Or(
        (q.And((ALL, q.Not(q.Has("date")))), q.And((ALL, q.Not(q.Has("source")))))
    ),
    "-no:lang a": q.And((q.Has("language"), A)),
    "lang:VI": q.LanguageIs("vi"),
    "language:zh_Hant": q.LanguageIs("zh-hant"),
    # text that looks like syntax
    "ASEAN: a new dawn": words("ASEAN a new dawn"),
    "Full text: what he said": words("Full text what he said"),
    "talks at 12:30": words("talks at 12:30"),
    "http://example.org/a?b=c": q.Word("http://example.org/a?b=c"),
    "AT&T:news std::move :b": q.And((q.Word("AT&T:news"), q.Word("std::move"), B)),
    "co-operation": q.Word("co-operation"),
    "Hanoi - Moscow — Beijing -- Delhi": words("Hanoi Moscow Beijing Delhi"),
    "--a –b a- -": q.And((A, B, A)),
    "(WHO)-led": words("WHO led"),
    "Minister's 'new' deal": words("Minister's 'new' deal"),
    "Johnson & Johnson / Pfizer | BBC": words("Johnson Johnson Pfizer BBC"),
    "Why, he asked? Because!": words("Why he asked Because"),
    "World Health Organisation (WHO)": words("World Health Organisation WHO"),
    "50% [video] #asean @who": words("50% video #asean @who"),
    "😀 a": q.And((q.Word("😀"), A)),
}


@pytest.mark.parametrize(("query", "tree"), FORMS.items(), ids=FORMS)
def test_a_query_means(query: str, tree: q.Node) -> None:
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
    tree = q.And((q.Word("OR"), q.Word("-a"), q.Word("title:a"), q.Word("two words")))
    assert unparse(tree) == '"OR" AND "-a" AND "title:a" AND "two words"'


DATE_LABEL = (
    "date: is followed by a space and was read as a word; to search in a field write date:2020-06"
)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("title: vaccine", "title: is followed by a space and was read as a word"),
        ("vaccine or access", "or was read as a word; the operator is written OR"),
        ("vaccine not access", "not was read as a word; the operator is written NOT"),
        ('"vacc* access"', "a * between quotes is text, not a wildcard"),
        ("date: 2020-06 asean", DATE_LABEL),
        ("vaccine and access", "and was read as a word; words side by side need no AND"),
        ("Not a drop", "Not was read as a word; the operator is written NOT"),
        ("vaccine || access", "|| was ignored; one word or the other is written a OR b"),
        ("vaccine|access", "vaccine|access was read as words side by side"),
        ("vaccine !access", "! was ignored; to exclude the word write -access"),
        ('vaccine !"a b"', "! was ignored; to exclude something put NOT or a minus"),
        ("vaccine –access", "– was read as a dash; to exclude the word write -access"),
        ("vaccine --access", "-- was read as a dash; to exclude the word write -access"),
        ("+vaccine", "+ has no meaning: every word is required"),
        ("vaccine ~access", "~ was ignored; words with a similar spelling are written access~"),
        ('"vaccine access"*', "the * after a quote or a parenthesis was ignored"),
        (
            "vaccine NEAR/3 access",
            "NEAR/3 was read as a word; words near one another are",
        ),
        ("vaccine w/3 access", "w/3 was read as a word; words near one another are written"),
        ("VACCINE NEAR ACCESS", "NEAR was read as a word; words near one another are written"),
        ("vaccine XOR access", "XOR was read as a word; the operators are AND, OR and NOT"),
        ("date:2020 to 2021", "to 2021 were read as words; a range is written date:2020..2021"),
        ("'vaccine access'", "'…' is no phrase here; write it between double quotes"),
    ],
)
def test_text_that_other_tools_interpret_has_a_note(query: str, note: str) -> None:
    parsed = parse(query)
    assert parsed.problems == ()
    assert [each[: len(note)] for each in parsed.notes] == [note]


def test_a_plain_query_has_no_notes() -> None:
    assert parse('vaccine "rules based" -uneven title:a source:VNS').notes == ()


@pytest.mark.parametrize(
    "headline",
    [
        "ASEAN & Russia: what's next - vaccine / treatment? (video)",
        "R&D && AT&T",
        "Oil climbs: +5% in June; −3 °C in Ha Noi!",
        "'We will win,' says minister of Cote d'Ivoire",
        "WHO warns near London, W/E 30 June; Hulu+, ADMM+",
    ],
)
def test_signs_that_belong_to_a_headline_have_no_notes(headline: str) -> None:
    parsed = parse(headline)
    assert (parsed.problems, parsed.notes) == ((), ())


def test_a_plus_before_a_word_is_no_part_of_it() -> None:
    assert parse("+a ++b").tree == q.And((A, B))
    assert parse("+84 ADMM+").tree == q.And((q.Word("+84"), q.Word("ADMM+")))


def test_the_language_has_a_version() -> None:
    assert QUERY_LANGUAGE_VERSION == 2
