"""Numbers for the distinct chunks of texts, and what analysis makes of each, once.

A *chunk* is what ``str.split`` gives. Splitting is five times as fast as finding raw tokens with
their regular expression, and most chunks were seen before; those that were not are analysed many
at once. A raw token can cross white space in two ways only: a word that a hyphen at the end of a
line divides, and a prefix that is no word (``non proliferation``). Texts with a chunk that may
begin such a raw token are read the long way.
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
_KEPT_CHARS_MAX = 64


def _may_go_on(chunk: str) -> bool:
    """Whether a raw token may begin in a chunk and end in the next one, told by the chunk's end."""
    if chunk.endswith(_HYPHENS):
        return _WORD_CHARACTER.search(chunk) is not None
    end = chunk[-_PREFIX_CHARS:]
    if end[-2:].lower() not in _PREFIX_ENDS and end.isascii():
        return False
    return _PREFIX.search(end) is not None


class Vocabulary:
    """What the chunks and raw tokens of texts emit, as tables of numbers.

    Each one emits some tokens, each a *pair* of a term and a word at an offset in positions, and
    advances the position by so many words.
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

    def read(self, texts: Sequence[tuple[str, str | None]]) -> tuple[Array, Array]:
        """Texts, each with its language (None: English), as numbers.

        These are the numbers of their chunks, or raw tokens, text after text; and how many each has.
        """
        known = {language: self._family(language) for language in {its for _, its in texts}}
        families = [known[language] for _, language in texts]
        split = [text.split() for text, _ in texts]
        for family in {id(family): family for family in families}.values():
            own = (chunks for chunks, its in zip(split, families, strict=True) if its is family)
            family.learn(set(chain.from_iterable(own)))
        read = array("i")
        for chunks, family in zip(split, families, strict=True):
            read.extend(map(family.numbers.__getitem__, chunks))
        counts = np.fromiter(map(len, split), np.int32, len(split))
        numbers = np.frombuffer(read, np.int32) if read else np.zeros(0, np.int32)
        odd = np.flatnonzero(numbers < 0)
        if len(odd):
            numbers, counts = self._with_odd(texts, families, split, numbers, counts, odd)
        for family in families:
            family.forget_long()
        return numbers, counts

    def emit(self, raw_tokens: Iterable[str], family: str) -> int:
        """A new number for raw tokens that follow one another."""
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

    def emit_words(self, terms: Sequence[str], words: Sequence[str]) -> range:
        """New numbers for raw tokens that are one word each."""
        first, count = len(self.advances), len(words)
        emissions = len(self.emission_pair)
        self.first_emission.extend(range(emissions, emissions + count))
        self.emission_pair.extend(map(self._pair, zip(terms, words, strict=True)))
        self.emission_offset.extend([0] * count)
        self.advances.extend([1] * count)
        return range(first, first + count)

    def _with_odd(  # noqa: PLR0913, PLR0917 - texts, and what is known of them
        self,
        texts: Sequence[tuple[str, str | None]],
        families: Sequence[_Family],
        split: Sequence[list[str]],
        numbers: Array,
        counts: Array,
        odd: Array,
    ) -> tuple[Array, Array]:
        """The same, with texts in which a raw token crosses white space read by their raw tokens."""
        ends = np.cumsum(counts, dtype=np.int64)
        plain = np.where(numbers < 0, -1 - numbers, numbers)
        parts = []
        done = 0
        for text in np.unique(np.searchsorted(ends, odd, side="right")).tolist():
            first, end = int(ends[text] - counts[text]), int(ends[text])
            if not _some_go_on(split[text], numbers[first:end].tolist()):
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
    """The chunks of texts in languages that are stemmed alike.

    ``numbers`` has the number of every chunk that was learned; it is ``-1 - number`` where a
    raw token may go on in the next chunk.
    """

    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.numbers: dict[str, int] = {}
        self._vocabulary = vocabulary
        self._name = name
        self._raw_tokens: dict[str, int] = {}
        self._long: list[str] = []

    def learn(self, chunks: set[str]) -> None:
        """Give the chunks numbers, as far as they have none.

        A word of ASCII letters and digits is the same word whatever its case (but for a few names)
        and the punctuation around it, and so is a number whatever its thousands separators.
        """
        numbers = self.numbers
        words: dict[str, str] = {}
        for chunk in chunks.difference(numbers):
            bare = chunk.strip(_PUNCTUATION)
            if len(bare) > _KEPT_CHARS_MAX or not bare.isascii():
                self._learn_odd(chunk)
            elif bare.isalnum():
                words[chunk] = bare if bare in analysis.CAPITALS else bare.lower()
            elif _NUMBER.fullmatch(bare):
                words[chunk] = bare.replace(",", "")
            else:
                self._learn_odd(chunk)
        self._learn_words(set(words.values()).difference(numbers))
        for chunk, word in words.items():
            if chunk != word:
                number = numbers[word]
                self._keep(chunk, number if number >= 0 else -1 - number)

    def raw_token(self, raw_token: str) -> int:
        """The number of a raw token."""
        number = self._raw_tokens.get(raw_token)
        if number is None:
            number = self._vocabulary.emit([raw_token], self._name)
            if len(raw_token) <= _KEPT_CHARS_MAX:
                self._raw_tokens[raw_token] = number
        return number

    def forget_long(self) -> None:
        """Forget chunks without end."""
        for chunk in self._long:
            self.numbers.pop(chunk, None)
        self._long.clear()

    def _learn_words(self, words: set[str]) -> None:
        for name in words & analysis.CAPITALS:
            self._learn_odd(name)
        plain = list(words - analysis.CAPITALS)
        terms = analysis.stem_all(plain, self._name)
        for word, number in zip(plain, self._vocabulary.emit_words(terms, plain), strict=True):
            self._keep(word, number)

    def _learn_odd(self, chunk: str) -> None:
        self._keep(chunk, self._vocabulary.emit(_raw_tokens(chunk), self._name))

    def _keep(self, chunk: str, number: int) -> None:
        self.numbers[chunk] = -1 - number if _may_go_on(chunk) else number
        if len(chunk) > _KEPT_CHARS_MAX:
            self._long.append(chunk)


def _raw_tokens(text: str) -> list[str]:
    found: list[str] = analysis.token_pattern(text).findall(text)
    return found


def _some_go_on(chunks: list[str], numbers: list[int]) -> bool:
    """Whether a raw token may cross white space. To say so wrongly costs only time."""
    for place, number in enumerate(numbers[:-1]):
        if number < 0 and (
            chunks[place][-2:].lower() != "co" or chunks[place + 1].lower().startswith(_CO)
        ):
            return True
    return False
