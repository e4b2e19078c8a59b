"""Reads files of aliases: the program's own and the user's."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from asean_search import analysis
from asean_search.errors import ConfigError
from asean_search.patterns import lazy
from asean_search.synonyms.table import ALIAS_WEIGHT, SynonymGroup, SynonymTable, keys

FILE_NAME = "aliases.txt"

_ALL = "*"
_WEIGHT = lazy(r"([0-9.]+)\s*:\s*(.*)")
_HINT = 'A line holds names with = between them: "Hanoi = Ha Noi".'


def files(index: Path, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The paths of the user's files, which need not exist: for every index, and for this one."""
    named = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    home = environ.get("HOME") or environ.get("USERPROFILE")
    settings = Path(named) if named else Path(home, ".config") if home else None
    mine = (settings / "asearch" / FILE_NAME,) if settings else ()
    return (*mine, index / FILE_NAME)


def load(paths: Iterable[Path] = ()) -> SynonymTable:
    """The aliases of the program and of the files that exist.

    The aliases of a file precede those of the files before it; it can also turn these off.

    Raises:
        ConfigError: A file cannot be read, or a line of it is invalid.
    """
    groups = defaults()
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"the aliases in {path} cannot be read: {error}",
                hint="Make it a readable file of UTF-8 text, or remove it.",
            ) from error
        groups = _merged(groups, _parsed(text, path))
    return _ready(groups)


@lru_cache(maxsize=1)
def defaults() -> tuple[SynonymGroup, ...]:
    """The aliases of the program."""
    path = Path(__file__).with_name(FILE_NAME)
    return _parsed(path.read_text(encoding="utf-8"), path).groups


@lru_cache(maxsize=4)
def _ready(groups: tuple[SynonymGroup, ...]) -> SynonymTable:
    return SynonymTable(groups)


class _File(msgspec.Struct, frozen=True):
    """The content of a file: its groups, and the names that it turns off; ``*`` is every name."""

    groups: tuple[SynonymGroup, ...]
    off: tuple[str, ...]


def _merged(groups: tuple[SynonymGroup, ...], file: _File) -> tuple[SynonymGroup, ...]:
    if _ALL in file.off:
        return file.groups
    if not file.off:
        return (*file.groups, *groups)
    off = {key for name in file.off for key in keys(name)}
    kept = (
        group
        for group in groups
        if not any(key in off for name in group.names for key in keys(name))
    )
    return (*file.groups, *kept)


def _parsed(text: str, path: Path) -> _File:
    """The content of a file.

    Raises:
        ConfigError: A line is invalid.
    """
    groups: list[SynonymGroup] = []
    off: list[str] = []
    for number, written in enumerate(text.splitlines(), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        where = f"{path}, line {number}"
        if line.startswith("-"):
            off.append(_name(line[1:], where))
            continue
        weighted = _WEIGHT.match(line)
        weight = _weight(weighted[1], where) if weighted else ALIAS_WEIGHT
        names = [_name(name, where) for name in (weighted[2] if weighted else line).split("=")]
        if len(names) == 1:
            raise ConfigError(f"{where}: {names[0]!r} has no other name beside it", hint=_HINT)
        groups.append(SynonymGroup(tuple(names), weight))
    return _File(tuple(groups), tuple(off))


def _name(text: str, where: str) -> str:
    name = text.strip()
    if name != _ALL and not any(map(str.isalnum, analysis.fold(name))):
        raise ConfigError(f"{where}: the name {name!r} holds no word", hint=_HINT)
    return name


def _weight(text: str, where: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1:
        raise ConfigError(
            f"{where}: {text!r} is not a weight", hint="A weight is above 0 and at most 1."
        )
    return weight
