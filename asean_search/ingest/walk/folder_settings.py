"""The settings that apply in a folder: its ignore files and its sidecars ``asearch.toml``.

A sidecar holds defaults for the documents below its folder::

    source = "VNA"                  # for documents that state none
    date = "1998"
    language = "vi"
    keep = ["author", "topic"]      # columns of records that become keywords

    [map]                           # which column of a record holds which field
    title = "headline"
    text = "story"

The settings of a folder add up from the archive root down to it, or, outside the archive, from
the root of the walk.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from asean_search.ingest.walk import defaults, ignoring
from asean_search.ingest.walk.defaults import NOTHING, Defaults, NotUsableError
from asean_search.ingest.walk.ignoring import Rules

_FOLDERS_MAX = 10_000
"""The settings of this many folders are cached."""

SIDECAR_NAME = "asearch.toml"
_SIDECAR_BYTES_MAX = 1 << 20
_VALUES = ("source", "date", "language")
_KEYS = (*_VALUES, "map", "keep")


class FolderSettings:
    """The ignore files and sidecars of one walk; each is read once.

    ``problems`` are the settings files that cannot be used, with the reason, in the order found.
    """

    def __init__(self, archive_root: Path, roots: Sequence[Path], defaults: Defaults) -> None:
        self.problems: list[tuple[Path, str]] = []
        self._archive_root = archive_root
        self._roots = roots
        self._defaults = defaults
        self._cache: dict[Path, tuple[Rules, Defaults]] = {}
        self._reported: set[Path] = set()

    def defaults(self, folder: Path) -> Defaults:
        """The defaults for the documents of the files in a folder."""
        return self._of(folder)[1]

    def has_rules(self, folder: Path) -> bool:
        """Whether any ignore file applies in a folder."""
        return bool(self._of(folder)[0])

    def is_ignored(self, path: Path, *, is_folder: bool) -> bool:
        """Whether an ignore file names this path; those of its folders are not checked."""
        rules = self._of(path.parent)[0]
        return bool(rules) and ignoring.is_ignored(path, rules, is_folder=is_folder)

    def is_skipped(self, file: Path) -> bool:
        """Whether a walk skips a file or a folder above it."""
        top = self._top(file.parent)
        folders = [folder for folder in file.parents if top in folder.parents]
        return self.is_ignored(file, is_folder=False) or any(
            self.is_ignored(folder, is_folder=True) for folder in folders
        )

    def _of(self, folder: Path) -> tuple[Rules, Defaults]:
        if folder in self._cache:
            return self._cache[folder]
        top = self._top(folder)
        missing = []
        while folder not in self._cache and folder != top:
            missing.append(folder)
            folder = folder.parent
        known = self._cache.get(folder) or self._with(folder, ((), self._defaults))
        for each in reversed(missing):
            known = self._with(each, known)
        return known

    def _with(self, folder: Path, above: tuple[Rules, Defaults]) -> tuple[Rules, Defaults]:
        rules, defaults = above
        spec, problem = ignoring.read(folder)
        if spec is not None:
            rules = (*rules, (folder, spec))
        nearer, problems = read_sidecar(folder)
        if nearer != NOTHING:
            defaults = defaults.overlaid(nearer)
        if folder not in self._reported:
            self._reported.add(folder)
            if problem is not None:
                self.problems.append((folder / ignoring.FILE_NAME, problem))
            self.problems += [(folder / SIDECAR_NAME, each) for each in problems]
        if len(self._cache) >= _FOLDERS_MAX:
            self._cache.clear()
        self._cache[folder] = rules, defaults
        return rules, defaults

    def _top(self, folder: Path) -> Path:
        """The topmost folder whose settings apply in ``folder``."""
        for root in (self._archive_root, *self._roots):
            if root == folder or root in folder.parents:
                return root
        return folder


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]


def read_sidecar(folder: Path) -> tuple[Defaults, tuple[str, ...]]:
    """The defaults in the folder's own sidecar, and what in it cannot be used, with reasons."""
    try:
        with (folder / SIDECAR_NAME).open("rb") as file:
            text = file.read(_SIDECAR_BYTES_MAX + 1)
    except (FileNotFoundError, NotADirectoryError):
        return defaults.NOTHING, ()
    except OSError as error:
        return defaults.NOTHING, ((error.strerror or str(error)).lower(),)
    if len(text) > _SIDECAR_BYTES_MAX:
        return defaults.NOTHING, ("too large for a settings file",)
    try:
        return _sidecar_defaults(tomllib.loads(text.decode("utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return defaults.NOTHING, (f"not TOML: {error}",)


def _sidecar_defaults(table: dict[str, Any]) -> tuple[Defaults, tuple[str, ...]]:
    """Uses every entry that is valid, and reports the others."""
    problems = [
        f"{name!r} is not known; there are {', '.join(_KEYS)}"
        for name in table
        if name not in _KEYS
    ]
    values = []
    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    for name, value in table.items():
        try:
            if name in _VALUES:
                values.append(defaults.value(name, value, SIDECAR_NAME))
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
