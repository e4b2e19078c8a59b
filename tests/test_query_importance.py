"""The importance of a query's words: informative terms, stop words, partial queries."""

from __future__ import annotations

from datetime import date
from unicodedata import normalize

import pytest

from asean_search import query, query_importance
from asean_search.analysis.data.stopwords import WORDS
from asean_search.analysis.stemming import FAMILIES
from asean_search.analysis.stopwords import (
    STOP_WORDS,
    is_stop_word,
    language_of_query,
    stop_words,
)
from asean_search.query.nodes import And, Boost, DateRange, Node, Or, Word


def tree(text: str) -> Node:
    parsed = query.parse(text)
    assert parsed.tree is not None
    return parsed.tree


@pytest.mark.parametrize(
    ("text", "informative", "stops"),
    [
        ("vaccine", 1, set()),
        ("vaccine access", 2, set()),
        ("access accessing accesses", 1, set()),
        ("the impact of tariffs", 2, {"the", "of"}),
        ("who was there", 3, set()),
        ("the", 1, set()),
        ("WHO vaccine", 2, set()),
        ("who vaccine", 1, {"who"}),
        ("US tariffs on IT", 3, {"on"}),
        ("THE VACCINE", 1, {"THE"}),
        ("THE OF", 2, set()),
        ('"the rules" vaccine', 3, set()),
        ("the vacc*", 1, {"the"}),
        ("title:the title:vaccine", 1, {"the"}),
        ("tin -the -of", 1, set()),
        ("date:2020", 0, set()),
        ("les accords de paris", 2, {"les", "de"}),
        ("der Minister und die Bank", 2, {"der", "und", "die"}),
        ("các nước và Nga", 2, {"các", "và"}),
        ("министр и посол на встрече", 3, {"и", "на"}),
        ("war in ukraine", 2, {"in"}),
        ("die hard", 2, set()),
        ("eu ai act", 3, set()),
        ("UN watchdog", 2, set()),
    ],
)
def test_informative_terms_are_counted_and_stop_words_listed(
    text: str, informative: int, stops: set[str]
) -> None:
    assert query_importance.words_of(tree(text)) == query_importance.QueryWords(
        informative, frozenset(stops)
    )


def test_names_that_are_common_in_news_are_no_stop_words() -> None:
    for name in ("us", "may", "will", "mine", "ASEAN", "pm", "un", "no.1"):
        assert not is_stop_word(name)
    assert is_stop_word("The")
    assert all(word == word.casefold() for word in STOP_WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_stop_words_of_a_language_identify_a_query_in_it(code: str) -> None:
    """Except for words that are English stop words as well."""
    own = [word for word in WORDS[code].split() if word not in STOP_WORDS]
    assert language_of_query(own) == code
    assert all(is_stop_word(word, code) for word in own)
    assert own == list(dict.fromkeys(own))
    assert all(word == normalize("NFC", word).lower() for word in own)


def test_every_language_with_a_stemmer_has_stop_words() -> None:
    assert FAMILIES - {"en"} <= set(WORDS)
    assert stop_words("pt-BR") == stop_words("pt") != STOP_WORDS
    assert stop_words("ms") == stop_words("id")
    assert stop_words("ja") == stop_words(None) == STOP_WORDS


def test_no_stop_word_is_a_name_in_capitals() -> None:
    listed = {word.upper() for words in WORDS.values() for word in words.split()}
    assert listed & {"EU", "UN", "AI", "US", "WHO", "AIDS"} == set()


def test_a_partial_hit_has_one_of_the_informative_words() -> None:
    assert query_importance.partial_query(tree("the vaccine of hanoi")) == Or(
        (Word("vaccine"), Word("hanoi"))
    )
    assert query_importance.partial_query(tree("the vaccine")) == Word("vaccine")
    assert query_importance.partial_query(tree("vaccine")) is None


def test_a_repeated_word_counts_twice_in_a_partial_query() -> None:
    partial = query_importance.partial_query(tree("rice prices and rice exports"))
    assert partial == Or((Boost(Word("rice"), 2), Word("prices"), Word("exports")))


def test_filters_and_exclusions_stay_required() -> None:
    day = DateRange(date(2020, 1, 1), date(2020, 12, 31))
    partial = query_importance.partial_query(tree("the rice prices date:2020 -tin"))
    assert isinstance(partial, And)
    assert partial.nodes[0] == Or((Word("rice"), Word("prices")))
    assert day in partial.nodes
    assert len(partial.nodes) == 3
