"""A parser that hangs, crashes or eats memory costs its document, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from bad_readers import LARGE_CHARS, LARGE_DOCUMENTS

from asean_search.ingest.extract import End
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers import limits, protocol, supervisor
from asean_search.ingest.workers import reading as pending
from asean_search.ingest.workers.pool import Pool
from asean_search.ingest.workers.protocol import Limits, Part
from asean_search.ingest.workers.reading import StoppedError, WorkerReading
from asean_search.model import Document, Skipped

BAD = "bad_readers:Reading"
LIMITS = Limits(time_s=5.0, memory_bytes=256 << 20)
GENEROUS = Limits(memory_bytes=256 << 20)

posix_only = pytest.mark.skipif(os.name != "posix", reason="has other signals")


@pytest.fixture
def workers() -> Iterator[Pool]:
    with Pool(2, GENEROUS, reader=BAD) as workers:
        yield workers


@pytest.fixture
def hasty_workers() -> Iterator[Pool]:
    with Pool(2, LIMITS, reader=BAD) as workers:
        yield workers


def source(name: str, folder: Path | None = None, text: str = "text") -> InputFile:
    file = (folder or Path()) / name
    if folder:
        file.write_text(text, encoding="utf-8")
    return InputFile(name, file, (".x",), len(text), 1)


def read(workers: Pool, names: Sequence[str]) -> list[tuple[End | None, list[Document | Skipped]]]:
    readings = [workers.read(source(name)) for name in names]
    return [finish(reading) for reading in readings]


def finish(reading: WorkerReading) -> tuple[End | None, list[Document | Skipped]]:
    with reading:
        items = [item for item in reading if not isinstance(item, Part)]
    return reading.end, items


def processes(workers: Pool) -> list[int]:
    return [each._process.pid for each in workers._supervisors if each._process]


def bodies(items: Sequence[Document | Skipped]) -> list[str]:
    return [item.body.split(",")[0] for item in items if isinstance(item, Document)]


def test_results_come_in_the_order_in_which_they_were_asked_for(workers: Pool) -> None:
    names = [f"{'slow' if number == 0 else 'file'}-{number}.x" for number in range(12)]
    for name, (end, items) in zip(names, read(workers, names), strict=True):
        assert end is End.READ
        assert bodies(items) == [f"Story of {name}"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hang.x", "took longer than 5 s to read (--time-limit)"),
        ("exit.x", "the reader process exited (status 7)"),
        ("raise.x", "the reader process exited (SystemExit)"),
        ("memory.x", "needs more than 256 MiB of memory to be read (--memory-limit)"),
        pytest.param("segfault.x", "the reader process crashed (SIGSEGV)", marks=posix_only),
    ],
)
def test_a_bad_document_is_named_with_the_true_reason_and_its_neighbours_are_read(
    workers: Pool, hasty_workers: Pool, name: str, reason: str
) -> None:
    who = hasty_workers if name == "hang.x" else workers
    results = read(who, ["a.x", "b.x", name, "c.x", "d.x"])
    assert results[2] == (End.FAILED, [Skipped(name, reason)])
    assert [bodies(items) for _, items in results if items and _ is End.READ] == [
        ["Story of a.x"],
        ["Story of b.x"],
        ["Story of c.x"],
        ["Story of d.x"],
    ]


def test_a_worker_without_a_limit_of_its_own_is_watched_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on macOS and Windows, where the system does not hold a process to a limit."""
    monkeypatch.setattr(
        supervisor,
        "_START",
        "import sys; sys.path[:] = sys.argv[1:]; "
        "from asean_search.ingest.workers import limits, worker; "
        "limits.limit_this_process = lambda most_bytes: False; worker.main()",
    )
    with Pool(1, Limits(time_s=30, memory_bytes=200 << 20), reader=BAD) as workers:
        [(end, items)] = read(workers, ["memory.x"])
    assert end is End.FAILED
    assert items == [
        Skipped("memory.x", "needs more than 200 MiB of memory to be read (--memory-limit)")
    ]


def test_a_bad_file_inside_a_file_costs_that_one_only(hasty_workers: Pool, tmp_path: Path) -> None:
    box = source("box.x", tmp_path, "a.x hang.x b.x exit.x c.x")
    end, items = finish(hasty_workers.read(box))
    assert end is End.READ
    assert [item.path for item in items] == [
        "box.x#a.x", "box.x#hang.x", "box.x#b.x", "box.x#exit.x", "box.x#c.x",
    ]  # fmt: skip
    assert [item.reason for item in items if isinstance(item, Skipped)] == [
        "took longer than 5 s to read (--time-limit)",
        "the reader process exited (status 7)",
    ]


def test_too_many_bad_files_inside_a_file_are_the_end_of_it(
    workers: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "AVOIDED_MAX", 2)
    end, items = finish(workers.read(source("box.x", tmp_path, "exit.x exit2.x exit3.x a.x")))
    assert end is End.FAILED
    assert items[-1] == Skipped("box.x", "the reader process exited (status 7)")


