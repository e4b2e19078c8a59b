"""Whatever happens to the disk: one clear error of ours, and the last commit stays readable."""

# mypy: allow-untyped-calls

from __future__ import annotations

import errno
import importlib
import json
import os
import pkgutil
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import whoosh
from engines import document, quick_disk, record, replace
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from asean_search import catalog, engine
from asean_search.catalog import Catalog
from asean_search.engine.interface import OpenIndex, Search
from asean_search.engine.whoosh import errors as faults
from asean_search.engine.whoosh import folder
from asean_search.engine.whoosh.store.sections import SectionFileWriter
from asean_search.errors import (
    AsearchError,
    ExitCode,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexUnusableError,
    StorageError,
)
from asean_search.model import Location
from asean_search.query.nodes import Everything, Phrase, Prefix, Word

OUR_MISTAKES: frozenset[str] = frozenset(
    {
        "whoosh.analysis.acore.CompositionError",
        "whoosh.automata.fst.FileVersionError",
        "whoosh.automata.fst.InactiveCursor",
        "whoosh.lang.NoStemmer",
        "whoosh.lang.NoStopWords",
        "whoosh.qparser.common.QueryParserError",
        "whoosh.qparser.dateparse.DateParseError",
        "whoosh.query.qcore.QueryError",
        "whoosh.reading.ReaderClosed",
        "whoosh.searching.NoTermsException",
        "whoosh.searching.TimeLimit",
        "whoosh.util.times.TimeError",
        "whoosh.writing.IndexingError",
    }
)
"""Errors of Whoosh that no file can cause: they come from parts not used here, or from misuse."""

OLD = [
    document(f"old{number}", f"Old story {number}", "tin and rice in port") for number in range(4)
]
NEW = [document(f"new{number}", f"New story {number}", "tin mines close") for number in range(3)]


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    with quick_disk():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of the old documents, written in two commits."""
    path = tmp_path / "index"
    with engine.open_writer(Location(path)) as writer:
        replace(writer, OLD[:2])
        writer.commit()
        replace(writer, OLD[2:])
        writer.commit()
    return path


def ids(path: Path) -> list[str]:
    with engine.open_index(Location(path)) as index:
        return index.ids_starting_with("", 99)


def ask_everything(index: OpenIndex) -> None:
    """Everything that reading can be asked."""
    for node in (Everything(), Word("tin"), Phrase("rice in port"), Prefix("st")):
        index.search(Search(node))
    index.documents([document.id for document in OLD])
    index.ids_starting_with("old", 9)
    index.ids_of_file("old1.txt")
    index.list_terms("", "body", 99)
    index.info()


def listing(path: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder below ``path`` with mode, time and content."""
    found = {}
    for each in [path, *path.rglob("*")]:
        status = each.stat()
        content = each.read_bytes() if each.is_file() else b""
        found[str(each)] = (status.st_mode, status.st_mtime_ns, content)
    return found


# --- every foreign error has a meaning


def whoosh_errors() -> list[type[Exception]]:
    """Every exception class that Whoosh defines, in modules that can be imported here."""
    found = set()
    for module in pkgutil.walk_packages(whoosh.__path__, "whoosh."):
        try:
            content = vars(importlib.import_module(module.name))
        except ImportError:
            continue  # adapters to programs that are not installed
        for value in content.values():
            if isinstance(value, type) and issubclass(value, Exception):
                found.add(value)
    return sorted(
        (each for each in found if each.__module__.startswith("whoosh.")),
        key=str,
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_exception_of_whoosh_is_mapped_or_known_to_be_our_mistake() -> None:
    errors = whoosh_errors()
    assert len(errors) > 20
    for each in errors:
        is_mapped = faults.kind_of(each) is not None
        is_ours = f"{each.__module__}.{each.__qualname__}" in OUR_MISTAKES
        assert is_mapped != is_ours, each


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "full"), StorageError),
        (OSError(errno.EROFS, "read-only"), StorageError),
        (PermissionError(errno.EACCES, "no"), StorageError),
        (OSError(errno.EMFILE, "too many"), StorageError),
        (OSError(errno.EIO, "broken"), StorageError),
        (FileNotFoundError(errno.ENOENT, "gone"), IndexDamagedError),
        (sqlite3.OperationalError("database is locked"), IndexBusyError),
        (sqlite3.OperationalError("database or disk is full"), StorageError),
        (sqlite3.OperationalError("attempt to write a readonly database"), StorageError),
        (sqlite3.OperationalError("unable to open database file"), StorageError),
        (sqlite3.OperationalError("disk I/O error"), StorageError),
        (sqlite3.DatabaseError("file is not a database"), IndexDamagedError),
        (EOFError(), IndexDamagedError),
    ],
    ids=repr,
)
def test_each_kind_of_failure_is_told_apart(error: Exception, expected: type[AsearchError]) -> None:
    with pytest.raises(expected) as caught, faults.writing(Path("shelf")):
        raise error
    assert type(caught.value) is expected
    assert caught.value.message and caught.value.hint
    assert caught.value.__cause__ is error


