"""Groups of names, and the other names for one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from asean_search import analysis
from asean_search.model import Synonym

ALIAS_WEIGHT = 0.6
"""What an occurrence of another name counts for.

Low enough that of two short texts that only differ in the name, of one word or of four, the one
that has it as it was typed comes first, shorter or not.
"""

_OTHER_LETTERS = ("czar", "enquir", "gaol")
"""What begins with another letter in American spelling."""

Key = tuple[str, ...]
"""The words of a name, stemmed: names with the same key are one name."""


class Alias(msgspec.Struct, frozen=True):
    """Names that stand for one another; ``weight`` is what an occurrence of another counts for."""

    names: tuple[str, ...]
    weight: float = ALIAS_WEIGHT
    by: str = "alias"


class Aliases:
    """A table of aliases, ready to be asked; those of ``before`` come first."""

    def __init__(self, groups: Iterable[Alias], before: Aliases | None = None) -> None:
        self.groups = tuple(groups)
        self._before = before
        # Three hundred names take 20 ms to analyse, and a query has the letters of few of them.
        self._by_letter: dict[str, list[tuple[Alias, str]]] = defaultdict(list)
        self._by_key: dict[Key, list[tuple[Alias, str]]] = defaultdict(list)
        for group in self.groups:
            for name in group.names:
                self._by_letter[_letter(name)].append((group, name))

    def others(self, key: Key) -> list[Synonym]:
        """The other names for the one with this key, each once; the first group's weight counts.

        A name that holds another one is left out: the text that has it has the other, too.
        """
        found: dict[Key, Synonym] = {}
        for group, name in self._having(key):
            for other in group.names:
                other_key = keys(other)[0]
                if key not in keys(other) and other_key not in found:
                    found[other_key] = Synonym(other, of=name, weight=group.weight, by=group.by)
        held = [*found, key]
        return [
            also
            for other, also in found.items()
            if not any(_is_in(each, other) for each in held if each != other)
        ]

    def _having(self, key: Key) -> Iterator[tuple[Alias, str]]:
        if self._before:
            yield from self._before._having(key)
        letter = key[0][0].lower()
        for group, name in self._by_letter.get(letter, ()):
            for each in keys(name):
                self._by_key[each].append((group, name))
        self._by_letter.pop(letter, None)
        yield from self._by_key.get(key, ())


@lru_cache(maxsize=4096)
def keys(name: str) -> tuple[Key, ...]:
    """The name's key, and the one it has when a hyphened word of it is written as one."""
    if not name.isascii():
        # Without accents it is mostly ASCII, whose patterns are compiled in a tenth of the time.
        name = analysis.fold(name)
    words = analysis.name_words(name)
    key = tuple(word for query_term in words for word in query_term)
    if len(words) == 1 and len(key) > 1:
        return (key, ("".join(key),))
    return (key,)


def _letter(name: str) -> str:
    """The letter that the name's key begins with."""
    folded = analysis.fold(name)
    if not folded[0].isalnum() or folded.startswith(_OTHER_LETTERS):
        return keys(name)[0][0][0].lower()
    return folded[0]


def _is_in(key: Key, other: Key) -> bool:
    return any(other[at : at + len(key)] == key for at in range(len(other) - len(key) + 1))
