"""A run brings the index to what is on disk, whatever happened before and in between."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType

import pytest
from ready_documents import Ready

from asean_search import engine, indexing
from asean_search.engine.interface import Writer
from asean_search.errors import IngestError
from asean_search.indexing import Progress, runner
from asean_search.ingest import extract
from asean_search.model import ChangeCount, Document, FileRecord, IngestReport, Location, Skipped

RICE = "VIENTIANE — Rice prices rose in the delta. Farmers were glad. — VNS"
PORT = "date 2021-03-04 The port opened a second pier on Thursday. (Reuters)"


class MemoryWriter:
    """A writer in memory, with the same promises."""

    batch_analyser = "ready_documents:Ready"

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.files: dict[str, FileRecord] = {}
        self.saved: tuple[dict[str, Document], dict[str, FileRecord]] = ({}, {})
        self.commits = 0
        self.roots: set[str] = set()

    def __enter__(self) -> MemoryWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.rollback()

    def file(self, path: str) -> FileRecord | None:
        return self.files.get(path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        for path in sorted(self.files):
            if not folder or path == folder or path.startswith(folder.rstrip("/") + "/"):
                yield self.files[path]

    def put(self, documents: Iterable[Document]) -> int:
        count = 0
        for document in documents:
            assert document.id not in self.documents
            self.documents[document.id] = document
            count += 1
        return count

    def put_analysed(self, prepared: object, first: int, end: int) -> None:
        assert isinstance(prepared, Ready)
        assert self.put(prepared.documents[first:end]) == end - first

    def remove_file(self, path: str) -> int:
        self.files.pop(path, None)
        gone = [id_ for id_, document in self.documents.items() if document.path == path]
        for id_ in gone:
            del self.documents[id_]
        return len(gone)

    def record_file(self, record: FileRecord) -> None:
        self.files[record.path] = record

    def record_root(self, path: str) -> None:
        self.roots.add(path)

    def commit(self) -> None:
        self.saved = (dict(self.documents), dict(self.files))
        self.commits += 1

    def rollback(self) -> None:
        self.documents, self.files = dict(self.saved[0]), dict(self.saved[1])

    @property
    def bodies(self) -> list[str]:
        """What the documents say, in order."""
        return sorted(document.body for document in self.documents.values())


class Archive:
    """A folder of files, and an index of it in memory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.writer = MemoryWriter()

    def write(self, name: str, text: str | bytes) -> Path:
        """Make or replace a file, of some time ago; its time moves on."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.stat().st_mtime_ns if file.exists() else 1_700_000_000_000_000_001
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(file, ns=(before, before + 1_000_000))
        return file

    def index(
        self, *names: str, on_progress: Callable[[Progress], None] | None = None
    ) -> IngestReport:
        return indexing.run(
            [self.root / name for name in names] or [self.root],
            self.writer,
            index_path=self.root / "index",
            archive_root=self.root,
            on_progress=on_progress,
        )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Path(os.path.realpath(tmp_path)))


def test_new_files_are_added_and_told(archive: Archive) -> None:
    archive.write("a/rice.txt", RICE)
    archive.write("port.txt", PORT)
    report = archive.index()
    assert report.added == ChangeCount(2, 2)
    assert report.changed == report.removed == report.unchanged == ChangeCount()
    assert (report.undated, report.total, report.skipped) == (1, 2, ())
    assert report.index == str(archive.root / "index")
    assert report.committed
    assert not report.interrupted
    assert archive.writer.saved[0] == archive.writer.documents
    assert archive.writer.bodies == [
        "Rice prices rose in the delta. Farmers were glad.",
        "The port opened a second pier on Thursday.",
    ]


def test_a_second_run_reads_and_commits_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("rice.txt", RICE)
    archive.write("wire.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    archive.index()
    commits = archive.writer.commits
    monkeypatch.setattr(extract, "_open", None)
    report = archive.index()
    assert report.unchanged == ChangeCount(2, 3)
    assert (report.undated, report.total) == (0, 3)
    assert not report.committed
    assert archive.writer.commits == commits


def test_changed_files_are_replaced(archive: Archive) -> None:
    archive.write("wire.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    archive.index()
    archive.write("wire.jsonl", '{"text": "Two."}\n{"text": "Three."}\n{"text": "Four."}\n')
    report = archive.index()
    assert report.changed == ChangeCount(1, 3)
    assert report.total == 3
    assert archive.writer.bodies == ["Four.", "Three.", "Two."]


def test_a_change_that_keeps_the_size_is_seen_by_its_time(archive: Archive) -> None:
    archive.write("a.txt", "One rose.")
    archive.index()
    archive.write("a.txt", "Two rose.")
    assert archive.index().changed == ChangeCount(1, 1)
    assert archive.writer.bodies == ["Two rose."]


def test_a_file_that_was_only_touched_is_unchanged_and_not_hashed_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive.write("a.txt", RICE)
    archive.index()
    os.utime(file, ns=(1, 1_600_000_000_000_000_000))
    assert archive.index().unchanged == ChangeCount(1, 1)
    monkeypatch.setattr(extract, "_open", None)
    report = archive.index()
    assert report.unchanged == ChangeCount(1, 1)
    assert not report.committed


def test_deleted_files_are_removed(archive: Archive) -> None:
    archive.write("a/1.txt", RICE)
    archive.write("a/2.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    archive.write("b.txt", PORT)
    archive.index()
    (archive.root / "a" / "1.txt").unlink()
    (archive.root / "a" / "2.jsonl").unlink()
    report = archive.index()
    assert (report.removed, report.unchanged, report.total) == (
        ChangeCount(2, 3),
        ChangeCount(1, 1),
        1,
    )
    assert report.committed


def test_only_what_lies_below_the_given_paths_is_looked_after(archive: Archive) -> None:
    archive.write("a/1.txt", RICE)
    archive.write("ab/1.txt", PORT)
    archive.write("c.txt", PORT)
    archive.index()
    for name in ("a/1.txt", "ab/1.txt", "c.txt"):
        (archive.root / name).unlink()
    assert archive.index("a").removed == ChangeCount(1, 1)
    assert sorted(archive.writer.files) == ["ab/1.txt", "c.txt"]


def test_files_outside_the_archive_root_are_known_by_their_whole_path(
    archive: Archive, tmp_path: Path
) -> None:
    outside = Archive(archive.root / "outside")
    outside.write("1.txt", RICE)
    archive.root = archive.root / "mine"
    archive.write("2.txt", PORT)
    archive.index("../outside", ".")
    key = (outside.root / "1.txt").as_posix()
    assert sorted(archive.writer.files) == sorted([key, "2.txt"])
    (outside.root / "1.txt").unlink()
    assert archive.index(".").removed == ChangeCount()
    assert archive.index("..").removed == ChangeCount(1, 1)
    assert sorted(archive.writer.files) == ["2.txt"]


def test_a_hidden_file_that_was_named_stays_as_long_as_it_is_there(archive: Archive) -> None:
    hidden = archive.write(".notes.txt", RICE)
    archive.index(".notes.txt")
    assert archive.index(".").removed == ChangeCount()
    hidden.unlink()
    assert archive.index(".").removed == ChangeCount(1, 1)


def test_a_given_path_that_is_gone_is_reported_and_keeps_its_documents(archive: Archive) -> None:
    archive.write("disk/1.txt", RICE)
    archive.write("b.txt", PORT)
    archive.index()
    (archive.root / "disk" / "1.txt").unlink()
    (archive.root / "disk").rmdir()
    report = archive.index("disk", "b.txt")
    assert report.skipped == (Skipped("disk", "no such file or folder"),)
    assert (report.removed, report.total) == (ChangeCount(), 2)


def test_a_folder_that_cannot_be_read_keeps_its_documents(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("closed/deep/1.txt", RICE)
    archive.write("b.txt", PORT)
    archive.index()
    (archive.root / "closed" / "deep" / "1.txt").unlink()
    scandir = os.scandir

    def scan(folder: Path) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", scan)
    report = archive.index()
    assert report.skipped == (Skipped("closed", "no permission to read it"),)
    assert (report.removed, report.total) == (ChangeCount(), 2)


def test_a_file_that_cannot_be_read_keeps_its_documents_and_is_tried_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("a.txt", "One rose.")
    archive.index()
    archive.write("a.txt", "Two rose.")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        report = archive.index()
    assert report.skipped == (Skipped("a.txt", "no permission to read it"),)
    assert not report.committed
    assert archive.writer.bodies == ["One rose."]
    assert archive.index().changed == ChangeCount(1, 1)


def test_a_bad_file_is_named_in_every_run_but_read_only_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("bad.txt", b"\x00\x01")
    archive.write("good.txt", RICE)
    bad = (Skipped("bad.txt", "binary, not text"),)
    first = archive.index()
    assert (first.added, first.skipped, first.total) == (ChangeCount(1, 1), bad, 1)
    monkeypatch.setattr(extract, "_open", None)
    second = archive.index()
    assert (second.unchanged, second.skipped) == (ChangeCount(1, 1), bad)


def test_a_file_that_turned_bad_loses_its_documents(archive: Archive) -> None:
    archive.write("a.txt", RICE)
    archive.index()
    archive.write("a.txt", b"\x00\x01")
    report = archive.index()
    assert (report.removed, report.changed, report.total) == (ChangeCount(1, 1), ChangeCount(), 0)
    assert report.skipped == (Skipped("a.txt", "binary, not text"),)
    assert archive.writer.files["a.txt"].problem == "binary, not text"


def test_a_format_that_is_not_read_is_looked_at_again_by_the_next_version(archive: Archive) -> None:
    archive.write("a.7z", b"7z\xbc\xaf\x27\x1c")
    report = archive.index()
    assert [item.path for item in report.skipped] == ["a.7z"]
    assert not report.committed
    assert archive.writer.files == {}


def test_what_was_remembered_of_a_file_is_forgotten_when_its_format_is_not_read(
    archive: Archive,
) -> None:
    archive.write("a", b"\x00\x01")
    archive.index()
    assert archive.writer.files["a"].problem
    archive.write("a", b"7z\xbc\xaf\x27\x1c")
    assert archive.index().committed
    assert archive.writer.saved[1] == {}


def test_bad_records_are_named_and_the_good_ones_are_in(archive: Archive) -> None:
    archive.write("wire.jsonl", '{"text": "One."}\nnot JSON\n{"text": "Two."}\n')
    report = archive.index()
    assert report.added == ChangeCount(1, 2)
    assert [item.path for item in report.skipped] == ["wire.jsonl:2"]
    assert archive.writer.files["wire.jsonl"].problem is None


def test_what_was_read_half_way_before_a_disk_failed_is_not_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "_CHUNK_BYTES", 1024)
    archive.write("wire.jsonl", '{"text": "One."}\n' * 500)
    readinto = extract._Hashing.readinto

    def fail_later(self: extract._Hashing, buffer: bytearray) -> int:
        if self._file.tell() > 0:
            raise OSError(5, "Input/output error")
        return readinto(self, buffer)

    with monkeypatch.context() as patch:
        patch.setattr(extract._Hashing, "readinto", fail_later)
        report = archive.index()
    assert report.skipped == (Skipped("wire.jsonl", "input/output error"),)
    assert (report.added, report.undated, report.total) == (ChangeCount(), 0, 0)
    assert archive.writer.documents == {}
    assert archive.index().added == ChangeCount(1, 500)


def test_nothing_to_read_at_all_is_an_error_that_names_the_paths(archive: Archive) -> None:
    with pytest.raises(IngestError) as caught:
        archive.index("nope.txt", "neither")
    assert "nope.txt: no such file or folder" in caught.value.message
    assert "neither: no such file or folder" in caught.value.message
    assert "asearch index" in caught.value.hint
    with pytest.raises(IngestError):
        indexing.preflight([archive.root / "nope.txt"])
    archive.write("yes.txt", RICE)
    indexing.preflight([archive.root / "nope.txt", archive.root / "yes.txt"])


def test_an_error_for_many_paths_names_some_and_counts_the_rest(archive: Archive) -> None:
    with pytest.raises(IngestError, match=r"; and 7 more$"):
        archive.index(*[f"nope{number}" for number in range(12)])


def test_the_index_itself_is_not_indexed_nor_an_error_for_lack_of_others(archive: Archive) -> None:
    archive.write("index/meta.json", '{"kind": "asearch index"}')
    with pytest.raises(IngestError, match="an index of asearch, not documents"):
        archive.index("index")


def test_an_empty_folder_is_no_error(archive: Archive) -> None:
    report = archive.index(".")
    assert (report.added, report.total, report.committed) == (ChangeCount(), 0, False)


def test_commits_come_at_bounded_intervals(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "COMMIT_DOCUMENTS", 10)
    archive.write("a.jsonl", '{"text": "One."}\n' * 25)
    for number in range(25):
        archive.write(f"b/{number:02}.txt", f"Story {number}.")
    assert archive.index().total == 50
    assert archive.writer.commits == 5
    assert archive.writer.saved == (archive.writer.documents, archive.writer.files)


def test_commits_come_after_a_while_too(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "COMMIT_SECONDS", 0.0)
    for number in range(3):
        archive.write(f"{number}.txt", f"Story {number}.")
    archive.index()
    assert archive.writer.commits == 3


@pytest.mark.parametrize("gone", [False, True])
def test_a_run_that_died_in_the_middle_of_a_file_leaves_nothing_double_or_behind(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    monkeypatch.setattr(runner, "COMMIT_DOCUMENTS", 10)
    wire = archive.write("a.jsonl", '{"text": "One."}\n' * 25)
    archive.write("b.txt", PORT)

    class Killed(BaseException):
        pass

    commit = archive.writer.commit

    def die_after_two() -> None:
        commit()
        if archive.writer.commits == 2:
            raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed), archive.writer:
        patch.setattr(archive.writer, "commit", die_after_two)
        archive.index()
    assert len(archive.writer.documents) == 20
    if gone:
        wire.unlink()
    assert archive.index().total == (1 if gone else 26)
    assert len(archive.writer.documents) == (1 if gone else 26)


def _interrupt_at(path: str) -> Callable[[Progress], None]:
    def on_progress(progress: Progress) -> None:
        if progress.path == path:
            signal.raise_signal(signal.SIGINT)

    return on_progress


def test_control_c_commits_what_is_whole_and_says_so(archive: Archive) -> None:
    for name in "abcd":
        archive.write(f"{name}.txt", f"Story {name}.")
    archive.index("d.txt")
    archive.write("d.txt", "Another story.")
    (archive.root / "d.txt").unlink()
    handler = signal.getsignal(signal.SIGINT)
    report = archive.index(on_progress=_interrupt_at("b.txt"))
    assert report.interrupted
    assert report.committed
    assert (report.added, report.removed, report.total) == (ChangeCount(1, 1), ChangeCount(), 2)
    assert archive.writer.saved[0] == archive.writer.documents
    assert signal.getsignal(signal.SIGINT) is handler
    report = archive.index()
    assert not report.interrupted
    assert (report.added, report.unchanged, report.removed) == (
        ChangeCount(2, 2),
        ChangeCount(1, 1),
        ChangeCount(1, 1),
    )


def test_control_c_in_the_middle_of_a_file_leaves_no_part_of_it(archive: Archive) -> None:
    archive.write("a.txt", RICE)
    archive.write("b.jsonl", '{"text": "One."}\n' * 1000)

    def on_progress(progress: Progress) -> None:
        if progress.documents >= 500:
            signal.raise_signal(signal.SIGINT)

    report = archive.index(on_progress=on_progress)
    assert (report.interrupted, report.total) == (True, 1)
    assert archive.writer.bodies == ["Rice prices rose in the delta. Farmers were glad."]
    assert archive.index().added == ChangeCount(1, 1000)


def test_control_c_keeps_what_was_committed_of_a_large_file_and_the_next_run_reads_it_all(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "COMMIT_DOCUMENTS", 200)
    archive.write("b.jsonl", '{"text": "One."}\n' * 1000)

    def on_progress(progress: Progress) -> None:
        if progress.documents >= 500:
            signal.raise_signal(signal.SIGINT)

    report = archive.index(on_progress=on_progress)
    assert report.interrupted
    assert report.committed
    assert 400 <= report.total < 1000
    assert report.added == ChangeCount(1, report.total)
    assert len(archive.writer.bodies) == report.total
    report = archive.index()
    assert (report.changed, report.total) == (ChangeCount(1, 1000), 1000)
    assert len(archive.writer.bodies) == 1000


def test_control_c_twice_stops_at_once_and_the_last_commit_stands(archive: Archive) -> None:
    archive.write("a.txt", RICE)
    archive.index()
    archive.write("b.txt", PORT)

    def on_progress(progress: Progress) -> None:
        if progress.path == "b.txt":
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), archive.writer:
        archive.index(on_progress=on_progress)
    assert sorted(archive.writer.files) == ["a.txt"]


def test_progress_tells_files_documents_and_the_file_at_hand(archive: Archive) -> None:
    archive.write("a.txt", RICE)
    archive.write("b.jsonl", '{"text": "One."}\n' * 250)
    seen: list[Progress] = []
    archive.index(on_progress=seen.append)
    assert seen == [
        Progress(1, 0, "a.txt"),
        Progress(2, 1, "b.jsonl"),
        Progress(2, 100, "b.jsonl"),
        Progress(2, 200, "b.jsonl"),
    ]


def test_documents_reach_the_writer_one_by_one(archive: Archive) -> None:
    archive.write("a.jsonl", '{"text": "One."}\n' * 300)
    at_once: list[int] = []

    class Watching(MemoryWriter):
        def put(self, documents: Iterable[Document]) -> int:
            count = super().put(documents)
            at_once.append(count)
            return count

    archive.writer = Watching()
    archive.index()
    assert at_once == [1] * 300


def test_the_real_engine_keeps_the_same_promises(archive: Archive) -> None:
    archive.write("a/rice.txt", RICE)
    archive.write("port.txt", PORT)
    archive.write("bad.txt", b"\x00")
    archive.write("wire.jsonl", '{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n')
    first = _index_for_real(archive)
    assert (first.added, first.total, first.undated) == (ChangeCount(3, 4), 4, 3)
    archive.write("wire.jsonl", '{"id": "x", "text": "One more."}\n')
    (archive.root / "port.txt").unlink()
    second = _index_for_real(archive)
    assert (second.changed, second.removed, second.unchanged) == (
        ChangeCount(1, 1),
        ChangeCount(1, 1),
        ChangeCount(1, 1),
    )
    assert second.skipped == first.skipped == (Skipped("bad.txt", "binary, not text"),)
    assert not _index_for_real(archive).committed
    with engine.open_index(Location(archive.root / "index")) as index:
        assert index.info().documents == second.total == 2
        [id_] = index.ids_of_file("wire.jsonl")
        assert [document.body for document in index.documents([id_])] == ["One more."]


def _index_for_real(archive: Archive) -> IngestReport:
    with engine.open_writer(Location(archive.root / "index")) as writer:
        held: Writer = writer
        return indexing.run(
            [archive.root], held, index_path=archive.root / "index", archive_root=archive.root
        )
