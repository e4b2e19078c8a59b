"""Dry runs, failed files, standard input, watching, and stopping in time."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from msgspec.structs import replace
from test_indexing import Archive, MemoryWriter

from asean_search import indexing
from asean_search.engine.whoosh import commit
from asean_search.engine.whoosh.indexing.transaction import Transaction
from asean_search.engine.whoosh.manifest import Manifest
from asean_search.indexing import RunOptions, interrupt, runner, watch
from asean_search.indexing import report as remembering
from asean_search.ingest import extract
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.protocol import Limits
from asean_search.model import ChangeCount, Document, IngestReport, Skipped

BAD = "bad_readers:Reading"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Path(os.path.realpath(tmp_path)))


def index(
    archive: Archive,
    options: RunOptions,
    on_progress: Callable[[runner.Progress], None] | None = None,
) -> IngestReport:
    return indexing.run(
        [archive.root],
        archive.writer,
        index_path=archive.root / "index",
        archive_root=archive.root,
        options=options,
        on_progress=on_progress,
    )


def plan_of(run: Run, *args: str) -> Mapping[str, tuple[str, str]]:
    done = run("index", *args, "--dry-run", "--json")
    return {
        Path(each["path"]).name: (each["action"], each["reason"])
        for each in json.loads(done.stdout)["files"]
    }


# --- --dry-run


def test_a_dry_run_says_what_would_happen_and_does_nothing(run: Run, corpus: Path) -> None:
    assert plan_of(run, "news") == {"floods.txt": ("add", "new"), "port.txt": ("add", "new")}
    assert not (corpus / "index").exists()
    assert run("index", "news").code == 0
    before = {file.name: file.read_bytes() for file in (corpus / "index").iterdir()}
    news = corpus / "news"
    (news / "floods.txt").unlink()
    (news / "port.txt").write_text("The port is closed.", encoding="utf-8")
    (news / "tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    (news / "box.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    assert plan_of(run, "news") == {
        "box.7z": ("skip", "an archive: not a format that this version reads"),
        "floods.txt": ("remove", "it is gone"),
        "port.txt": ("change", "its size changed from 206 to 19 bytes"),
        "tea.txt": ("add", "new"),
    }
    done = run("index", "news", "--dry-run")
    assert done.code == 3
    assert "add     " + str(Path("news/tea.txt")) + ": new\n" in done.stdout
    assert done.stdout.endswith("Nothing was done. Files: 1 to add, 1 to replace, 1 to remove, "
                                "1 to skip.\n")  # fmt: skip
    assert {file.name: file.read_bytes() for file in (corpus / "index").iterdir()} == before


def test_a_dry_run_names_every_reason(run: Run, archive_with_index: Path) -> None:
    assert plan_of(run, "news")["port.txt"] == ("keep", "unchanged")
    assert plan_of(run, "news", "--rebuild")["port.txt"][1].endswith("(--rebuild)")
    assert plan_of(run, "news", "--source", "VNA")["port.txt"][0] == "change"
    port = archive_with_index / "news" / "port.txt"
    text = port.read_bytes()
    os.utime(port, (1, 1))
    assert plan_of(run, "news")["port.txt"] == ("keep", "unchanged")
    port.write_bytes(text.replace(b"May", b"Sun"))
    assert plan_of(run, "news")["port.txt"] == ("change", "its content changed")


@pytest.fixture
def archive_with_index(run: Run, corpus: Path) -> Path:
    assert run("index", "news", "wire.jsonl").code == 0
    return corpus


# --- unchanged files


def test_a_file_in_the_place_of_another_of_the_same_size_and_time_is_seen(
    archive: Archive,
) -> None:
    file = archive.write("a.txt", "One rose.")
    archive.index()
    status = file.stat()
    other = archive.write("new", "Two rose.")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)
    assert archive.index().changed == ChangeCount(1, 1)
    assert archive.writer.bodies == ["Two rose."]


def test_a_copy_with_another_inode_is_known_by_its_bytes(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive.write("a.txt", "One rose.")
    archive.index()
    status = file.stat()
    other = archive.write("new", "One rose.")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)
    assert archive.index().unchanged == ChangeCount(1, 1)
    monkeypatch.setattr(extract, "_open", None)
    assert archive.index().unchanged == ChangeCount(1, 1)


def test_a_time_that_may_come_again_is_not_trusted() -> None:
    now = time.time_ns()
    assert remembering._settled(now) == -1
    assert remembering._settled(now - 10**9 | 1) > 0
    whole_second = now // 10**9 * 10**9
    assert remembering._settled(whole_second) == -1
    assert remembering._settled(whole_second - 5 * 10**9) > 0


# --- files that fail


def test_a_failed_file_is_named_remembered_and_tried_again_only_when_asked(
    archive: Archive,
) -> None:
    archive.write("a.txt", "One rose.")
    archive.write("exit.x.pdf", b"%PDF-1.4 not really")
    options = RunOptions(jobs=1, limits=Limits(), reader=BAD)
    report = index(archive, options)
    reason = "the reader process exited (status 7)"
    assert report.skipped == (Skipped("exit.x.pdf", reason),)
    assert (report.added, report.total) == (ChangeCount(1, 1), 1)
    assert archive.writer.files["exit.x.pdf"].problem == reason

    nowhere = replace(options, reader="nowhere:Reading")
    assert index(archive, nowhere).skipped == report.skipped
    assert index(archive, replace(options, retry_failed=True)).skipped == report.skipped
    archive.write("exit.x.pdf", b"%PDF-1.5 not really")
    again = index(archive, nowhere).skipped
    assert again[0].reason.startswith("no process could be started")


def test_a_file_that_failed_loses_the_documents_it_had(archive: Archive) -> None:
    archive.write("exit.x", "Text at first.")
    archive.index()
    archive.write("exit.x", b"%PDF-1.4 not really")
    report = index(archive, RunOptions(jobs=1, reader=BAD))
    assert (report.removed, report.total) == (ChangeCount(1, 1), 0)


def test_files_are_read_side_by_side_and_come_in_the_order_of_the_walk(archive: Archive) -> None:
    names = [f"{number:02}.pdf" for number in range(20)]
    for name in names:
        archive.write(name, b"%PDF-1.4")
    archive.write("05.txt", "Here.")
    report = index(archive, RunOptions(jobs=2, reader=BAD))
    assert (report.added, report.skipped) == (ChangeCount(21, 21), ())
    order = [document.path for document in archive.writer.documents.values()]
    assert order == sorted([*names, "05.txt"])
    readers = {each.body.rpartition(" ")[2] for each in archive.writer.documents.values()}
    assert f"{os.getpid()}." not in readers


def test_a_mistake_in_a_reader_costs_one_file(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asean_search.ingest.readers import from_text

    documents = from_text.documents

    def stumble(source: InputFile, stream: io.BufferedReader) -> Iterable[object]:
        if source.path == "b.txt":
            raise KeyError("page")
        yield from documents(source, stream)

    monkeypatch.setattr(from_text, "documents", stumble)
    for name in "abc":
        archive.write(f"{name}.txt", f"Story {name}.")
    report = archive.index()
    assert report.added == ChangeCount(2, 2)
    assert report.skipped == (Skipped("b.txt", "text: its reader failed (KeyError: 'page')"),)


def test_parts_that_could_not_be_read_are_tried_again_when_asked(archive: Archive) -> None:
    archive.write("wire.jsonl", '{"text": "One."}\nnot JSON\n')
    assert len(archive.index().skipped) == 1
    [part] = archive.writer.files["wire.jsonl"].unread
    assert part.path == "wire.jsonl:2"
    again = archive.index()
    assert (again.unchanged, again.skipped) == (ChangeCount(1, 1), (part,))
    assert index(archive, RunOptions(retry_failed=True)).changed == ChangeCount(1, 1)


def test_what_was_missing_for_a_part_is_read_once_it_is_installed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(archive.root / "a.zip", "w") as packed:
        packed.writestr("rice.txt", "Rice was cheap.")
        packed.writestr("page.html", "<html><body><p>Tin was dear in May.</p></body></html>")
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "lxml" else find_spec(name)
    )
    first = index(archive, RunOptions(jobs=1, reader="bad_readers:without_lxml"))
    [part] = first.skipped
    assert (part.path, first.added) == ("a.zip#page.html", ChangeCount(1, 1))
    assert "pip install 'asean-search[html]'" in part.reason
    again = archive.index()
    assert (again.unchanged, again.skipped) == (ChangeCount(1, 1), (part,))
    monkeypatch.undo()
    last = archive.index()
    assert (last.changed, last.skipped) == (ChangeCount(1, 2), ())
    assert archive.index().unchanged == ChangeCount(1, 2)


def test_short_text_and_records_start_no_process(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    archive.write("a.txt", "One rose.")
    archive.write("b.jsonl", '{"text": "One."}\n' * 3)
    assert archive.index().added == ChangeCount(2, 4)


# --- Ctrl-C in time


def test_control_c_does_not_wait_for_what_takes_too_long(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed stays, what was not is given up, and the report counts only the former."""
    monkeypatch.setattr(runner, "COMMIT_DOCUMENTS", 1)
    monkeypatch.setattr(interrupt, "PATIENCE_S", 0.2)

    class Slow(MemoryWriter):
        def put(self, documents: Iterable[Document]) -> int:
            count = super().put(documents)
            if "b.txt" in {document.path for document in self.documents.values()}:
                signal.raise_signal(signal.SIGINT)
                time.sleep(600)
                raise AssertionError("the run waited")
            return count

    archive.writer = Slow()
    archive.write("a.txt", "One rose.")
    archive.write("b.txt", "Two rose.")
    report = archive.index()
    assert (report.interrupted, report.committed) == (True, True)
    assert (report.added, report.total) == (ChangeCount(1, 1), 1)
    assert archive.writer.bodies == ["One rose."]
    time.sleep(0.3)


