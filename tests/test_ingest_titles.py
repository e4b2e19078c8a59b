"""What has no title is called by its first sentence, cut at a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.ingest.metadata import titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ministers met in Hanoi. They agreed.", "Ministers met in Hanoi."),
        (
            "Lt. Gen. Somsak Dee opened the port. Ships came.",
            "Lt. Gen. Somsak Dee opened the port.",
        ),
        ("The U.S. and Laos signed a pact. It holds.", "The U.S. and Laos signed a pact."),
        ("PGS. TS. Lan spoke in TP. Huế today. Then", "PGS. TS. Lan spoke in TP. Huế today."),
        ("They spoke on the pandemic.Vietnamese ministers", "They spoke on the pandemic."),
        ("The U.S.Navy came to port. It left.", "The U.S.Navy came to port."),
        ("Prices rose 3.5 percent in May. Then", "Prices rose 3.5 percent in May."),
        ("“Will the harvest be good?” he asked. Yes.", "“Will the harvest be good?” he asked."),
        ("“The harvest is in.” He smiled.", "“The harvest is in.”"),
        ("Rice prices rise\n\nPrices rose in May.", "Rice prices rise"),
        ("Rice prices\nrise in\tMay. Then", "Rice prices rise in May."),
        ("No. The talks have failed. Again.", "No. The talks have failed."),
        (
            "会议在河内举行并通过了一份关于粮食安全的声明。会议结束。",
            "会议在河内举行并通过了一份关于粮食安全的声明。",
        ),
        ("A text without any end", "A text without any end"),
    ],
)
def test_the_first_sentence_ends_where_a_reader_ends_it(text: str, title: str) -> None:
    assert titles.first_sentence(text) == title


def test_a_long_sentence_is_cut_at_a_word_and_says_so() -> None:
    title = titles.first_sentence("Ministers of ten countries " * 10)
    assert title.endswith(" countries…") or title.endswith(" ten…") or title.endswith("Ministers…")
    assert 80 < len(title) <= titles.CHARS_MAX + 1


def test_one_endless_word_is_cut_too() -> None:
    assert titles.first_sentence("x" * 500) == "x" * 99 + "…"


@given(st.text(max_size=400).filter(str.strip))
def test_a_title_is_one_short_line_that_is_never_empty(text: str) -> None:
    title = titles.first_sentence(text)
    assert title
    assert title == " ".join(title.split())
    assert len(title) <= titles.CHARS_MAX + 1
    assert " ".join(text.split()).startswith(title.removesuffix("…"))
