"""Text from outside is safe to show, whatever is in it."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.output.safe_text import (
    escape_undecodable,
    is_decodable,
    safe_block,
    safe_json,
    safe_line,
    safe_path,
    without_surrogates,
)

ANY_TEXT = st.text(st.characters(categories=None), max_size=60)
"""Any code points, lone surrogates too."""
DANGEROUS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0001-\U000e007f]"
)


@given(ANY_TEXT)
def test_nothing_dangerous_is_left_in_a_line(text: str) -> None:
    line = safe_line(text)

    assert not DANGEROUS.search(line)
    assert not {"\n", "\t"} & set(line)
    assert len(line.splitlines()) <= 1
    line.encode("utf-8")


@given(ANY_TEXT)
def test_a_block_keeps_only_newlines_and_tabs(text: str) -> None:
    block = safe_block(text)

    assert not DANGEROUS.search(block)
    assert (block + "|").splitlines() == (block + "|").split("\n")
    block.encode("utf-8")


@given(ANY_TEXT)
def test_a_path_is_one_safe_line(text: str) -> None:
    path = safe_path(text)

    assert not DANGEROUS.search(path)
    assert not {"\n", "\t"} & set(path)
    path.encode("utf-8")


@pytest.mark.parametrize("make_safe", [safe_line, safe_block, safe_path])
@given(text=ANY_TEXT)
def test_making_safe_twice_changes_nothing(make_safe: object, text: str) -> None:
    assert callable(make_safe)
    once = make_safe(text)

    assert make_safe(once) == once


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), max_size=60))
def test_ordinary_text_of_any_script_is_left_alone(text: str) -> None:
    shown = "".join(
        char for char in text if unicodedata.category(char) != "Cn" and char != "\ufffd"
    )

    assert safe_line(shown) == safe_block(shown) == safe_path(shown) == shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31m", "�31m"),
        ("a\x7fb", "a␡b"),
        ("user\u202egnp.exe", "user�gnp.exe"),
        ("\u2066isolated\u2069", "�isolated�"),
        ("two\r\nlines\u2028and\x85more\tor\x0bless\x0c", "two lines and more or less "),
        ("half \ud83d", "half �"),
        ("hidden\U000e0041", "hidden�"),
        ("[red]not markup[/]", "[red]not markup[/]"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, line: str) -> None:
    assert safe_line(text) == line


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "👩\u200d🌾", "ភ្នំ\u200bពេញ", "שלום\u200f!", "e\u0301"]
)
def test_joiners_and_direction_marks_are_kept(text: str) -> None:
    assert safe_line(text) == text


def test_every_kind_of_line_break_becomes_a_newline_in_a_block() -> None:
    assert safe_block("a\r\nb\rc\u2029d\x0ce\tf") == "a\nb\nc\nd\ne\tf"


def test_a_line_break_in_a_path_is_seen() -> None:
    assert safe_path("two\nlines\t.txt") == "two␊lines␉.txt"


def test_a_byte_of_a_path_that_is_not_utf_8_is_written_in_hex() -> None:
    path = b"caf\xe9/\xff.txt".decode("utf-8", "surrogateescape")

    assert not is_decodable(path)
    assert escape_undecodable(path) == safe_path(path) == r"caf\xe9/\xff.txt"


def test_a_path_that_is_utf_8_stays_as_it_is() -> None:
    assert is_decodable("Hà Nội/café.txt")
    assert escape_undecodable("Hà Nội/café.txt") == "Hà Nội/café.txt"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_safe_json_has_the_same_value(text: str) -> None:
    encoded = safe_json(json.dumps(text, ensure_ascii=False))

    assert json.loads(encoded) == text
    assert not DANGEROUS.search(encoded)


def test_a_lone_surrogate_never_reaches_json() -> None:
    assert without_surrogates("a\ud800b") == "a\ufffdb"
