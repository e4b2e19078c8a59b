"""What the documents of an index say their acronyms mean: ``acronyms.db`` in the index folder.

The engine commits it after the documents and before the catalog of files: a process that dies in
between leaves files that are read again, and whose definitions are then replaced.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

from asean_search import analysis
from asean_search.model import Acronym, Document

FILE = "acronyms.db"

_TABLES = """
BEGIN;
CREATE TABLE IF NOT EXISTS definitions (
    path BLOB NOT NULL, id TEXT NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL,
    short_key TEXT NOT NULL, long_key TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_path ON definitions (path);
CREATE INDEX IF NOT EXISTS by_short ON definitions (short_key);
CREATE INDEX IF NOT EXISTS by_long ON definitions (long_key);
COMMIT;
"""
_COLUMNS = "id, short, long"
_KEYS_AT_ONCE = 400
_WAIT_S = 5.0

Row = tuple[bytes, str, str, str, str, str]
"""A definition: path, document id, short and long name, and their keys."""


def rows(document: Document) -> list[Row]:
    """What a document defines, as it is kept."""
    body = document.body
    if "(" not in body:
        return []
    path = _path(document.path)
    found = {(each.short, each.long) for each in analysis.acronym_definitions(body)}
    return [
        (path, document.id, short, long, analysis.name_key(short), analysis.name_key(long))
        for short, long in sorted(found)
    ]


class Definitions:
    """The definitions, written by the one process that holds the index.

    The file is made with the first definition, and opened when there is something to change.
    """

    def __init__(self, path: Path) -> None:
        self._file = path
        self._gone: set[bytes] = set()
        self._added: dict[bytes, list[Row]] = {}
        self._opened: sqlite3.Connection | None = None

    def put(self, found: Iterable[Row]) -> None:
        """Remember what a document defines: its ``rows``."""
        for row in found:
            self._added.setdefault(row[0], []).append(row)

    def forget(self, path: str) -> None:
        """Forget what the documents of a file define."""
        key = _path(path)
        self._gone.add(key)
        self._added.pop(key, None)

    def commit(self) -> None:
        """Make it durable."""
        if self._added or (self._gone and self._file.exists()):
            database = self._database()
            gone = [path for path in self._gone if _holds(database, path)]
            if gone or self._added:
                _change(database, gone, chain.from_iterable(self._added.values()))
        self.rollback()

    def rollback(self) -> None:
        """Drop what was put and forgotten since the last commit."""
        self._gone.clear()
        self._added.clear()

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = sqlite3.connect(self._file, timeout=_WAIT_S, isolation_level=None)
            self._opened.executescript(_TABLES)
        return self._opened


def _holds(database: sqlite3.Connection, path: bytes) -> bool:
    found = database.execute("SELECT 1 FROM definitions WHERE path = ? LIMIT 1", (path,))
    return found.fetchone() is not None


def _change(database: sqlite3.Connection, gone: Sequence[bytes], added: Iterable[Row]) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        database.executemany("DELETE FROM definitions WHERE path = ?", ((path,) for path in gone))
        database.executemany("INSERT INTO definitions VALUES (?, ?, ?, ?, ?, ?)", added)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def read(path: Path, keys: Collection[str] | None = None) -> list[Acronym]:
    """See ``engine.interface.Index.acronyms``. Nothing in the folder is changed.

    Beside a commit that was cut short there are none, until a writer has put it right.
    """
    if not path.exists():
        return []
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_S)) as database:
        try:
            return analysis.count_definitions(_rows(database, keys))
        except sqlite3.OperationalError:
            if path.with_name(path.name + "-journal").exists():
                return []
            raise


def _rows(
    database: sqlite3.Connection, keys: Collection[str] | None
) -> Iterable[tuple[str, str, str]]:
    """Id, short and long name: of every definition, or of the acronyms that the keys are about."""
    if keys is None:
        return database.execute(f"SELECT {_COLUMNS} FROM definitions").fetchall()  # noqa: S608
    shorts: set[str] = set()
    for some, marks in _in_parts(keys):
        sql = f"SELECT DISTINCT short_key FROM definitions WHERE short_key IN ({marks})"  # noqa: S608
        sql += f" UNION SELECT short_key FROM definitions WHERE long_key IN ({marks})"  # noqa: S608
        shorts.update(key for (key,) in database.execute(sql, (*some, *some)))
    rows: list[tuple[str, str, str]] = []
    for some, marks in _in_parts(shorts):
        sql = f"SELECT {_COLUMNS} FROM definitions WHERE short_key IN ({marks})"  # noqa: S608
        rows += database.execute(sql, some).fetchall()
    return rows


def _in_parts(keys: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """So many keys as one statement may have, and the marks that stand for them."""
    left = iter(sorted(keys))
    while some := list(islice(left, _KEYS_AT_ONCE)):
        yield some, ", ".join("?" * len(some))


def _path(path: str) -> bytes:
    """Paths are kept as bytes: file names need not be valid Unicode."""
    return path.encode("utf-8", "surrogatepass")
