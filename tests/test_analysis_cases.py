"""The facts in tests/cases/analysis/*.txt, which a native speaker can read and extend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from phrase_matching import occurrences

from asean_search.analysis import slots, tokens

CASES = Path(__file__).parent / "cases" / "analysis"
LINES = [
    pytest.param(line, id=f"{file.stem}:{number}")
    for file in sorted(CASES.glob("*.txt"))
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    if line.strip() and not line.startswith("# ") and line != "#"
]


def unescape(text: str) -> str:
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return text.replace(r"\n", "\n").replace(r"\r", "\r").strip(" ")


def written(text: str) -> str:
    """The terms of a text as the case files write them."""
    places: dict[int, list[str]] = {}
    for token in tokens(text):
        places.setdefault(token.position, []).append(token.term)
    assert list(places) == list(range(len(places)))
    return " ".join("|".join(terms) for terms in places.values())


@pytest.mark.parametrize("line", LINES)
def test_what_a_case_file_says_is_true(line: str) -> None:
    parts = re.split(r" (=>|->|-x|!=|=)(?: |$)", line)
    sign, (left, *others) = parts[1], [unescape(part) for part in parts[0::2]]
    if sign == "=>":
        assert written(left) == others[0]
    elif sign in ("->", "-x"):
        assert slots(left), f"{left!r} holds no word"
        found = occurrences(slots(left), tokens(others[0]))
        assert bool(found) is (sign == "->")
    elif sign == "=":
        assert {written(other) for other in others} == {written(left)}
        assert written(left)
    else:
        assert written(left) != written(others[0])


def test_every_case_file_has_cases() -> None:
    with_cases = {str(line.id).partition(":")[0] for line in LINES}
    assert with_cases == {file.stem for file in CASES.glob("*.txt")} != set()
