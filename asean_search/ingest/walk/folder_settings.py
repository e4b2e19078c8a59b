"""What the folders above a file say of it: which are to be passed over, and what is given.

Folders are asked from the archive root down, or, for files outside of it, from the path that was
given to be indexed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from asean_search.ingest.walk import ignoring, sidecar
from asean_search.ingest.walk.defaults import NOTHING, Defaults
from asean_search.ingest.walk.ignoring import Rules

_FOLDERS_MAX = 10_000
"""So many folders' answers are remembered."""


class FolderSettings:
    """The ignore files and the sidecars that matter to one walk; each is read once.

    ``problems`` are files of theirs that cannot be used, with the reason, in the order in which
    they were met.
    """

    def __init__(self, archive_root: Path, roots: Sequence[Path], defaults: Defaults) -> None:
        self.problems: list[tuple[Path, str]] = []
        self._archive_root = archive_root
        self._roots = roots
        self._given = defaults
        self._known: dict[Path, tuple[Rules, Defaults]] = {}
        self._told: set[Path] = set()

    def defaults(self, folder: Path) -> Defaults:
        """What is said of the documents of the files in a folder."""
        return self._of(folder)[1]

    def has_rules(self, folder: Path) -> bool:
        """Whether anything in a folder can be ignored."""
        return bool(self._of(folder)[0])

    def is_ignored(self, path: Path, *, is_folder: bool) -> bool:
        """Whether a path is to be passed over on a walk that has come to its folder."""
        rules = self._of(path.parent)[0]
        return bool(rules) and ignoring.is_ignored(path, rules, is_folder=is_folder)

    def is_left_out(self, file: Path) -> bool:
        """Whether a walk passes over a file, or over a folder above it."""
        top = self._top(file.parent)
        folders = [folder for folder in file.parents if top in folder.parents]
        return self.is_ignored(file, is_folder=False) or any(
            self.is_ignored(folder, is_folder=True) for folder in folders
        )

    def _of(self, folder: Path) -> tuple[Rules, Defaults]:
        if folder in self._known:
            return self._known[folder]
        top = self._top(folder)
        missing = []
        while folder not in self._known and folder != top:
            missing.append(folder)
            folder = folder.parent
        known = self._known.get(folder) or self._with(folder, ((), self._given))
        for each in reversed(missing):
            known = self._with(each, known)
        return known

    def _with(self, folder: Path, above: tuple[Rules, Defaults]) -> tuple[Rules, Defaults]:
        rules, defaults = above
        spec, problem = ignoring.read(folder)
        if spec is not None:
            rules = (*rules, (folder, spec))
        said, problems = sidecar.read(folder)
        if said != NOTHING:
            defaults = defaults.beside(said)
        if folder not in self._told:
            self._told.add(folder)
            if problem is not None:
                self.problems.append((folder / ignoring.FILE_NAME, problem))
            self.problems += [(folder / sidecar.FILE_NAME, each) for each in problems]
        if len(self._known) >= _FOLDERS_MAX:
            self._known.clear()
        self._known[folder] = rules, defaults
        return rules, defaults

    def _top(self, folder: Path) -> Path:
        """The first folder that is asked on the way down to ``folder``."""
        for root in (self._archive_root, *self._roots):
            if root == folder or root in folder.parents:
                return root
        return folder
