"""The catalog remembers files, and marks those about to change as not read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from asean_search.catalog.files import FileCatalog, unread, view
from asean_search.model import FileRecord


def test_what_was_committed_is_remembered_and_what_was_forgotten_is_not(tmp_path: Path) -> None:
    with closing(FileCatalog(tmp_path / "files.db")) as catalog:
        assert catalog.get("a.txt") is None
        for path in ("a.txt", "b.txt"):
            catalog.put(_record(path))
        catalog.announce()
        catalog.commit()
        assert catalog.get("a.txt") == _record("a.txt")
        catalog.forget("b.txt")
        catalog.commit()
        assert catalog.get("b.txt") is None
    with view(tmp_path / "files.db") as seen:
        assert list(seen.files_under("")) == [_record("a.txt")]


def test_an_announced_file_is_one_that_has_to_be_read_again(tmp_path: Path) -> None:
    """Its number of documents stays known, also where the run that announced it went no further."""
    with closing(FileCatalog(tmp_path / "files.db")) as catalog:
        catalog.put(_record("old.txt"))
        catalog.commit()
        for path in ("old.txt", "new.txt"):
            catalog.put(_record(path, documents=7))
        catalog.forget("never.txt")
        catalog.announce()
        catalog.rollback()
        assert catalog.get("old.txt") == unread("old.txt", 3)
        assert catalog.get("new.txt") == unread("new.txt", 0)
        assert catalog.get("never.txt") is None


def test_the_first_files_of_a_ledger_are_seen_after_a_rollback(tmp_path: Path) -> None:
    with closing(FileCatalog(tmp_path / "files.db")) as catalog:
        catalog.put(_record("a.txt"))
        catalog.announce()
        catalog.rollback()
        assert catalog.get("a.txt") == unread("a.txt", 0)


def _record(path: str, documents: int = 3) -> FileRecord:
    return FileRecord(path, 10, 20, "d", documents, inode=1 << 63, reading="r")
