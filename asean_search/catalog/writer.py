"""Writing a catalog, in two steps around the commit of the documents."""

from __future__ import annotations

import heapq
import sqlite3
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from asean_search.catalog import acronyms
from asean_search.catalog.acronyms import Definition, path_key
from asean_search.catalog.view import (
    COLUMNS,
    TABLES,
    WAIT_S,
    check_layout,
    checksum,
    file_checksums,
    file_record,
    records_under,
    root_paths,
    row,
)
from asean_search.model import FileRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PUT = f"INSERT OR REPLACE INTO files ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_RESET = [name for name in COLUMNS.split(", ") if name not in {"path", "documents"}]
"""The columns that change when a file is marked as not read."""
_MARK = f"{_PUT.replace(' OR REPLACE', '')} ON CONFLICT (path) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _RESET
)
_MARK_KNOWN = (
    f"UPDATE files SET {', '.join(f'{name} = :{name}' for name in _RESET)} "  # noqa: S608
    "WHERE path = :path"
)


class Catalog:
    """A catalog, open for writing by the one process that holds the index.

    Changes are visible here at once, and to others after ``commit``. ``announce``, before the
    commit of the documents, marks the files about to change as not read; ``commit``, after it,
    records what they are now. A process that dies in between leaves files that are read again,
    never one that is wrongly taken for unchanged.
    """

    def __init__(self, path: Path) -> None:
        self.is_new = not path.exists()
        self._changes: dict[str, FileRecord | None] = {}
        self._forgotten: set[bytes] = set()
        self._definitions: dict[bytes, list[Definition]] = {}
        self._database = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        try:
            with self._transaction():
                for statement in TABLES:
                    self._database.execute(statement)
            check_layout(self._database)
            first = self._database.execute("SELECT 1 FROM files LIMIT 1").fetchone()
            self._is_empty = first is None
        except sqlite3.Error:
            self._database.close()
            raise

    def file(self, path: str) -> FileRecord | None:
        """The record of a file."""
        if path in self._changes:
            return self._changes[path]
        return None if self._is_empty else file_record(self._database, path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """The records of all files at ``folder`` or below, in order of path; "" is every file.

        Files may be recorded and forgotten while this runs: it gives those known at the start,
        without those forgotten since.
        """
        changed = sorted(path for path in self._changes if _is_under(path, folder))
        if not changed:
            committed = records_under(self._database, folder)
            yield from (record for record in committed if self._changes.get(record.path, record))
            return
        committed_paths = (record.path for record in records_under(self._database, folder))
        last = None
        for path in heapq.merge(changed, committed_paths):
            record = self.file(path) if path != last else None
            last = path
            if record is not None:
                yield record

    def record(self, record: FileRecord) -> None:
        """Record a file."""
        self._changes[record.path] = record

    def forget(self, path: str) -> None:
        """Forget a file and the acronyms that its documents define."""
        self._changes[path] = None
        key = path_key(path)
        self._forgotten.add(key)
        self._definitions.pop(key, None)

    def define(self, definitions: Iterable[Definition]) -> None:
        """Add the acronyms that a document defines: its ``definitions_of``."""
        for definition in definitions:
            self._definitions.setdefault(definition[0], []).append(definition)

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        return root_paths(self._database)

    def record_root(self, path: str) -> None:
        """Record, at once and durably, a path that was given to be indexed."""
        if path not in self.roots():
            self._database.execute("INSERT OR IGNORE INTO roots VALUES (?)", (path_key(path),))

    def record_checksums(self, files: Iterable[Path]) -> None:
        """Record the checksums of these files of the index, and forget those of all others."""
        old = file_checksums(self._database)
        new = {file.name: old.get(file.name) or checksum(file) for file in files}
        if new != old:
            with self._transaction():
                self._database.execute("DELETE FROM sums")
                self._database.executemany("INSERT INTO sums VALUES (?, ?)", new.items())

    def announce(self) -> None:
        """Durably mark the files about to change as not read."""
        self._is_empty = False
        gone = [path for path, record in self._changes.items() if record is None]
        new = [path for path, record in self._changes.items() if record is not None]
        names = COLUMNS.split(", ")
        with self._transaction():
            rows = (dict(zip(names, row(unread(path, 0)), strict=True)) for path in gone)
            self._database.executemany(_MARK_KNOWN, rows)
            self._database.executemany(_MARK, (row(unread(path, 0)) for path in new))

    def commit(self) -> None:
        """Make all changes durable and visible."""
        with self._transaction():
            gone = ((path_key(path),) for path, record in self._changes.items() if record is None)
            self._database.executemany("DELETE FROM files WHERE path = ?", gone)
            rows = (row(record) for record in self._changes.values() if record is not None)
            self._database.executemany(_PUT, rows)
            added = chain.from_iterable(self._definitions.values())
            acronyms.replace(self._database, self._forgotten, added)
        self._is_empty = False
        self.rollback()

    def rollback(self) -> None:
        """Drop the changes since the last commit."""
        self._changes.clear()
        self._forgotten.clear()
        self._definitions.clear()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise


def unread(path: str, documents: int) -> FileRecord:
    """The record of a file that has to be read again, whatever its size and time are."""
    return FileRecord(path, size_bytes=-1, mtime_ns=-1, digest="", documents=documents)


def _is_under(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder.rstrip("/") + "/")
