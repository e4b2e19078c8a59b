"""Synonyms of a query's words: tables, expansion of the tree, and the user's files."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest
from phrase_matching import occurrences
from test_analysis_cases import unescape

from asean_search import synonyms
from asean_search.analysis import fold, name_key, phrase_leaf_terms, tokens, word_leaf_terms
from asean_search.analysis.token import QueryTerm
from asean_search.errors import ConfigError
from asean_search.model import Acronym
from asean_search.query import normalise, parse, relax, unparse
from asean_search.query.nodes import And, InField, Node, Not, Or, Phrase, Word
from asean_search.synonyms import (
    ALIAS_WEIGHT,
    SynonymGroup,
    SynonymTable,
    expand,
    files,
    load,
    synonyms_in,
)

CASES = Path(__file__).parent / "cases" / "aliases"
LINES = [
    pytest.param(line, id=f"{file.stem}:{number}")
    for file in sorted(CASES.glob("*.txt"))
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    if line.strip() and not line.startswith("#")
]
TABLE = SynonymTable(
    [
        SynonymGroup(("Vietnam", "Viet Nam")),
        SynonymGroup(("World Health Organization", "WHO")),
        SynonymGroup(("COVID-19", "coronavirus")),
        SynonymGroup(("South China Sea", "East Sea"), weight=0.9),
        SynonymGroup(("China", "PRC")),
        SynonymGroup(("United States", "US", "United States of America")),
    ]
)


def tree(query: str) -> Node:
    found = parse(query, today=date(2020, 7, 1)).tree
    assert found is not None
    return found


def expanded(query: str, table: SynonymTable = TABLE) -> Node:
    return expand(tree(query), table)


def names(node: Node) -> list[str]:
    assert isinstance(node, Word | Phrase)
    return [also.text for also in node.synonyms]


def is_found(query: Node, text: str, *, by_other_names: bool) -> bool:
    """Whether a text has every word and phrase of a query: a slow, plain engine."""

    def stands(query_terms: tuple[QueryTerm, ...]) -> bool:
        return bool(occurrences(query_terms, tokens(text)))

    if isinstance(query, And):
        return all(is_found(each, text, by_other_names=by_other_names) for each in query.nodes)
    assert isinstance(query, Word | Phrase)
    readings = (
        word_leaf_terms(query.text, query.synonyms)
        if isinstance(query, Word)
        else (phrase_leaf_terms(query.text, query.synonyms),)
    )
    return all(
        stands(reading.typed)
        or (by_other_names and any(stands(other.query_terms) for other in reading.synonyms))
        for reading in readings
    )


@pytest.mark.parametrize("line", LINES)
def test_a_case_of_a_file_is_true(line: str) -> None:
    match = re.fullmatch(r"(.+?) (~>|~x) (.+)", line)
    assert match
    query, sign, text = unescape(match[1]), match[2], unescape(match[3])
    found = expand(tree(query), load())
    assert is_found(found, text, by_other_names=True) is (sign == "~>")
    if sign == "~>" and not is_found(tree(query), text, by_other_names=False):
        assert not is_found(found, text, by_other_names=False)


class TestWhereNamesGo:
    def test_each_word_of_a_name_has_the_synonyms(self) -> None:
        found = expanded("viet nam trade")
        assert isinstance(found, And)
        assert [names(each) for each in found.nodes] == [["Vietnam"], ["Vietnam"], []]

    def test_in_a_phrase_they_replace_the_words_of_the_name(self) -> None:
        found = expanded('"trade with viet nam"')
        assert isinstance(found, Phrase)
        assert [(a.text, a.first, a.after) for a in found.synonyms] == [("Vietnam", 2, 4)]

    def test_the_longest_name_is_recognised(self) -> None:
        found = expanded("south china sea")
        assert isinstance(found, And)
        assert names(found.nodes[1]) == ["East Sea"]
        assert names(expanded("china")) == ["PRC"]

    def test_words_apart_make_no_name(self) -> None:
        for query in ("viet AND date:2020 AND nam", "viet OR nam", "viet title:nam"):
            found = expanded(query)
            assert isinstance(found, And | Or)
            assert not any(isinstance(each, Word) and each.synonyms for each in found.nodes)

    def test_an_exclusion_has_no_synonyms(self) -> None:
        found = expanded("rice -vietnam")
        assert isinstance(found, And)
        assert found.nodes[1] == Not(Word("vietnam"))

    def test_fields_and_alternatives_have_them(self) -> None:
        found = expanded("title:vietnam OR coronavirus")
        assert isinstance(found, Or)
        inside = found.nodes[0]
        assert isinstance(inside, InField)
        assert names(inside.node) == ["Viet Nam"]
        assert names(found.nodes[1]) == ["COVID-19"]

    def test_a_name_that_contains_another_is_no_synonym_beside_it(self) -> None:
        assert names(expanded("US")) == ["United States"]

    def test_each_states_the_name_that_it_replaces_and_its_weight(self) -> None:
        found = expanded('"east sea"')
        assert isinstance(found, Phrase)
        assert [(a.of, a.by, a.weight) for a in found.synonyms] == [("East Sea", "alias", 0.9)]

    @pytest.mark.parametrize("query", ["us", "who", "it", "aids", "is"])
    def test_a_common_word_is_no_name(self, query: str) -> None:
        assert names(expanded(query, load())) == []

    def test_in_a_query_in_capitals_they_make_no_name(self) -> None:
        found = expanded("VIETNAM TELLS US")
        assert isinstance(found, And)
        assert [names(each) for each in found.nodes] == [["Viet Nam"], [], []]
        assert found.nodes[2] == Word("us")
        assert names(expanded("US")) == ["United States"]

    @pytest.mark.parametrize("query", ["viet nam trade", '"viet nam" -rice', "US OR who", "*"])
    def test_a_query_reads_the_same_with_them(self, query: str) -> None:
        assert unparse(expanded(query)) == unparse(tree(query))

    def test_a_relaxed_query_keeps_them(self) -> None:
        relaxed = relax(normalise(expanded("viet nam trade")))
        assert isinstance(relaxed, Or)
        assert names(relaxed.nodes[0]) == ["Vietnam"]


class TestWhatTheArchiveDefines:
    @staticmethod
    def learned(keys: Collection[str]) -> list[Acronym]:
        held = [
            Acronym("MDF", "Mekong Delta Forum", 12),
            Acronym("MDF", "medium density fibreboard", 1),
            Acronym("ARC", "AIDS-related complex", 1),
        ]
        asked = {a.short for a in held if {name_key(a.short), name_key(a.long)} & set(keys)}
        return [a for a in held if a.short in asked]

    def test_it_is_a_name_and_says_so(self) -> None:
        found = expand(tree('"mekong delta forum" opened'), TABLE, self.learned)
        assert isinstance(found, And)
        assert isinstance(found.nodes[0], Phrase)
        assert [(a.text, a.by) for a in found.nodes[0].synonyms] == [("MDF", "acronym")]
        assert found.nodes[0].synonyms[0].weight < ALIAS_WEIGHT

    def test_rare_meanings_are_left_out(self) -> None:
        assert names(expand(tree("MDF"), TABLE, self.learned)) == ["Mekong Delta Forum"]
        found = expand(tree('"medium density fibreboard"'), TABLE, self.learned)
        assert names(found) == []

    def test_one_document_is_enough_when_there_is_no_other_meaning(self) -> None:
        assert names(expand(tree("ARC"), TABLE, self.learned)) == ["AIDS-related complex"]

    def test_a_table_comes_first(self) -> None:
        def learned(_: Collection[str]) -> list[Acronym]:
            return [Acronym("WHO", "World Health Organisation", 9)]

        found = expand(tree("WHO"), TABLE, learned)
        assert isinstance(found, Word)
        assert [(a.text, a.by) for a in found.synonyms] == [("World Health Organization", "alias")]

    def test_a_stop_word_is_no_acronym(self) -> None:
        def learned(_: Collection[str]) -> list[Acronym]:
            return [Acronym("THE", "Tonle Harvest Exchange", 4)]

        assert names(expand(tree("the"), TABLE, learned)) == []


class TestFiles:
    def test_a_file_adds_names(self, tmp_path: Path) -> None:
        file = tmp_path / "aliases.txt"
        file.write_text("# mine\n\nMDF = Mekong Delta Forum\n0.9: Hue = Huế City\n", "utf-8")
        table = load([file])
        assert names(expanded("MDF", table)) == ["Mekong Delta Forum"]
        found = expanded('"hue city"', table)
        assert isinstance(found, Phrase)
        assert [(a.text, a.weight) for a in found.synonyms] == [("Hue", 0.9)]
        assert names(expanded("hanoi", table)) == ["Ha Noi"]

    def test_a_file_turns_names_off(self, tmp_path: Path) -> None:
        file = tmp_path / "aliases.txt"
        file.write_text("- Burma\nYangon = Dagon\n", "utf-8")
        table = load([file])
        assert names(expanded("myanmar", table)) == []
        assert names(expanded("yangon", table)) == ["Dagon", "Rangoon"]
        file.write_text("- *\nYangon = Dagon\n", "utf-8")
        assert load([file]).groups == (SynonymGroup(("Yangon", "Dagon")),)

    def test_the_later_of_two_files_wins(self, tmp_path: Path) -> None:
        first, second = tmp_path / "first.txt", tmp_path / "second.txt"
        first.write_text("MDF = Mekong Delta Forum", "utf-8")
        second.write_text("- MDF", "utf-8")
        assert names(expanded("MDF", load([first, second]))) == []
        assert names(expanded("MDF", load([second, first]))) == ["Mekong Delta Forum"]

    def test_a_missing_file_changes_nothing(self, tmp_path: Path) -> None:
        assert load([tmp_path / "none" / "aliases.txt"]).groups == load().groups

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("Hanoi", "line 1: 'Hanoi' has no other name"),
            ("Hanoi = ", "line 1: the name '' holds no word"),
            ("Hanoi = --", "the name '--' holds no word"),
            ("2: Hanoi = Ha Noi", "'2' is not a weight"),
            ("0: Hanoi = Ha Noi", "'0' is not a weight"),
            ("1.2.3: Hanoi = Ha Noi", "'1.2.3' is not a weight"),
            ("-", "the name '' holds no word"),
        ],
    )
    def test_an_invalid_line_is_an_error_with_its_number(
        self, line: str, message: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "aliases.txt"
        file.write_text(line, "utf-8")
        with pytest.raises(ConfigError, match=re.escape(message)):
            load([file])

    def test_a_file_that_is_not_text_is_an_error_with_its_path(self, tmp_path: Path) -> None:
        file = tmp_path / "aliases.txt"
        file.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ConfigError, match=re.escape(str(file))):
            load([file])

    def test_they_are_in_the_settings_and_in_the_index(self) -> None:
        index = Path("archive", "index")
        assert files(index, {"XDG_CONFIG_HOME": "settings", "HOME": "home"}) == (
            Path("settings", "asearch", "aliases.txt"),
            index / "aliases.txt",
        )
        assert files(index, {"HOME": "home"})[0] == Path(
            "home", ".config", "asearch", "aliases.txt"
        )
        assert files(index, {}) == (index / "aliases.txt",)


class TestTheDefaults:
    def test_every_group_has_two_names_or_more(self) -> None:
        groups = synonyms.defaults()
        assert len(groups) > 100
        for group in groups:
            keys = {name_key(name) for name in group.names}
            assert len(keys) >= 2, group.names

    def test_no_name_is_in_two_groups(self) -> None:
        owners: dict[str, set[SynonymGroup]] = {}
        for group in synonyms.defaults():
            for name in group.names:
                owners.setdefault(name_key(name), set()).add(group)
        assert [key for key, groups in owners.items() if len(groups) > 1] == []

    def test_every_group_has_a_name_with_synonyms(self) -> None:
        table = load()
        for group in table.groups:
            found = [table.synonyms(tuple(name_key(name).split())) for name in group.names]
            assert {also.text for each in found for also in each} <= set(group.names)
            assert any(found), group

    def test_names_have_single_spaces_and_letters(self) -> None:
        for group in synonyms.defaults():
            for name in group.names:
                assert name == " ".join(name.split())
                assert fold(name)


def test_names_inside_every_operator_have_synonyms() -> None:
    for query in (
        "hanoi^2",
        "atleast:2(hanoi)",
        "lead:50(hanoi)",
        "same:sentence(hanoi asean)",
        "title:hanoi",
    ):
        tree = parse(query, today=date(2021, 3, 14)).tree
        assert tree is not None
        assert "Ha Noi" in {also.text for also in synonyms_in(expand(tree, load()))}, query
