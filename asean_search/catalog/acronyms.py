"""The acronyms that documents define: a table of the catalog, filled and emptied file by file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from asean_search import analysis
from asean_search.model import Acronym, Document

if TYPE_CHECKING:
    import sqlite3

TABLES = (
    "CREATE TABLE IF NOT EXISTS acronyms (path BLOB NOT NULL, id TEXT NOT NULL, "
    "short TEXT NOT NULL, long TEXT NOT NULL, short_key TEXT NOT NULL, long_key TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS acronyms_by_path ON acronyms (path)",
    "CREATE INDEX IF NOT EXISTS acronyms_by_short ON acronyms (short_key)",
    "CREATE INDEX IF NOT EXISTS acronyms_by_long ON acronyms (long_key)",
)
_COLUMNS = "id, short, long"
_KEYS_PER_STATEMENT = 400

Definition = tuple[bytes, str, str, str, str, str]
"""A definition: the file's path, the document's id, short and long name, and the keys of both."""


def definitions_of(document: Document) -> list[Definition]:
    """The acronyms that a document defines, each with each of its meanings once."""
    body = document.body
    if "(" not in body:
        return []
    path = path_key(document.path)
    found = {(each.short, each.long) for each in analysis.acronym_definitions(body)}
    return [
        (path, document.id, short, long, analysis.name_key(short), analysis.name_key(long))
        for short, long in sorted(found)
    ]


def replace(
    database: sqlite3.Connection, paths: Iterable[bytes], added: Iterable[Definition]
) -> None:
    """Delete the definitions of some files, then insert others."""
    database.executemany("DELETE FROM acronyms WHERE path = ?", ((path,) for path in paths))
    database.executemany("INSERT INTO acronyms VALUES (?, ?, ?, ?, ?, ?)", added)


def read(database: sqlite3.Connection, keys: Collection[str] | None) -> list[Acronym]:
    """See ``engine.interface.Index.acronyms``; empty where the catalog has no such table."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'acronyms'"
    if database.execute(known).fetchone() is None:
        return []
    return analysis.count_definitions(_rows(database, keys))


def _rows(
    database: sqlite3.Connection, keys: Collection[str] | None
) -> Iterable[tuple[str, str, str]]:
    """Id, short and long name of every definition, or of the acronyms that the keys name."""
    if keys is None:
        return database.execute(f"SELECT {_COLUMNS} FROM acronyms").fetchall()  # noqa: S608
    shorts: set[str] = set()
    for some, marks in _batches(keys):
        sql = f"SELECT DISTINCT short_key FROM acronyms WHERE short_key IN ({marks})"  # noqa: S608
        sql += f" UNION SELECT short_key FROM acronyms WHERE long_key IN ({marks})"  # noqa: S608
        shorts.update(key for (key,) in database.execute(sql, (*some, *some)))
    rows: list[tuple[str, str, str]] = []
    for some, marks in _batches(shorts):
        sql = f"SELECT {_COLUMNS} FROM acronyms WHERE short_key IN ({marks})"  # noqa: S608
        rows += database.execute(sql, some).fetchall()
    return rows


def _batches(keys: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """The keys in lists short enough for one statement, each with its placeholders."""
    left = iter(sorted(keys))
    while some := list(islice(left, _KEYS_PER_STATEMENT)):
        yield some, ", ".join("?" * len(some))


def path_key(path: str) -> bytes:
    """A path as it is stored: bytes, as file names need not be valid Unicode. Keeps the order."""
    return path.encode("utf-8", "surrogatepass")
