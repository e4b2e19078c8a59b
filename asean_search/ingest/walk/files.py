"""The files to read: paths given by somebody -> files, lazily, each once, in order of path."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from asean_search.ingest.walk import sidecar
from asean_search.ingest.walk.defaults import NOTHING, Defaults
from asean_search.ingest.walk.folder_settings import FolderSettings
from asean_search.ingest.walk.ignoring import EVERYTHING, FileFilter
from asean_search.model import Skipped
from asean_search.paths import escaped, path_key, real_folder, real_path

NO_SUCH_FILE = "no such file or folder"

_META_FILE = "meta.json"
_META_MAX_BYTES = 65_536
_INDEX_KIND = "asearch index"

_KINDS = (
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
)


class InputFile(msgspec.Struct, frozen=True):
    """A file to read. ``path`` is its key, as in ``Document.path``; ``file`` is where it is.

    ``suffixes`` are the name's, in lower case: ``(".jsonl", ".gz")``. ``inode`` is its number in
    its file system, or 0. ``defaults`` is what the user says of its documents.
    """

    path: str
    disk_path: Path
    suffixes: tuple[str, ...]
    size_bytes: int
    mtime_ns: int
    inode: int = 0
    defaults: Defaults = NOTHING


class Roots(msgspec.Struct, frozen=True):
    """The paths given, sorted out: those that exist, each place once, and those that do not."""

    found: tuple[Path, ...]
    missing: tuple[Skipped, ...]


def roots(paths: Sequence[Path], archive_root: Path) -> Roots:
    """Make the given paths absolute, sort them, and drop those that a walk of another one meets."""
    base = real_folder(archive_root)
    found: list[Path] = []
    missing: list[Skipped] = []
    for path in sorted({_leads_to(path) for path in paths}, key=os.fsencode):
        if _is_missing(path):
            missing.append(Skipped(path_key(path, base), NO_SUCH_FILE))
        elif not any(_meets(folder, path) for folder in found):
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
    """Every file at the given paths or below them, and what had to be left out, with the reason.

    Passed over without a word: hidden files and folders, and those that an ``.asearchignore``
    names (unless they are given themselves), what is not ``file_filter``, folders that hold an index,
    and links to what this walk meets anyway. Links to other folders are not followed.
    """
    base = real_folder(archive_root)
    places = roots(paths, base)
    yield from places.missing
    around = FolderSettings(base, places.found, defaults)
    tour = _Tour(places.found, base, real_folder(index_folder), file_filter, around)
    for root in places.found:
        yield from tour.visit(root)


class _Folder(msgspec.Struct, frozen=True):
    """A folder that a walk is in, and what is the same for all that lies in it."""

    key: str
    defaults: Defaults
    has_rules: bool

    def key_of(self, name: str) -> str:
        """The key of what is called so in it: that of ``path_key``, much quicker."""
        return self.key + escaped(name)


class _Place(msgspec.Struct, frozen=True):
    """Where a walk comes to. ``folder`` is None for a root; ``is_link`` only tells below it."""

    path: Path
    folder: _Folder | None
    is_link: bool


class _Tour(msgspec.Struct, frozen=True):
    """One walk: what was asked for, and what stays the same on the way."""

    roots: tuple[Path, ...]
    base: Path
    index_folder: Path
    file_filter: FileFilter
    around: FolderSettings

    def visit(self, root: Path) -> Iterator[InputFile | Skipped]:
        """The one file at ``root``, or all those below it. Depth costs no recursion."""
        pending = [_Place(root, None, is_link=False)]
        while pending:
            place = pending.pop()
            met = self._met(place, root)
            if isinstance(met, list):
                pending.extend(reversed(met))
            elif met is not None:
                yield met
            while self.around.problems:
                yield self._skipped(*self.around.problems.pop(0))

    def _met(self, place: _Place, root: Path) -> InputFile | Skipped | list[_Place] | None:
        """What is at a place: a file, a reason, what the folder holds, or nothing to speak of."""
        path = place.path
        if place.is_link:
            target = real_folder(path)
            is_met = any(_meets(root, target) for root in self.roots)
            if is_met and os.path.exists(target):  # noqa: PTH110 - Path.exists() may raise
                return None
            if os.path.isdir(target):  # noqa: PTH112 - Path.is_dir() may raise
                if self._is_passed_over(place, root, is_folder=True):
                    return None
                return self._skipped(path, f"a link to the folder {target}; name that to index it")
        try:
            status = path.stat()
        except OSError as error:
            if self._is_passed_over(place, root, is_folder=False):
                return None
            return self._skipped(path, reason_of(error, path))
        is_folder = stat.S_ISDIR(status.st_mode)
        if self._is_passed_over(place, root, is_folder=is_folder):
            return None
        if stat.S_ISREG(status.st_mode):
            return self._input_file(place, status)
        if is_folder:
            return self._inside(place)
        return self._skipped(path, _kind(status.st_mode))

    def _is_passed_over(self, place: _Place, root: Path, *, is_folder: bool) -> bool:
        path, folder = place.path, place.folder
        if folder is None:
            return not is_folder and not self.file_filter.takes(path, root, is_folder=False)
        if path.name == sidecar.FILE_NAME and not is_folder:
            return True
        if folder.has_rules and self.around.is_ignored(path, is_folder=is_folder):
            return True
        return not self.file_filter.takes(path, root, is_folder=is_folder)

    def _inside(self, place: _Place) -> Skipped | list[_Place] | None:
        folder = place.path
        if folder == self.index_folder or _holds_index(folder):
            is_named = place.folder is None
            return self._skipped(folder, "an index of asearch, not documents") if is_named else None
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_in_order_of_path)
        except OSError as error:
            return self._skipped(folder, reason_of(error, folder))
        key = path_key(folder, self.base)
        within = _Folder(
            key + "/" if key and not key.endswith("/") else key,
            self.around.defaults(folder),
            self.around.has_rules(folder),
        )
        return [
            _Place(Path(entry.path), within, entry.is_symlink())
            for entry in entries
            if not entry.name.startswith(".")
        ]

    def _input_file(self, place: _Place, status: os.stat_result) -> InputFile | Skipped:
        path, folder, most = place.path, place.folder, self.file_filter.max_bytes
        if most is not None and status.st_size > most:
            return self._skipped(path, f"larger than {most:,} bytes (--max-size)")
        return InputFile(
            path=folder.key_of(path.name) if folder else path_key(path, self.base),
            disk_path=path,
            suffixes=tuple(suffix.lower() for suffix in path.suffixes),
            size_bytes=status.st_size,
            mtime_ns=status.st_mtime_ns,
            inode=status.st_ino,
            defaults=folder.defaults if folder else self.around.defaults(path.parent),
        )

    def _skipped(self, path: Path, reason: str) -> Skipped:
        return Skipped(path_key(path, self.base), reason)


def _leads_to(path: Path) -> Path:
    """Where a path given by somebody leads: a named link to a folder means that folder."""
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


def _meets(root: Path, path: Path) -> bool:
    """Whether a walk of ``root`` comes by ``path`` (were it there)."""
    if root == path:
        return True
    return root in path.parents and not any(
        part.startswith(".") for part in path.relative_to(root).parts
    )


def _in_order_of_path(entry: os.DirEntry[str]) -> bytes:
    """Folders sort as their files' paths do: ``a.txt`` before ``a/b.txt``."""
    name = os.fsencode(entry.name)
    return name + b"/" if entry.is_dir(follow_symlinks=False) else name


def _holds_index(folder: Path) -> bool:
    """Whether some index of ours lives here, whatever its version."""
    try:
        with (folder / _META_FILE).open("rb") as file:
            meta = json.loads(file.read(_META_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(meta, dict) and meta.get("kind") == _INDEX_KIND


def _kind(mode: int) -> str:
    return next((reason for is_kind, reason in _KINDS if is_kind(mode)), "not a file")


def reason_of(error: OSError, path: Path) -> str:
    """Why the system would not give the file at ``path``, in words."""
    if isinstance(error, FileNotFoundError):
        return "a link to nothing" if os.path.islink(path) else "vanished"  # noqa: PTH114
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return (error.strerror or str(error)).lower()
