"""The index folder: the files it may hold, ``meta.json`` (what made it), and the writer's lock."""

# mypy: allow-untyped-calls

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import asdict

from asean_search import __version__
from asean_search.engine.whoosh import manifest, trust
from asean_search.engine.whoosh.errors import busy, rebuild_hint
from asean_search.engine.whoosh.manifest import INDEX_NAME
from asean_search.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexUnusableError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.util.filelock import LockBase

FORMAT_VERSION = 3
"""Raised whenever the files on disk change their meaning: an index of another format is refused."""

META_FILE = "meta.json"
LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"
CATALOG_FILE = "files.db"
_NEW = ".new"
_KIND = "asearch index"
_PAUSE_S = 0.05
_PLACEHOLDERS = {"<n>": "[0-9]+", "<id>": "[0-9a-z]+", "<time>": ".+"}


class IndexFile(msgspec.Struct, frozen=True):
    """A kind of file that an index folder may hold.

    In ``pattern``, ``<n>`` is the number of a commit, ``<id>`` names a segment and ``<time>`` is a
    time. ``writer`` is the module of ours that writes it, or "" for a file of the user's. Files
    ``of_commit`` are removed when the last commit does not name them. ``may_precede`` an index:
    such a file may be in the folder in which a new index is made.
    """

    pattern: str
    content: str
    writer: str
    of_commit: bool = False
    may_precede: bool = False

    def matches(self, name: str) -> bool:
        """Whether a file has this name."""
        form = re.escape(self.pattern)
        for placeholder, meaning in _PLACEHOLDERS.items():
            form = form.replace(placeholder, meaning)
        return re.fullmatch(form, name) is not None


FILES = (
    IndexFile(META_FILE, "the versions that made the index", "engine/whoosh/folder.py"),
    IndexFile(
        META_FILE + _NEW,
        "the same while it is written",
        "engine/whoosh/folder.py",
        may_precede=True,
    ),
    IndexFile(
        f"_{INDEX_NAME}_<n>.toc",
        "Whoosh's table of contents of commit n; renaming it into place is the commit",
        "engine/whoosh/commit.py",
        of_commit=True,
    ),
    IndexFile(
        f"_{INDEX_NAME}_<n>.toc.<time>",
        "the same while it is written",
        "engine/whoosh/commit.py",
        of_commit=True,
    ),
    IndexFile(
        f"_{INDEX_NAME}_<n>.json",
        "the segments of commit n, and the checksum of its table of contents",
        "engine/whoosh/commit.py",
        of_commit=True,
    ),
    IndexFile(
        f"{INDEX_NAME}_<id>.seg",
        "one segment: dictionaries, postings, columns and stored documents",
        "engine/whoosh/store/segment_writer.py",
        of_commit=True,
    ),
    IndexFile(
        f"{INDEX_NAME}_<id>.<n>.deleted",
        "the bitmap of the segment's deleted documents as of commit n",
        "engine/whoosh/store/columns.py",
        of_commit=True,
    ),
    IndexFile(
        CATALOG_FILE,
        "the catalog: every file read, the roots, the acronyms that documents define, and the "
        "checksums of the table of contents and the list of segments",
        "catalog/writer.py",
    ),
    IndexFile(CATALOG_FILE + "-journal", "SQLite's journal of the catalog", "catalog/writer.py"),
    IndexFile(
        CATALOG_FILE + _NEW, "a new catalog while it is written", "engine/whoosh/recovery.py"
    ),
    IndexFile(LOCK_NAME, "the lock of the one writer", "engine/whoosh/folder.py", may_precede=True),
    IndexFile("acronyms.db", "acronyms, in format 2", "", of_commit=True),
    IndexFile("acronyms.db-journal", "SQLite's journal of these", "", of_commit=True),
    IndexFile("aliases.txt", "synonyms that the user has written", "", may_precede=True),
    IndexFile("README.md", "the user's notes", "", may_precede=True),
    IndexFile(".gitignore", "what Git ignores", "", may_precede=True),
    IndexFile(".gitkeep", "nothing; Git keeps the folder for it", "", may_precede=True),
)
"""All files that an index folder may hold."""


def file_of(name: str) -> IndexFile | None:
    """The kind of file with this name, or None when an index folder holds no such file."""
    return next((file for file in FILES if file.matches(name)), None)


class Meta(msgspec.Struct, frozen=True):
    """The versions that made an index; only a program with the same versions can use it."""

    kind: str
    format_version: int
    analysis_version: int
    created_by: str