def test_a_mistake_of_the_program_is_not_called_damage() -> None:
    with pytest.raises(TypeError), faults.writing(Path("shelf")):
        raise TypeError
    with pytest.raises(whoosh.index.IndexVersionError) as caught:
        raise whoosh.index.IndexVersionError("too new", 9)
    assert isinstance(faults.translate(caught.value, Path("shelf")), IndexOutdatedError)


# --- the folder


@pytest.mark.parametrize("content", [None, [], ["README.md"], ["notes.txt"]])
def test_where_there_is_no_index_reading_says_so_and_makes_none(
    tmp_path: Path, content: list[str] | None
) -> None:
    path = tmp_path / "shelf"
    if content is not None:
        path.mkdir()
        for name in content:
            (path / name).write_text("mine")
    before = listing(tmp_path)
    assert not engine.is_index(Location(path))
    with pytest.raises(IndexMissingError, match="shelf") as caught:
        engine.open_index(Location(path))
    assert "asearch index" in caught.value.hint
    assert listing(tmp_path) == before


def test_a_file_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "shelf"
    path.write_text("mine")
    assert not engine.is_index(Location(path))
    with pytest.raises(IndexMissingError):
        engine.open_index(Location(path))
    with pytest.raises(AsearchError):
        engine.open_writer(Location(path))
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "meta.json", "_MAIN_0.toc"])
def test_a_folder_with_other_things_is_never_made_an_index(tmp_path: Path, name: str) -> None:
    (tmp_path / "README.md").write_text("about")
    (tmp_path / name).write_text('{"name": "something else"}')
    before = listing(tmp_path)
    with pytest.raises(IndexUnusableError, match="other things"):
        engine.open_writer(Location(tmp_path))
    with pytest.raises(IndexMissingError):
        engine.open_index(Location(tmp_path))
    assert listing(tmp_path) == before


def test_an_index_may_be_made_beside_a_readme(tmp_path: Path) -> None:
    for name in ("README.md", ".gitignore", ".gitkeep"):
        (tmp_path / name).write_text("kept")
    with engine.open_writer(Location(tmp_path)) as writer:
        replace(writer, OLD)
        writer.commit()
    assert engine.is_index(Location(tmp_path))
    assert len(ids(tmp_path)) == 4
    assert (tmp_path / "README.md").read_text() == "kept"


def test_an_index_holds_only_the_files_of_one_list(path: Path) -> None:
    """The list from which the table in the documentation is made, clean and size_bytes go by."""
    names = {each.name for each in path.iterdir()}
    kinds = {name: folder.file_of(name) for name in names}
    assert all(kind and kind.writer for kind in kinds.values()), kinds
    assert {"meta.json", "files.db", "MAIN_WRITELOCK"} < names
    package = Path(engine.__file__).parent.parent
    assert all((package / kind.writer).is_file() for kind in folder.FILES if kind.writer)
    assert [folder.file_of(name) for name in ("notes.txt", "_MAIN_x.toc", "MAIN_1.seg.old")] == [
        None
    ] * 3


