"""The catalog (``files.db``): which files an index has read, so that unchanged ones are left alone.

A catalog is committed in two steps around the commit of the documents. ``announce`` first marks the
files about to change as not read; ``commit`` then says what they are now. A process that dies in
between leaves files that are read again, never one that is wrongly taken for unchanged.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from asean_search.model import FileRecord, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TABLE = """
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, documents INTEGER NOT NULL, problem TEXT,
    inode TEXT NOT NULL DEFAULT '0', reading TEXT NOT NULL DEFAULT '',
    unread TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID
"""
_ROOTS = "CREATE TABLE IF NOT EXISTS roots (path BLOB PRIMARY KEY) WITHOUT ROWID"
_SUMS = "CREATE TABLE IF NOT EXISTS sums (name TEXT PRIMARY KEY, digest TEXT NOT NULL)"
_TABLES = (_TABLE, _ROOTS, _SUMS)
_COLUMNS = "path, size_bytes, mtime_ns, digest, documents, problem, inode, reading, unread"
_GET = f"SELECT {_COLUMNS} FROM files WHERE path = ?"  # noqa: S608
_PUT = f"INSERT OR REPLACE INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_NOTHING = f"SELECT {_COLUMNS} FROM files LIMIT 0"  # noqa: S608
"""Fails where the table is one of another version."""

_JUDGED = [name for name in _COLUMNS.split(", ") if name not in {"path", "documents"}]
"""What is forgotten of a file that is to be read again."""
_MARK = f"{_PUT.replace(' OR REPLACE', '')} ON CONFLICT (path) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _JUDGED
)
_MARK_KNOWN = (
    f"UPDATE files SET {', '.join(f'{name} = :{name}' for name in _JUDGED)} "  # noqa: S608
    "WHERE path = :path"
)
_PAGE = 1000
_WAIT_S = 5.0
_DIGEST_BYTES = 16
_BLOCK_BYTES = 1 << 20

_Row = tuple[bytes, int, int, str, int, "str | None", str, str, str]
"""An inode is text: those of some file systems do not fit into the 63 bits of SQLite. What could
not be read of a file is JSON, pairs of a path and a reason; "" is nothing."""


class FileCatalog:
    """The catalog, open for writing by the one process that holds the index.

    What is recorded or forgotten is seen at once here, and by others after ``commit``.
    """

    def __init__(self, path: Path) -> None:
        self.is_new = not path.exists()
        self._changes: dict[str, FileRecord | None] = {}
        self._database = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        try:
            for table in _TABLES:
                self._database.execute(table)
            self._database.execute(_NOTHING)
            first = self._database.execute("SELECT 1 FROM files LIMIT 1").fetchone()
            self._is_empty = first is None
        except sqlite3.Error:
            self._database.close()
            raise

    def get(self, path: str) -> FileRecord | None:
        """What is remembered of a file."""
        if path in self._changes:
            return self._changes[path]
        return None if self._is_empty else _get(self._database, path)

    def under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below, in order of path; "" is every file.

        Files may be recorded and forgotten while this runs; it gives what was there at the start,
        less what has been forgotten since.
        """
        changed = sorted(path for path in self._changes if _is_under(path, folder))
        if not changed:
            committed = _under(self._database, folder)
            yield from (record for record in committed if self._changes.get(record.path, record))
            return
        committed_paths = (record.path for record in _under(self._database, folder))
        last = None
        for path in heapq.merge(changed, committed_paths):
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

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        return _roots(self._database)

    def put_root(self, path: str) -> None:
        """Remember, at once and durably, a path that was given to be indexed."""
        if path not in self.roots():
            self._database.execute("INSERT OR IGNORE INTO roots VALUES (?)", (_key(path),))

    def seal(self, files: Iterable[Path]) -> None:
        """Keep the checksums of files of the index; those of other files are forgotten."""
        sums = _sums(self._database)
        kept = {file.name: sums.get(file.name) or digest(file) for file in files}
        if kept != sums:
            with self._transaction():
                self._database.execute("DELETE FROM sums")
                self._database.executemany("INSERT INTO sums VALUES (?, ?)", kept.items())

    def announce(self) -> None:
        """Durably mark the files about to change as not read, as far as anyone can tell."""
        self._is_empty = False
        gone = [path for path, record in self._changes.items() if record is None]
        new = [path for path, record in self._changes.items() if record is not None]
        names = _COLUMNS.split(", ")
        with self._transaction():
            rows = (dict(zip(names, _row(unread(path, 0)), strict=True)) for path in gone)
            self._database.executemany(_MARK_KNOWN, rows)
            self._database.executemany(_MARK, (_row(unread(path, 0)) for path in new))

    def commit(self) -> None:
        """Make what was recorded and forgotten durable."""
        with self._transaction():
            gone = ((_key(path),) for path, record in self._changes.items() if record is None)
            self._database.executemany("DELETE FROM files WHERE path = ?", gone)
            rows = (_row(record) for record in self._changes.values() if record is not None)
            self._database.executemany(_PUT, rows)
        self._is_empty = False
        self._changes.clear()

    def rollback(self) -> None:
        """Drop what was recorded and forgotten since the last commit."""
        self._changes.clear()

    def close(self) -> None:
        """Let go of the file."""
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
    """The record of a file that has to be read again, whatever is found at its path."""
    return FileRecord(path, size_bytes=-1, mtime_ns=-1, digest="", documents=documents)


