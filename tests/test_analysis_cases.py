"""The facts in tests/cases/analysis/*.txt, which a native speaker can read and extend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from phrase_matching import occurrences

from asean_search.analysis import query_terms, tokens

CASES = Path(__file__).parent / "cases" / "analysis"
LANGUAGE = "language: "


def cases() -> Iterator[ParameterSet]:
    """Every fact with the language of the documents it is about, as its file says."""
    for file in sorted(CASES.glob("*.txt")):
        language = None
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith(LANGUAGE):
                language = line.removeprefix(LANGUAGE)
            elif line.strip() and not line.startswith("# ") and line != "#":
                yield pytest.param(line, language, id=f"{file.stem}:{number}")


LINES = list(cases())


def unescape(text: str) -> str:
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return text.replace(r"\n", "\n").replace(r"\r", "\r").strip(" ")


def written(text: str, language: str | None) -> str:
    """The terms of a text as the case files write them."""
    places: dict[int, list[str]] = {}
    for token in tokens(text, language):
        places.setdefault(token.position, []).append(token.term)
    assert list(places) == list(range(len(places)))
    return " ".join("|".join(terms) for terms in places.values())


@pytest.mark.parametrize(("line", "language"), LINES)
def test_what_a_case_file_says_is_true(line: str, language: str | None) -> None:
    parts = re.split(r" (=>|->|-x|!=|=)(?: |$)", line)
    sign, (left, *others) = parts[1], [unescape(part) for part in parts[0::2]]
    if sign == "=>":
        assert written(left, language) == others[0]
    elif sign in ("->", "-x"):
        in_query = query_terms(left, [language] if language else ())
        assert in_query, f"{left!r} holds no word"
        found = occurrences(in_query, tokens(others[0], language))
        assert bool(found) is (sign == "->")
    elif sign == "=" and language:
        for asked in (left, *others):
            for other in (left, *others):
                assert occurrences(query_terms(asked, [language]), tokens(other, language)), other
    elif sign == "=":
        assert {written(other, language) for other in others} == {written(left, language)}
        assert written(left, language)
    else:
        assert written(left, language) != written(others[0], language)


def test_every_case_file_has_cases() -> None:
    with_cases = {str(line.id).partition(":")[0] for line in LINES}
    assert with_cases == {file.stem for file in CASES.glob("*.txt")} != set()
