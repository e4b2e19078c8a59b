"""The sidecar file ``asearch.toml``: what a folder's owner says of the documents below it.

::

    source = "VNA"                  # for documents that state none
    date = "1998"
    language = "vi"
    keep = ["author", "topic"]      # columns of records that become keywords

    [map]                           # which column of a record holds what
    title = "headline"
    text = "story"
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from asean_search.ingest.walk import defaults
from asean_search.ingest.walk.defaults import Defaults, NotUsableError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

FILE_NAME = "asearch.toml"

_BYTES_MAX = 1 << 20
_VALUES = ("source", "date", "language")
_KEYS = (*_VALUES, "map", "keep")


def read(folder: Path) -> tuple[Defaults, tuple[str, ...]]:
    """What the folder's own sidecar says, and what of it cannot be used; nothing without one."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            text = file.read(_BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError):
        return defaults.NOTHING, ()
    except OSError as error:
        return defaults.NOTHING, ((error.strerror or str(error)).lower(),)
    if len(text) > _BYTES_MAX:
        return defaults.NOTHING, ("too large to be what it should be",)
    try:
        return _judged(tomllib.loads(text.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return defaults.NOTHING, (f"not TOML: {error}",)


def _judged(said: dict[str, Any]) -> tuple[Defaults, tuple[str, ...]]:
    """Everything that can be used is used; the rest is told."""
    problems = [
        f"{name!r} is not known; there are {', '.join(_KEYS)}" for name in said if name not in _KEYS
    ]
    values = []
    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    for name, value in said.items():
        try:
            if name in _VALUES:
                values.append(defaults.value(name, value, FILE_NAME))
            elif name == "map":
                mapping = defaults.mapping(_table(value))
            elif name == "keep":
                keep = defaults.keep(value)
        except NotUsableError as problem:
            problems.append(str(problem))
    return Defaults(tuple(values), mapping, keep), tuple(problems)


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise NotUsableError('map is not a table: [map] and then title = "headline"')
    return value
