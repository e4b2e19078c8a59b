"""Patterns are compiled when they are first used, and behave as compiled ones do."""

from __future__ import annotations

import re

import pytest

from asean_search.patterns import lazy


def test_nothing_is_compiled_until_a_pattern_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    real = re.compile

    def compile_(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(re, "compile", compile_)
    pattern = lazy(r"(\d+) tonnes", re.IGNORECASE)
    assert compiled == []
    assert pattern.sub("much", "40 TONNES of rice") == "much of rice"
    assert [m.group(1) for m in pattern.finditer("4 tonnes, 5 tonnes")] == ["4", "5"]
    assert pattern.pattern == r"(\d+) tonnes"
    assert pattern.groups == 1
    assert pattern.fullmatch("rice") is None
    assert compiled[0] == r"(\d+) tonnes"


def test_an_expression_that_is_wrong_says_so_when_it_is_used() -> None:
    pattern = lazy("(")
    with pytest.raises(re.error, match=r"unterminated|missing"):
        pattern.search("rice")
