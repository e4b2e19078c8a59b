"""News agencies and their names: the spellings of one source give one key."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping
from unicodedata import normalize

import msgspec

from asean_search.analysis import fold
from asean_search.patterns import lazy

_BETWEEN_WORDS = lazy(r"[\W_]+")


class Agency(msgspec.Struct, frozen=True):
    """A news agency; results show its ``code``."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The code, the full name and the aliases."""
        return (self.code, self.name, *self.aliases)


@functools.lru_cache(maxsize=4096)
def find(text: str) -> Agency | None:
    """The agency that ``text`` names, regardless of case, accents and punctuation."""
    return _by_key().get(_folded(text))


def longest_at_end(text: str) -> int:
    """The length in characters of the longest agency name that ends in the last word of ``text``.

    0 if there is none. A combining accent counts as a character.
    """
    while parts := text.rsplit(None, 1):
        if words := _BETWEEN_WORDS.sub(" ", fold(parts[-1])).split():
            return _longest_by_last_word().get(words[-1], 0)
        text = parts[0] if len(parts) > 1 else ""
    return 0


def written(name: str) -> Agency | None:
    """The agency with exactly this name, as the table has it or in capitals."""
    return _by_written_name().get(name)


def canonical(name: str) -> str:
    """The name of a source to show: an agency's code, or the name with white space collapsed."""
    agency = find(name)
    return agency.code if agency else " ".join(name.split())


def source_key(name: str) -> str:
    """The key of a source, equal for all its names; never shown.

    >>> source_key("(REUTERS)") == source_key("Reuters News Agency")
    True
    """
    return _folded(canonical(name))


@functools.lru_cache(maxsize=1)
def table() -> tuple[Agency, ...]:
    """Every agency, in the order of ``agencies.toml``."""
    # Imported here: most queries name no source.
    from importlib import resources

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

    text = resources.files("asean_search").joinpath("agencies.toml").read_text(encoding="utf-8")
    return tuple(
        Agency(code=row["code"], name=row["name"], aliases=tuple(row["aliases"]))
        for row in tomllib.loads(text)["agency"]
    )


def _folded(name: str) -> str:
    """The folded words of a name, separated by spaces; a name without a word is kept."""
    return _BETWEEN_WORDS.sub(" ", fold(name)).strip() or " ".join(name.split())


@functools.lru_cache(maxsize=1)
def _longest_by_last_word() -> Mapping[str, int]:
    longest: dict[str, int] = {}
    for agency in table():
        for form in _forms(agency):
            word = _folded(form).rsplit(" ", 1)[-1]
            longest[word] = max(len(normalize("NFD", form)), longest.get(word, 0))
    return longest


@functools.lru_cache(maxsize=1)
def _by_written_name() -> Mapping[str, Agency]:
    forms = ((agency, form) for agency in table() for form in _forms(agency))
    return {form: agency for agency, form in forms if find(form) is agency}


def _forms(agency: Agency) -> Iterator[str]:
    for name in agency.names:
        yield name
        yield name.upper()


@functools.lru_cache(maxsize=1)
def _by_key() -> Mapping[str, Agency]:
    return {_folded(name): agency for agency in table() for name in agency.names}
