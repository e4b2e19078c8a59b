"""Reading a catalog: its tables, and what was committed last."""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from asean_search.catalog import acronyms
from asean_search.catalog.acronyms import path_key
from asean_search.model import Acronym, FileRecord, Skipped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

TABLES = (
    """CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, documents INTEGER NOT NULL, problem TEXT,
    inode TEXT NOT NULL DEFAULT '0', reading TEXT NOT NULL DEFAULT '',
    unread TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS roots (path BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sums (name TEXT PRIMARY KEY, digest TEXT NOT NULL)",
    *acronyms.TABLES,
)
COLUMNS = "path, size_bytes, mtime_ns, digest, documents, problem, inode, reading, unread"
_BY_PATH = f"SELECT {COLUMNS} FROM files WHERE path = ?"  # noqa: S608
_LAYOUT = f"SELECT {COLUMNS} FROM files LIMIT 0"  # noqa: S608
_PAGE_ROWS = 1000
_DIGEST_BYTES = 16
_BLOCK_BYTES = 1 << 20
WAIT_S = 5.0

Row = tuple[bytes, int, int, str, int, "str | None", str, str, str]
"""A file. The inode is text: those of some file systems do not fit into the 63 bits of SQLite.
``unread`` is JSON, pairs of a path and a reason; "" is none."""


class CatalogView:
    """A catalog as it was last committed. See ``view``."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def file(self, path: str) -> FileRecord | None:
        """The record of a file."""
        return file_record(self._database, path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """The records of all files at ``folder`` or below, in order of path; "" is every file."""
        return records_under(self._database, folder)

    def roots(self) -> tuple[str, ...]:
        """The paths that were given to be indexed, in order."""
        return root_paths(self._database)

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        """See ``engine.interface.Index.acronyms``."""
        return acronyms.read(self._database, keys)

    def checksums(self) -> dict[str, str]:
        """The checksums of files of the index, by name."""
        return file_checksums(self._database)

    def check(self) -> None:
        """Read all of the catalog.

        Raises:
            sqlite3.Error: It cannot be read.
        """
        check_layout(self._database)
        ((verdict,),) = self._database.execute("PRAGMA quick_check(1)").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)

    def summary(self) -> tuple[int, tuple[FileRecord, ...]]:
        """The number of files, and the records of those not read, or not wholly, by path."""
        (count,) = self._database.execute("SELECT count(*) FROM files").fetchone()
        rows: Iterable[Row] = self._database.execute(
            f"SELECT {COLUMNS} FROM files WHERE problem IS NOT NULL OR unread != '' ORDER BY path"  # noqa: S608
        )
        return count, tuple(map(_record, rows))


@contextmanager
def view(path: Path) -> Iterator[CatalogView]:
    """Open the catalog at ``path`` for reading; a missing one is empty.

    Nothing in the folder is changed: a catalog that a killed process left half committed is
    repaired in a copy.
    """
    with ExitStack() as stack:
        yield CatalogView(stack.enter_context(closing(_open(path, stack))))


def check_layout(database: sqlite3.Connection) -> None:
    """See that the tables have the columns of this version.

    Raises:
        sqlite3.OperationalError: They have not.
    """
    database.execute(_LAYOUT)


def _open(path: Path, stack: ExitStack) -> sqlite3.Connection:
    if not path.exists():
        database = sqlite3.connect(":memory:")
        for statement in TABLES:
            database.execute(statement)
        return database
    try:
        return _open_read_only(path)
    except sqlite3.OperationalError:
        journal = path.with_name(path.name + "-journal")
        if not journal.exists():
            raise
        import shutil
        import tempfile
        from pathlib import Path

        copy = Path(stack.enter_context(tempfile.TemporaryDirectory())) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, copy.with_name(journal.name))
        with closing(sqlite3.connect(copy)) as database:
            database.execute("SELECT count(*) FROM files")
        return _open_read_only(copy)


def _open_read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True, timeout=WAIT_S)
    try:
        database.execute("SELECT 1 FROM files LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def file_record(database: sqlite3.Connection, path: str) -> FileRecord | None:
    """See ``CatalogView.file``."""
    row = database.execute(_BY_PATH, (path_key(path),)).fetchone()
    return _record(row) if row else None


def records_under(database: sqlite3.Connection, folder: str) -> Iterator[FileRecord]:
    """See ``CatalogView.files_under``. Reads page by page: no cursor stays open in between."""
    condition = "1"
    values: tuple[bytes, ...] = ()
    if folder:
        below = folder.rstrip("/") + "/"
        end = below[:-1] + chr(ord("/") + 1)
        condition = "(path = ? OR (path >= ? AND path < ?))"
        values = (path_key(folder), path_key(below), path_key(end))
    after = b""
    while True:
        rows = database.execute(
            f"SELECT {COLUMNS} FROM files WHERE path > ? AND {condition} "  # noqa: S608
            f"ORDER BY path LIMIT {_PAGE_ROWS}",
            (after, *values),
        ).fetchall()
        yield from map(_record, rows)
        if len(rows) < _PAGE_ROWS:
            return
        after = rows[-1][0]


def root_paths(database: sqlite3.Connection) -> tuple[str, ...]:
    """See ``CatalogView.roots``."""
    return tuple(_path(key) for (key,) in database.execute("SELECT path FROM roots ORDER BY path"))


def file_checksums(database: sqlite3.Connection) -> dict[str, str]:
    """See ``CatalogView.checksums``."""
    return dict(database.execute("SELECT name, digest FROM sums"))


def checksum(file: Path) -> str:
    """The checksum of a file of the index: hexadecimal BLAKE2b-128."""
    import hashlib

    found = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def row(record: FileRecord) -> Row:
    """A record as it is stored."""
    return (
        path_key(record.path),
        record.size_bytes,
        record.mtime_ns,
        record.digest,
        record.documents,
        record.problem,
        str(record.inode),
        record.reading,
        json.dumps([(part.path, part.reason) for part in record.unread]) if record.unread else "",
    )


def _record(row: Row) -> FileRecord:
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


def _path(key: bytes) -> str:
    """The inverse of ``path_key``."""
    return key.decode("utf-8", "surrogatepass")
