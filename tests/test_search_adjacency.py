"""The words of a short query side by side, and the accents that were typed, decide who is first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from engines import document
from reference_engine import Archive, ReferenceIndex

from asean_search.engine.interface import OpenIndex
from asean_search.model import SearchRequest, SearchResult, Sort
from asean_search.search import ask

TODAY = date(2021, 3, 14)
HELD = [
    document("scattered", "Bay and green", "A long ferry. Green is the bay, and green the ferry."),
    document("reversed", "The bay is green", "Bay green ferry, bay green ferry, bay green."),
    document("together", "A port", "Of many ports one is Green Bay; the ferry leaves at noon."),
    document("twice", "A port", "Green Bay and again Green Bay have a ferry."),
    document("other", "Rice", "Rice is sold."),
    document("bao", "Giá gạo", "Báo số ba đăng tin: bao số ba.", language="vi"),
    document("storm", "Thời tiết", "Cơn bão số ba vào gần bờ.", language="vi"),
    document("apart", "Bão", "Bão vào bờ. Số tàu là ba.", language="vi"),
]


@pytest.fixture
def index() -> OpenIndex:
    return ReferenceIndex(Archive(documents={each.id: each for each in HELD}))


def ask_for(index: OpenIndex, text: str, **options: Any) -> SearchResult:
    return ask.search(index, SearchRequest(text, **options), today=TODAY)


def ids(result: SearchResult) -> list[str]:
    return [hit.document.id for hit in result.hits]


def test_documents_with_the_words_side_by_side_in_order_come_first(index: OpenIndex) -> None:
    result = ask_for(index, "green bay")
    assert set(ids(result)[:2]) == {"together", "twice"}
    assert (result.total, len(result.hits)) == (4, 4)


def test_scores_and_totals_are_those_of_the_words(index: OpenIndex) -> None:
    tiered = {hit.document.id: hit.score for hit in ask_for(index, "green bay").hits}
    explicit = {hit.document.id: hit.score for hit in ask_for(index, "(green bay)^1").hits}
    assert tiered == explicit


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_hold_every_document_once_in_the_order_of_the_whole(
    index: OpenIndex, size: int
) -> None:
    for text in ("green bay", "bão số ba"):
        whole = ids(ask_for(index, text, limit=99))
        pages = [
            ids(ask_for(index, text, limit=size, offset=offset))
            for offset in range(0, len(whole), size)
        ]
        assert [each for page in pages for each in page] == whole


def test_facets_count_all_matches(index: OpenIndex) -> None:
    facets = ask_for(index, "green bay", limit=1, facets=("source",)).facets
    assert [row.documents for row in facets["source"]] == [4]


def test_typed_accents_come_before_other_forms_of_the_letters(index: OpenIndex) -> None:
    assert ids(ask_for(index, "bão số ba")) == ["storm", "bao", "apart"]
    assert ids(ask_for(index, "báo số ba"))[0] == "bao"
    assert set(ids(ask_for(index, "bao so ba"))) == {"storm", "bao", "apart"}
    assert set(ids(ask_for(index, "bão"))[:2]) == {"storm", "apart"}


def test_accents_in_another_form_of_unicode_are_the_same(index: OpenIndex) -> None:
    assert ids(ask_for(index, "ba\u0303o số ba"))[0] == "storm"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("green bay", {"sort": Sort.NEWEST}),
        ("green bay", {"profile": "plain"}),
        ("green OR bay", {}),
        ("green bay -ferry", {}),
        ("one two three four five six", {}),
    ],
)
def test_other_orders_and_other_queries_are_left_alone(
    index: OpenIndex, text: str, options: dict[str, Any]
) -> None:
    """The order is that of the engine's one search."""
    searched = []
    search = index.search

    class Watched(ReferenceIndex):
        def search(self, request: Any) -> Any:
            searched.append(request)
            return search(request)

    watched = Watched(Archive(documents={each.id: each for each in HELD}))
    result = ask_for(watched, text, **options)
    first = search(searched[0]).documents
    assert ids(result) == [each.id for each in first]


def test_a_filter_of_the_options_still_narrows(index: OpenIndex) -> None:
    assert ask_for(index, "green bay", sources=("VNA",)).total == 0
