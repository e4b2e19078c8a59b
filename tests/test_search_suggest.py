"""What is said when nothing, or little, is found: why, and what could be asked instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from engines import document
from reference_engine import Archive, ReferenceIndex

from asean_search.engine.interface import Page, Search
from asean_search.model import SearchRequest, SearchResult, Suggestions, WordFrequency
from asean_search.output.wording.suggestions import suggestion_lines
from asean_search.search.ask import search
from asean_search.search.suggest import spelling

TODAY = date(2021, 3, 14)
HELD = [
    *(
        document(f"v{n}", "Clinic", f"Vaccine doses, day {n}.", date="2021-02-01", source="Antara")
        for n in range(12)
    ),
    document("road", "Road", "Access by road for the vaccine.", date="2020-05-01", source="VNA"),
    document("rice", "Rice", "The government sells rice. Access is free."),
]


def ask(text: str, **options: object) -> SearchResult:
    index = ReferenceIndex(Archive(documents={each.id: each for each in HELD}))
    return search(index, SearchRequest(text, **options), today=TODAY)  # type: ignore[arg-type]


def suggestions(text: str, **options: object) -> Suggestions:
    found = ask(text, **options).suggestions
    assert found is not None
    return found


def counts(text: str, **options: object) -> list[tuple[str, int]]:
    return [(each.label, each.documents) for each in suggestions(text, **options).counts]


def relaxed(text: str, **options: object) -> list[tuple[str, int]]:
    return [(each.query, each.documents) for each in suggestions(text, **options).relaxed]


def test_each_word_is_counted_and_all_together_and_with_each_filter() -> None:
    assert counts("vaccine access source:Antara") == [
        ("vaccine", 13), ("access", 2), ("both", 1), ("source:Antara", 0),
    ]  # fmt: skip
    assert counts('vaccine "by road" doses -day', since="2021") == [
        ("vaccine", 13), ('"by road"', 1), ("doses", 12), ("all", 0),
        ("NOT day", 0), ("date:>=2021", 0),
    ]  # fmt: skip


def test_options_count_as_filters() -> None:
    assert counts("access", sources=("Antara", "VNA"), on="2019")[1:] == [
        ("date:2019", 0),
        ("source:Antara OR source:VNA", 1),
    ]


def test_words_nobody_wrote_are_compared_with_those_of_the_index() -> None:
    (word,) = suggestions("vacine road").spelling
    assert (word.word, word.documents, word.candidates[0]) == (
        "vacine",
        0,
        WordFrequency("vaccine", 13),
    )
    assert relaxed("vacine road")[0] == ("vaccine AND road", 1)
    assert suggestions('"vacine doses"').relaxed[0].query == '"vaccine doses"'


def test_a_question_in_words_is_offered_without_its_function_words() -> None:
    """They are wanted like any others, so that few documents have them all."""
    (way, *_) = suggestions("what is the government of rice").relaxed
    assert (way.query, way.change, way.documents) == (
        "government AND rice",
        "without what, is, the, of",
        1,
    )
    assert ask("the vaccine").total == 1
    assert relaxed("the vaccine") == [("vaccine", 13)]
    assert ask("the road").suggestions is None
    assert ask("the OR road").suggestions is None


def test_stems_are_never_suggested() -> None:
    (word,) = suggestions("goverment").spelling
    assert word.candidates == (WordFrequency("government", 1),)


def test_questions_that_find_more_come_with_what_is_changed() -> None:
    ways = suggestions("vaccine access source:Antara").relaxed
    assert [(way.query, way.change, way.documents) for way in ways] == [
        ("vaccine AND access", "without source:Antara", 1),
        ("vaccine AND source:Antara", "without access", 12),
    ]
    assert relaxed("road government")[-1] == ("road OR government", 2)


def test_what_had_to_stand_together_may_stand_anywhere() -> None:
    assert relaxed('"vaccine road"')[0] == ("vaccine AND road", 1)
    assert relaxed("lead:1(road) vaccine")[0] == ("road AND vaccine", 1)
    assert relaxed("same:sentence(rice access)")[0] == ("rice AND access", 1)
    assert relaxed("title:(=clinics)")[0] == ("title:clinics", 12)


def test_options_are_kept_in_what_is_offered_but_for_the_one_left_out() -> None:
    ways = suggestions("access", since="2021", sources=("VNA",)).relaxed
    assert [(way.since, way.sources, way.documents) for way in ways] == [(None, ("VNA",), 1)]


def test_the_nearest_source_is_offered() -> None:
    assert relaxed("vaccine source:Antra")[0] == ("vaccine AND source:Antara", 12)
    (way, *_) = suggestions("vaccine", sources=("Antra",)).relaxed
    assert (way.sources, way.change) == (("Antara",), "with source Antara instead of Antra")


@pytest.mark.parametrize(
    ("query", "note"),
    [
        (
            "rice date:1990",
            "no document has a date in 1990; the dates are 2020-05-01 to 2021-02-01",
        ),
        ("rice lang:vi", "no document is in the language 'vi'"),
        ("rice source:Antra", "no document has the source 'Antra'; similar names: Antara, VNA"),
    ],
)
def test_what_no_document_has_is_said(query: str, note: str) -> None:
    assert ask(query).query.notes == (note,)


def test_an_option_that_no_document_passes_is_said() -> None:
    (note,) = ask("rice", since="2030").query.notes
    assert note.startswith("no document has a date in >=2030")


def test_several_mistakes_are_mended_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also that of a short word which somebody wrote, if another is far more frequent."""
    monkeypatch.setattr(spelling, "_SHORT_RATIO_MIN", 20)
    held = [
        *(document(f"r{n}", "Rates", f"Interest rates rose, day {n}.") for n in range(25)),
        document("rat", "Rats", "An intrest in rats."),
    ]
    index = ReferenceIndex(Archive(documents={each.id: each for each in held}))
    found = search(index, SearchRequest("intrest rats day -in"), today=TODAY).suggestions
    assert found is not None
    assert {each.word: each.candidates[0].word for each in found.spelling} == {
        "intrest": "interest",
        "rats": "rates",
    }
    assert (found.relaxed[0].query, found.relaxed[0].documents) == (
        "interest AND rates AND day AND NOT in",
        25,
    )


