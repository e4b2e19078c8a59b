"""Whatever happens in the middle of a run: the index opens, and the next run makes it whole.

``ASEARCH_KILLS=200`` kills runs at more moments than by default, and has longer lines.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Run

from asean_search import engine
from asean_search.engine.interface import Search
from asean_search.model import Document, Location
from asean_search.query.nodes import Everything

KILLS = int(os.environ.get("ASEARCH_KILLS", "10"))
LONG_LINE_BYTES = 256 << 20 if KILLS <= 20 else 2 << 30

posix_only = pytest.mark.skipif(os.name != "posix", reason="has other signals")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")

DRIVER = """
import os, resource, sys
from asean_search.indexing import runner
runner.COMMIT_DOCUMENTS = int(os.environ.get("TEST_COMMIT", "40"))
if os.environ.get("TEST_FILE_BYTES"):
    most = int(os.environ["TEST_FILE_BYTES"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
from asean_search.cli import program
program(sys.argv[1:])
"""
"""The program, with commits that come more often, and perhaps with a disk that is soon full."""


class Archive:
    """A folder of files of many kinds that changes, and an index of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.index = root / "index"
        self.news = root / "news"
        self._random = random.Random(7)
        self._words = ["rice", "port", "harbour", "minister", "delta", "summit", "energy", "flood"]
        self.news.mkdir(parents=True)
        self.change(0)

    def change(self, turn: int) -> None:
        """Add, replace and remove files."""
        for number in range(10):
            self._write(f"text-{turn}-{number}.txt", self._story())
        for number in range(2):
            self._write(f"page-{turn}-{number}.html", f"<html><p>{self._story()}</p></html>")
        self._write("wire.jsonl", self._records(60 + turn))
        self._write("old.jsonl.gz", gzip.compress(self._records(50)))
        self._write(f"box-{turn}.zip", self._box(12))
        for number in range(2):
            (self.news / f"text-{turn - 1}-{number}.txt").unlink(missing_ok=True)
            (self.news / f"page-{turn - 2}-{number}.html").unlink(missing_ok=True)

    def start(self, *args: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a run of its own, in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", DRIVER, "index", "--index", self.index, self.news, *args],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def finish(self, *args: str, **environment: str) -> tuple[int, str]:
        """A whole run: its exit code, and what it said."""
        with self.start(*args, **environment) as run:
            _, said = run.communicate()
        return run.returncode, said.decode()

    def documents(self, index: Path | None = None) -> Mapping[str, Document]:
        """Every document of an index, by id."""
        with engine.open_index(Location(index or self.index)) as opened:
            page = opened.search(Search(Everything(), limit=100_000))
            found = opened.documents([each.id for each in page.documents])
            assert len(found) == page.total
            return {document.id: document for document in found}

    def from_scratch(self) -> Mapping[str, Document]:
        """What an undisturbed run makes of the files as they are now, elsewhere."""
        other = self.root / "other"
        shutil.rmtree(other, ignore_errors=True)
        index, self.index = self.index, other
        try:
            code, said = self.finish()
            assert code == 0, said
            return self.documents()
        finally:
            self.index = index

    def _story(self) -> str:
        words = (self._random.choice(self._words) for _ in range(60))
        return f"VIENTIANE — {' '.join(words).capitalize()}. (Reuters)"

    def _records(self, count: int) -> bytes:
        records = ({"id": f"r{number}", "text": self._story()} for number in range(count))
        return "\n".join(map(json.dumps, records)).encode()

    def _box(self, count: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as box:
            for number in range(count):
                box.writestr(f"in/{number}.txt", self._story())
        return packed.getvalue()

    def _write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.news / name).write_bytes(data)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Path(os.path.realpath(tmp_path)) / "archive")


def processes_of_session(session: int) -> list[int]:
    """The processes that are left of a session, without those that only wait to be forgotten."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, _, _, its_session = (
                    (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                )
            except OSError:
                continue
            if int(its_session) == session and state not in "ZX":
                found.append(int(folder.name))
    return found


def wait_until_gone(session: int) -> None:
    deadline = time.monotonic() + 60
    while processes_of_session(session):
        assert time.monotonic() < deadline, "a worker is left"
        time.sleep(0.02)


# --- kill -9


@linux_only
def test_runs_that_are_killed_at_any_moment_leave_an_index_that_the_next_makes_whole(
    archive: Archive,
) -> None:
    started = time.monotonic()
    assert archive.finish()[0] == 0
    whole_s = time.monotonic() - started
    versions = [archive.documents()]
    for turn in range(1, KILLS + 1):
        archive.change(turn)
        run = archive.start()
        time.sleep(whole_s * (0.1 + 0.9 * turn / KILLS))
        run.kill()
        run.communicate()
        wait_until_gone(run.pid)
        left = archive.documents()
        assert left
        if turn % max(KILLS // 2, 4) == 0:
            expected = archive.from_scratch()
            versions.append(expected)
            code, said = archive.finish()
            assert code == 0, said
            assert archive.documents() == expected
    assert len({len(version) for version in versions}) > 1
    code, said = archive.finish()
    assert (code, archive.documents()) == (0, archive.from_scratch()), said
    assert [each.name for each in archive.index.iterdir() if each.is_dir()] == []
    with engine.open_index(Location(archive.index)) as index:
        assert index.verify() == ()


@linux_only
def test_no_worker_is_left_when_a_run_is_killed_while_they_read(
    archive: Archive, tmp_path: Path
) -> None:
    run = archive.start()
    deadline = time.monotonic() + 60
    while len(processes_of_session(run.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(processes_of_session(run.pid)) >= 2
    run.kill()
    run.communicate()
    wait_until_gone(run.pid)


# --- Ctrl-C


@linux_only
def test_control_c_ends_a_run_and_its_workers_and_says_what_is_in_the_index(
    archive: Archive,
) -> None:
    (archive.news / "a.jsonl").write_bytes(archive._records(12_000))
    run = archive.start("--json", TEST_COMMIT="1000")
    deadline = time.monotonic() + 60
    while not engine.is_index(Location(archive.index)) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)
    os.killpg(run.pid, signal.SIGINT)
    told, said = run.communicate()
    assert run.returncode == 130, said
    report = json.loads(told)
    assert report["interrupted"]
    assert report["total"] == len(archive.documents())
    assert processes_of_session(run.pid) == []


# --- a full disk


@posix_only
@pytest.mark.parametrize("file_bytes", [20_000, 90_000])
def test_a_full_disk_is_told_and_the_last_commit_stays(archive: Archive, file_bytes: int) -> None:
    assert archive.finish()[0] == 0
    before = archive.documents()
    archive.change(1)
    (archive.news / "large.jsonl").write_bytes(archive._records(600))
    code, said = archive.finish(TEST_FILE_BYTES=str(file_bytes), TEST_COMMIT="300")
    assert code == 2, said
    assert "no space is left" in said
    assert "Traceback" not in said
    left = archive.documents()
    assert left.keys() & before.keys()
    assert archive.finish()[0] == 0
    assert archive.documents() == archive.from_scratch()


@linux_only
def test_a_disk_that_is_really_full_is_told_and_the_last_commit_stays(
    archive: Archive, small_disk: Path
) -> None:
    archive.index = small_disk / "index"
    assert archive.finish()[0] == 0
    before = archive.documents()
    (archive.news / "large.jsonl").write_bytes(archive._records(12_000))
    code, said = archive.finish(TEST_COMMIT="1000")
    assert code == 2, said
    assert "no space is left" in said
    assert before.keys() <= archive.documents().keys()
    (archive.news / "large.jsonl").unlink()
    assert archive.finish()[0] == 0
    assert archive.documents() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this process may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED: no small disk can be mounted here (that needs root)")
    disk.chmod(0o700)
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- two writers


def test_a_second_writer_waits_as_long_as_it_is_told_to(run: Run, corpus: Path) -> None:
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from asean_search import engine\n"
            "from asean_search.model import Location\n"
            "with engine.open_writer(Location(Path(sys.argv[1]))):\n"
            "    print('held', flush=True); sys.stdin.read()",
            str(corpus / "index"),
        ],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with held:
        assert held.stdin is not None
        assert held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        assert run("index", "news").code == 75
        threading.Timer(0.7, held.stdin.close).start()
        assert run("index", "news", "--wait", "30").code == 0


# --- files that are no good


@linux_only
def test_an_archive_full_of_traps_is_read_to_its_end(run: Run, corpus: Path) -> None:
    news = corpus / "news"
    os.mkfifo(news / "pipe.txt")
    (news / "loop").symlink_to(news)
    (news / "self.txt").symlink_to(news / "self.txt")
    (news / "device.txt").symlink_to("/dev/zero")
    (news / os.fsdecode(b"caf\xe9.txt")).write_text("The café closed. (Reuters)", encoding="utf-8")
    for name, size_bytes in (("line.txt", 2 << 30), ("line.jsonl", LONG_LINE_BYTES)):
        with (news / name).open("wb") as file:
            file.truncate(size_bytes)
    done = run("index", "news", "--json", "--time-limit", "300")
    assert done.code == 3, done.stderr
    report = json.loads(done.stdout)
    reasons = {Path(each["path"]).name: each["reason"] for each in report["skipped"]}
    assert reasons.pop("self.txt")
    assert reasons == {
        "pipe.txt": "a named pipe, not a file",
        "device.txt": "a device, not a file",
        "line.txt": "larger than 32 MiB, too large for one document; split it",
        "line.jsonl:1": "longer than 32 MiB",
    }
    assert report["added"]["documents"] == 3
    assert report["peak_memory"] < 1 << 30


@posix_only
def test_files_that_change_or_vanish_while_they_are_read_are_told(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asean_search.ingest.readers import from_text

    documents = from_text.documents
    news = corpus / "news"

    def meddle(source: object, stream: io.BufferedReader) -> Iterator[object]:
        yield from documents(source, stream)  # type: ignore[arg-type]
        if source.path == "news/floods.txt":  # type: ignore[attr-defined]
            (news / "floods.txt").write_text("Something else.", encoding="utf-8")
        else:
            (news / "port.txt").unlink()

    with monkeypatch.context() as patch:
        patch.setattr(from_text, "documents", meddle)
        done = run("index", "news", "--json")
    assert done.code == 3
    reasons = {each["path"]: each["reason"] for each in json.loads(done.stdout)["skipped"]}
    assert reasons == {
        "news/floods.txt": "changed while it was read; the next run reads it again",
        "news/port.txt": "deleted while it was read",
    }
    done = run("index", "news", "--json")
    report = json.loads(done.stdout)
    assert (done.code, report["total"]) == (0, 1)
    assert report["changed"] == report["removed"] == {"files": 1, "documents": 1}
    assert run("query", "something", "--count").stdout == "1\n"
