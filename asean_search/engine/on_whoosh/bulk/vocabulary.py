"""Numbers for the distinct chunks of text of a batch, and what analysis makes of each, once.

A *chunk* is what ``str.split`` gives. Splitting is five times as fast as finding surfaces with
their regular expression, and most chunks were seen before. A surface can cross white space in two
ways only: a word that a hyphen at the end of a line divides, and a prefix that is no word
(``non proliferation``). Texts with a chunk that may begin such a surface are read the long way.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from asean_search import analysis

_HYPHENS = ("-", "\u2010", "\u00ad")
_PREFIX = re.compile(r"(?:non|anti|multi|semi|pre|co)\Z", re.IGNORECASE)
_PREFIX_CHARS = len("multi")
_WORD_CHARACTER = re.compile(r"\w")
_CO = ("operat", "ordinat", "exist")
_PUNCTUATION = ".,;:!?()\"'"
_MOST_KEPT_CHARS = 64


def _may_go_on(chunk: str) -> bool:
    """Whether a surface may begin in a chunk and end in the next one, told by the chunk's end."""
    if chunk.endswith(_HYPHENS):
        return _WORD_CHARACTER.search(chunk) is not None
    return _PREFIX.search(chunk[-_PREFIX_CHARS:]) is not None


class _Chunks(dict[str, int]):
    """Maps a chunk to its number; to ``-1 - number`` when a surface may go on in the next chunk.

    A word of ASCII letters and digits is the same word whatever its case (but for a few names)
    and the punctuation around it.
    """

    def __init__(self, vocabulary: Vocabulary, family: str) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._family = family

    def __missing__(self, chunk: str) -> int:
        """Analyse a chunk that was not seen before."""
        bare = chunk.strip(_PUNCTUATION)
        if bare.isascii() and bare.isalnum() and len(bare) <= _MOST_KEPT_CHARS:
            number = self._of_plain_word(bare if bare in analysis.CAPITALS else bare.lower())
        else:
            number = self._vocabulary.emit(_surfaces(chunk), self._family)
        if _may_go_on(chunk):
            number = -1 - number
        if len(chunk) <= _MOST_KEPT_CHARS:
            self[chunk] = number
        return number

    def _of_plain_word(self, word: str) -> int:
        number = self.get(word)
        if number is None:
            number = self._vocabulary.emit((word,), self._family)
            self[word] = -1 - number if _may_go_on(word) else number
            return number
        return max(number, -1 - number)


class Vocabulary:
    """What the chunks and surfaces of texts emit, as tables of numbers.

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
        self._chunks: dict[str, _Chunks] = {}
        self._surfaces: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return len(self.emission_pair)

    def read(self, text: str, language: str | None = None) -> list[int]:
        """The text's chunks, or its surfaces, by their numbers."""
        family = analysis.family(language)
        known = self._chunks.get(family)
        if known is None:
            known = self._chunks[family] = _Chunks(self, family)
        chunks = text.split()
        numbers = list(map(known.__getitem__, chunks))
        if numbers and min(numbers) < 0:
            if _some_go_on(chunks, numbers):
                return [self.surface(surface, family) for surface in _surfaces(text)]
            return [max(number, -1 - number) for number in numbers]
        return numbers

    def surface(self, surface: str, family: str) -> int:
        """The number of one surface in texts of a family of languages."""
        number = self._surfaces.get((surface, family))
        if number is None:
            number = self.emit([surface], family)
            if len(surface) <= _MOST_KEPT_CHARS:
                self._surfaces[surface, family] = number
        return number

    def emit(self, surfaces: Sequence[str], family: str) -> int:
        """A new number for surfaces that follow one another."""
        self.first_emission.append(len(self.emission_pair))
        total = 0
        pairs = self._pairs
        emissions = analysis.emissions_in(family)
        for surface in surfaces:
            advance, tokens = emissions(surface)
            for token in tokens:
                names = token[:2]
                pair = pairs.get(names)
                self.emission_pair.append(self._pair(names) if pair is None else pair)
                self.emission_offset.append(total + token.position)
            total += advance
        self.advances.append(total)
        return len(self.advances) - 1

    def _pair(self, names: tuple[str, str]) -> int:
        pair = self._pairs[names] = len(self.pairs)
        self.pairs.append(names)
        return pair


def _surfaces(text: str) -> list[str]:
    found: list[str] = analysis.surface_pattern(text).findall(text)
    return found


def _some_go_on(chunks: list[str], numbers: list[int]) -> bool:
    """Whether a surface may cross white space. To say so wrongly costs only time."""
    for place, number in enumerate(numbers[:-1]):
        if number < 0 and (
            chunks[place][-2:].lower() != "co" or chunks[place + 1].lower().startswith(_CO)
        ):
            return True
    return False
