"""British and American spelling: consistent tables, and rules that change no other words."""

from __future__ import annotations

import re

import pytest

from asean_search.analysis.data import spellings as table
from asean_search.analysis.stemming import one_spelling, stem

OTHER_WORDS = (
    "four hour your our tour flour sour pour source court journal nourish contour detour velour "
    "exercise promise enterprise compromise precise wise raise rise noise cruise disease paradise "
    "where there here more before fire acre genre cadre massacre mediocre timbre "
    "fence hence science influence silence called filling selling caller village "
    "news asean vietnam vietnamese hanoi viet nam pham people policy police"
)
SPELLED = (
    "organisation colour colourful centre centred fibreglass defence licencing analysis "
    "analysing paralysed catalogue cataloguing programme fulfil enrolment skilful judgement "
    "likeable practised focussed connexion recognised manoeuvre manoeuvring haemorrhage"
)
LISTED = [
    *table.WORDS,
    *table.PLURALS,
    *(f"{verb}ling" for verb in table.DOUBLED_L.split("|")),
    *SPELLED.split(),
]


def test_no_two_beginnings_share_the_letters_they_are_found_by() -> None:
    assert len({part[:4] for part in table.BEGINNINGS}) == len(table.BEGINNINGS)
    assert all(len(part) >= 4 for part in table.BEGINNINGS)


@pytest.mark.parametrize("word", [*table.WORDS, *table.PLURALS])
def test_a_listed_word_has_the_stem_of_its_american_form(word: str) -> None:
    american = {**table.WORDS, **table.PLURALS}[word]
    assert american != word
    assert stem(word) == stem(american)


@pytest.mark.parametrize("rule", table.RULES, ids=lambda rule: rule[1][:20])
def test_a_rule_changes_no_word_without_its_marker(rule: tuple[str, str, str]) -> None:
    """Rules are tried only on words with their marker, so no pattern may match without it."""
    marker, pattern, _ = rule
    for word in LISTED:
        if re.search(pattern, word):
            assert marker in word


@pytest.mark.parametrize("verb", table.DOUBLED_L.split("|"))
@pytest.mark.parametrize("ending", ["ed", "ing"])
def test_a_doubled_l_makes_no_difference(verb: str, ending: str) -> None:
    assert stem(f"{verb}l{ending}") == stem(f"{verb}{ending}")


@pytest.mark.parametrize("before", table.NOT_IZE.split("|"))
def test_words_that_are_always_written_with_an_s_keep_it(before: str) -> None:
    assert one_spelling(f"{before}ise") == f"{before}ise"


@pytest.mark.parametrize("word", OTHER_WORDS.split())
def test_other_words_are_left_alone(word: str) -> None:
    assert one_spelling(word) == word


def test_spelling_once_more_changes_no_stem() -> None:
    for word in LISTED:
        assert stem(one_spelling(word)) == stem(word)
