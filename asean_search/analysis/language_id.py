"""Which language a text is in, told by its script and its small words.

No model is loaded: a page of a language holds a third of small words, and these are few.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

_READ_CHARS = (800, 4000)
"""So much is read; the rest only of texts whose beginning does not tell."""
_WORDS_MIN = 3
_SMALL_SHARE = 0.1
"""A text in a language has this many small words of it. Lists of names and numbers have fewer."""
_MARGIN = 1.15
_OTHER_SCRIPT_SHARE = 0.3
_KANA_SHARE = 0.04
_OWN_LETTER_SHARE = 0.005
_VIETNAMESE_SHARE = 0.04
_LANE_BITS = 16
"""The ``H`` of a ``Struct``; so little text is read that no count is larger."""

# Compiled by re, which remembers them, with the first text.
_BEYOND_ASCII = r"[^\x00-\x7f]+"
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
        beyond = "".join(re.findall(_BEYOND_ASCII, sample))
        if len(re.findall(_VIETNAMESE, beyond)) > _VIETNAMESE_SHARE * len(sample):
            return "vi"
        others = re.findall(_OTHER_SCRIPT, beyond)
        if others:
            latin = len(re.findall(_LATIN, sample))
            if len(others) >= _OTHER_SCRIPT_SHARE * (latin + len(others)):
                return _by_script(sample, Counter(others))
    # Splitting is quicker than finding words; those with punctuation are few.
    return _by_words(sample.lower().split(), _in_latin_letters())


def _table() -> ModuleType:
    # Loaded with the first text: no query needs it.
    from asean_search.analysis.data import languages

    return languages


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
        return _by_words(sample.lower().split(), _in_script(script)) or script
    return script or None


def _by_words(words: list[str], known: _SmallWords) -> str | None:
    """The language of which most words are, unless these are few or another has nearly as many."""
    counts = known.counted(words)
    most = max(counts)
    best = counts.index(most)
    counts[best] = 0
    if most < _SMALL_SHARE * len(words) or most < _MARGIN * max(counts):
        return None
    language, own = known.languages[best]
    return language if len(own.intersection(words)) >= _WORDS_MIN else None


class _SmallWords:
    """The small words of some languages, each with its own.

    A word's vote is a number with a 1 in the lane of each language that has the word: adding votes
    counts for all languages at once.
    """

    def __init__(self, words_by_language: Mapping[str, str]) -> None:
        self.languages = [
            (language, frozenset(words.split())) for language, words in words_by_language.items()
        ]
        self._votes: dict[str, int] = {}
        for lane, (_, own) in enumerate(self.languages):
            for word in own:
                self._votes[word] = self._votes.get(word, 0) | 1 << _LANE_BITS * lane
        self._lanes = Struct(f"<{len(self.languages)}H")

    def counted(self, words: Iterable[str]) -> list[int]:
        """How many of the words each language has."""
        votes = sum(filter(None, map(self._votes.get, words)))
        return list(self._lanes.unpack(votes.to_bytes(self._lanes.size, "little")))


@lru_cache(maxsize=1)
def _in_latin_letters() -> _SmallWords:
    return _SmallWords(_table().SMALL_WORDS)


@lru_cache(maxsize=8)
def _in_script(script: str) -> _SmallWords:
    return _SmallWords(_table().OWN_WORDS[script])