def test_control_c_does_not_wait_for_a_worker(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupt, "PATIENCE_S", 3600.0)
    archive.write("a.txt", "One rose.")
    archive.write("hang.pdf", b"%PDF-1.4")
    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    if hasattr(signal, "pthread_kill"):
        main = threading.main_thread().ident or 0
        timer = threading.Timer(0.3, signal.pthread_kill, [main, signal.SIGINT])

    def interrupt_while_it_hangs(progress: runner.Progress) -> None:
        if progress.path == "hang.pdf":
            timer.start()

    report = index(archive, RunOptions(jobs=1, reader=BAD), interrupt_while_it_hangs)
    assert report.interrupted
    assert report.skipped == ()
    assert report.added == ChangeCount(1, 1)
    assert archive.writer.saved[0] == archive.writer.documents


@pytest.mark.parametrize("paths", [("news",), ("-", "--format", "text")])
def test_what_is_committed_while_control_c_waits_is_told_as_committed(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...]
) -> None:
    """The order to end comes while the commit is being made visible; it is heard after that."""
    monkeypatch.setattr(interrupt, "PATIENCE_S", 3600.0)
    stops: list[interrupt.Stop] = []
    on_signal, publish = interrupt.Stop.on_signal, commit.publish

    def on_signal_of(stop: interrupt.Stop, *args: Any) -> None:
        stops.append(stop)
        on_signal(stop, *args)

    def publish_late(*args: Any) -> None:
        publish(*args)
        if args[2].segments:
            stops[0]._be_late()

    def finish(changes: Transaction) -> Manifest | None:
        signal.raise_signal(signal.SIGINT)
        return written(changes)

    written = Transaction.finish
    monkeypatch.setattr(interrupt.Stop, "on_signal", on_signal_of)
    monkeypatch.setattr(commit, "publish", publish_late)
    monkeypatch.setattr(Transaction, "finish", finish)
    done = run("index", *paths, "--json", stdin="A story from elsewhere.")
    report = json.loads(done.stdout)
    assert done.code == 130
    assert (report["interrupted"], report["committed"]) == (True, True)
    assert report["added"]["documents"] == report["total"] > 0
    assert run("query", "--count", "*").stdout == f"{report['total']}\n"


