"""The catalog records files and acronyms, and marks files about to change as not read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from asean_search.catalog import Catalog, definitions_of, unread, view
from asean_search.model import Document, FileRecord


def test_what_was_committed_is_remembered_and_what_was_forgotten_is_not(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "files.db")) as catalog:
        assert catalog.file("a.txt") is None
        for path in ("a.txt", "b.txt"):
            catalog.record(_record(path))
        catalog.announce()
        catalog.commit()
        assert catalog.file("a.txt") == _record("a.txt")
        catalog.forget("b.txt")
        catalog.commit()
        assert catalog.file("b.txt") is None
    with view(tmp_path / "files.db") as seen:
        assert list(seen.files_under("")) == [_record("a.txt")]


def test_an_announced_file_is_one_that_has_to_be_read_again(tmp_path: Path) -> None:
    """Its number of documents stays known, also where the run that announced it went no further."""
    with closing(Catalog(tmp_path / "files.db")) as catalog:
        catalog.record(_record("old.txt"))
        catalog.commit()
        for path in ("old.txt", "new.txt"):
            catalog.record(_record(path, documents=7))
        catalog.forget("never.txt")
        catalog.announce()
        catalog.rollback()
        assert catalog.file("old.txt") == unread("old.txt", 3)
        assert catalog.file("new.txt") == unread("new.txt", 0)
        assert catalog.file("never.txt") is None


def test_the_first_files_of_a_catalog_are_seen_after_a_rollback(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "files.db")) as catalog:
        catalog.record(_record("a.txt"))
        catalog.announce()
        catalog.rollback()
        assert catalog.file("a.txt") == unread("a.txt", 0)


def test_acronyms_come_and_go_with_the_files_that_define_them(tmp_path: Path) -> None:
    path = tmp_path / "files.db"
    with closing(Catalog(path)) as catalog:
        for file in ("a.txt", "b.txt"):
            catalog.record(_record(file))
            catalog.define(definitions_of(_defining(file)))
        assert _acronyms(path) == []
        catalog.commit()
        assert _acronyms(path) == [("MDF", 2)]
        catalog.forget("a.txt")
        catalog.define(definitions_of(_defining("a.txt")))
        catalog.rollback()
        catalog.commit()
        assert _acronyms(path) == [("MDF", 2)]
        catalog.define(definitions_of(_defining("b.txt")))
        catalog.forget("b.txt")
        catalog.commit()
        assert _acronyms(path) == [("MDF", 1)]


def test_where_the_table_of_acronyms_is_missing_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "files.db"
    assert _acronyms(path) == []
    Catalog(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE acronyms")
    assert _acronyms(path) == []


def _defining(path: str) -> Document:
    body = "The Mekong Delta Forum (MDF) met."
    return Document(id=path, path=path, title="Forum", title_from="record", body=body)


def _acronyms(path: Path) -> list[tuple[str, int]]:
    with view(path) as seen:
        assert seen.acronyms(["mdf"]) == seen.acronyms()
        return [(each.short, each.documents) for each in seen.acronyms()]


def _record(path: str, documents: int = 3) -> FileRecord:
    return FileRecord(path, 10, 20, "d", documents, inode=1 << 63, reading="r")
