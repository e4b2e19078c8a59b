"""The ledger (``files.db``): which files an index has read, so that unchanged ones are left alone.

A ledger is committed in two steps around the commit of the documents. ``announce`` first marks the
files about to change as not read; ``commit`` then says what they are now. A process that dies in
between leaves files that are read again, never one that is wrongly taken for unchanged.
"""

from __future__ import annotations

import heapq
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from asean_search.model import FileRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TABLE = """
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, documents INTEGER NOT NULL, problem TEXT
) WITHOUT ROWID
"""
_COLUMNS = "path, size_bytes, mtime_ns, digest, documents, problem"
_PUT = f"INSERT OR REPLACE INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
_PAGE = 1000
_WAIT_S = 5.0


class Ledger:
    """The ledger, open for writing by the one process that holds the index.

    What is recorded or forgotten is seen at once here, and by others after ``commit``.
    """

    def __init__(self, path: Path) -> None:
        self.is_new = not path.exists()
        self._changes: dict[str, FileRecord | None] = {}
        self._database = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        try:
            self._database.execute(_TABLE)
        except sqlite3.Error:
            self._database.close()
            raise

    def get(self, path: str) -> FileRecord | None:
        """What is remembered of a file."""
        if path in self._changes:
            return self._changes[path]
        row = self._database.execute(
            f"SELECT {_COLUMNS} FROM files WHERE path = ?",  # noqa: S608
            (_key(path),),
        ).fetchone()
        return _record(row) if row else None

    def under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below, in order of path; "" is every file.

        Files may be recorded and forgotten while this runs; it gives what was there at the start,
        less what has been forgotten since.
        """
        changed = sorted(path for path in self._changes if _is_under(path, folder))
        committed = (record.path for record in self._committed_under(folder))
        last = None
        for path in heapq.merge(changed, committed):
            record = self.get(path) if path != last else None
            last = path
            if record is not None:
                yield record

    def put(self, record: FileRecord) -> None:
        """Remember a file."""
        self._changes[record.path] = record

    def forget(self, path: str) -> None:
        """Forget a file."""
        self._changes[path] = None

    def announce(self) -> None:
        """Durably mark the files about to change as not read, as far as anyone can tell."""
        with self._transaction():
            for path, record in self._changes.items():
                if record is not None or self._holds(path):
                    count = record.documents if record else 0
                    self._database.execute(_PUT, _row(unread(path, count)))

    def commit(self) -> None:
        """Make what was recorded and forgotten durable."""
        with self._transaction():
            for path, record in self._changes.items():
                if record is None:
                    self._database.execute("DELETE FROM files WHERE path = ?", (_key(path),))
                else:
                    self._database.execute(_PUT, _row(record))
        self._changes.clear()

    def rollback(self) -> None:
        """Drop what was recorded and forgotten since the last commit."""
        self._changes.clear()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _holds(self, path: str) -> bool:
        found = self._database.execute("SELECT 1 FROM files WHERE path = ?", (_key(path),))
        return found.fetchone() is not None

    def _committed_under(self, folder: str) -> Iterator[FileRecord]:
        """Page by page, so that no cursor is open while others use the ledger."""
        condition, values = _range(folder)
        after = b""
        while True:
            rows = self._database.execute(
                f"SELECT {_COLUMNS} FROM files WHERE path > ? AND {condition} "  # noqa: S608
                f"ORDER BY path LIMIT {_PAGE}",
                (after, *values),
            ).fetchall()
            yield from map(_record, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

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
    """The record of a file that has to be read again, whatever is found at its path."""
    return FileRecord(path, size_bytes=-1, mtime_ns=-1, digest="", documents=documents)


def summary(path: Path) -> tuple[int, tuple[FileRecord, ...]]:
    """How many files the ledger at ``path`` remembers, and those that gave a problem, by path.

    Nothing in the folder is changed: a ledger that a killed process left half committed is
    repaired in a copy.
    """
    if not path.exists():
        return 0, ()
    try:
        return _summary(path)
    except sqlite3.OperationalError:
        journal = path.with_name(path.name + "-journal")
        if not journal.exists():
            raise
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            shutil.copyfile(path, copy)
            shutil.copyfile(journal, copy.with_name(journal.name))
            with closing(sqlite3.connect(copy)) as database:
                database.execute("SELECT count(*) FROM files")
            return _summary(copy)


def _summary(path: Path) -> tuple[int, tuple[FileRecord, ...]]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_S)) as database:
        (count,) = database.execute("SELECT count(*) FROM files").fetchone()
        rows: Iterable[tuple[bytes, int, int, str, int, str | None]] = database.execute(
            f"SELECT {_COLUMNS} FROM files WHERE problem IS NOT NULL ORDER BY path"  # noqa: S608
        )
        return count, tuple(map(_record, rows))


def _is_under(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder.rstrip("/") + "/")


def _range(folder: str) -> tuple[str, tuple[bytes, ...]]:
    if not folder:
        return "1", ()
    below = folder.rstrip("/") + "/"
    end = below[:-1] + chr(ord("/") + 1)
    return "(path = ? OR (path >= ? AND path < ?))", (_key(folder), _key(below), _key(end))


def _key(path: str) -> bytes:
    """Paths are kept as bytes: file names need not be valid Unicode. The order stays the same."""
    return path.encode("utf-8", "surrogatepass")


def _row(record: FileRecord) -> tuple[bytes, int, int, str, int, str | None]:
    return (
        _key(record.path),
        record.size_bytes,
        record.mtime_ns,
        record.digest,
        record.documents,
        record.problem,
    )


def _record(row: tuple[bytes, int, int, str, int, str | None]) -> FileRecord:
    path, size_bytes, mtime_ns, digest, documents, problem = row
    return FileRecord(
        path.decode("utf-8", "surrogatepass"), size_bytes, mtime_ns, digest, documents, problem
    )