# --- standard input


LINES = '{"id": "w1", "text": "Rice was cheap."}\n{"id": "w2", "text": "Tin was dear."}\n'


def test_records_come_through_standard_input(run: Run, corpus: Path) -> None:
    done = run("index", "-", "--format", "jsonl", "--json", "--source", "VNA", stdin=LINES)
    assert done.code == 0
    assert json.loads(done.stdout)["added"] == {"files": 2, "documents": 2}
    [found] = json.loads(run("query", "rice", "--json").stdout)["hits"]
    assert (found["source"], found["record"] or found["path"][-4:]) == ("VNA", "-#w1")
    assert run("show", found["id"]).code == 0


def test_the_same_records_again_change_nothing_and_others_are_added(run: Run, corpus: Path) -> None:
    assert run("index", "-", "--format", "jsonl", stdin=LINES).code == 0
    more = LINES.replace("cheap", "free") + '{"id": "w3", "text": "Salt was salty."}\n'
    report = json.loads(run("index", "-", "--format", "jsonl", "--json", stdin=more).stdout)
    assert report["unchanged"]["documents"] == 1
    assert (report["changed"]["documents"], report["added"]["documents"]) == (1, 1)
    assert report["total"] == 3
    assert run("query", "free", "--count").stdout == "1\n"
    assert run("query", "cheap", "--count").stdout == "0\n"


