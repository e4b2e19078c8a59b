"""The engines that the contract is held against, and short ways to write documents for them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from reference_engine import Archive, ReferenceIndex, ReferenceWriter

from asean_search import engine
from asean_search.engine.interface import OpenIndex, Writer
from asean_search.engine.whoosh.index import Evaluator, WhooshIndex
from asean_search.model import Document, FileRecord, Location

_NUMBERS = count()


@dataclass(frozen=True)
class Engine:
    """An archive of its own, and how to open it."""

    writer: Callable[[], Writer]
    index: Callable[[], OpenIndex]

    def hold(self, *documents: Document) -> OpenIndex:
        """Commit the documents, each as a file of its own, and open the index."""
        with self.writer() as writer:
            replace(writer, documents)
            writer.commit()
        return self.index()


def in_memory(_: Path) -> Engine:
    archive = Archive()
    return Engine(lambda: ReferenceWriter(archive), lambda: ReferenceIndex(archive))


def on_whoosh(folder: Path) -> Engine:
    """As a command opens it: the evaluator is chosen by the work."""
    path = _new_index(folder)
    return Engine(
        lambda: engine.open_writer(Location(path)), lambda: engine.open_index(Location(path))
    )


def in_arrays(folder: Path) -> Engine:
    """Every search in arrays."""
    path = _new_index(folder)
    return Engine(
        lambda: engine.open_writer(Location(path)), lambda: WhooshIndex(path, Evaluator.ARRAYS)
    )


def without_arrays(folder: Path) -> Engine:
    """Every search in plain Python that can be, however much it touches."""
    path = _new_index(folder)
    return Engine(
        lambda: engine.open_writer(Location(path)), lambda: WhooshIndex(path, Evaluator.SMALL)
    )


def _new_index(folder: Path) -> Path:
    path = folder / f"index{next(_NUMBERS)}"
    with engine.open_writer(Location(path)):
        pass
    return path


ENGINES = {"reference": in_memory, "arrays": in_arrays, "small": without_arrays}


def document(id_: str, title: str = "Untitled", body: str = "", **more: Any) -> Document:
    """A document in a file of its own, named after its id."""
    for name in ("date", "source", "place"):
        more[f"{name}_from"] = "record" if more.get(name) else None
    path = more.pop("path", None) or f"{id_}.txt"
    return Document(id=id_, path=path, title=title, title_from="record", body=body, **more)


def record(path: str, documents: int = 1, **more: str | int | None) -> FileRecord:
    """A file as it is remembered."""
    values: dict[str, object] = {"size_bytes": 10, "mtime_ns": 20, "digest": "ab", "problem": None}
    return FileRecord(path=path, documents=documents, **{**values, **more})  # type: ignore[arg-type]


def replace(writer: Writer, documents: Iterable[Document]) -> None:
    """Put each document in the place of whatever came from its file before."""
    for each in documents:
        writer.remove_file(each.path)
        writer.put([each])
        writer.record_file(record(each.path))


@contextmanager
def quick_disk() -> Iterator[None]:
    """Nothing here loses power: do not wait until the disk has written what it was given."""
    connect = sqlite3.connect

    def connect_quickly(*args: Any, **options: Any) -> sqlite3.Connection:
        database: sqlite3.Connection = connect(*args, **options)
        database.execute("PRAGMA synchronous = OFF")
        return database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(sqlite3, "connect", connect_quickly)
        yield