def test_what_older_commits_and_formats_left_is_removed_and_nothing_else(path: Path) -> None:
    left = ("_MAIN_0.json", "MAIN_0.seg", "MAIN_0.7.deleted", "_MAIN_9.toc.1", "acronyms.db")
    for name in (*left, "notes.txt", "README.md"):
        (path / name).write_text("left", encoding="utf-8")
    size = sum(each.stat().st_size for each in path.iterdir())
    with engine.open_writer(Location(path)):
        names = {each.name for each in path.iterdir()}
    assert names.isdisjoint(left)
    assert {"notes.txt", "README.md"} < names
    assert ids(path) == [each.id for each in OLD]
    with engine.open_index(Location(path)) as index:
        assert index.info().size_bytes == size - len("left") * (len(left) + 2)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_new_index_is_private(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o700


def test_reading_changes_nothing_in_the_folder(path: Path) -> None:
    before = listing(path)
    with engine.open_index(Location(path)) as index:
        ask_everything(index)
        index.close()
    assert engine.is_index(Location(path))
    assert listing(path) == before


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_read_only_folder_can_be_read(path: Path) -> None:
    for each in [*path.rglob("*"), path]:
        each.chmod(0o500 if each.is_dir() else 0o400)
    try:
        with engine.open_index(Location(path)) as index:
            ask_everything(index)
    finally:
        path.chmod(0o700)


def test_a_search_loads_no_database(path: Path) -> None:
    asked = """
import sys
from pathlib import Path
from asean_search import engine
from asean_search.model import Location
from asean_search.engine.interface import Search
from asean_search.query.nodes import Word
with engine.open_index(Location(Path(sys.argv[1]))) as index:
    assert index.search(Search(Word("tin"))).total == 4
assert not {"sqlite3", "whoosh.qparser", "whoosh.searching", "multiprocessing"} & set(sys.modules)
"""
    where = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": where}
    subprocess.run([sys.executable, "-c", asked, str(path)], env=environment, check=True)


# --- versions and damage


@pytest.mark.parametrize("name", ["format_version", "analysis_version"])
@pytest.mark.parametrize("version", [0, 99, "1"])
def test_an_index_of_another_version_is_refused_with_the_way_to_rebuild_it(
    path: Path, name: str, version: object
) -> None:
    meta = path / "meta.json"
    meta.write_text(json.dumps({**json.loads(meta.read_text()), name: version}))
    before = listing(path)
    for opened in (engine.open_index, engine.open_writer):
        with pytest.raises(IndexOutdatedError, match="asearch 0") as caught:
            opened(Location(path))
        assert "asearch index --rebuild" in caught.value.hint
    assert listing(path) == before


def files_of(path: Path) -> list[str]:
    kinds = ("meta.json", "files.db", ".toc", ".seg")
    return sorted(each.name for each in path.iterdir() if each.name.endswith(kinds))


def damaged_copies(path: Path) -> Iterator[tuple[str, Path]]:
    """Copies of an index, each with one file shortened, garbled or gone."""
    for name in files_of(path):
        content = (path / name).read_bytes()
        size = len(content)
        pieces = {size * part // 16 for part in range(17)}
        cuts = {f"cut at {at}": content[:at] for at in (*pieces, 1, 5, size - 1) if at < size}
        holes = {
            f"hole at {at}": content[:at] + bytes(255 - byte for byte in content[at : at + 40]) +
            content[at + 40 :]
            for at in range(0, size, max(size // 24, 1))
        }  # fmt: skip
        variants: dict[str, bytes | None] = {**cuts, **holes, "gone": None}
        for what, bad in variants.items():
            copy = path.with_name("copy")
            shutil.copytree(path, copy)
            if bad is None:
                (copy / name).unlink()
            else:
                (copy / name).write_bytes(bad)
            yield f"{name}: {what}", copy
            shutil.rmtree(copy)


def test_a_damaged_index_is_named_never_a_traceback(path: Path) -> None:
    """Without checksums a flipped bit can pass unseen; what does not pass is called damage."""
    told = 0
    for what, copy in damaged_copies(path):
        try:
            with engine.open_index(Location(copy)) as index:
                ask_everything(index)
        except (IndexDamagedError, IndexOutdatedError, IndexMissingError) as error:
            told += 1
            assert str(copy) in error.message, what
        except Exception as error:
            raise AssertionError(what) from error
    assert told > 60


@pytest.mark.parametrize("kind", ["meta.json", ".toc", ".seg"])
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_damage_to_what_is_needed_is_always_seen(path: Path, kind: str, how: str) -> None:
    for name in [name for name in files_of(path) if name.endswith(kind)]:
        file = path / name
        if how == "gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    expected = IndexMissingError if (kind, how) == ("meta.json", "gone") else IndexDamagedError
    with pytest.raises(expected), engine.open_index(Location(path)) as index:
        ask_everything(index)


def test_writing_to_a_damaged_index_is_refused(path: Path) -> None:
    for name in files_of(path):
        if name.endswith(".seg"):
            (path / name).write_bytes(b"nonsense")
    with pytest.raises(IndexDamagedError), engine.open_writer(Location(path)) as writer:
        replace(writer, NEW)
    toc = next(path.glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[:30])
    with pytest.raises(IndexDamagedError), engine.open_writer(Location(path)) as writer:
        replace(writer, NEW)


# --- one writer at a time


def test_a_second_writer_is_told_that_the_index_is_busy(path: Path) -> None:
    with engine.open_writer(Location(path)) as writer:
        for wait_s in (0.0, 0.1):
            with pytest.raises(IndexBusyError, match="writing") as caught:
                engine.open_writer(Location(path), wait_s=wait_s)
            assert caught.value.exit_code is ExitCode.BUSY
        replace(writer, NEW)
        writer.commit()
    with engine.open_writer(Location(path)) as writer:
        assert writer.file("new1.txt")


def test_a_writer_that_cannot_open_holds_nothing(path: Path) -> None:
    meta = path / "meta.json"
    good = meta.read_text()
    meta.write_text("{")
    with pytest.raises(IndexDamagedError):
        engine.open_writer(Location(path))
    meta.write_text(good)
    with engine.open_writer(Location(path)):
        pass


# --- a disk that fails


class FailingFile(StructFile):
    """A file on a disk that is full after so many more bytes, of all files together."""

    left = 0

    def write(self, data: Any) -> None:
        FailingFile.left -= len(data)
        if FailingFile.left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write(data)


class FailingSegment:
    """A segment file on the same disk as every ``FailingFile``."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        FailingFile.left -= len(data)
        if FailingFile.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)


def full_after(patch: pytest.MonkeyPatch, size: int) -> None:
    create = FileStorage.create_file

    def create_failing(self: FileStorage, *args: Any, **options: Any) -> StructFile:
        file: StructFile = create(self, *args, **options)
        file.__class__ = FailingFile
        return file

    begin = SectionFileWriter.__init__

    def begin_failing(self: SectionFileWriter, path: Path) -> None:
        begin(self, path)
        self._file = FailingSegment(self._file)  # type: ignore[assignment]

    FailingFile.left = size
    patch.setattr(SectionFileWriter, "__init__", begin_failing)
    patch.setattr(FileStorage, "create_file", create_failing)


def test_a_full_disk_leaves_the_last_commit(path: Path) -> None:
    """Wherever in the writing of a commit the space runs out."""
    before = ids(path)
    names = files_of(path)
    for size in (0, 1, 500, 1500, 2500, 4000):
        with pytest.MonkeyPatch.context() as patch:
            full_after(patch, size)
            with (
                pytest.raises(StorageError, match="no space"),
                engine.open_writer(Location(path)) as writer,
            ):
                replace(writer, NEW)
                writer.remove_file("old0.txt")
                writer.commit()
        assert ids(path) == before
        assert files_of(path) == names, size
        assert [each.name for each in path.rglob("*") if each.is_dir()] == []
    with engine.open_index(Location(path)) as index:
        ask_everything(index)
        assert [each.id for each in index.documents(before)] == before
    with engine.open_writer(Location(path)) as writer:
        replace(writer, NEW)
        writer.commit()
    assert len(ids(path)) == 7


@pytest.mark.parametrize("name", ["fsync", "rename", "replace"])
def test_a_disk_that_refuses_leaves_the_last_commit(path: Path, name: str) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = ids(path)
    with pytest.MonkeyPatch.context() as patch, engine.open_writer(Location(path)) as writer:
        replace(writer, NEW)
        patch.setattr(os, name, refuse)
        if name == "replace":
            writer.commit()  # nothing there needs it
            before = sorted([*before, *(each.id for each in NEW)])
        else:
            with pytest.raises(StorageError):
                writer.commit()
    assert ids(path) == before


def test_a_writer_goes_on_after_a_commit_that_failed(path: Path) -> None:
    with engine.open_writer(Location(path)) as writer:
        with pytest.MonkeyPatch.context() as patch:
            full_after(patch, 0)
            with pytest.raises(StorageError):
                replace(writer, NEW)
                writer.commit()
        writer.rollback()
        replace(writer, NEW[:1])
        writer.commit()
    assert ids(path) == ["new0", *(each.id for each in OLD)]


# --- a process that dies

DYING = """
import os, sys
from pathlib import Path
from engines import document, replace
from asean_search import engine
from asean_search.model import Location
from asean_search.catalog import Catalog
from asean_search.engine.whoosh.indexing.transaction import Transaction
with engine.open_writer(Location(Path(sys.argv[1]))) as writer:
    replace(writer, [document("new0", "New story"), document("old0", "Old story, changed")])
    writer.remove_file("old1.txt")
    place = {"announce": Catalog, "documents": Transaction, "files": Catalog}[sys.argv[2]]
    name = {"announce": "announce", "documents": "publish", "files": "commit"}[sys.argv[2]]
    setattr(place, name, lambda *_: os._exit(9))
    writer.commit()
"""


@pytest.mark.parametrize("moment", ["announce", "documents", "files"])
def test_a_killed_commit_leaves_files_to_be_read_again(path: Path, moment: str) -> None:
    before = ids(path)
    where = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    command = [sys.executable, "-c", DYING, str(path), moment]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": where}, check=False)
    assert done.returncode == 9
    with engine.open_index(Location(path)) as index:
        ask_everything(index)
    assert ids(path) == (before if moment != "files" else ["new0", "old0", "old2", "old3"])
    with engine.open_writer(Location(path)) as writer:
        known = {each.path: each.digest for each in writer.files_under("")}
        assert known["old2.txt"] == known["old3.txt"] == "ab"
        if moment == "announce":
            assert set(known) == {each.path for each in OLD}
        else:
            assert known["new0.txt"] == known["old0.txt"] == known["old1.txt"] == ""
        replace(writer, [document("new0", "New story"), document("old0", "Old story, changed")])
        writer.remove_file("old1.txt")
        writer.commit()
        assert {each.digest for each in writer.files_under("")} == {"ab"}
    assert ids(path) == ["new0", "old0", "old2", "old3"]
    assert not any(each.is_dir() for each in path.iterdir())


def test_a_lost_catalog_is_remade_so_that_removed_files_are_still_noticed(path: Path) -> None:
    (path / "files.db").unlink()
    with engine.open_index(Location(path)) as index:
        assert index.info().files == 0
    with engine.open_writer(Location(path)) as writer:
        assert {each.path: each.digest for each in writer.files_under("")} == {
            each.path: "" for each in OLD
        }


def test_a_catalog_left_half_committed_is_read_without_touching_it(tmp_path: Path) -> None:
    path = tmp_path / "files.db"
    book = Catalog(path)
    for number in range(200):
        book.record(record(f"{number}.txt", problem="x" * 400 if number < 3 else None))
    book.commit()
    book.close()
    left = tmp_path / "left"
    left.mkdir()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA cache_size = 1")
    database.execute("BEGIN")
    database.execute("UPDATE files SET problem = 'half', digest = path")
    for name in ("files.db", "files.db-journal"):
        shutil.copyfile(tmp_path / name, left / name)
    database.close()
    before = listing(left)
    with catalog.view(left / "files.db") as view:
        count, problems = view.summary()
    assert (count, len(problems)) == (200, 3)
    assert listing(left) == before


@pytest.mark.parametrize("kind", [".seg", ".toc"])
@pytest.mark.parametrize("how", ["empty", "gone"])
def test_a_writer_never_takes_an_index_that_lost_a_file_for_a_new_one(
    path: Path, kind: str, how: str
) -> None:
    for each in [each for each in path.iterdir() if each.name.endswith(kind)]:
        if how == "gone":
            each.unlink()
        else:
            each.write_bytes(b"")
    before = listing(path)
    with pytest.raises(IndexDamagedError):
        engine.open_writer(Location(path))
    assert listing(path).keys() == before.keys()


@pytest.mark.parametrize("below", ["", "shelf"])
def test_where_a_file_stands_no_index_can_be_made(tmp_path: Path, below: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    with pytest.raises(IndexUnusableError, match="cannot be made"):
        engine.open_writer(Location(file / below))
    assert file.read_text() == "mine"