def test_what_came_through_standard_input_stays_when_folders_are_indexed(
    run: Run, corpus: Path
) -> None:
    assert run("index", "-", "--format", "jsonl", stdin=LINES).code == 0
    assert run("index", ".").code == 0
    assert run("index", ".", "--rebuild").code == 0
    assert run("query", "tin", "--count").stdout == "1\n"
    assert run("check").code == 0


def test_standard_input_may_be_packed_and_of_any_format(run: Run, corpus: Path) -> None:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as packed:
        packed.writestr("a.txt", "Pepper was hot.")
    assert run("index", "-", stdin=box.getvalue()).code == 0
    assert run("query", "pepper", "--count").stdout == "1\n"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("-", "--format", "nonsense"), "there is no format 'nonsense'"),
        (("-", "--dry-run"), "--dry-run cannot be used with standard input"),
        (("-", "news"), "cannot be indexed together with files"),
    ],
)
def test_what_standard_input_cannot_be_is_told(
    run: Run, corpus: Path, args: tuple[str, ...], problem: str
) -> None:
    done = run("index", *args, stdin=LINES)
    assert done.code == 2
    assert problem in done.stderr


# --- --watch


@pytest.mark.skipif(os.name != "posix", reason="has other signals")
def test_watching_indexes_again_when_something_changes(corpus: Path) -> None:
    pytest.importorskip("watchfiles")
    with subprocess.Popen(
        [sys.executable, "-m", "asean_search", "index", "news", "--watch", "--json"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as watching_:
        try:
            assert watching_.stdout is not None
            assert watching_.stderr is not None
            first = _next_report(watching_.stdout)
            assert "Watching for changes" in watching_.stderr.readline()
            time.sleep(1)
            (corpus / "news" / "tea.txt").write_text("Tea is harvested.", encoding="utf-8")
            second = _next_report(watching_.stdout)
            watching_.send_signal(signal.SIGINT)
            assert watching_.wait(60) == 0
        finally:
            watching_.kill()
    assert first["added"] == {"files": 2, "documents": 2}
    assert second["added"] == {"files": 1, "documents": 1}


def _next_report(stream: Iterable[str]) -> Mapping[str, object]:
    lines = []
    for line in stream:
        lines.append(line)
        if line == "}\n":
            break
    report = json.loads("".join(lines))
    assert isinstance(report, dict)
    return report


def test_watching_without_its_library_says_how_to_get_it(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = run("index", "news", "--watch")
    assert done.code == 2
    assert "pip install 'asean-search[watch]'" in done.stderr
    with pytest.raises(Exception, match="watchfiles"):
        watch.require()
