"""Language identification: the language of a text, by its script and its function words.

This needs no model: function words are few, and a third of any text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING
from unicodedata import normalize

from asean_search.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

_SAMPLE_CHARS = (800, 4000)
"""The second, longer sample is read only if the first one is not decisive."""
_WORDS_MIN = 3
_FUNCTION_WORD_SHARE = 0.1
"""The least share of function words in prose. Lists of names and numbers have fewer."""
_MARGIN = 1.15
_OTHER_SCRIPT_SHARE = 0.3
_KANA_SHARE = 0.04
_OWN_LETTER_SHARE = 0.005
_VIETNAMESE_SHARE = 0.04
_LANE_BITS = 16
"""The ``H`` of a ``Struct``; a sample is too short for larger counts."""

_BEYOND_ASCII = lazy(r"[^\x00-\x7f]+")
_VIETNAMESE = lazy(r"[\u01a0\u01a1\u01af\u01b0\u0110\u0111\u1ea0-\u1ef9]")
_OTHER_SCRIPT = lazy(r"[\u0370-\u1dff\u3041-\U000323af]")
_LATIN = lazy(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def language_of(text: str) -> str | None:
    """The language of a text as a two-letter code, from its beginning; None when unsure.

    >>> language_of("The ministers of the region said that they had agreed on the plan.")
    'en'
    >>> language_of("ASEAN 2020 Hanoi") is None
    True
    """
    for chars in _SAMPLE_CHARS:
        found = _language_of(text[:chars])
        if found or len(text) <= chars:
            return found
    return None


def _language_of(sample: str) -> str | None:
    if not sample.isascii():
        sample = normalize("NFC", sample)
        beyond = "".join(_BEYOND_ASCII.findall(sample))
        if len(_VIETNAMESE.findall(beyond)) > _VIETNAMESE_SHARE * len(sample):
            return "vi"
        others = _OTHER_SCRIPT.findall(beyond)
        if others:
            latin = len(_LATIN.findall(sample))
            if len(others) >= _OTHER_SCRIPT_SHARE * (latin + len(others)):
                return _by_script(sample, Counter(others))
    # Splitting is faster than finding words; few have punctuation.
    return _by_words(sample.lower().split(), _latin_function_words())


def _table() -> ModuleType:
    # Imported with the first text: no query needs it.
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
        return _by_words(sample.lower().split(), _script_function_words(script)) or script
    return script or None


def _by_words(words: list[str], known: _FunctionWords) -> str | None:
    """The language with the most function words, unless few or nearly equalled."""
    counts = known.counts(words)
    most = max(counts)
    best = counts.index(most)
    counts[best] = 0
    if most < _FUNCTION_WORD_SHARE * len(words) or most < _MARGIN * max(counts):
        return None
    language, own = known.languages[best]
    return language if len(own.intersection(words)) >= _WORDS_MIN else None


class _FunctionWords:
    """The function words of some languages.

    A word's vote is a number with a 1 in the lane of each language that has the word: the sum of
    votes counts for all languages at once.
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

    def counts(self, words: Iterable[str]) -> list[int]:
        """For each language the number of ``words`` that are its function words."""
        votes = sum(filter(None, map(self._votes.get, words)))
        return list(self._lanes.unpack(votes.to_bytes(self._lanes.size, "little")))


@lru_cache(maxsize=1)
def _latin_function_words() -> _FunctionWords:
    return _FunctionWords(_table().FUNCTION_WORDS)


@lru_cache(maxsize=8)
def _script_function_words(script: str) -> _FunctionWords:
    return _FunctionWords(_table().OWN_WORDS[script])
