"""The choice of passages, their cuts, and properties of all snippets."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from asean_search.model import Snippet
from asean_search.query import parse
from asean_search.snippets import Highlighter

FILLER = "The harbour was quiet that day and nobody expected much of the long meeting. "


def snippets(query: str, text: str, count: int = 3, width_chars: int = 240) -> tuple[Snippet, ...]:
    parsed = parse(query)
    assert parsed.tree is not None
    return Highlighter(parsed.tree).snippets(text, count=count, width_chars=width_chars)


def marked(snippet: Snippet) -> str:
    """The snippet with brackets around its highlights and dots where text was left out."""
    text = snippet.text
    for span in reversed(snippet.highlights):
        text = f"{text[: span.start]}[{text[span.start : span.end]}]{text[span.end :]}"
    return "…" * snippet.before + text + "…" * snippet.after


def shown(query: str, text: str, count: int = 3, width_chars: int = 240) -> list[str]:
    return [marked(snippet) for snippet in snippets(query, text, count, width_chars)]


# --- which passages ----------------------------------------------------------------------------


def test_a_whole_sentence_is_shown_from_wherever_it_stands() -> None:
    text = FILLER * 50 + "Access to the vaccine was equal. " + FILLER * 50
    assert shown("vaccine access", text) == ["…[Access] to the [vaccine] was equal.…"]


def test_the_sentence_with_most_of_the_words_comes_before_earlier_ones() -> None:
    text = f"A vaccine came. {FILLER}The access was free. {FILLER}Access to vaccine and fund."
    assert shown("vaccine access fund", text, count=1) == ["…[Access] to [vaccine] and [fund]."]


def test_passages_are_chosen_to_show_every_word_before_any_word_twice() -> None:
    text = f"A vaccine came. {FILLER}Vaccine again. {FILLER}{FILLER}{FILLER}A fund was opened."
    assert shown("vaccine fund", text, count=2) == [
        "A [vaccine] came.…",
        "…A [fund] was opened.",
    ]


def test_of_two_passages_with_as_many_words_the_one_with_the_rarer_is_shown() -> None:
    text = f"The rice came. {FILLER}More rice. {FILLER}A fund. {FILLER}Rice is rice."
    assert shown("rice fund", text, count=1) == ["…A [fund].…"]


def test_of_equal_passages_the_earliest_is_shown() -> None:
    text = f"{FILLER}Rice came. {FILLER}Rice went. {FILLER}"
    assert shown("rice", text, count=1) == ["…[Rice] came.…"]


def test_passages_are_in_the_order_of_the_text() -> None:
    text = f"{FILLER}Rice came. {FILLER}A fund for rice. {FILLER}A vaccine."
    starts = [snippet.start for snippet in snippets("vaccine rice fund", text)]
    assert starts == sorted(starts)
    assert len(starts) == 3


def test_the_same_words_are_not_shown_twice() -> None:
    text = f"Rice came. {FILLER}{FILLER}{FILLER}Rice came. {FILLER}{FILLER}{FILLER}Rice went."
    assert shown("rice", text) == ["[Rice] came.…", "…[Rice] went."]


def test_sentences_side_by_side_are_one_snippet_where_they_fit() -> None:
    text = f"{FILLER}Rice came. A fund opened. {FILLER}"
    assert shown("rice fund", text) == ["…[Rice] came. A [fund] opened.…"]
    assert shown("rice fund", text, width_chars=20) == ["…[Rice] came.…", "…A [fund] opened.…"]


def test_a_phrase_over_the_end_of_a_sentence_is_shown_whole() -> None:
    text = f"{FILLER}It fights the pandemic.Vietnamese officials agreed. {FILLER}"
    assert shown('"pandemic Vietnamese"', text) == [
        "…It fights the [pandemic.Vietnamese] officials agreed.…"
    ]


def test_a_text_without_a_match_gives_its_beginning_in_whole_sentences() -> None:
    text = "One came. Two came. " + FILLER * 9
    assert shown("title:rice", text, width_chars=40) == ["One came. Two came.…"]
    assert shown("rice", text, width_chars=10) == ["One came.…"]
    assert shown("rice", "One came.") == ["One came."]


def test_a_blank_text_gives_no_snippet() -> None:
    assert shown("rice", "") == shown("rice", " \n ") == []
    assert shown("rice", "rice", count=0) == []


# --- how they are cut --------------------------------------------------------------------------


def test_a_long_sentence_is_cut_at_words_around_its_matches() -> None:
    text = "so " * 200 + "much rice and fish for all " + "of them " * 100
    assert shown("rice fish", text, width_chars=40) == ["…so so much [rice] and [fish] for all of…"]


def test_a_long_sentence_is_cut_before_the_word_that_a_match_stands_in() -> None:
    text = "so " * 200 + "much anti-inflation talk of " + "of them " * 100
    assert shown("inflation", text, width_chars=34)[0].startswith("…much anti-[inflation] talk")
    assert shown("inflation", text, width_chars=22) == ["…anti-[inflation] talk…"]


def test_a_long_sentence_begins_at_its_beginning_where_its_matches_allow() -> None:
    text = "The rice of the delta " + "and then some " * 40
    assert shown("rice", text, width_chars=40) == ["The [rice] of the delta and then some and…"]


def test_a_long_sentence_can_give_several_snippets_that_do_not_overlap() -> None:
    text = "rice " + "and so on " * 20 + "fish " + "and so on " * 20 + "salt"
    assert shown("rice fish salt", text, width_chars=30) == [
        "[rice] and so on and so on and…",
        "…on and so on [fish] and so on…",
        "…so on and so on and so on [salt]",
    ]


def test_white_space_is_one_space_and_highlights_follow() -> None:
    text = f"{FILLER}\n\nRice\n  and\tfish\xa0\xa0came\nhome.\n\n{FILLER}"
    assert shown('"rice and" came', text) == ["…[Rice and] fish [came] home.…"]


def test_a_word_longer_than_the_snippet_is_cut_between_characters() -> None:
    text = "x" * 300 + " " + "e\u0301" * 300
    assert shown("nothing", text, width_chars=10) == ["x" * 10 + "…"]
    (snippet,) = snippets("e\u0301" * 300, text, width_chars=11)
    assert snippet.text == "e\u0301" * 5
    assert [(span.start, span.end) for span in snippet.highlights] == [(0, 10)]


def test_a_match_longer_than_the_snippet_is_cut_at_a_word() -> None:
    text = f"{FILLER}The memorandum of understanding was signed. {FILLER}"
    assert shown('"memorandum of understanding"', text, width_chars=20) == ["…[memorandum of]…"]


def test_a_text_without_spaces_is_cut_between_characters() -> None:
    text = "ประเทศไทยและน้ำท่วม" * 50
    (snippet, *_) = snippets("น้ำ", text, width_chars=30)
    assert 20 < len(snippet.text) <= 30
    assert not unicodedata.category(snippet.text[0]).startswith("M")


def test_a_flag_or_a_family_is_not_cut_apart() -> None:
    for sign in ("\U0001f1fb\U0001f1f3", "\U0001f469\u200d\U0001f467"):
        text = sign * 40
        (snippet,) = snippets("nothing", text, width_chars=15)
        assert snippet.text == sign * (15 // len(sign))


# --- what holds for all ------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("rice", "Rice.", "fish", "fish!", "rice-fish", "vaccine", "so", "on", "and", "Lt. Gen."),
        *(". ", " ", "\n\n", "\n", "  ", "e\u0301", "中国。", "น้ำ", "a" * 50, "😀", "(", "”"),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join)
QUERIES = st.sampled_from(
    [
        "rice",
        "rice fish",
        '"rice fish" so',
        "ri* vaccine",
        "中国 น้ำ",
        "-rice",
        "title:rice",
        "e\u0301",
    ]
)
COUNTS = st.integers(1, 5)
WIDTHS = st.integers(1, 120)


@given(QUERIES, TEXTS, COUNTS, WIDTHS)
def test_a_snippet_starts_at_its_offset_in_the_text(
    query: str, text: str, count: int, width_chars: int
) -> None:
    for snippet in snippets(query, text, count, width_chars):
        assert " ".join(text[snippet.start :].split()).startswith(snippet.text)
        assert not text[snippet.start].isspace()
        assert snippet.text == " ".join(snippet.text.split())


@given(QUERIES, TEXTS, COUNTS, WIDTHS)
def test_snippets_are_few_short_in_order_and_apart(
    query: str, text: str, count: int, width_chars: int
) -> None:
    found = snippets(query, text, count, width_chars)
    assert len(found) <= count
    assert all(0 < len(snippet.text) <= width_chars for snippet in found)
    for one, other in pairwise(found):
        assert one.start + letters_end(one, text) <= other.start


@given(QUERIES, TEXTS, COUNTS, WIDTHS)
def test_a_snippet_says_whether_text_was_left_out(
    query: str, text: str, count: int, width_chars: int
) -> None:
    for snippet in snippets(query, text, count, width_chars):
        assert snippet.before == bool(text[: snippet.start].strip())
        assert snippet.after == bool(text[snippet.start + letters_end(snippet, text) :].strip())


@given(QUERIES, TEXTS, COUNTS, WIDTHS)
def test_highlights_lie_in_the_snippet_in_order_and_apart(
    query: str, text: str, count: int, width_chars: int
) -> None:
    for snippet in snippets(query, text, count, width_chars):
        assert all(0 <= s.start < s.end <= len(snippet.text) for s in snippet.highlights)
        assert all(one.end < other.start for one, other in pairwise(snippet.highlights))


@given(QUERIES, TEXTS, COUNTS)
def test_highlights_cut_exactly_what_matches(query: str, text: str, count: int) -> None:
    tree = parse(query).tree
    assert tree is not None
    highlighter = Highlighter(tree)
    spans = highlighter.spans(text, "body")
    for snippet in highlighter.snippets(text, count=count, width_chars=200):
        end = snippet.start + letters_end(snippet, text)
        assert [snippet.text[s.start : s.end] for s in snippet.highlights] == [
            " ".join(text[s.start : s.end].split())
            for s in spans
            if snippet.start <= s.start and s.end <= end
        ]
    assert bool(spans) == any(
        snippet.highlights for snippet in highlighter.snippets(text, count=1, width_chars=200)
    )


@given(QUERIES, TEXTS, COUNTS, WIDTHS)
def test_no_snippet_is_cut_before_a_mark(
    query: str, text: str, count: int, width_chars: int
) -> None:
    for snippet in snippets(query, text, count, max(width_chars, 4)):
        end = snippet.start + letters_end(snippet, text)
        assert (
            not is_mark(text[snippet.start])
            or snippet.start == 0
            or text[snippet.start - 1].isspace()
        )
        assert end == len(text) or not is_mark(text[end])


def is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def letters_end(snippet: Snippet, text: str) -> int:
    """The number of characters of the text that the snippet spans, white space included."""
    left = len("".join(snippet.text.split()))
    at = snippet.start
    while left:
        left -= not text[at].isspace()
        at += 1
    return at - snippet.start


def test_a_long_document_takes_time_in_proportion() -> None:
    """Ten times the text may take ten times as long, with room for a busy machine, not 100."""
    tree = parse('rice "so on" fish').tree
    assert tree is not None
    highlighter = Highlighter(tree)

    def seconds(text: str) -> float:
        started = process_time()
        highlighter.snippets(text, count=3, width_chars=240)
        return process_time() - started

    for piece in (
        "rice and so on. ",
        "rice ",
        "so on ",
        "." * 8,
        "x" * 8,
        "\n \n ",
        "(\"'",
        "e\u0301",
    ):
        small = min(seconds(piece * 1_000) for _ in range(3))
        assert min(seconds(piece * 10_000) for _ in range(3)) < 40 * max(small, 0.001)
