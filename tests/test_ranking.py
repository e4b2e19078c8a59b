"""The formulas and profiles: words, fields and age."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search import ranking
from asean_search.errors import RequestError
from asean_search.query.nodes import TEXT_FIELDS
from asean_search.ranking import PROFILES, Freshness, TermStatistics

counts = st.integers(0, 10**6)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_every_profile_weighs_every_field(profile: ranking.Profile) -> None:
    assert set(profile.fields) == set(TEXT_FIELDS)
    assert all(0 <= weight.b <= 1 < profile.k1 * 2 for weight in profile.fields.values())


def test_an_unknown_profile_is_refused_with_the_names_of_the_others() -> None:
    with pytest.raises(RequestError, match="newest") as refused:
        ranking.profile_named("newest")
    for name in PROFILES:
        assert name in refused.value.hint
        assert ranking.profile_named(name) is PROFILES[name]


def test_plain_is_bm25_and_nothing_else() -> None:
    plain = PROFILES["plain"]
    facts = TermStatistics(documents=3, occurrences=90)
    weight = ranking.word_weight(facts, 100, ranking.emphasis(plain, 12))
    assert weight == ranking.idf(3, 100) == pytest.approx(math.log(1 + 97.5 / 3.5))
    share = ranking.weighted_frequency(2, 150, 100, plain.fields["body"])
    expected = weight * 2.2 * 2 / (2 + 1.2 * (0.25 + 0.75 * 1.5))
    assert ranking.score([share], weight, plain.k1) == pytest.approx(expected)


def test_the_weight_of_one_word_is_its_idf_and_more_words_add_burstiness() -> None:
    news = PROFILES["news"]
    powers = [ranking.emphasis(news, words) for words in range(12)]
    assert powers[0] == powers[1] == 0.0
    assert powers[5] == 0.5
    assert powers[1:] == sorted(powers[1:])
    assert powers[-1] < 1


@given(documents=counts, more=counts, total=st.integers(1, 10**6))
def test_more_occurrences_never_lower_a_weight(documents: int, more: int, total: int) -> None:
    facts = TermStatistics(documents, documents + more)
    again = TermStatistics(documents, documents + more + 1)
    assert 0 <= ranking.word_weight(facts, total, 0.5) <= ranking.word_weight(again, total, 0.5)
    assert ranking.burstiness(facts, total) >= 1


def test_freshness_halves_and_never_lowers_a_score() -> None:
    of = Freshness(gain=1.0, half_life_days=100.0)
    assert ranking.freshness(of, 0) == ranking.freshness(of, -5) == 2.0
    assert ranking.freshness(of, 100) == 1.5
    assert ranking.freshness(of, None) == 1.0
    assert ranking.freshness(of, 10**6) == 1.0


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 900)), min_size=3, max_size=3).filter(
        lambda rows: any(count for count, _ in rows)
    )
)
def test_the_parts_of_the_fields_are_the_whole(rows: list[tuple[int, int]]) -> None:
    news = PROFILES["news"]
    frequencies = [(name, count) for name, (count, _) in zip(TEXT_FIELDS, rows, strict=True)]
    lengths = [length for _, length in rows]
    shares = [
        ranking.weighted_frequency(count, length, 100, news.fields[name])
        for (name, count), length in zip(frequencies, lengths, strict=True)
    ]
    parts = ranking.field_scores(frequencies, lengths, shares, 3.0, news.k1)
    assert sum(part.score for part in parts) == pytest.approx(ranking.score(shares, 3.0, news.k1))
    assert [part.field for part in parts] == [name for name, count in frequencies if count]
