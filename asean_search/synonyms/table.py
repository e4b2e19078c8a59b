"""A table of groups of names: the synonyms of a name are the other names of its groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from asean_search import analysis
from asean_search.model import Synonym

ALIAS_WEIGHT = 0.6
"""The weight of an occurrence of an alias.

It is low enough that, of two short texts that differ only in the name, the one with the name as
typed ranks first, whether the alias is shorter or longer, up to four words.
"""

_RESPELLED_INITIALS = ("czar", "enquir", "gaol")
"""Beginnings of words that have another first letter in American spelling."""

Key = tuple[str, ...]
"""The words of a name, stemmed: names with the same key are one name."""


class SynonymGroup(msgspec.Struct, frozen=True):
    """Names of one thing; an occurrence of another name than the typed one has this ``weight``."""

    names: tuple[str, ...]
    weight: float = ALIAS_WEIGHT
    by: str = "alias"


class SynonymTable:
    """Groups of names, found by any of their names; the groups of ``before`` come first."""

    def __init__(self, groups: Iterable[SynonymGroup], before: SynonymTable | None = None) -> None:
        self.groups = tuple(groups)
        self._before = before
        # Keys are made letter by letter: 300 names take 20 ms, and a query has few initials.
        self._by_letter: dict[str, list[tuple[SynonymGroup, str]]] = defaultdict(list)
        self._by_key: dict[Key, list[tuple[SynonymGroup, str]]] = defaultdict(list)
        for group in self.groups:
            for name in group.names:
                self._by_letter[_initial(name)].append((group, name))

    def synonyms(self, key: Key) -> list[Synonym]:
        """The synonyms of the name with this key, each once, with the first group's weight.

        A name that contains another of them, or the name itself, is left out: a text that has it
        also has the shorter one.
        """
        found: dict[Key, Synonym] = {}
        for group, name in self._groups_with(key):
            for other in group.names:
                other_key = keys(other)[0]
                if key not in keys(other) and other_key not in found:
                    found[other_key] = Synonym(other, of=name, weight=group.weight, by=group.by)
        every = [*found, key]
        return [
            synonym
            for other, synonym in found.items()
            if not any(_contains(other, each) for each in every if each != other)
        ]

    def _groups_with(self, key: Key) -> Iterator[tuple[SynonymGroup, str]]:
        if self._before:
            yield from self._before._groups_with(key)
        letter = key[0][0].lower()
        for group, name in self._by_letter.pop(letter, ()):
            for each in keys(name):
                self._by_key[each].append((group, name))
        yield from self._by_key.get(key, ())


@lru_cache(maxsize=4096)
def keys(name: str) -> tuple[Key, ...]:
    """The name's key; a single word with hyphens also has the key of its parts joined."""
    if not name.isascii():
        # Without accents it is mostly ASCII, whose patterns are compiled in a tenth of the time.
        name = analysis.fold(name)
    words = analysis.name_words(name)
    key = tuple(word for query_term in words for word in query_term)
    if len(words) == 1 and len(key) > 1:
        return (key, ("".join(key),))
    return (key,)


def _initial(name: str) -> str:
    """The first letter of the name's key."""
    folded = analysis.fold(name)
    if not folded[0].isalnum() or folded.startswith(_RESPELLED_INITIALS):
        return keys(name)[0][0][0].lower()
    return folded[0]


def _contains(key: Key, part: Key) -> bool:
    return any(key[at : at + len(part)] == part for at in range(len(key) - len(part) + 1))
