"""One small module per engine, each behind the same two protocols."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.corpus import Record
from benchmarks.workload import Query


@dataclass(frozen=True, slots=True)
class AnalysedBatch:
    """A query an engine can answer, from its words to ids, nothing done beforehand.

    ``top`` gives the ids of the best ten in the engine's quickest way; ``page`` gives them with the
    exact total.
    """

    top: Callable[[], list[str]]
    page: Callable[[], tuple[list[str], int]]


class Reader(Protocol):
    """An open index."""

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """How the engine answers the query in its best way, or None where it has none."""
        ...


class Engine(Protocol):
    """A way to index documents and to open what was indexed."""

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """Index the records into an empty folder and commit."""
        ...

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """Add records to an index and commit."""
        ...

    def open(self, folder: Path) -> Reader:
        """Open an index."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an engine's module is, what it needs, and how it is asked for in a table's head."""

    module: str
    needs: str
    title: str


ENTRIES: dict[str, Entry] = {
    "asearch": Entry("on_asearch", "asean_search", "asearch"),
    "whoosh": Entry("on_whoosh", "whoosh", "Whoosh"),
    "whoosh-2": Entry("on_whoosh", "whoosh", "Whoosh, 2 processes"),
    "fts5": Entry("on_fts5", "sqlite3", "SQLite FTS5"),
    "tantivy": Entry("on_tantivy", "tantivy", "tantivy"),
    "tantivy-2": Entry("on_tantivy", "tantivy", "tantivy, 2 threads"),
    "bm25s": Entry("on_bm25s", "bm25s", "bm25s"),
}


def available() -> list[str]:
    """The engines whose library is installed, in the table's order."""
    return [name for name, entry in ENTRIES.items() if importlib.util.find_spec(entry.needs)]


def load(name: str) -> Engine:
    """The engine of that name; a number after a hyphen is how many cores it may write with."""
    module = importlib.import_module(f"benchmarks.engines.{ENTRIES[name].module}")
    _, _, cores = name.partition("-")
    engine: Engine = module.make(int(cores or 1))
    return engine
