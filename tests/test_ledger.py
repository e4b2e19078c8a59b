"""The ledger remembers files, and marks those about to change as not read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from asean_search.catalog.files import Ledger, unread, view
from asean_search.model import FileRecord


def test_what_was_committed_is_remembered_and_what_was_forgotten_is_not(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "files.db")) as ledger:
        assert ledger.get("a.txt") is None
        for path in ("a.txt", "b.txt"):
            ledger.put(_record(path))
        ledger.announce()
        ledger.commit()
        assert ledger.get("a.txt") == _record("a.txt")
        ledger.forget("b.txt")
        ledger.commit()
        assert ledger.get("b.txt") is None
    with view(tmp_path / "files.db") as seen:
        assert list(seen.files_under("")) == [_record("a.txt")]


def test_an_announced_file_is_one_that_has_to_be_read_again(tmp_path: Path) -> None:
    """Its number of documents stays known, also where the run that announced it went no further."""
    with closing(Ledger(tmp_path / "files.db")) as ledger:
        ledger.put(_record("old.txt"))
        ledger.commit()
        for path in ("old.txt", "new.txt"):
            ledger.put(_record(path, documents=7))
        ledger.forget("never.txt")
        ledger.announce()
        ledger.rollback()
        assert ledger.get("old.txt") == unread("old.txt", 3)
        assert ledger.get("new.txt") == unread("new.txt", 0)
        assert ledger.get("never.txt") is None


def test_the_first_files_of_a_ledger_are_seen_after_a_rollback(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "files.db")) as ledger:
        ledger.put(_record("a.txt"))
        ledger.announce()
        ledger.rollback()
        assert ledger.get("a.txt") == unread("a.txt", 0)


def _record(path: str, documents: int = 3) -> FileRecord:
    return FileRecord(path, 10, 20, "d", documents, inode=1 << 63, reading="r")
