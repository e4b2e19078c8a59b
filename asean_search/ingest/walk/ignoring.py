"""The files that a walk skips: ``.asearchignore`` files and the globs of the command line.

Patterns are those of ``.gitignore``: ``*.log``, ``drafts/``, ``/only-here.txt``, ``a/**/b``,
``!but-not-this.log``. A file ``.asearchignore`` applies in its folder and below; that of a deeper
folder goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from pathspec import GitIgnoreSpec

FILE_NAME = ".asearchignore"

_BYTES_MAX = 1 << 20

Rules = tuple[tuple[Path, GitIgnoreSpec], ...]
"""Folders with their patterns, the deepest last."""


class PatternError(ValueError):
    """An invalid glob; the message is the reason."""


class FileFilter(msgspec.Struct, frozen=True):
    """The files that a run reads: those that match an ``include`` and no ``exclude`` pattern.

    Without ``include``, every file is included. Files larger than ``max_bytes`` are refused.
    """

    include: GitIgnoreSpec | None = None
    exclude: GitIgnoreSpec | None = None
    max_bytes: int | None = None

    def accepts(self, path: Path, root: Path, *, is_folder: bool) -> bool:
        """Whether a file, or the content of a folder, is read. ``root`` is where the walk began."""
        if self.include is None and self.exclude is None:
            return True
        relative = _relative(path, path.parent if path == root else root, is_folder)
        if self.exclude is not None and self.exclude.match_file(relative):
            return False
        return is_folder or self.include is None or self.include.match_file(relative)


EVERYTHING = FileFilter()


def patterns(globs: Sequence[str]) -> GitIgnoreSpec | None:
    """The globs of the command line, compiled; None when there are none.

    Raises:
        PatternError: One of them is invalid.
    """
    try:
        return GitIgnoreSpec.from_lines(globs) if globs else None
    except ValueError as error:
        raise PatternError(str(error)) from error


def read(folder: Path) -> tuple[GitIgnoreSpec | None, str | None]:
    """The patterns of the folder's own ignore file, or why they cannot be used; or neither."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            lines = file.read(_BYTES_MAX).decode("utf-8-sig", "surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except OSError as error:
        return None, (error.strerror or str(error)).lower()
    try:
        return GitIgnoreSpec.from_lines(lines), None
    except ValueError as error:
        return None, str(error)


def is_ignored(path: Path, rules: Rules, *, is_folder: bool) -> bool:
    """Whether the ignore files of the folders above a path name it."""
    for folder, spec in reversed(rules):
        verdict = spec.check_file(_relative(path, folder, is_folder)).include
        if verdict is not None:
            return verdict
    return False


def _relative(path: Path, folder: Path, is_folder: bool) -> str:
    return path.relative_to(folder).as_posix() + "/" * is_folder