def is_index(path: Path) -> bool:
    """Whether the folder holds an index of ours, even one that is damaged or outdated."""
    try:
        text = (path / META_FILE).read_bytes()
    except OSError:
        return False
    try:
        meta = json.loads(text)
    except ValueError:
        return bool(manifest.generations(path))
    return isinstance(meta, dict) and meta.get("kind") == _KIND


def check(path: Path) -> Meta:
    """The content of ``meta.json``.

    Raises:
        IndexMissingError, IndexOutdatedError, IndexDamagedError: This version of asearch cannot
            use the index.
        OSError: The folder cannot be read.
    """
    try:
        text = (path / META_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            f"there is no index at {path}", hint="Make one with: asearch index PATH"
        ) from None
    meta = _parse(path, text)
    made_for = (meta.format_version, meta.analysis_version)
    if made_for != (FORMAT_VERSION, _analysis_version()):
        raise IndexOutdatedError(
            f"the index at {path} was made by {meta.created_by} in another format "
            f"than that of asearch {__version__}",
            hint=rebuild_hint(path),
        )
    return meta


def prepare(path: Path) -> None:
    """Make the folder, private where the platform has modes; or check the one that is there.

    Raises:
        IndexUnusableError: The folder is not an index and holds other files.
        OSError: The folder cannot be made or read.
    """
    if not path.is_dir():
        try:
            path.mkdir(mode=0o700, parents=True)
        except (FileExistsError, FileNotFoundError, NotADirectoryError) as error:
            raise IndexUnusableError(
                f"an index cannot be made at {path}: {error.strerror or 'there is no folder'}",
                hint="Name an empty or a new folder with --index.",
            ) from error
    if not is_index(path):
        others = sorted(entry.name for entry in path.iterdir() if not _may_precede(entry.name))
        if others:
            raise IndexUnusableError(
                f"{path} is not an index, and it holds other things ({', '.join(others[:3])}"
                f"{', ...' if len(others) > 3 else ''})",  # noqa: PLR2004
                hint="Name an empty or a new folder with --index.",
            )
        trust.make_private(path)


def _may_precede(name: str) -> bool:
    file = file_of(name)
    return file is not None and file.may_precede


def write_meta(path: Path) -> None:
    """Write ``meta.json`` for this version of asearch, all of it or nothing."""
    meta = Meta(_KIND, FORMAT_VERSION, _analysis_version(), f"asearch {__version__}")
    new = path / (META_FILE + _NEW)
    with new.open("w", encoding="utf-8") as file:
        json.dump(asdict(meta), file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path / META_FILE)
    sync(path)


def sync(path: Path) -> None:
    """Make the folder's own entries durable, on platforms where a folder can be synced."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def size_bytes(path: Path) -> int:
    """The size of the index's files in bytes; files of the user's do not count."""
    total = 0
    for entry in os.scandir(path):
        file = file_of(entry.name)
        if file is not None and file.writer:
            with suppress(FileNotFoundError):  # a writer may have removed it
                total += entry.stat(follow_symlinks=False).st_size
    return total


def lock(path: Path, wait_s: float) -> LockBase:
    """Take the lock of the one writer.

    Raises:
        IndexBusyError: Another process still holds it after ``wait_s`` seconds.
    """
    from whoosh.filedb.filestore import FileStorage

    found: LockBase = FileStorage(path).lock(LOCK_NAME)
    until = time.monotonic() + wait_s
    while not found.acquire():
        if time.monotonic() >= until:
            raise busy(path)
        time.sleep(_PAUSE_S)
    return found


@contextmanager
def locked(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock of the one writer. Raises as ``lock``."""
    held = lock(path, wait_s)
    try:
        yield
    finally:
        held.release()


def _parse(path: Path, text: bytes) -> Meta:
    try:
        values = json.loads(text)
        meta = Meta(**{name: values[name] for name in Meta.__struct_fields__})
        if meta.kind != _KIND:
            raise ValueError(meta.kind)
    except (ValueError, KeyError, TypeError) as error:
        if not is_index(path):
            raise IndexMissingError(
                f"there is no index at {path}: its {META_FILE} is not of asearch",
                hint="Make one elsewhere with: asearch --index DIR index PATH",
            ) from error
        raise IndexDamagedError(
            f"the index at {path} is damaged: {META_FILE} cannot be read", hint=rebuild_hint(path)
        ) from error
    return meta


def _analysis_version() -> int:
    from asean_search import analysis

    return analysis.ANALYSIS_VERSION
