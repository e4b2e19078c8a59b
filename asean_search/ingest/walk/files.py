"""The files to read: each file at the given paths and below, once, in the order of their paths."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from asean_search.ingest.walk import folder_settings
from asean_search.ingest.walk.defaults import NOTHING, Defaults
from asean_search.ingest.walk.folder_settings import FolderSettings
from asean_search.ingest.walk.ignoring import EVERYTHING, FileFilter
from asean_search.model import Skipped
from asean_search.paths import escaped, path_key, real_folder, real_path

NO_SUCH_FILE = "no such file or folder"

_META_FILE = "meta.json"
_META_BYTES_MAX = 65_536
_INDEX_KIND = "asearch index"

_KINDS = (
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
)


class InputFile(msgspec.Struct, frozen=True):
    """A file to read. ``path`` is its key, as in ``Document.path``.

    ``suffixes`` are those of its name in lower case: ``(".jsonl", ".gz")``. ``inode`` is its
    number in its file system, or 0. ``defaults`` are the user's, for its documents.
    """

    path: str
    disk_path: Path
    suffixes: tuple[str, ...]
    size_bytes: int
    mtime_ns: int
    inode: int = 0
    defaults: Defaults = NOTHING


class Roots(msgspec.Struct, frozen=True):
    """The given paths that exist, each place once, and those that do not."""

    found: tuple[Path, ...]
    missing: tuple[Skipped, ...]


def roots(paths: Sequence[Path], archive_root: Path) -> Roots:
    """The given paths, absolute and sorted, without those that the walk of another one reaches."""
    base = real_folder(archive_root)
    found: list[Path] = []
    missing: list[Skipped] = []
    for path in sorted({_target(path) for path in paths}, key=os.fsencode):
        if _is_missing(path):
            missing.append(Skipped(path_key(path, base), NO_SUCH_FILE))
        elif not any(_reaches(folder, path) for folder in found):
            found.append(path)
    return Roots(tuple(found), tuple(missing))


def walk(
    paths: Sequence[Path],
    *,
    archive_root: Path,
    index_folder: Path,
    file_filter: FileFilter = EVERYTHING,
    defaults: Defaults = NOTHING,
) -> Iterator[InputFile | Skipped]:
    """The files at the given paths and below, and what was skipped, with the reason.

    Not reported: hidden files and folders and those that an ``.asearchignore`` names (unless they
    are given themselves), what ``file_filter`` does not accept, folders that hold an index, and
    links to what this walk reaches anyway. Links to other folders are not followed.
    """
    base = real_folder(archive_root)
    places = roots(paths, base)
    yield from places.missing
    settings = FolderSettings(base, places.found, defaults)
    walker = _Walker(places.found, base, real_folder(index_folder), file_filter, settings)
    for root in places.found:
        yield from walker.walk(root)


class _Folder(msgspec.Struct, frozen=True):
    """A folder, and what is the same for every entry in it."""

    key: str
    defaults: Defaults
    has_rules: bool

    def key_of(self, name: str) -> str:
        """The key of an entry, as ``path_key`` gives it, but much quicker."""
        return self.key + escaped(name)


class _Entry(msgspec.Struct, frozen=True):
    """An entry of a folder, or a root (``folder`` is None; ``is_link`` says nothing)."""

    path: Path
    folder: _Folder | None
    is_link: bool


class _Walker(msgspec.Struct, frozen=True):
    """One walk with its settings."""

    roots: tuple[Path, ...]
    base: Path
    index_folder: Path
    file_filter: FileFilter
    settings: FolderSettings

    def walk(self, root: Path) -> Iterator[InputFile | Skipped]:
        """The one file at ``root``, or those below it. Without recursion, at any depth."""
        pending = [_Entry(root, None, is_link=False)]
        while pending:
            entry = pending.pop()
            found = self._read(entry, root)
            if isinstance(found, list):
                pending.extend(reversed(found))
            elif found is not None:
                yield found
            while self.settings.problems:
                yield self._skipped(*self.settings.problems.pop(0))

    def _read(self, entry: _Entry, root: Path) -> InputFile | Skipped | list[_Entry] | None:
        """The file at a entry, the entries of the folder, a reason to skip it, or None."""
        path = entry.path
        if entry.is_link:
            target = real_folder(path)
            is_reached = any(_reaches(root, target) for root in self.roots)
            if is_reached and os.path.exists(target):  # noqa: PTH110 - Path.exists() may raise
                return None
            if os.path.isdir(target):  # noqa: PTH112 - Path.is_dir() may raise
                if self._is_ignored(entry, root, is_folder=True):
                    return None
                return self._skipped(path, f"a link to the folder {target}; name that to index it")
        try:
            status = path.stat()
        except OSError as error:
            if self._is_ignored(entry, root, is_folder=False):
                return None
            return self._skipped(path, reason_of(error, path))
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._is_ignored(entry, root, is_folder=is_folder):
            return None
        if stat.S_ISREG(status.st_mode):
            return self._input_file(entry, status)
        if is_folder:
            return self._entries(entry)
        return self._skipped(path, _kind(status.st_mode))

    def _is_ignored(self, entry: _Entry, root: Path, *, is_folder: bool) -> bool:
        path, folder = entry.path, entry.folder
        if folder is None:
            return not is_folder and not self.file_filter.accepts(path, root, is_folder=False)
        if path.name == folder_settings.SIDECAR_NAME and not is_folder:
            return True
        if folder.has_rules and self.settings.is_ignored(path, is_folder=is_folder):
            return True
        return not self.file_filter.accepts(path, root, is_folder=is_folder)

    def _entries(self, entry: _Entry) -> Skipped | list[_Entry] | None:
        folder = entry.path
        if folder == self.index_folder or _holds_index(folder):
            is_named = entry.folder is None
            return self._skipped(folder, "an index of asearch, not documents") if is_named else None
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_path_order)
        except OSError as error:
            return self._skipped(folder, reason_of(error, folder))
        key = path_key(folder, self.base)
        within = _Folder(
            key + "/" if key and not key.endswith("/") else key,
            self.settings.defaults(folder),
            self.settings.has_rules(folder),
        )
        return [
            _Entry(Path(each.path), within, each.is_symlink())
            for each in entries
            if not each.name.startswith(".")
        ]

    def _input_file(self, entry: _Entry, status: os.stat_result) -> InputFile | Skipped:
        path, folder, most = entry.path, entry.folder, self.file_filter.max_bytes
        if most is not None and status.st_size > most:
            return self._skipped(path, f"larger than {most:,} bytes (--max-size)")
        return InputFile(
            path=folder.key_of(path.name) if folder else path_key(path, self.base),
            disk_path=path,
            suffixes=tuple(suffix.lower() for suffix in path.suffixes),
            size_bytes=status.st_size,
            mtime_ns=status.st_mtime_ns,
            inode=status.st_ino,
            defaults=folder.defaults if folder else self.settings.defaults(path.parent),
        )

    def _skipped(self, path: Path, reason: str) -> Skipped:
        return Skipped(path_key(path, self.base), reason)


def _target(path: Path) -> Path:
    """The place of a given path; a given link to a folder means that folder."""
    place = real_path(path)
    return real_folder(place) if os.path.isdir(place) else place  # noqa: PTH112 - Path.is_dir() may raise


def _is_missing(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _reaches(root: Path, path: Path) -> bool:
    """Whether a walk of ``root`` would reach ``path``."""
    if root == path:
        return True
    return root in path.parents and not any(
        part.startswith(".") for part in path.relative_to(root).parts
    )


def _path_order(entry: os.DirEntry[str]) -> bytes:
    """Sort key: folders as the paths of their files, ``a.txt`` before ``a/b.txt``."""
    name = os.fsencode(entry.name)
    return name + b"/" if entry.is_dir(follow_symlinks=False) else name


def _holds_index(folder: Path) -> bool:
    """Whether the folder is an index of asearch, of any version."""
    try:
        with (folder / _META_FILE).open("rb") as file:
            meta = json.loads(file.read(_META_BYTES_MAX))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(meta, dict) and meta.get("kind") == _INDEX_KIND


def _kind(mode: int) -> str:
    return next((reason for is_kind, reason in _KINDS if is_kind(mode)), "not a file")


def reason_of(error: OSError, path: Path) -> str:
    """Why the system refused the file at ``path``, in words."""
    if isinstance(error, FileNotFoundError):
        return "a broken link" if os.path.islink(path) else "vanished"  # noqa: PTH114
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return (error.strerror or str(error)).lower()
