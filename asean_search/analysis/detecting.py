"""Which language a text is in, told by its script and its small words.

No model is loaded: a page of a language holds a third of small words, and these are few.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

_READ_CHARS = (800, 4000)
"""So much is read; the rest only of texts whose beginning does not tell."""
_FEWEST_WORDS = 3
_SMALL_SHARE = 0.1
"""A text in a language has this many small words of it. Lists of names and numbers have fewer."""
_MARGIN = 1.15
_OTHER_SCRIPT_SHARE = 0.3
_KANA_SHARE = 0.04
_OWN_LETTER_SHARE = 0.005
_VIETNAMESE_SHARE = 0.04

# Compiled by re, which remembers them, with the first text.
_VIETNAMESE = r"[\u01a0\u01a1\u01af\u01b0\u0110\u0111\u1ea0-\u1ef9]"
_OTHER_SCRIPT = r"[\u0370-\u1dff\u3041-\U000323af]"
_LATIN = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"


def language_of(text: str) -> str | None:
    """The language of a text as a code of two letters, told by its beginning; None when unsure.

    >>> language_of("The ministers of the region said that they had agreed on the plan.")
    'en'
    >>> language_of("ASEAN 2020 Hanoi") is None
    True
    """
    for chars in _READ_CHARS:
        found = _language_of(text[:chars])
        if found or len(text) <= chars:
            return found
    return None


def _language_of(sample: str) -> str | None:
    if not sample.isascii():
        sample = normalize("NFC", sample)
        if len(re.findall(_VIETNAMESE, sample)) > _VIETNAMESE_SHARE * len(sample):
            return "vi"
        others = re.findall(_OTHER_SCRIPT, sample)
        if others:
            latin = len(re.findall(_LATIN, sample))
            if len(others) >= _OTHER_SCRIPT_SHARE * (latin + len(others)):
                return _by_script(sample, Counter(others))
    # Splitting is quicker than finding words; those with punctuation are few.
    return _by_words(sample.lower().split(), _languages_by_word())


def _table() -> ModuleType:
    # Loaded with the first text: no query needs it.
    from asean_search.analysis import language_table

    return language_table


def _by_script(sample: str, letters: Counter[str]) -> str | None:
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        at = bisect_right(_table().SCRIPTS, (ord(letter), "\U0010ffff")) - 1
        scripts[_table().SCRIPTS[at][1]] += count
    scripts.pop("", 0)
    if not scripts:
        return None
    (script, count), *_ = scripts.most_common(1)
    if script == "zh" and scripts["ja"] >= _KANA_SHARE * count:
        return "ja"
    for language, own in _table().OWN_LETTERS.get(script, ()):
        if sum(letters[letter] for letter in own) > _OWN_LETTER_SHARE * count:
            return str(language)
    if script in _table().OWN_WORDS:
        return _by_words(sample.lower().split(), _languages_in_script(script)) or script
    return script or None


def _by_words(words: list[str], languages: Mapping[str, tuple[str, ...]]) -> str | None:
    """The language of which most words are, unless these are few or another has nearly as many."""
    votes: Counter[str] = Counter()
    different: Counter[str] = Counter()
    for word, count in Counter(filter(languages.__contains__, words)).items():
        for language in languages[word]:
            votes[language] += count
            different[language] += 1
    ranked = [*votes.most_common(2), ("", 0), ("", 0)]
    (best, most), (_, second) = ranked[:2]
    if (
        different[best] < _FEWEST_WORDS
        or most < _SMALL_SHARE * len(words)
        or most < _MARGIN * second
    ):
        return None
    return best


@lru_cache(maxsize=1)
def _languages_by_word() -> Mapping[str, tuple[str, ...]]:
    return _inverted(_table().SMALL_WORDS.items())


@lru_cache(maxsize=8)
def _languages_in_script(script: str) -> Mapping[str, tuple[str, ...]]:
    return _inverted(_table().OWN_WORDS[script].items())


def _inverted(lists: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    by_word: dict[str, tuple[str, ...]] = {}
    for language, words in lists:
        for word in dict.fromkeys(words.split()):
            by_word[word] = (*by_word.get(word, ()), language)
    return by_word