@posix_only
def test_a_file_that_crashes_half_way_has_failed_after_what_it_gave(workers: Pool) -> None:
    [(end, items)] = read(workers, ["die-after-3.x"])
    assert end is End.FAILED
    assert bodies(items) == ["Story 0.", "Story 1.", "Story 2."]
    assert items[-1] == Skipped("die-after-3.x", "the reader process crashed (SIGSEGV)")


@posix_only
def test_a_crash_in_a_worker_that_has_read_others_is_tried_again_in_a_new_one(
    tmp_path: Path,
) -> None:
    """Perhaps it was one before it that did the damage. What came already comes once."""
    with Pool(1, LIMITS, reader=BAD) as workers:
        (_, _), (end, items) = read(workers, ["a.x", "die-after-300.x"])
    assert end is End.FAILED
    assert bodies(items) == [f"Story {number}." for number in range(300)]


def test_a_worker_that_is_ahead_waits(workers: Pool) -> None:
    readings = [workers.read(source(f"large-{number}.x")) for number in range(3)]
    time.sleep(0.6)
    for reading in readings:
        assert reading.queues[0]._bytes < 2 * pending.QUEUE_BYTES_MAX
    for reading in readings:
        end, items = finish(reading)
        assert (end, len(items)) == (End.READ, LARGE_DOCUMENTS)
    assert LARGE_DOCUMENTS * LARGE_CHARS > 4 * pending.QUEUE_BYTES_MAX


def test_closing_waits_for_no_reading_whose_turn_never_came() -> None:
    with Pool(2, GENEROUS, reader=BAD) as workers:
        readings = [workers.read(source(f"large-{number}.x")) for number in range(3)]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not all(
            reading.queues[0]._bytes > pending.QUEUE_BYTES_MAX for reading in readings[:2]
        ):
            time.sleep(0.05)
        closing = threading.Thread(target=workers.close, daemon=True)
        closing.start()
        closing.join(60)
        assert not closing.is_alive()
    assert not any(supervisor.thread.is_alive() for supervisor in workers._supervisors)


def test_waiting_does_not_count_as_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    is_full = threading.Event()

    class Observed(threading.Condition):
        def wait(self, timeout: float | None = None) -> bool:
            if timeout is None:
                is_full.set()
            return super().wait(timeout)

    monkeypatch.setattr(pending, "threading", SimpleNamespace(Condition=Observed))
    with Pool(1, GENEROUS, reader=BAD) as workers:
        reading = workers.read(source("large.x"))
        iterator = iter(reading)
        next(iterator)
        assert is_full.wait(60)
        [supervisor] = workers._supervisors
        supervisor._patience_s, patience_s = 0.0, supervisor._patience_s
        supervisor.watch()
        supervisor._patience_s = patience_s
        assert len(list(iterator)) == LARGE_DOCUMENTS - 1
        assert reading.end is End.READ


def test_a_large_file_has_more_time() -> None:
    assert Limits(60.0).time_for(0) == 60.0
    assert Limits(60.0).time_for(10**9) == 160.0


def test_a_run_that_is_stopped_waits_for_nobody() -> None:
    stopped = False
    with Pool(1, Limits(), is_stopped=lambda: stopped, reader=BAD) as workers:
        reading = workers.read(source("hang.x"))
        stopped = True
        with pytest.raises(StoppedError):
            list(reading)


def test_no_worker_is_left_when_the_pool_is_closed() -> None:
    with Pool(2, Limits(), reader=BAD) as workers:
        for name in ("hang.x", "hang2.x", "a.x"):
            workers.read(source(name))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not all(
            supervisor._base_bytes for supervisor in workers._supervisors
        ):
            time.sleep(0.02)
        pids = processes(workers)
    assert len(pids) == 2
    assert not any(map(is_running, pids))


def test_a_bad_file_among_short_ones_costs_that_one_only(hasty_workers: Pool) -> None:
    names = ["a.x", "b.x", "exit.x", "c.x", "hang.x", "d.x"]
    readings = [hasty_workers.read_short(source(name)) for name in names]
    hasty_workers.start(readings[0])
    ends = []
    for name, reading in zip(names, readings, strict=True):
        end, items = finish(reading)
        ends.append(end)
        assert bodies(items) == ([f"Story of {name}"] if end is End.READ else [])
    read, failed = End.READ, End.FAILED
    assert ends == [read, read, failed, read, failed, read]