def test_the_mistakes_of_others_are_not_offered() -> None:
    held = [
        *(document(f"g{n}", "Rule", f"The government ruled on day {n}.") for n in range(120)),
        document("odd", "Odd", "The goverment ruled."),
    ]
    index = ReferenceIndex(Archive(documents={each.id: each for each in held}))
    found = search(index, SearchRequest("govermment"), today=TODAY).suggestions
    assert found is not None
    assert found.spelling[0].candidates == (WordFrequency("government", 120),)


class Counting(ReferenceIndex):
    """Counts the calls that would be round trips to a remote engine."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.calls: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name in REMOTE:
            super().__getattribute__("calls").append(name)
        return super().__getattribute__(name)


REMOTE = {
    *("search", "search_all", "explain", "documents", "info", "acronyms", "list_terms"),
    *("spelling_candidates", "document_frequencies", "keyword_fields"),
}


@pytest.mark.parametrize(
    ("text", "calls_max"),
    [
        ("vaccine", 3),
        ("vaccine exercise source:VNA", 12),
        ("one two three four five six seven", 20),
        (" ".join(f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)), 25),
    ],
)
def test_suggestions_cost_a_handful_of_calls_to_the_engine(text: str, calls_max: int) -> None:
    """Counts go into one call together; each misspelt word has its own look-up, at most twelve."""
    index = Counting(Archive(documents={each.id: each for each in HELD}))
    search(index, SearchRequest(text), today=TODAY)
    calls = [name for name in index.calls if name != "search" or "search_all" not in index.calls]
    assert len(calls) <= calls_max, index.calls


def test_few_hits_are_rescued_only_from_a_likely_mistake() -> None:
    misspelt = document("odd", "Odd", "A vacine was sold.")
    index = ReferenceIndex(Archive(documents={each.id: each for each in [*HELD, misspelt]}))
    assert search(index, SearchRequest("vacine"), today=TODAY).suggestions is not None
    assert ask("road").suggestions is None
    assert ask("rice").suggestions is None
    assert ask("vaccine").suggestions is None


def test_nothing_is_relaxed_where_nothing_is_asked_for() -> None:
    assert ask("submarine", limit=0).suggestions is None
    assert ask("submarine", offset=5).suggestions is None
    assert search(ReferenceIndex(Archive()), SearchRequest("rice"), today=TODAY).suggestions is None


def test_the_answer_itself_is_never_relaxed() -> None:
    result = ask("vacine")
    assert (result.total, result.hits) == (0, ())


def test_commands_can_be_pasted() -> None:
    lines = list(suggestion_lines(suggestions("vaccine access", sources=("Antara",), on="2021-02")))
    assert lines[0] == (
        "Documents: vaccine 13 · access 2 · both 1 · with date:2021-02 0 · with source:Antara 0"
    )
    assert (
        "  asearch query vaccine --since 2021-02-01 --until 2021-02-28 --source Antara"
        "    12 documents, without access"
    ) in lines


class Truncated(ReferenceIndex):
    """An index that never looks at everything."""

    def search(self, search: Search) -> Page:
        page = super().search(search)
        return Page(page.total, page.documents, truncated=("a bound was reached",))


def test_an_answer_that_is_not_complete_says_so() -> None:
    index = Truncated(Archive(documents={each.id: each for each in HELD}))
    assert search(index, SearchRequest("rice"), today=TODAY).truncated == ("a bound was reached",)


@pytest.mark.parametrize("text", ["date:2019", "has:language", "-vaccine -access -rice"])
def test_filters_alone_are_not_counted(text: str) -> None:
    result = ask(text)
    assert result.total == 0
    assert result.suggestions is None or not result.suggestions.counts