class CatalogView:
    """The catalog as it was last committed, for reading. See ``view``."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def file(self, path: str) -> FileRecord | None:
        """What is remembered of a file."""
        return _get(self._database, path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below, in order of path; "" is every file."""
        return _under(self._database, folder)

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        return _roots(self._database)

    def sums(self) -> dict[str, str]:
        """The checksums of files of the index, by name."""
        return _sums(self._database)

    def check(self) -> None:
        """See that all of it can be read.

        Raises:
            sqlite3.Error: It cannot.
        """
        self._database.execute(_NOTHING)
        ((verdict,),) = self._database.execute("PRAGMA quick_check(1)").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)

    def summary(self) -> tuple[int, tuple[FileRecord, ...]]:
        """How many files are remembered, and those not read, or not wholly, by path."""
        (count,) = self._database.execute("SELECT count(*) FROM files").fetchone()
        rows: Iterable[_Row] = self._database.execute(
            f"SELECT {_COLUMNS} FROM files WHERE problem IS NOT NULL OR unread != '' ORDER BY path"  # noqa: S608
        )
        return count, tuple(map(_record, rows))


@contextmanager
def view(path: Path) -> Iterator[CatalogView]:
    """The catalog at ``path``, open for reading; a missing one is empty.

    Nothing in the folder is changed: a catalog that a killed process left half committed is
    repaired in a copy.
    """
    with ExitStack() as held:
        yield CatalogView(held.enter_context(closing(_readable(path, held))))


def summary(path: Path) -> tuple[int, tuple[FileRecord, ...]]:
    """How many files the catalog at ``path`` remembers, and those not wholly read, by path."""
    with view(path) as catalog:
        return catalog.summary()


def _readable(path: Path, held: ExitStack) -> sqlite3.Connection:
    if not path.exists():
        database = sqlite3.connect(":memory:")
        for table in _TABLES:
            database.execute(table)
        return database
    try:
        return _read_only(path)
    except sqlite3.OperationalError:
        journal = path.with_name(path.name + "-journal")
        if not journal.exists():
            raise
        copy = Path(held.enter_context(tempfile.TemporaryDirectory())) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, copy.with_name(journal.name))
        with closing(sqlite3.connect(copy)) as database:
            database.execute("SELECT count(*) FROM files")
        return _read_only(copy)


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True, timeout=_WAIT_S)
    try:
        database.execute("SELECT count(*) FROM files").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _get(database: sqlite3.Connection, path: str) -> FileRecord | None:
    row = database.execute(_GET, (_key(path),)).fetchone()
    return _record(row) if row else None


def _under(database: sqlite3.Connection, folder: str) -> Iterator[FileRecord]:
    """Page by page, so that no cursor is open while others use the catalog."""
    condition, values = _range(folder)
    after = b""
    while True:
        rows = database.execute(
            f"SELECT {_COLUMNS} FROM files WHERE path > ? AND {condition} "  # noqa: S608
            f"ORDER BY path LIMIT {_PAGE}",
            (after, *values),
        ).fetchall()
        yield from map(_record, rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def _is_under(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(folder.rstrip("/") + "/")


def _range(folder: str) -> tuple[str, tuple[bytes, ...]]:
    if not folder:
        return "1", ()
    below = folder.rstrip("/") + "/"
    end = below[:-1] + chr(ord("/") + 1)
    return "(path = ? OR (path >= ? AND path < ?))", (_key(folder), _key(below), _key(end))


def _roots(database: sqlite3.Connection) -> tuple[str, ...]:
    rows = database.execute("SELECT path FROM roots ORDER BY path")
    return tuple(_path(path) for (path,) in rows)


def _sums(database: sqlite3.Connection) -> dict[str, str]:
    return dict(database.execute("SELECT name, digest FROM sums"))


def digest(file: Path) -> str:
    """The checksum of a file of the index: hex BLAKE2b-128."""
    sum_ = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            sum_.update(block)
    return sum_.hexdigest()


def _key(path: str) -> bytes:
    """Paths are kept as bytes: file names need not be valid Unicode. The order stays the same."""
    return path.encode("utf-8", "surrogatepass")


def _path(key: bytes) -> str:
    """The inverse of ``_key``."""
    return key.decode("utf-8", "surrogatepass")


def _row(record: FileRecord) -> _Row:
    return (
        _key(record.path),
        record.size_bytes,
        record.mtime_ns,
        record.digest,
        record.documents,
        record.problem,
        str(record.inode),
        record.reading,
        json.dumps([(part.path, part.reason) for part in record.unread]) if record.unread else "",
    )


def _record(row: _Row) -> FileRecord:
    path, size_bytes, mtime_ns, digest, documents, problem, inode, reading, unread = row
    return FileRecord(
        _path(path),
        size_bytes,
        mtime_ns,
        digest,
        documents,
        problem,
        int(inode),
        reading,
        tuple(Skipped(*part) for part in json.loads(unread)) if unread else (),
    )
