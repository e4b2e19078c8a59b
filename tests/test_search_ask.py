"""The use case of a query, against the reference engine: what is asked, told and shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reference_engine import Archive, ReferenceIndex

from asean_search.engine.interface import OpenIndex
from asean_search.errors import (
    DateSyntaxError,
    QuerySyntaxError,
    RequestError,
    UnknownFieldError,
)
from asean_search.model import Document, Location, SearchRequest, SearchResult, Sort
from asean_search.paths import document_id
from asean_search.search.ask import PARTIAL_LIMIT, search

TODAY = date(2021, 3, 14)


def document(name: str, body: str, **known: Any) -> Document:
    """A document whose title is its name unless one is given."""
    fields: dict[str, Any] = {"title": name, **known}
    return Document(
        id=document_id(name), path=f"{name}.txt", title_from="record", body=body, **fields
    )


ARCHIVE = [
    document(
        "ferry",
        "The ferry to Batam sails again. Passengers showed a vaccine card at the pier.",
        date="2021-02-01",
        source="Antara",
    ),
    document("clinic", "A clinic in Dili received vaccine doses. Access by road stays hard."),
    document(
        "harvest",
        "Farmers expect a good harvest of rice. The road to the market has been mended.",
        date="2020-11-20",
        source="VNA",
    ),
    *(document(f"note {n}", f"Minutes of meeting {n} on rice and roads.") for n in range(9)),
]


@pytest.fixture
def index() -> Iterator[OpenIndex]:
    """An index of the archive above."""
    yield ReferenceIndex(Archive(documents={each.id: each for each in ARCHIVE}))


def titles(result: SearchResult) -> list[str]:
    return [hit.document.title for hit in result.hits]


def test_a_hit_has_all_the_words_with_each_of_them_highlighted(index: OpenIndex) -> None:
    """Plain words are all required, and the snippets show them."""
    result = search(index, SearchRequest("vaccine access"), today=TODAY)

    assert titles(result) == ["clinic"]
    assert result.total == result.returned == 1
    shown = {
        snippet.text[span.start : span.end].lower()
        for snippet in result.hits[0].snippets
        for span in snippet.highlights
    }
    assert shown == {"vaccine", "access"}


def test_the_title_is_highlighted_where_it_matches(index: OpenIndex) -> None:
    """A word of the title is marked in the title."""
    result = search(index, SearchRequest("ferry"), today=TODAY)

    (span,) = result.hits[0].title_highlights
    assert result.hits[0].document.title[span.start : span.end] == "ferry"


def test_ranks_go_on_over_the_pages(index: OpenIndex) -> None:
    """The second page begins where the first one ended, and the total stays the same."""
    first = search(index, SearchRequest("rice", limit=4), today=TODAY)
    second = search(index, SearchRequest("rice", limit=4, offset=4), today=TODAY)

    assert [hit.rank for hit in first.hits] == [1, 2, 3, 4]
    assert [hit.rank for hit in second.hits] == [5, 6, 7, 8]
    assert first.total == second.total == 10
    assert not set(titles(first)) & set(titles(second))


def test_the_closest_documents_stand_apart_when_none_has_all_the_words(index: OpenIndex) -> None:
    """They are never hits and never in the total."""
    result = search(index, SearchRequest("vaccine harvest"), today=TODAY)

    assert result.total == 0
    assert result.hits == ()
    assert {hit.document.title for hit in result.partial} == {"ferry", "clinic", "harvest"}
    assert [hit.rank for hit in result.partial] == [1, 2, 3]


def test_the_closest_documents_are_few(index: OpenIndex) -> None:
    """An archive full of half matches is not poured out."""
    result = search(index, SearchRequest("rice submarine"), today=TODAY)

    assert len(result.partial) == PARTIAL_LIMIT


def test_the_closest_documents_keep_to_the_filters(index: OpenIndex) -> None:
    """Relaxing the words never relaxes the dates and sources."""
    request = SearchRequest("vaccine harvest", since="2020", sources=("antara",))

    result = search(index, request, today=TODAY)

    assert [hit.document.title for hit in result.partial] == ["ferry"]


def test_one_word_has_no_closest_documents(index: OpenIndex) -> None:
    """Nothing is left of a single word that is not there."""
    assert search(index, SearchRequest("submarine"), today=TODAY).partial == ()


def test_dates_and_sources_narrow_the_answer(index: OpenIndex) -> None:
    """Both ends of a range are included; an undated document is outside every range."""
    request = SearchRequest("*", since="2020-11", until="2021-02-01")
    assert set(titles(search(index, request, today=TODAY))) == {"ferry", "harvest"}

    request = SearchRequest("*", sources=("vna", "ANTARA"))
    assert set(titles(search(index, request, today=TODAY))) == {"ferry", "harvest"}


def test_the_understanding_says_how_the_options_were_read(index: OpenIndex) -> None:
    """A partial date is told as the days it became; a source by its usual name."""
    request = SearchRequest("vaccine", since="2020", until="2021-02", sources=("antara",))

    understood = search(index, request, today=TODAY).query

    assert understood.canonical == "vaccine"
    assert (understood.since, understood.until) == (date(2020, 1, 1), date(2021, 2, 28))
    assert understood.sources == ("Antara",)


def test_newest_first_puts_undated_documents_last(index: OpenIndex) -> None:
    """Dates decide, and no date comes after every date."""
    result = search(index, SearchRequest("vaccine OR harvest", sort=Sort.NEWEST), today=TODAY)

    assert titles(result) == ["ferry", "harvest", "clinic"]


def test_what_has_no_letter_or_digit_is_ignored_with_a_note(index: OpenIndex) -> None:
    """A pasted headline works, and the user is told what was left out."""
    result = search(index, SearchRequest('vaccine "…" card'), today=TODAY)

    assert titles(result) == ["ferry"]
    assert any("…" in note for note in result.query.notes)


def test_a_query_without_any_word_is_refused(index: OpenIndex) -> None:
    """Nothing to look for is an error, not an empty answer."""
    with pytest.raises(QuerySyntaxError):
        search(index, SearchRequest('"…"'), today=TODAY)


def test_a_source_that_no_document_has_is_named_with_the_nearest_one(index: OpenIndex) -> None:
    """A misspelt source explains why nothing was found."""
    result = search(index, SearchRequest("vaccine", sources=("Antarra",)), today=TODAY)

    assert result.total == 0
    assert any("Antarra" in note and "Antara" in note for note in result.query.notes)


def test_a_misspelt_source_in_the_query_is_named_too(index: OpenIndex) -> None:
    """`source:` and `--source` are told alike."""
    result = search(index, SearchRequest("vaccine source:antarra"), today=TODAY)

    assert any("Antara" in note for note in result.query.notes)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (SearchRequest(""), QuerySyntaxError),
        (SearchRequest("colour:red"), UnknownFieldError),
        (SearchRequest('"open'), QuerySyntaxError),
        (SearchRequest("date:2020-13"), DateSyntaxError),
        (SearchRequest("rice", since="soonish"), DateSyntaxError),
        (SearchRequest("rice", since="2021", until="2020"), DateSyntaxError),
        (SearchRequest("rice", limit=-1), RequestError),
        (SearchRequest("rice", offset=-1), RequestError),
        (SearchRequest("rice", profile="best"), RequestError),
    ],
)
def test_what_cannot_be_understood_is_an_error(
    index: OpenIndex, request_: SearchRequest, error: type[RequestError]
) -> None:
    """Nothing is dropped without a word."""
    with pytest.raises(error) as caught:
        search(index, request_, today=TODAY)

    assert caught.value.message


def test_counting_fetches_no_document(index: OpenIndex) -> None:
    """A limit of 0 gives the total alone."""
    result = search(index, SearchRequest("rice", limit=0), today=TODAY)

    assert (result.total, result.hits, result.partial) == (10, (), ())


def test_an_empty_index_is_told_from_one_without_a_match(index: OpenIndex) -> None:
    """Only when nothing was found is it counted what the index holds."""
    empty: OpenIndex = ReferenceIndex(Archive())

    assert search(empty, SearchRequest("rice"), today=TODAY).index_documents == 0
    assert search(index, SearchRequest("submarine"), today=TODAY).index_documents == len(ARCHIVE)
    assert search(index, SearchRequest("rice"), today=TODAY).index_documents is None


def highlighted(result: SearchResult) -> set[str]:
    return {
        snippet.text[span.start : span.end]
        for hit in (*result.hits, *result.partial)
        for snippet in hit.snippets
        for span in snippet.highlights
    }


def test_other_names_are_looked_for_told_and_marked() -> None:
    held = [
        document("a", "Ministers flew to Viet Nam on Monday."),
        document("b", "Ministers flew to Vietnam on Monday.", language="en"),
    ]
    result = search(
        ReferenceIndex(Archive({each.id: each for each in held})),
        SearchRequest('"to vietnam on"'),
        today=TODAY,
    )
    assert titles(result) == ["b", "a"]
    assert ("Vietnam", "Viet Nam", "alias") in {
        (each.of, each.text, each.by) for each in result.query.synonyms
    }
    assert highlighted(result) == {"to Viet Nam on", "to Vietnam on"}
    assert result.query.canonical == '"to vietnam on"'


def test_the_users_names_are_in_the_folder_of_the_index(
    index: OpenIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (tmp_path / "aliases.txt").write_text("boat = ferry\n", encoding="utf-8")
    assert search(index, SearchRequest("boat"), today=TODAY).total == 0
    result = search(index, SearchRequest("boat"), today=TODAY, location=Location(tmp_path))
    assert titles(result) == ["ferry"]
    assert highlighted(result) == {"ferry"}


def test_a_question_to_ask_instead_counts_what_it_will_find(
    index: OpenIndex, tmp_path: Path
) -> None:
    (tmp_path / "aliases.txt").write_text("boat = ferry\n", encoding="utf-8")
    result = search(
        index, SearchRequest("boat submarine"), today=TODAY, location=Location(tmp_path)
    )
    assert result.suggestions is not None
    assert ("boat", 1) in {(each.label, each.documents) for each in result.suggestions.counts}
    assert ("boat", 1) in {(each.query, each.documents) for each in result.suggestions.relaxed}


def test_words_are_marked_as_the_documents_language_stems_them() -> None:
    held = document("a", "Les vaccinées ont voté aux élections.", language="fr")
    index = ReferenceIndex(Archive({held.id: held}))
    assert highlighted(search(index, SearchRequest("élection"), today=TODAY)) == {"élections"}


def test_a_source_without_a_name_is_an_error(index: OpenIndex) -> None:
    for name in ("", "  "):
        with pytest.raises(RequestError, match="names no source"):
            search(index, SearchRequest("rice", sources=(name,)), today=TODAY)
