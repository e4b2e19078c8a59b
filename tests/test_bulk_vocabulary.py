"""The bulk writer reads a text string by string, and finds the tokens that analysis finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asean_search import analysis
from asean_search.engine.whoosh.indexing.vocabulary import Vocabulary, _may_span_space

LONG = 3_000_000
"""Characters: anything quadratic would not end."""

PIECES = (
    "tin", "co", "Co", "non", "multi", "pre", "operation", "co-", "-", "U.S.", "U.S", "ADMM+", "C#",
    "AT&T", "1,000", "3.5", "don't", "country's", "'s", ")", '"', "(", ".", ",", "rules-based",
    "Nội", "東京", "ไทย", "\u00ad", "\u2010", "\u0301", "a_b", "http://x.org/a-b",
)  # fmt: skip
GAPS = ("", "", " ", " ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "\n  ", "-\n", "\u00ad\n", ". ")

texts = st.one_of(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=12).map(
        lambda parts: "".join(map("".join, parts))
    ),
    st.text(max_size=40),
)


def emitted(vocabulary: Vocabulary, text: str) -> list[tuple[str, str, int]]:
    """The term, word and position of every token that the vocabulary reads in a text."""
    found = []
    position = 0
    numbers, _ = vocabulary.intern([(text, None)])
    ends = [*vocabulary.first_emission[1:], len(vocabulary.emission_pair)]
    for number in numbers.tolist():
        for emission in range(vocabulary.first_emission[number], ends[number]):
            term, word = vocabulary.pairs[vocabulary.emission_pair[emission]]
            found.append((term, word, position + vocabulary.emission_offset[emission]))
        position += vocabulary.advances[number]
    return found


@settings(max_examples=400)
@given(st.lists(texts, min_size=1, max_size=3))
def test_it_reads_the_tokens_that_analysis_finds(several: list[str]) -> None:
    vocabulary = Vocabulary()
    for text in several:
        expected = [(token.term, token.word, token.position) for token in analysis.tokens(text)]
        assert emitted(vocabulary, text) == expected


@pytest.mark.parametrize("string", ["x" * LONG, "." * LONG + "-", "x" * LONG + "-", "co" * LONG])
def test_a_chunk_without_end_is_told_by_its_end(string: str) -> None:
    assert _may_span_space(string) is string.endswith(("x-", "co"))


@pytest.mark.parametrize("text", ["x" * LONG, "x" * LONG + " co", "non " + "x" * LONG])
def test_a_text_without_spaces_is_read_like_any(text: str) -> None:
    expected = [(token.term, token.word, token.position) for token in analysis.tokens(text)]
    assert emitted(Vocabulary(), text) == expected
