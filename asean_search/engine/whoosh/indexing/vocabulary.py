"""Interns the strings of texts: each distinct one gets a number and is analysed once.

A *string* is what ``str.split`` gives. Splitting is five times as fast as finding raw tokens with
their regular expression, and most strings are known already; the new ones are analysed together. A
raw token spans white space in two cases only: a word hyphenated at the end of a line, and a prefix
that is no word (``non proliferation``). Texts with such a raw token are
interned by raw tokens.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from asean_search import analysis

Array = np.ndarray[Any, np.dtype[Any]]

_HYPHENS = ("-", "\u2010", "\u00ad")
_PREFIX = re.compile(r"(?:non|anti|multi|semi|pre|co)\Z", re.IGNORECASE)
_PREFIX_CHARS = len("multi")
_PREFIX_ENDS = frozenset({"on", "ti", "mi", "re", "co"})
_WORD_CHARACTER = re.compile(r"\w")
_CO = ("operat", "ordinat", "exist")
_PUNCTUATION = ".,;:!?()\"'"
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_STRING_CHARS_MAX = 64


def _may_span_space(string: str) -> bool:
    """Whether a raw token may begin in this string and end in the next; only its end matters."""
    if string.endswith(_HYPHENS):
        return _WORD_CHARACTER.search(string) is not None
    end = string[-_PREFIX_CHARS:]
    if end[-2:].lower() not in _PREFIX_ENDS and end.isascii():
        return False
    return _PREFIX.search(end) is not None


class Vocabulary:
    """The tokens that interned strings and raw tokens emit, as arrays.

    Number ``i`` advances the position by ``advances[i]``. Its emissions begin at
    ``first_emission[i]``; each is a *pair* of a term and a word, and an offset in positions.
    """

    def __init__(self) -> None:
        self.advances = array("i")
        self.first_emission = array("i")
        self.emission_pair = array("i")
        self.emission_offset = array("i")
        self.pairs: list[tuple[str, str]] = []
        self._pairs: dict[tuple[str, str], int] = {}
        self._families: dict[str, _Family] = {}

    def __len__(self) -> int:
        return len(self.emission_pair)

    def intern(self, texts: Sequence[tuple[str, str | None]]) -> tuple[Array, Array]:
        """Intern texts, each with its language (None: English).

        Returns:
            The numbers of their strings or raw tokens, text after text; the count of each text.
        """
        known = {language: self._family(language) for language in {its for _, its in texts}}
        families = [known[language] for _, language in texts]
        split = [text.split() for text, _ in texts]
        for family in {id(family): family for family in families}.values():
            own = (strings for strings, its in zip(split, families, strict=True) if its is family)
            family.add(set(chain.from_iterable(own)))
        found = array("i")
        for strings, family in zip(split, families, strict=True):
            found.extend(map(family.numbers.__getitem__, strings))
        counts = np.fromiter(map(len, split), np.int32, len(split))
        numbers = np.frombuffer(found, np.int32) if found else np.zeros(0, np.int32)
        spanning = np.flatnonzero(numbers < 0)
        if len(spanning):
            numbers, counts = self._reintern_spanning(
                texts, families, split, numbers, counts, spanning
            )
        for family in families:
            family.drop_long()
        return numbers, counts

    def add_raw_tokens(self, raw_tokens: Iterable[str], family: str) -> int:
        """The new number of consecutive raw tokens."""
        self.first_emission.append(len(self.emission_pair))
        total = 0
        for raw_token in raw_tokens:
            advance, tokens = analysis.tokenize(raw_token, family)
            for token in tokens:
                self.emission_pair.append(self._pair(token[:2]))
                self.emission_offset.append(total + token[2])
            total += advance
        self.advances.append(total)
        return len(self.advances) - 1

    def add_words(self, terms: Sequence[str], words: Sequence[str]) -> range:
        """The new numbers of raw tokens that are one word each."""
        first, count = len(self.advances), len(words)
        emissions = len(self.emission_pair)
        self.first_emission.extend(range(emissions, emissions + count))
        self.emission_pair.extend(map(self._pair, zip(terms, words, strict=True)))
        self.emission_offset.extend([0] * count)
        self.advances.extend([1] * count)
        return range(first, first + count)

    def _reintern_spanning(  # noqa: PLR0913, PLR0917 - all that ``intern`` knows
        self,
        texts: Sequence[tuple[str, str | None]],
        families: Sequence[_Family],
        split: Sequence[list[str]],
        numbers: Array,
        counts: Array,
        spanning: Array,
    ) -> tuple[Array, Array]:
        """Intern again, by their raw tokens, the texts in which a raw token spans white space."""
        ends = np.cumsum(counts, dtype=np.int64)
        plain = np.where(numbers < 0, -1 - numbers, numbers)
        parts = []
        done = 0
        for text in np.unique(np.searchsorted(ends, spanning, side="right")).tolist():
            first, end = int(ends[text] - counts[text]), int(ends[text])
            if not _any_spans_space(split[text], numbers[first:end].tolist()):
                continue
            family = families[text]
            raw_tokens = [family.raw_token(raw_token) for raw_token in _raw_tokens(texts[text][0])]
            parts += [plain[done:first], np.array(raw_tokens, np.int32)]
            counts[text] = len(raw_tokens)
            done = end
        return (np.concatenate([*parts, plain[done:]]) if parts else plain), counts

    def _family(self, language: str | None) -> _Family:
        name = analysis.family(language)
        family = self._families.get(name)
        if family is None:
            family = self._families[name] = _Family(self, name)
        return family

    def _pair(self, names: tuple[str, str]) -> int:
        pair = self._pairs.get(names)
        if pair is None:
            pair = self._pairs[names] = len(self.pairs)
            self.pairs.append(names)
        return pair


class _Family:
    """The interned strings of languages that are stemmed alike.

    ``numbers`` holds the number of each; it is ``-1 - number`` where a raw token may end in the
    next string.
    """

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.numbers: dict[str, int] = {}
        self._vocabulary = vocabulary
        self._name = name
        self._raw_tokens: dict[str, int] = {}
        self._long: list[str] = []

    def add(self, strings: set[str]) -> None:
        """Intern the strings that are new.

        Words of ASCII letters and digits that differ only in case (a few names excepted) and in
        punctuation around them are one word; so are numbers that differ in thousands separators.
        """
        numbers = self.numbers
        words: dict[str, str] = {}
        for string in strings.difference(numbers):
            bare = string.strip(_PUNCTUATION)
            if len(bare) > _STRING_CHARS_MAX or not bare.isascii():
                self._add_raw_tokens(string)
            elif bare.isalnum():
                words[string] = bare if bare in analysis.CAPITALS else bare.lower()
            elif _NUMBER.fullmatch(bare):
                words[string] = bare.replace(",", "")
            else:
                self._add_raw_tokens(string)
        self._add_words(set(words.values()).difference(numbers))
        for string, word in words.items():
            if string != word:
                number = numbers[word]
                self._set(string, number if number >= 0 else -1 - number)

    def raw_token(self, raw_token: str) -> int:
        """The number of a raw token."""
        number = self._raw_tokens.get(raw_token)
        if number is None:
            number = self._vocabulary.add_raw_tokens([raw_token], self._name)
            if len(raw_token) <= _STRING_CHARS_MAX:
                self._raw_tokens[raw_token] = number
        return number

    def drop_long(self) -> None:
        """Forget long strings, which would take memory and hardly recur."""
        for string in self._long:
            self.numbers.pop(string, None)
        self._long.clear()

    def _add_words(self, words: set[str]) -> None:
        for name in words & analysis.CAPITALS:
            self._add_raw_tokens(name)
        plain = list(words - analysis.CAPITALS)
        terms = analysis.stem_all(plain, self._name)
        for word, number in zip(plain, self._vocabulary.add_words(terms, plain), strict=True):
            self._set(word, number)

    def _add_raw_tokens(self, string: str) -> None:
        self._set(string, self._vocabulary.add_raw_tokens(_raw_tokens(string), self._name))

    def _set(self, string: str, number: int) -> None:
        self.numbers[string] = -1 - number if _may_span_space(string) else number
        if len(string) > _STRING_CHARS_MAX:
            self._long.append(string)


def _raw_tokens(text: str) -> list[str]:
    found: list[str] = analysis.token_pattern(text).findall(text)
    return found


def _any_spans_space(strings: list[str], numbers: list[int]) -> bool:
    """Whether a raw token may span white space. A wrong yes costs only time."""
    for place, number in enumerate(numbers[:-1]):
        if number < 0 and (
            strings[place][-2:].lower() != "co" or strings[place + 1].lower().startswith(_CO)
        ):
            return True
    return False
