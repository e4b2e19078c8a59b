"""Commits: reading the last one, and making the next one, all of it or nothing.

A commit writes and syncs the new files first, then the manifest, then renames the new table of
contents into place and syncs the folder. Only then are the files removed that only the commit
before named. Readers that have them open keep them (on Windows the removal fails, and the next
commit tries again).
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from asean_search.engine.whoosh import manifest
from asean_search.engine.whoosh.compat.codec import ArraySegment
from asean_search.engine.whoosh.errors import damaged, rebuild_hint
from asean_search.engine.whoosh.folder import file_of, sync
from asean_search.engine.whoosh.manifest import INDEX_NAME, Manifest
from asean_search.errors import IndexOutdatedError

if TYPE_CHECKING:
    from whoosh.filedb.structfile import StructFile


def current(folder: Path, schema: Schema) -> Manifest:
    """The segments of the last commit.

    Raises:
        IndexDamagedError: There is no table of contents.
        IndexOutdatedError: Another program has written one of its segments in its own format.
        FileNotFoundError: It was replaced while it was read.
    """
    known = manifest.generations(folder)
    if not known:
        raise damaged(folder, "it has no table of contents")
    found = manifest.read(folder, known[-1])
    try:
        return found or _from_whoosh(folder, known[-1], schema)
    except AssertionError as error:  # Whoosh asserts what it expects of the file
        raise damaged(folder, error) from error


def _from_whoosh(folder: Path, generation: int, schema: Schema) -> Manifest:
    storage = _TrackedStorage(folder, readonly=True)
    try:
        contents = TOC.read(storage, INDEX_NAME, gen=generation, schema=schema)
    finally:
        storage.close_files()
    entries = []
    for segment in contents.segments:
        if not isinstance(segment, ArraySegment):
            raise IndexOutdatedError(
                f"another program has added to the index at {folder} in a format of its own",
                hint=rebuild_hint(folder),
            )
        entries.append(segment.entry())
    return Manifest(generation, tuple(entries))


class _TrackedStorage(FileStorage):
    """A folder that can close its open files: on an error Whoosh leaves them open."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        super().__init__(path, readonly=readonly)
        self._files: WeakSet[StructFile] = WeakSet()

    def create_file(
        self, name: str, excl: bool = False, mode: str = "wb", **options: Any
    ) -> StructFile:
        """Create a file."""
        return self._track(super().create_file(name, excl, mode, **options))

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file."""
        return self._track(super().open_file(name, **options))

    def close_files(self) -> None:
        """Close all open files without writing what they buffer."""
        for file in list(self._files):
            with suppress(Exception):
                file.file.close()

    def _track(self, file: StructFile) -> StructFile:
        self._files.add(file)
        return file


class _PublishingStorage(_TrackedStorage):
    """Makes the renaming of a table of contents a durable commit."""

    def __init__(self, folder: Path, before: Callable[[bytes], None]) -> None:
        super().__init__(folder)
        self._before = before

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Sync the new table of contents, call ``before`` with it, rename it, sync the folder."""
        new = Path(self.folder) / oldname
        with new.open("rb+") as file:
            toc = file.read()
            os.fsync(file.fileno())
        self._before(toc)
        super().rename_file(oldname, newname, safe=safe)
        sync(Path(self.folder))


def publish(folder: Path, schema: Schema, new: Manifest) -> None:
    """Make ``new`` the last commit. The files of its segments are on the disk already."""

    def write_manifest(toc: bytes) -> None:
        with manifest.manifest_path(folder, new.generation).open("wb") as file:
            file.write(manifest.encode(new, toc))
            file.flush()
            os.fsync(file.fileno())

    segments: list[Any] = [ArraySegment(INDEX_NAME, entry) for entry in new.segments]
    storage = _PublishingStorage(folder, write_manifest)
    try:
        TOC(schema, segments, new.generation).write(storage, INDEX_NAME)
    except BaseException:
        storage.close_files()
        for path in folder.glob(f"_{INDEX_NAME}_{new.generation}.toc.*"):
            with suppress(OSError):
                path.unlink()
        raise


def files_of(folder: Path, generation: int) -> list[Path]:
    """The files that list the segments of a commit."""
    return [manifest.toc_path(folder, generation), manifest.manifest_path(folder, generation)]


def clean(folder: Path, last: Manifest) -> None:
    """Remove the files of all commits but the last. Files in use stay for now (Windows)."""
    names = {path.name for path in files_of(folder, last.generation)}
    for entry in last.segments:
        names |= {entry.file_name(), entry.deleted_file_name()}
    for path in list(folder.iterdir()):
        file = file_of(path.name)
        if file is not None and file.of_commit and path.name not in names:
            with suppress(OSError):
                path.unlink()
