"""Acronyms that texts define: which are found, and which meanings count."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search.analysis import acronym_definitions, count_definitions, name_key, usual_meanings
from asean_search.model import Acronym


def pairs(text: str) -> list[tuple[str, str]]:
    return [(each.short, each.long) for each in acronym_definitions(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the World Health Organisation (WHO) met", "WHO", "World Health Organisation"),
        ("the WHO (World Health Organisation) met", "WHO", "World Health Organisation"),
        ("The Mekong River Commission (MRC)’s plan", "MRC", "Mekong River Commission"),
        (
            "ministers' meeting of the Gulf Cooperation Council (GCC).",
            "GCC",
            "Gulf Cooperation Council",
        ),
        (
            "Association of Southeast Asian Nations (ASEAN)",
            "ASEAN",
            "Association of Southeast Asian Nations",
        ),
        (
            "the ASEAN Defence Ministers’ Meeting Plus (ADMM+)",
            "ADMM+",
            "ASEAN Defence Ministers’ Meeting Plus",
        ),
        ("coronavirus disease 2019 (COVID-19)", "COVID-19", "coronavirus disease 2019"),
        ("gross domestic product (GDP)", "GDP", "gross domestic product"),
        ("the Department of Defense (DoD)", "DoD", "Department of Defense"),
        ("Pacific Gas & Electric (PG&E)", "PG&E", "Pacific Gas & Electric"),
        ("Đồng bằng sông Cửu Long (ĐBSCL)", "ĐBSCL", "Đồng bằng sông Cửu Long"),
        ("Médecins sans frontières (MSF)", "MSF", "Médecins sans frontières"),
        ("He left. The Asian Development Bank (ADB) stayed", "ADB", "Asian Development Bank"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert pairs(text) == [(short, long)]
    (found,) = acronym_definitions(text)
    cut = text[found.start : found.end]
    assert short in cut
    assert long in cut


@pytest.mark.parametrize(
    "text",
    [
        "HANOI (Reuters)",
        "HANOI (VNA) - The ministers met",
        "Rep. Barbara Dole (D-CA) said",
        "the ministers (all ten) met",
        "in the second part (II) of it",
        "it rose (5.2 percent) in May",
        "(WHO)",
        "WHO ()",
        "Ministers met. (ASEAN)",
        "of Petroleum Exporting Countries (OPEC)",
        "a b c d (",
        ") (",
    ],
)
def test_other_parentheses_define_nothing(text: str) -> None:
    assert acronym_definitions(text) == []


def test_several_definitions_are_found_in_order() -> None:
    text = "The Asian Development Bank (ADB) and the IMF (International Monetary Fund) met."
    found = acronym_definitions(text)
    assert [each.short for each in found] == ["ADB", "IMF"]
    assert [text[each.start : each.end] for each in found] == [
        "Asian Development Bank (ADB)",
        "IMF (International Monetary Fund)",
    ]


@given(st.text(max_size=80), st.text("ABC abc().-&+é\n", max_size=80))
def test_any_text_is_read(some: str, more: str) -> None:
    text = some + more
    for each in acronym_definitions(text):
        assert text[each.start : each.end].count("(") == 1
        assert each.short in text[each.start : each.end]
        assert each.long in text[each.start : each.end]


@pytest.mark.parametrize("unit", ["(AB) ", "A (", "a" * 50 + " (AAAA)", "(A" * 40 + ")", " (ĐB)"])
def test_hostile_text_is_read_in_linear_time(unit: str) -> None:
    acronym_definitions(unit * 10)
    started = time.process_time()
    acronym_definitions(unit * 5_000)
    assert time.process_time() - started < 5


class TestWhatIsBelieved:
    FOUND = (
        ("d1", "MDF", "Mekong Delta Forum"),
        ("d2", "MDF", "Mekong Delta forums"),
        ("d3", "MDF", "Mekong Delta Forum"),
        ("d3", "MDF", "Mekong Delta Forum"),
        ("d4", "MDF", "medium density fibreboard"),
        ("d5", "ADB", "Asian Development Bank"),
    )

    def test_spellings_are_counted_together_by_document(self) -> None:
        assert count_definitions(self.FOUND) == [
            Acronym("MDF", "Mekong Delta Forum", 3, ("d1", "d2", "d3")),
            Acronym("ADB", "Asian Development Bank", 1, ("d5",)),
            Acronym("MDF", "medium density fibreboard", 1, ("d4",)),
        ]

    def test_the_order_of_definitions_does_not_matter(self) -> None:
        assert count_definitions(reversed(self.FOUND)) == count_definitions(self.FOUND)

    def test_a_rare_meaning_beside_a_usual_one_does_not_count(self) -> None:
        assert [each.long for each in usual_meanings(count_definitions(self.FOUND))] == [
            "Mekong Delta Forum",
            "Asian Development Bank",
        ]

    def test_of_many_meanings_few_count(self) -> None:
        found = [Acronym("AB", f"Alpha B{letter}", 2) for letter in "abcdefgh"]
        assert usual_meanings(found) == []
        assert len(usual_meanings(found[:5])) == 3

    def test_names_are_compared_by_their_words(self) -> None:
        assert name_key("World-Health Organisations") == name_key("world health organization")
        assert name_key("U.S.") == name_key("US") != name_key("us")
