"""SQLite FTS5 with its porter tokenizer over an external content table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import Record
from benchmarks.engines import AnalysedBatch, Engine, Reader
from benchmarks.workload import Query

TABLES = """
CREATE TABLE documents
    (key INTEGER PRIMARY KEY, id TEXT, title TEXT, date TEXT, source TEXT, text TEXT);
CREATE VIRTUAL TABLE words USING fts5
    (title, text, content='documents', content_rowid='key', tokenize='porter unicode61');
"""


def match_expression(query: Query) -> str:
    """The query in FTS5's language."""
    parts = [f'"{word}"' for word in query.words]
    if query.any_of:
        parts.append("(" + " OR ".join(f'"{word}"' for word in query.any_of) + ")")
    if query.phrase:
        parts.append('"' + " ".join(query.phrase) + '"')
    if query.prefix:
        parts.append(f"{query.prefix}*")
    return " AND ".join(parts) + "".join(f' NOT "{word}"' for word in query.without)


def condition(query: Query) -> tuple[str, list[str]]:
    """The query as the end of a SELECT, and its values."""
    filters, values = "", [match_expression(query)]
    if query.since:
        filters += " AND documents.date BETWEEN ? AND ?"
        values += [query.since, query.until]
    if query.source:
        filters += " AND documents.source = ?"
        values.append(query.source)
    tables = "words JOIN documents ON documents.key = words.rowid" if filters else "words"
    return f"FROM {tables} WHERE words MATCH ?{filters}", values


class Fts5:
    """Builds and opens; one connection, one transaction."""

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        with sqlite3.connect(folder / "fts.db") as connection:
            connection.executescript(TABLES)
        connection.close()
        self.add(records, folder)

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        with sqlite3.connect(folder / "fts.db") as connection:
            (last,) = connection.execute("SELECT coalesce(max(key), 0) FROM documents").fetchone()
            connection.executemany(
                "INSERT INTO documents (id, title, date, source, text) VALUES (?, ?, ?, ?, ?)",
                records,
            )
            connection.execute(
                "INSERT INTO words (rowid, title, text)"
                " SELECT key, title, text FROM documents WHERE key > ?",
                (last,),
            )
        connection.close()

    def open(self, folder: Path) -> Reader:
        """See ``Engine``."""
        return Fts5Reader(folder)


class Fts5Reader:
    """An open database."""

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "fts.db")

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """See ``Reader``."""
        run = self.connection.execute

        def best(where: str, values: list[str]) -> list[str]:
            rows = run(f"SELECT words.rowid {where} ORDER BY rank LIMIT 10", values)
            return [str(key) for (key,) in rows]

        def page() -> tuple[list[str], int]:
            where, values = condition(query)
            (total,) = run(f"SELECT count(*) {where}", values).fetchone()
            return best(where, values), total

        return AnalysedBatch(top=lambda: best(*condition(query)), page=page)


def make(_cores: int) -> Engine:
    """The engine."""
    return Fts5()