def test_short_files_are_read_together_unless_they_hold_much(workers: Pool) -> None:
    names = ["a.x", "b.x", "c.x"]
    readings = [workers.read_short(source(name)) for name in names]
    workers.start(readings[0])
    readers = {
        item.body.rpartition(" ")[2]
        for reading in readings
        for item in finish(reading)[1]
        if isinstance(item, Document)
    }
    assert len(readers) == 1
    readings = [workers.read_short(source(name)) for name in ("a.x", "large.x", "c.x")]
    workers.start(readings[0])
    assert [len(finish(reading)[1]) for reading in readings] == [1, LARGE_DOCUMENTS, 1]


def test_short_files_are_submitted_when_one_is_started_or_another_comes(workers: Pool) -> None:
    first = workers.read_short(source("a.x"))
    assert not first.queues
    other = workers.read(source("b.x"))
    assert first.queues
    late = workers.read_short(source("c.x"))
    workers.start(late)
    for reading in (first, other, late):
        assert finish(reading)[0] is End.READ


def test_a_pool_that_is_not_used_starts_nothing() -> None:
    with Pool(2, Limits()) as workers:
        assert workers._supervisors == []
        assert workers.peak_bytes == 0


def test_the_real_reader_reads_in_a_worker_as_it_does_here(tmp_path: Path) -> None:
    file = tmp_path / "port.txt"
    file.write_text("PENANG — The port opened a pier. (Reuters)", encoding="utf-8")
    status = file.stat()
    port = InputFile("port.txt", file, (".txt",), status.st_size, status.st_mtime_ns, status.st_ino)
    gone = InputFile("gone.txt", tmp_path / "gone.txt", (".txt",), 1, 1)
    with Pool(1, Limits()) as workers:
        reading, missing = workers.read(port), workers.read(gone)
        [document] = reading
        assert isinstance(document, Document)
        assert (document.place, document.source) == ("PENANG", "Reuters")
        assert reading.digest
        assert reading.opened is not None
        assert reading.opened.inode == status.st_ino
        assert list(missing) == [Skipped("gone.txt", "vanished")]
        assert missing.end is End.REFUSED
        assert workers.peak_bytes > 10 << 20


def test_where_no_process_can_be_started_the_file_is_not_to_blame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Pool(1, Limits(), reader=BAD) as workers:
        [(end, [item])] = read(workers, ["a.x"])
    assert end is End.REFUSED
    assert isinstance(item, Skipped)
    assert item.reason.startswith("no process could be started to read it")


DYING = """
import sys, os, time
from pathlib import Path
from asean_search.ingest.workers.protocol import Limits, Part
from asean_search.ingest.workers.pool import Pool
from asean_search.ingest.walk.files import InputFile
workers = Pool(2, Limits(), reader="bad_readers:Reading")
for name in ("hang.x", "large.x"):
    workers.read(InputFile(name, Path(name), (".x",), 1, 1))
while True:
    pids = [each._process.pid for each in workers._supervisors if each._process]
    if len(pids) == 2:
        break
    time.sleep(0.01)
time.sleep(float(sys.argv[1]))
print(*pids, flush=True)
time.sleep(60)
"""


@posix_only
@pytest.mark.parametrize("delay_s", [0.0, 0.5])
def test_no_worker_outlives_a_run_that_is_killed(delay_s: float) -> None:
    where = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(delay_s)],
        env={**os.environ, "PYTHONPATH": where},
        stdout=subprocess.PIPE,
    ) as run:
        assert run.stdout is not None
        pids = [int(pid) for pid in run.stdout.readline().split()]
        run.kill()
    assert len(pids) == 2
    deadline = time.monotonic() + 60
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(is_running, pids))


def is_running(pid: int) -> bool:
    """Whether a process is there, and is more than the memory of one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


def test_memory_is_measured() -> None:
    held = bytearray(64 << 20)
    held[::4096] = b"x" * len(held[::4096])
    assert limits.resident_bytes(os.getpid()) > 64 << 20
    assert limits.peak_bytes() >= limits.resident_bytes(os.getpid()) // 2
    assert limits.resident_bytes(2**22 + 1) == 0


def test_a_frame_that_was_cut_off_is_the_end(tmp_path: Path) -> None:
    file = tmp_path / "frames"
    with file.open("wb") as stream:
        protocol.write(stream, protocol.Failed("no"))
        protocol.write(stream, protocol.MemberEnd())
    file.write_bytes(file.read_bytes()[:-1])
    with file.open("rb") as stream:
        assert protocol.read(stream)[0] == protocol.Failed("no")
        with pytest.raises(EOFError):
            protocol.read(stream)


@posix_only
def test_workers_leave_control_c_to_the_run() -> None:
    with Pool(1, Limits(), reader=BAD) as workers:
        reading = workers.read(source("slow.x"))
        while not (workers._supervisors and workers._supervisors[0]._base_bytes):
            time.sleep(0.01)
        [pid] = processes(workers)
        os.kill(pid, signal.SIGINT)
        end, items = finish(reading)
    assert (end, bodies(items)) == (End.READ, ["Story of slow.x"])
