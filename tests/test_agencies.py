"""All spellings of the name of an agency are one source."""

from __future__ import annotations

from collections import Counter
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asean_search import agencies

TABLE = agencies.table()


def test_the_table_knows_the_wires_of_asean_and_of_the_world() -> None:
    codes = {agency.code for agency in TABLE}
    assert codes >= {"VNA", "VNS", "Bernama", "Antara", "PNA", "TNA", "MCOT", "AKP", "KPL", "MNA"}
    assert codes >= {"Reuters", "AP", "AFP", "Xinhua", "Kyodo", "Yonhap", "PTI", "AAP", "TASS"}
    assert 60 <= len(TABLE) <= 120


def test_no_name_belongs_to_two_agencies() -> None:
    owners = Counter(
        key for agency in TABLE for key in {agencies.source_key(name) for name in agency.names}
    )
    assert [key for key, count in owners.items() if count > 1] == []
    for agency in TABLE:
        assert {agencies.find(name) for name in agency.names} == {agency}


def test_every_agency_is_shown_by_its_code() -> None:
    for agency in TABLE:
        assert {agencies.canonical(name) for name in agency.names} == {agency.code}


@pytest.mark.parametrize(
    "name",
    ["Reuters", "REUTERS", "reuters", "(Reuters)", " Reuter ", "Thomson  Reuters", "[Reuters]."],
)
def test_all_spellings_of_a_name_are_one_source(name: str) -> None:
    assert agencies.canonical(name) == "Reuters"
    assert agencies.source_key(name) == agencies.source_key("Reuters")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TTXVN", "VNA"),
        ("Thong tan xa Viet Nam", "VNA"),
        ("Viet Nam News", "VNS"),
        ("Việt Nam News Service", "VNS"),
        ("A.P.", "AP"),
        ("Agence France-Presse", "AFP"),
        ("ITAR-TASS", "TASS"),
        ("新华社", "Xinhua"),
        ("Anadolu Ajansi", "Anadolu"),
    ],
)
def test_an_agency_is_found_with_accents_dots_hyphens_and_in_other_scripts(
    name: str, code: str
) -> None:
    assert agencies.canonical(name) == code


def test_an_unknown_source_keeps_its_name_and_is_still_one_source() -> None:
    assert agencies.canonical("  The  Mekong\tObserver ") == "The Mekong Observer"
    assert agencies.find("The Mekong Observer") is None
    key = agencies.source_key("The Mekong Observer")
    assert key == agencies.source_key("the mekong  OBSERVER.")
    assert key != agencies.source_key("The Mekong Observers")


def test_an_agency_inside_a_longer_name_is_not_that_agency() -> None:
    assert agencies.find("Reuters Institute for the Study of Journalism") is None
    assert agencies.canonical("AP English class") == "AP English class"


def test_an_empty_text_names_no_agency() -> None:
    assert agencies.find("") is None
    assert agencies.canonical("  ") == ""


@given(st.text(max_size=30))
def test_a_canonical_name_is_final_and_keeps_its_key(name: str) -> None:
    canonical = agencies.canonical(name)
    assert agencies.canonical(canonical) == canonical
    assert agencies.source_key(canonical) == agencies.source_key(name)


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_no_name_has_an_empty_key(name: str) -> None:
    assert agencies.source_key(name)


@pytest.mark.parametrize("form", ["code", "name"])
def test_the_length_at_the_end_covers_every_name_of_every_agency(form: str) -> None:
    for agency in TABLE:
        name = getattr(agency, form)
        for end in (name, name.upper(), f"({name}).", normalize("NFD", name)):
            assert agencies.longest_at_end(f"Rice rose. {end}") >= len(end.strip("()."))


@pytest.mark.parametrize("text", ["", " ...", "Rice rose.", "Reuters said so"])
def test_a_text_that_ends_with_another_word_ends_with_no_agency(text: str) -> None:
    assert agencies.longest_at_end(text) == 0


def test_an_exact_name_is_that_of_the_table_or_in_capitals() -> None:
    for agency in TABLE:
        assert agencies.written(agency.code) is agency
        assert agencies.written(agency.name.upper()) is agency
    assert agencies.written("reuters") is None
