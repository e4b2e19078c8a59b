"""Telling words: what the first hits dwell on, and what makes one document like another."""

from __future__ import annotations

import pytest
from engines import document
from reference_engine import Archive, ReferenceIndex

from asean_search.engine.interface import Search
from asean_search.errors import RequestError
from asean_search.model import SearchRequest
from asean_search.query.nodes import And, Or, Word
from asean_search.search import ask, feedback, similar
from asean_search.search.key_terms import CHARS_MAX, Sample, key_terms

STORIES = [
    document(
        "quota", "Coffee quota talks", "Coffee growers and roasters argue. Growers want more."
    ),
    document(
        "price", "Coffee price falls", "Growers of coffee in the delta fear for their harvest."
    ),
    document("delta", "Delta harvest", "Growers in the delta bring in rice. The roasters wait."),
    document("port", "Port strike", "Dockers left the port. Ships with rice wait for the dockers."),
    document("tin", "Tin mines", "The mines of the north closed. Dockers went home."),
]


@pytest.fixture
def index() -> ReferenceIndex:
    return ReferenceIndex(Archive({story.id: story for story in STORIES}))


def test_a_text_is_told_by_what_it_dwells_on_and_few_others_have(index: ReferenceIndex) -> None:
    words = key_terms(index, [Sample("The dockers and the dockers at the port with rice")], 9)
    assert [each.word for each in words] == ["dockers", "rice"]
    assert sum(each.weight for each in words) == pytest.approx(1)
    assert key_terms(index, [Sample("of the and")], 9) == ()
    assert key_terms(index, [Sample("")], 9) == ()


def test_only_the_beginning_of_an_endless_text_tells(index: ReferenceIndex) -> None:
    text = "rice " + " " * CHARS_MAX + "coffee coffee coffee"
    assert [each.word for each in key_terms(index, [Sample(text)], 9)] == ["rice"]


def test_a_word_is_shown_as_it_is_written_most_often(index: ReferenceIndex) -> None:
    (word,) = key_terms(index, [Sample("grower growers growers")], 1)
    assert (word.word, word.term) == ("growers", "grower")


def test_expansion_finds_the_same_documents_in_another_order(index: ReferenceIndex) -> None:
    search = Search(Word("rice"))
    wider, added = feedback.expanded(index, search)
    plain, found = index.search(search), index.search(wider)
    assert {each.id for each in found.documents} == {each.id for each in plain.documents}
    assert found.total == plain.total == 2
    assert wider.tree == search.tree
    assert [(node.node, node.factor) for node in wider.expansion] == [
        (Word(each.word), each.weight) for each in added
    ]


def test_the_added_words_together_weigh_as_much_as_the_question(index: ReferenceIndex) -> None:
    search = Search(And((Word("coffee"), Word("growers"))))
    _, added = feedback.expanded(index, search)
    assert sum(each.weight for each in added) == pytest.approx(2)
    assert {each.word for each in added if each.in_query} == {"coffee", "growers"}
    assert "roasters" in {each.word for each in added if not each.in_query}


def test_nothing_is_added_where_nothing_is_found_or_scores(index: ReferenceIndex) -> None:
    for node in (Word("nowhere"), Or((Word("nowhere"), Word("unheard")))):
        search, added = feedback.expanded(index, Search(node))
        assert (search.expansion, added) == ((), ())


def test_the_answer_says_what_was_added(index: ReferenceIndex) -> None:
    request = SearchRequest("coffee", expand=True, explain=True)
    result = ask.search(index, request)
    assert result.expansion
    explanation = result.hits[0].explanation
    assert explanation is not None
    assert explanation.score == pytest.approx(result.hits[0].score)
    assert any(word.from_expansion for word in explanation.words)
    plain = ask.search(index, SearchRequest("coffee"))
    assert plain.expansion == ()
    assert plain.hits[0].explanation is None


def test_similar_documents_leave_out_the_one_they_are_like(index: ReferenceIndex) -> None:
    quota = STORIES[0]
    found = similar.like_document(index, quota, limit=2)
    assert [hit.document.id for hit in found.hits] == ["price", "delta"]
    assert [hit.rank for hit in found.hits] == [1, 2]
    explanation = found.hits[0].explanation
    assert explanation is not None
    assert explanation.words[0].text == "coffee"
    assert explanation.score == pytest.approx(found.hits[0].score)


def test_a_text_from_elsewhere_may_be_like_any_document(index: ReferenceIndex) -> None:
    found = similar.like_text(index, "Dockers strike in the port", limit=1)
    assert [hit.document.id for hit in found.hits] == ["port"]
    assert similar.like_text(index, "unheard of").hits == ()


def test_similar_refuses_an_unknown_profile(index: ReferenceIndex) -> None:
    with pytest.raises(RequestError):
        similar.like_text(index, "rice", profile="best")
