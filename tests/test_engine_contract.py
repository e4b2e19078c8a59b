"""What every engine does, held against the one in Whoosh and against the reference of the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from engines import ENGINES, Engine, document, quick_disk, record, replace
from msgspec import structs
from msgspec.structs import replace as replaced
from reference_engine import Archive, ReferenceIndex

from asean_search import ranking
from asean_search.engine.interface import Capabilities, OpenIndex, Search
from asean_search.errors import ExitCode, UnsupportedByEngineError
from asean_search.model import SearchRequest, Sort
from asean_search.query.nodes import (
    And,
    Boost,
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
from asean_search.search import ask

HARBOUR = document(
    "harbour",
    "Harbour strike enters second week",
    "Dock workers at the harbour stayed away on Monday. Further co-operation in talks is sought.",
    date="2020-06-30",
    source="VNA",
    place="HÀ NỘI",
)
RICE = document(
    "rice",
    "Rice exports rise",
    "Exports of rice rose for a third month. Cooperation between millers and the port helped.",
    date="2020-07-02",
    source="Reuters",
    place="Bangkok",
)
VACCINE = document(
    "vaccine",
    "Vaccines reach the islands",
    "A rules-based order for vaccine access was agreed. The order covers all islands.",
    source="VNA",
)
SUMMIT = document(
    "summit", "Summit opens", "Ministers met. No strike was mentioned.", date="2019-01-01"
)


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    with quick_disk():
        yield


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    made: Callable[[Path], Engine] = ENGINES[request.param]
    return made(tmp_path)


@pytest.fixture(params=ENGINES, scope="module")
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, disk: None
) -> Iterator[OpenIndex]:
    """The four documents, to be read only."""
    made: Callable[[Path], Engine] = ENGINES[request.param]
    with made(tmp_path_factory.mktemp("index")).hold(HARBOUR, RICE, VACCINE, SUMMIT) as opened:
        yield opened


def ids(index: OpenIndex, node: Node, **more: object) -> list[str]:
    page = index.search(Search(node, **more))  # type: ignore[arg-type]
    return [found.id for found in page.documents]


# --- what is found


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Word("rice"), {"rice"}),
        (Word("RICE"), {"rice"}),
        (Word("exporting"), {"rice"}),
        (Word("strike"), {"harbour", "summit"}),
        (Word("ha"), {"harbour"}),
        (Word("cooperation"), {"harbour", "rice"}),
        (Word("co-operation"), {"harbour", "rice"}),
        (Word("harbour/rice"), set()),
        (Word("harbour/strike"), {"harbour"}),
        (Word("nowhere"), set()),
        (Word("..."), set()),
        (Phrase("rules based order"), {"vaccine"}),
        (Phrase("rules-based order"), {"vaccine"}),
        (Phrase("further cooperation in"), {"harbour"}),
        (Phrase("order based rules"), set()),
        (Phrase("DOCK worker at the harbours"), {"harbour"}),
        (Phrase("hà nội"), {"harbour"}),
        (Phrase("week dock"), set()),
        (Phrase("..."), set()),
        (Prefix("vacc"), {"vaccine"}),
        (Prefix("vaccines"), {"vaccine"}),
        (Prefix("export"), {"rice"}),
        (Prefix("cooperat"), {"harbour", "rice"}),
        (Prefix("zz"), set()),
        (Prefix(""), set()),
        (Everything(), {"harbour", "rice", "vaccine", "summit"}),
        (SourceIs("vna"), {"harbour", "vaccine"}),
        (SourceIs("Nobody"), set()),
        (DateRange(date(2020, 6, 30), date(2020, 7, 2)), {"harbour", "rice"}),
        (DateRange(date(2020, 7, 1), None), {"rice"}),
        (DateRange(None, date(2020, 6, 30)), {"harbour", "summit"}),
        (DateRange(None, None), {"harbour", "rice", "summit"}),
        (And((Word("strike"), Word("harbour"))), {"harbour"}),
        (Or((Word("rice"), Word("vaccine"))), {"rice", "vaccine"}),
        (Or((SourceIs("VNA"), Word("rice"))), {"harbour", "rice", "vaccine"}),
        (Not(Word("strike")), {"rice", "vaccine"}),
        (Not(Not(Word("strike"))), {"harbour", "summit"}),
        (Not(Everything()), set()),
        (And((Word("strike"), Not(Word("harbour")))), {"summit"}),
        (Or((Word("rice"), Not(SourceIs("VNA")))), {"rice", "summit"}),
        (InField("title", Word("strike")), {"harbour"}),
        (InField("place", Word("hanoi")), set()),
        (InField("place", Phrase("ha noi")), {"harbour"}),
        (InField("title", InField("body", Word("agreed"))), {"vaccine"}),
        (InField("title", And((Word("rice"), DateRange(date(2020, 1, 1), None)))), {"rice"}),
        (InField("title", Prefix("isl")), {"vaccine"}),
        (InField("place", Prefix("isl")), set()),
    ],
    ids=repr,
)
def test_finds(index: OpenIndex, node: Node, expected: set[str]) -> None:
    page = index.search(Search(node))
    assert {found.id for found in page.documents} == expected
    assert page.total == len(expected)


def test_a_hyphenated_word_in_a_phrase_takes_one_place_or_two(engine: Engine) -> None:
    index = engine.hold(
        document("joined", body="a cooperation pact"),
        document("hyphen", body="a co-operation pact"),
        document("other", body="a co-pact operation"),
    )
    for text in ("a cooperation pact", "a co-operation pact"):
        assert set(ids(index, Phrase(text))) == {"joined", "hyphen"}


def test_a_phrase_may_overlap_itself(engine: Engine) -> None:
    index = engine.hold(document("buffalo", body="buffalo " * 5), document("cow", body="cow"))
    assert ids(index, Phrase("buffalo buffalo buffalo")) == ["buffalo"]
    assert ids(index, Phrase("buffalo " * 6)) == []


# --- scores and order


def test_a_word_in_the_title_weighs_more_than_in_the_body(engine: Engine) -> None:
    index = engine.hold(
        document("body", "Quiet day", "The tin price fell."),
        document("title", "Tin price falls", "A day in the mines."),
    )
    assert ids(index, Word("tin")) == ["title", "body"]


def test_of_alternatives_only_those_that_match_score(engine: Engine) -> None:
    index = engine.hold(document("both", body="tin mines"), document("one", body="tin rice"))
    tree = Or((And((Word("tin"), Word("mines"))), Word("rice")))
    either = index.search(Search(tree, profile="plain"))
    rice = index.search(Search(Word("rice"), profile="plain"))
    assert {found.id: found.score for found in either.documents}["one"] == rice.documents[0].score


def test_a_compound_is_as_telling_as_it_is_rare_whatever_its_parts_are(engine: Engine) -> None:
    """Its ways: one word (nowhere), joined (1 document), two words (as rare as the rarer: 1)."""
    many = [document(f"co{number}", body="rice co rice") for number in range(8)]
    index = engine.hold(document("pact", "Pact", "a co-operation pact"), *many)
    (found,) = index.search(Search(Word("co-operation"))).documents
    profile = ranking.PROFILES["news"]
    lengths = [5, *[3] * 8]
    share = ranking.weighted_frequency(1, 5, sum(lengths) / 9, profile.fields["body"])
    expected = ranking.score([share], ranking.idf(1 + 1, 9), profile.k1)
    assert found.id == "pact"
    assert found.score == pytest.approx(expected)


def test_filters_dates_and_sources_do_not_score(index: OpenIndex) -> None:
    plain = index.search(Search(Word("rice")))
    filtered = index.search(
        Search(Word("rice"), filter=And((SourceIs("Reuters"), Word("exports"))))
    )
    assert filtered == plain
    dated = index.search(Search(And((Word("rice"), DateRange(date(2020, 1, 1), None)))))
    assert dated == plain
    for node in (Everything(), Not(Word("rice")), DateRange(None, None), SourceIs("VNA")):
        assert {found.score for found in index.search(Search(node)).documents} == {0.0}


def test_the_filter_may_shut_out_everything(index: OpenIndex) -> None:
    assert index.search(Search(Word("rice"), filter=SourceIs("VNA"))).total == 0


def test_what_is_sought_under_a_filter_keeps_its_total(index: OpenIndex) -> None:
    page = index.search(Search(Everything(), filter=SourceIs("VNA"), limit=1))
    assert (page.total, len(page.documents)) == (2, 1)


def test_ties_go_newest_first_then_undated_then_by_id(engine: Engine) -> None:
    index = engine.hold(
        document("b", body="tin"),
        document("a", body="tin"),
        document("d", body="tin", date="2020-01-01"),
        document("c", body="tin", date="2020-01-01"),
        document("e", body="tin", date="2021-01-01"),
    )
    assert ids(index, Word("tin")) == ["e", "c", "d", "a", "b"]
    assert ids(index, Everything()) == ["e", "c", "d", "a", "b"]


def test_undated_documents_come_last_whichever_way_dates_are_sorted(index: OpenIndex) -> None:
    assert ids(index, Everything(), sort=Sort.NEWEST) == ["rice", "harbour", "summit", "vaccine"]
    assert ids(index, Everything(), sort=Sort.OLDEST) == ["summit", "harbour", "rice", "vaccine"]


def test_pages_follow_one_another(index: OpenIndex) -> None:
    whole = ids(index, Everything())
    pages = [index.search(Search(Everything(), limit=3, offset=offset)) for offset in (0, 3, 6)]
    assert [found.id for page in pages for found in page.documents] == whole
    assert {page.total for page in pages} == {4}


def counts(index: OpenIndex, node: Node, facet: str, **more: Any) -> list[tuple[str | None, int]]:
    """How many documents that match have each value of a facet."""
    page = index.search(Search(node, facets=(facet,), **more))
    return [(row.value, row.documents) for row in page.facets[facet]]


def test_what_matches_is_counted_by_source_the_largest_first(index: OpenIndex) -> None:
    assert counts(index, Everything(), "source") == [("VNA", 2), ("Reuters", 1), (None, 1)]
    assert counts(index, Word("strike"), "source") == [("VNA", 1), (None, 1)]


def test_what_matches_is_counted_by_time_in_order(index: OpenIndex) -> None:
    assert counts(index, Everything(), "year") == [("2019", 1), ("2020", 2), (None, 1)]
    assert counts(index, Everything(), "month")[1:3] == [("2020-06", 1), ("2020-07", 1)]
    assert counts(index, Word("rice"), "day") == [("2020-07-02", 1)]


def test_a_date_that_is_but_a_year_or_a_month_is_counted_as_such(engine: Engine) -> None:
    dates = ["1975", "1975", "1975-01", "1975-01-01", "1975-12-31", "1976-02", "1976-12"]
    stories = [document(f"d{number}", date=date) for number, date in enumerate(dates)]
    with engine.hold(*stories) as index:
        assert counts(index, Everything(), "year") == [("1975", 5), ("1976", 2)]
        assert counts(index, Everything(), "month") == [
            ("1975", 2), ("1975-01", 2), ("1975-12", 1), ("1976-02", 1), ("1976-12", 1),
        ]  # fmt: skip
        assert counts(index, Everything(), "day") == [
            ("1975", 2), ("1975-01", 1), ("1975-01-01", 1), ("1975-12-31", 1), ("1976-02", 1),
            ("1976-12", 1),
        ]  # fmt: skip
        assert (index.info().first_date, index.info().last_date) == ("1975", "1976-12")


def test_facets_are_of_all_that_matches_whatever_the_page_and_within_the_filter(
    index: OpenIndex,
) -> None:
    assert counts(index, Everything(), "year", limit=0) == counts(index, Everything(), "year")
    assert counts(index, Everything(), "source", filter=SourceIs("vna")) == [("VNA", 2)]
    assert counts(index, Word("nowhere"), "source") == []
    assert index.search(Search(Everything())).facets == {}


def test_names_of_one_source_count_together_under_the_usual_one(engine: Engine) -> None:
    names = ["Daily Post", "DAILY POST", "DAILY POST", "Zeitung"]
    stories = [document(f"d{number}", source=name) for number, name in enumerate(names)]
    with engine.hold(*stories) as index:
        assert counts(index, Everything(), "source") == [("DAILY POST", 3), ("Zeitung", 1)]


def test_removed_documents_are_not_counted(engine: Engine) -> None:
    engine.hold(HARBOUR, RICE, VACCINE).close()
    with engine.writer() as writer:
        writer.remove_file(RICE.path)
        writer.commit()
    with engine.index() as index:
        assert counts(index, Everything(), "source") == [("VNA", 2)]
        assert counts(index, Everything(), "year") == [("2020", 1), (None, 1)]


def test_a_limit_of_nothing_counts(index: OpenIndex) -> None:
    page = index.search(Search(Word("strike"), limit=0))
    assert (page.total, page.documents) == (2, ())


def test_a_score_does_not_depend_on_how_the_index_came_to_be(engine: Engine) -> None:
    """Removed documents count no more, whether or not they still lie in a file somewhere."""
    others = [document(f"other{number}", body="rice and tin" * number) for number in range(6)]
    gone = document("gone", "Rice and rice", "rice strike rice", place="rice")
    engine.hold(*others, HARBOUR, VACCINE, gone)
    with engine.writer() as writer:
        writer.remove_file("gone.txt")
        writer.commit()
    grown = engine.hold(SUMMIT, RICE)
    with engine.writer() as writer:
        for name in ("harbour", "rice", "vaccine", "summit"):
            writer.remove_file(f"{name}.txt")
        writer.commit()
    fresh = engine.hold(RICE, HARBOUR, SUMMIT, VACCINE)
    for node in (Word("rice"), Word("strike"), Phrase("exports rise"), Prefix("har")):
        assert grown.search(Search(node)) == fresh.search(Search(node))


def test_what_every_document_repeats_is_worth_more_in_a_longer_question(engine: Engine) -> None:
    """*mine* stands five times where it stands at all, *rise* once; both are as rare."""
    others = [document(f"other{number}", body="other words here") for number in range(6)]
    index = engine.hold(
        document("mines", body="mine mine mine mine mine strike"),
        document("more", body="mine mine mine mine mine news"),
        document("rise", body="rise strike news news news news"),
        document("fall", body="rise fall news news news news"),
        *others,
    )
    words = tuple(map(Word, ("mine", "rise", "nowhere", "never-seen", "unheard")))
    search = Search(Or(words), limit=9)
    weights = {
        word.text: word.weight
        for found in index.explain(search, ["mines", "rise"])
        for word in found.words
    }
    facts = ranking.TermStatistics(documents=2, occurrences=10)
    power = ranking.emphasis(ranking.PROFILES["news"], 5)
    assert weights["mine"] == pytest.approx(ranking.word_weight(facts, 10, power))
    assert weights["mine"] > weights["rise"]
    plain = index.explain(Search(Or(words), profile="plain"), ["mines", "rise"])
    assert plain[0].words[0].weight == plain[1].words[0].weight == ranking.idf(2, 10)


def test_function_words_are_required_and_score_nothing(engine: Engine) -> None:
    index = engine.hold(
        document("with", body="the price of tin"), document("without", body="tin price")
    )
    both = index.search(Search(And((Word("the"), Word("tin")))))
    assert [found.id for found in both.documents] == ["with"]
    assert both.documents[0].score == index.search(Search(Word("tin"))).documents[-1].score
    assert index.search(Search(Word("the"))).documents[0].score > 0
    plain = index.search(Search(And((Word("the"), Word("tin"))), profile="plain"))
    assert plain.documents[0].score > 0


def test_a_function_word_in_capitals_is_a_name_unless_everything_is(engine: Engine) -> None:
    index = engine.hold(document("who", body="WHO tin"), document("tin", body="tin tin tin"))
    assert ids(index, Or((Word("WHO"), Word("tin")))) == ["who", "tin"]
    assert ids(index, Or((Word("who"), Word("tin")))) == ["tin", "who"]
    assert ids(index, Or((Word("WHO"), Word("TIN")))) == ["tin", "who"]


def test_a_weight_multiplies_what_stands_below_it(index: OpenIndex) -> None:
    once = index.search(Search(And((Word("rice"), Word("exports")))))
    twice = index.search(Search(Boost(And((Word("rice"), Word("exports"))), 2.0)))
    assert twice.documents[0].score == pytest.approx(2 * once.documents[0].score)
    assert twice.total == once.total


def test_an_expansion_adds_to_scores_and_finds_nothing(index: OpenIndex) -> None:
    plain = index.search(Search(Word("strike")))
    added = Search(Word("strike"), expansion=(Boost(Word("talks"), 3.0),))
    page = index.search(added)
    assert page.total == plain.total
    scores = {found.id: found.score for found in plain.documents}
    talks = index.search(Search(Word("talks"))).documents[0].score
    now = {found.id: found.score for found in page.documents}
    assert now["harbour"] == pytest.approx(scores["harbour"] + 3 * talks)
    assert now["summit"] == scores["summit"]
    (explained,) = index.explain(added, ["harbour"])
    assert [(word.text, word.from_expansion) for word in explained.words] == [
        ("strike", False),
        ("talks", True),
    ]


def test_freshness_doubles_the_newest_and_leaves_the_undated_alone(index: OpenIndex) -> None:
    """The newest is of 2020-07-02, 2 days after the other; half of the gain goes in 180 days."""
    node = Or((Word("strike"), Word("rice"), Word("islands")))
    old = {found.id: found.score for found in index.search(Search(node)).documents}
    new = {
        found.id: found.score / old[found.id]
        for found in index.search(Search(node, profile="recent")).documents
    }
    assert new["vaccine"] == 1.0
    assert new["rice"] == 2.0
    assert new["harbour"] == pytest.approx(1 + 2 ** (-2 / 180))
    assert new["summit"] == pytest.approx(1 + 2 ** (-548 / 180))


def test_a_date_in_the_future_is_no_measure_of_age(index: OpenIndex) -> None:
    search = Search(Word("harbour"), profile="recent", today=date(2020, 6, 30))
    (explained,) = index.explain(search, ["harbour"])
    assert explained.freshness == 2.0
    (rice,) = index.explain(replaced(search, tree=Word("rice")), ["rice"])
    assert rice.freshness == 2.0


EXPLAINED = [
    Word("strike"),
    Word("co-operation"),
    And((Word("strike"), Word("harbour"), Not(Word("rice")))),
    Or((And((Word("strike"), Word("rice"))), Word("second"), Word("harbour"))),
    And((Phrase("enters second week"), DateRange(date(2020, 1, 1), None))),
    InField("title", Or((Word("harbour"), Prefix("str")))),
    And((Everything(), Word("the"), Word("talks"))),
    Boost(Or((Word("strike"), Boost(Prefix("work"), 0.5))), 3.0),
]


@pytest.mark.parametrize("profile", ranking.PROFILES)
@pytest.mark.parametrize("node", EXPLAINED, ids=str)
def test_an_explanation_sums_to_the_score(index: OpenIndex, node: Node, profile: str) -> None:
    search = Search(node, profile=profile, expansion=(Boost(Word("week"), 0.3),))
    scores = {found.id: found.score for found in index.search(search).documents}
    explained = index.explain(search, ["harbour"])
    assert [each.id for each in explained] == ["harbour"]
    for each in explained:
        assert each.score == pytest.approx(scores[each.id], rel=1e-12)
        assert each.freshness * sum(word.score for word in each.words) == pytest.approx(each.score)
        for word in each.words:
            assert sum(field.score for field in word.fields) == pytest.approx(word.score)
            assert all(field.occurrences > 0 for field in word.fields)


def test_an_explanation_says_where_each_word_stands(index: OpenIndex) -> None:
    (harbour,) = index.explain(Search(Word("harbour")), ["harbour"])
    (word,) = harbour.words
    assert (word.text, word.documents, word.from_expansion) == ("harbour", 1, False)
    assert [(field.field, field.occurrences, field.length) for field in word.fields] == [
        ("title", 1, 5),
        ("body", 1, 17),
    ]
    (titled,) = index.explain(Search(InField("title", Word("harbour"))), ["harbour"])[0].words
    assert titled.text == "title:harbour"


def test_how_many_documents_have_a_word(index: OpenIndex) -> None:
    assert index.document_frequencies(["strike", "strikes", "nowhere", "..."]) == [2, 2, 0, 0]
    assert index.document_frequencies([]) == []


# --- looking up


def test_documents_come_back_whole_and_in_the_order_asked_for(index: OpenIndex) -> None:
    assert index.documents(["summit", "nobody", "harbour"]) == [SUMMIT, HARBOUR]
    assert index.documents([]) == []


def test_a_document_keeps_every_character(engine: Engine) -> None:
    odd = document(
        "odd", "[red]\x1b[31m \u202e", "NUL \x00, tab \t, \ud800 and 🦜", path="a \udcff b/ç.txt"
    )
    assert engine.hold(odd).documents(["odd"]) == [odd]


def test_ids_are_found_by_how_they_begin(index: OpenIndex) -> None:
    assert index.ids_starting_with("", 10) == ["harbour", "rice", "summit", "vaccine"]
    assert index.ids_starting_with("s", 10) == ["summit"]
    assert index.ids_starting_with("", 2) == ["harbour", "rice"]
    assert index.ids_starting_with("x", 2) == []


def test_the_documents_of_a_file_keep_its_order(engine: Engine) -> None:
    names = ["m", "c", "z", "a"]
    with engine.writer() as writer:
        for start in (0, 2):
            writer.put(document(name, path="news/all.jsonl") for name in names[start : start + 2])
            writer.commit()
    assert engine.index().ids_of_file("news/all.jsonl") == names
    assert engine.index().ids_of_file("news") == []


def test_words_are_listed_by_how_they_begin(index: OpenIndex) -> None:
    assert index.list_terms("ex", "body", 10) == ["exports"]
    assert index.list_terms("vacc", "title", 10) == ["vaccines"]
    assert index.list_terms("vacc", "body", 10) == ["vaccine"]
    assert index.list_terms("", "place", 2) == ["bangkok", "ha"]
    assert index.list_terms("zz", "body", 10) == []


def test_words_and_ids_of_removed_documents_are_not_listed(engine: Engine) -> None:
    engine.hold(HARBOUR, RICE)
    with engine.writer() as writer:
        writer.remove_file("rice.txt")
        writer.commit()
    index = engine.index()
    assert index.list_terms("ri", "title", 10) == []
    assert index.ids_starting_with("ri", 10) == []
    assert index.documents(["rice"]) == []
    assert ids(index, Everything()) == ["harbour"]


def test_info_counts(engine: Engine) -> None:
    with engine.writer() as writer:
        replace(writer, [HARBOUR, RICE, VACCINE, SUMMIT])
        writer.record_file(record("broken.txt", 0, problem="not text"))
        writer.commit()
    info = engine.index().info()
    assert (info.documents, info.files, info.undated, info.unsourced) == (4, 5, 1, 1)
    assert (info.first_date, info.last_date) == ("2019-01-01", "2020-07-02")
    assert info.sources == {"VNA": 2, "Reuters": 1}
    assert [problem.path for problem in info.problems] == ["broken.txt"]


def test_an_index_may_be_empty(engine: Engine) -> None:
    index = engine.index()
    assert index.search(Search(Everything())).total == 0
    assert index.search(Search(Or((Word("rice"), Phrase("rice prices"), Prefix("ri"))))).total == 0
    assert index.list_terms("a", "body", 1) == index.ids_starting_with("", 1) == []
    info = index.info()
    assert (info.documents, info.first_date, info.sources) == (0, None, {})


# --- writing


def test_a_file_is_replaced(engine: Engine) -> None:
    engine.hold(HARBOUR, RICE)
    index = engine.hold(document("harbour2", "Calm", "All quiet.", path="harbour.txt"))
    assert index.ids_starting_with("", 9) == ["harbour2", "rice"]
    assert ids(index, Word("strike")) == []


def test_a_document_put_twice_in_one_go_is_there_once(engine: Engine) -> None:
    with engine.writer() as writer:
        replace(writer, [HARBOUR, RICE])
        assert writer.remove_file("harbour.txt") == 1
        assert writer.remove_file("harbour.txt") == 0
        writer.put([HARBOUR])
        writer.commit()
    index = engine.index()
    assert ids(index, Word("strike")) == ["harbour"]
    assert index.documents(["harbour"]) == [HARBOUR]
    assert index.info().documents == 2


def test_removing_says_how_many_documents_there_were(engine: Engine) -> None:
    with engine.writer() as writer:
        assert writer.put(document(name, path="many.jsonl") for name in "abc") == 3
        writer.commit()
    with engine.writer() as writer:
        assert writer.remove_file("many.jsonl") == 3
        assert writer.remove_file("many.jsonl") == 0
        writer.commit()
    assert engine.index().info().documents == 0


def test_nothing_is_seen_before_the_commit_and_nothing_stays_after_a_rollback(
    engine: Engine,
) -> None:
    engine.hold(RICE)
    with engine.writer() as writer:
        replace(writer, [HARBOUR])
        writer.remove_file("rice.txt")
        assert engine.index().ids_starting_with("", 9) == ["rice"]
        assert writer.file("harbour.txt") and not writer.file("rice.txt")
        writer.rollback()
        assert writer.file("rice.txt") and not writer.file("harbour.txt")
        writer.commit()
        assert engine.index().ids_starting_with("", 9) == ["rice"]
        replace(writer, [SUMMIT])
        writer.commit()
    assert engine.index().ids_starting_with("", 9) == ["rice", "summit"]


def test_leaving_with_an_exception_rolls_back(engine: Engine) -> None:
    engine.hold(RICE)
    with pytest.raises(KeyError), engine.writer() as writer:
        replace(writer, [HARBOUR])
        writer.remove_file("rice.txt")
        raise KeyError
    assert engine.index().ids_starting_with("", 9) == ["rice"]
    with engine.writer() as writer:
        assert [each.path for each in writer.files_under("")] == ["rice.txt"]


def test_an_open_index_does_not_change(engine: Engine) -> None:
    before = engine.hold(HARBOUR, RICE)
    also_before = engine.index()
    with engine.writer() as writer:
        writer.remove_file("rice.txt")
        replace(writer, [document("harbour", "Calm", "All quiet."), SUMMIT])
        writer.commit()
        for index in (before, also_before):
            assert ids(index, Word("strike")) == ["harbour"]
            assert index.documents(["harbour", "rice"]) == [HARBOUR, RICE]
        assert ids(engine.index(), Word("strike")) == ["summit"]


def test_many_small_commits_hold_together(engine: Engine) -> None:
    for number in range(30):
        with engine.writer() as writer:
            replace(writer, [document(f"d{number:02}", f"Story {number}", f"common word{number}")])
            if number % 3 == 0 and number:
                writer.remove_file(f"d{number - 1:02}.txt")
            writer.commit()
    index = engine.index()
    left = [f"d{number:02}" for number in range(30) if number % 3 != 2 or number == 29]
    assert index.ids_starting_with("", 99) == left
    assert index.search(Search(Word("common"), limit=0)).total == len(left)
    assert ids(index, Word("word7")) == ["d07"]
    assert ids(index, Word("word8")) == []
    with engine.writer() as writer:
        assert len(list(writer.files_under(""))) == len(left)


# --- the files remembered


def test_files_are_remembered_by_folder_in_order(engine: Engine) -> None:
    paths = ["a", "a!/x", "a/b", "a/b/c", "a0", "b/a", "a/é", "z\udcff"]
    with engine.writer() as writer:
        for path in paths[::2]:
            writer.record_file(record(path))
        writer.commit()
        for path in paths[1::2]:
            writer.record_file(record(path))
        assert [each.path for each in writer.files_under("")] == sorted(paths)
        assert [each.path for each in writer.files_under("a")] == ["a", "a/b", "a/b/c", "a/é"]
        assert [each.path for each in writer.files_under("a/b")] == ["a/b", "a/b/c"]
        assert list(writer.files_under("nowhere")) == []
        writer.commit()
    with engine.writer() as writer:
        assert [each.path for each in writer.files_under("")] == sorted(paths)


def test_files_may_be_forgotten_while_they_are_listed(engine: Engine) -> None:
    with engine.writer() as writer:
        for number in range(5):
            writer.record_file(record(f"{number}"))
        writer.commit()
        for each in writer.files_under(""):
            writer.remove_file(each.path)
            writer.commit()
        assert list(writer.files_under("")) == []


def test_a_file_is_remembered_as_it_was_recorded(engine: Engine) -> None:
    kept = record("x", 3, digest="cd", mtime_ns=2**62, problem="2 records without an id")
    with engine.writer() as writer:
        writer.record_file(kept)
        assert writer.file("x") == kept
        writer.commit()
    with engine.writer() as writer:
        assert writer.file("x") == kept
        assert writer.file(os.devnull) is None


def test_a_date_is_in_a_range_when_all_of_its_days_are(engine: Engine) -> None:
    """A year or a month that only begins in the range may lie outside of it."""
    dates = ("2020", "2020-06", "2020-06-30", "2020-12", "2020-12-31", "2021")
    with engine.hold(*[document(f"of{each}", date=each) for each in dates]) as index:

        def found(first: date | None, last: date | None) -> list[str]:
            page = index.search(Search(DateRange(first, last), sort=Sort.OLDEST))
            return [each.id.removeprefix("of") for each in page.documents]

        assert found(date(2020, 6, 1), date(2020, 6, 30)) == ["2020-06", "2020-06-30"]
        assert found(date(2020, 6, 2), date(2020, 12, 31)) == [
            "2020-06-30", "2020-12", "2020-12-31",
        ]  # fmt: skip
        assert found(date(2020, 1, 1), date(2020, 12, 31)) == list(dates[:5])
        assert found(date(2020, 12, 1), None) == ["2020-12", "2020-12-31", "2021"]
        assert found(None, date(2020, 12, 30)) == ["2020-06", "2020-06-30"]


def test_whatever_is_known_of_a_document_comes_back(engine: Engine) -> None:
    full = document(
        "report",
        "Report",
        "One page. Another page.",
        date="2020-06",
        author="L. Minh",
        author_from="byline",
        language="vi",
        language_from="record",
        url="https://example.org/report",
        url_from="record",
        pages=(0, 10),
        keywords=(("topic", "rice"), ("topic", "tin")),
        rejected_dates=("2071-01-01 (record)",),
    )
    with engine.hold(full) as index:
        assert index.documents(["report"]) == [full]


class TestManyAnswers:
    """``search_all`` and ``scan``: what needs more than a page."""

    def test_many_searches_give_the_pages_of_the_single_ones(self, engine: Engine) -> None:
        searches = [Search(Word("rice")), Search(Word("tin"), limit=0), Search(Word("zinc"))]
        with engine.hold(*STORIES) as index:
            assert index.search_all(searches) == [index.search(each) for each in searches]
            assert index.search_all([]) == []

    @pytest.mark.parametrize("sort", Sort)
    def test_a_scan_gives_every_match_once_in_the_order_of_the_pages(
        self, engine: Engine, sort: Sort
    ) -> None:
        search = Search(Word("rice"), sort=sort, limit=2)
        with engine.hold(*STORIES) as index:
            everything = list(index.search(structs.replace(search, limit=99)).documents)
            assert len(everything) == 5
            assert list(index.scan(search)) == everything
            assert list(index.scan(structs.replace(search, offset=3))) == everything

    def test_a_scan_goes_on_after_a_document(self, engine: Engine) -> None:
        with engine.hold(*STORIES) as index:
            everything = list(index.scan(Search(Word("rice"))))
            for number, each in enumerate(everything, 1):
                assert list(index.scan(Search(Word("rice")), each.id)) == everything[number:]
            assert list(index.scan(Search(Word("rice")), "nobody")) == []
            assert list(index.scan(Search(Word("zinc")))) == []


def test_a_view_stays_as_it_was_and_refresh_opens_what_was_committed_since(
    engine: Engine,
) -> None:
    with engine.hold(document("one", "Rice")) as old:
        assert old.refresh() is old
        engine.hold(document("two", "Rice")).close()
        assert old.search(Search(Word("rice"))).total == 1
        with old.refresh() as new:
            assert new is not old
            assert new.search(Search(Word("rice"))).total == 2
            assert new.refresh() is new
        assert [each.id for each in old.documents(["one", "two"])] == ["one"]


STORIES = [
    document(f"rice{n}", "Rice " * (n + 1), f"Harvest {n}", date=f"2020-0{n + 1}-01")
    for n in range(5)
] + [document("tin", "Tin", "A mine.")]


class Limited(ReferenceIndex):
    """An engine without the optional abilities."""

    def capabilities(self) -> Capabilities:
        return Capabilities("limited", explanations=False, expansion=False)


@pytest.mark.parametrize(
    ("request_", "ability"),
    [
        (SearchRequest("rice", explain=True), "explanations"),
        (SearchRequest("rice", expand=True), "expansion"),
    ],
)
def test_an_ability_that_an_engine_lacks_is_refused_never_left_out(
    request_: SearchRequest, ability: str
) -> None:
    index = Limited(Archive(documents={each.id: each for each in STORIES}))
    assert ask.search(index, SearchRequest("rice")).total == 5
    with pytest.raises(UnsupportedByEngineError, match=f"limited has no {ability}") as caught:
        ask.search(index, request_)
    assert caught.value.exit_code == ExitCode.ERROR
    assert "asearch index" in caught.value.hint
