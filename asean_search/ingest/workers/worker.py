"""A worker process: reads files within limits until its run closes the pipe.

Whatever a parser does here, hang, crash, or eat memory, costs one document: the run that started
the worker sees it end, or ends it. A worker never outlives that run, even when it is killed.
"""

from __future__ import annotations

import gc
import importlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from types import TracebackType
from typing import Any, BinaryIO, Protocol

from msgspec.structs import replace

from asean_search.ingest.extract import End, FileReader, ReadObserver
from asean_search.ingest.record_options import RecordOptions, Shard
from asean_search.ingest.walk import defaults
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers import limits, protocol
from asean_search.ingest.workers.protocol import (
    Answer,
    BatchAnswer,
    BatchJob,
    BatchTooLarge,
    BlockEnd,
    Ended,
    Failed,
    Init,
    Items,
    Job,
    MemberEnd,
    MemberStart,
    Part,
    Ready,
)
from asean_search.model import Document, Skipped

FLUSH_CHARS = 200_000
FLUSH_READY_CHARS = 600_000
FLUSH_S = 0.25
"""Items are sent after this much text or time; analysed documents after more text."""

BATCH_CHARS_MAX = 4 << 20
"""A batch with more text is read file by file."""

_OVERSIZED_PART = 4
"""A worker that holds more than this part of its memory limit after a file is replaced."""
_GRACE_S = 30
_NO_PARENT = 0
_GAVE_UP = 3
_PARENT_DIED = 1  # PR_SET_PDEATHSIG, see prctl(2)


class _Reader(Protocol):
    def __call__(
        self, file: InputFile, options: RecordOptions, watch: ReadObserver
    ) -> FileReader: ...


def main() -> None:
    """Serve until the other end of standard input is closed."""
    asked, told = _take_pipes()
    for number in (signal.SIGINT, signal.SIGTERM):  # they are for the run; it ends its workers
        signal.signal(number, signal.SIG_IGN)
    setup: Init = protocol.read(asked)[0]
    _die_with(setup.parent_pid)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # which else reserves memory for each
    worker = _Worker(told, setup)
    limits.limit_this_process(setup.limits.memory_bytes)
    jobs: queue.SimpleQueue[Job | BatchJob] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
    protocol.write(told, Ready(worker.base_bytes))
    while True:
        worker.serve(jobs.get())


class _Worker:
    """Serves the jobs of a run."""

    def __init__(self, told: BinaryIO, setup: Init) -> None:
        self._told = told
        self._setup = setup
        self._read: _Reader = _named(setup.reader)
        self._analyser = Analyser(_named(setup.batch_analyser)()) if setup.batch_analyser else None
        self.base_bytes = limits.resident_bytes(os.getpid())

    def serve(self, job: Job | BatchJob) -> None:
        """Do a job and write the answers. An error ends this process."""
        try:
            if isinstance(job, Job):
                self._one(job)
            else:
                self._several(job)
        except MemoryError:
            gc.collect()
            self._give_up(out_of_memory(self._setup.limits.memory_bytes))
        except OSError:
            os._exit(_NO_PARENT)  # the run closed the pipe
        except BaseException as error:
            self._give_up(f"the reader process exited ({type(error).__name__})")

    def _one(self, job: Job) -> None:
        file = job.file
        answers = _Answers(self._told, job, self._setup, self._analyser)
        shard = Shard(*job.shard)
        options = file.defaults.record_options
        if job.shard[1] > 1:
            options = replace(options, shard=shard)
        with answers.alarm, self._read(file, options, answers) as reading:
            for item in reading:
                is_own = shard.includes_next
                ends_block = shard.count_item()
                if is_own:
                    answers.add(item)
                    if ends_block and job.shard[1] > 1:
                        answers.add(BlockEnd())
            answers.flush()
            answers.write(_ended(reading, *self._memory()))

    def _several(self, jobs: BatchJob) -> None:
        files: list[tuple[InputFile, list[Document | Skipped]]] = []
        readings: list[FileReader] = []
        chars = 0
        for file in jobs.files:
            alarm = _Alarm(self._setup.limits.time_for(file.size_bytes))
            items: list[Document | Skipped] = []
            with alarm, self._read(file, file.defaults.record_options, _NoObserver()) as reading:
                for item in reading:
                    items.append(item)
                    chars += _chars(item)
                    if chars > BATCH_CHARS_MAX:
                        protocol.write(self._told, BatchTooLarge())
                        return
                files.append((file, items))
                readings.append(reading)
        used = self._memory()
        ends = (_ended(reading, *used) for reading in readings)
        answered = analysed(self._analyser, files)
        protocol.write(self._told, BatchAnswer(tuple(zip(answered, ends, strict=True))))

    def _memory(self) -> tuple[int, bool]:
        """The peak memory of this process, and whether it holds too much to be used again."""
        used = limits.resident_bytes(os.getpid()) - self.base_bytes
        return limits.peak_bytes(), used * _OVERSIZED_PART > self._setup.limits.memory_bytes

    def _give_up(self, reason: str) -> None:
        with suppress(BaseException):
            protocol.write(self._told, Failed(reason))
        os._exit(_GAVE_UP)


def _ended(reading: FileReader, peak_bytes: int, is_oversized: bool) -> Ended:
    end = reading.end or End.FAILED
    return Ended(end, reading.digest, reading.opened, reading.moved, peak_bytes, is_oversized)


def _named(name: str) -> Any:
    """The object that ``module:name`` names."""
    module, _, name = name.partition(":")
    return getattr(importlib.import_module(module), name)


def _chars(item: Document | Skipped | BlockEnd) -> int:
    if isinstance(item, BlockEnd):
        return 0
    return len(item.body) if isinstance(item, Document) else len(item.reason)


def out_of_memory(most_bytes: int) -> str:
    """The reason why a file that needs more memory than it may have is not read."""
    return f"needs more than {most_bytes >> 20:,} MiB of memory to be read (--memory-limit)"


class _Alarm:
    """Ends this process after a time, even in a parser that never comes back to Python.

    The run sees to that itself; this is for when it has been killed and nothing tells of it.
    """

    def __init__(self, limit_s: float) -> None:
        self._seconds = int(limit_s) + _GRACE_S

    def __enter__(self) -> None:
        self.set()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def set(self) -> None:
        """Begin to count."""
        if hasattr(signal, "alarm"):
            signal.alarm(self._seconds)

    def stop(self) -> None:
        """Count no more."""
        if hasattr(signal, "alarm"):
            signal.alarm(0)


class _NoObserver:
    """Observes nothing: the files of a batch are short."""

    def enter(self, file: InputFile) -> str | None:
        """See ``extract.ReadObserver``."""
        return None

    def leave(self) -> None:
        """See ``extract.ReadObserver``."""


class _Answers:
    """Sends the items of one file in frames, and the path of the member that is being read."""

    def __init__(self, told: BinaryIO, job: Job, setup: Init, analyser: Analyser | None) -> None:
        self._told = told
        self._file = job.file
        self._avoid = dict(job.avoid)
        self._known_items = job.known_items
        self.alarm = _Alarm(setup.limits.time_for(job.file.size_bytes))
        self._analyser = analyser
        self._most_chars = FLUSH_CHARS if analyser is None else FLUSH_READY_CHARS
        self._items: list[Document | Skipped | BlockEnd] = []
        self._seen = self._chars = self._depth = 0
        self._flushed = time.monotonic()

    def enter(self, file: InputFile) -> str | None:
        """See ``extract.ReadObserver``. Written before the reading begins, so a crash is placed."""
        if reason := self._avoid.get(file.path):
            return reason
        self.write(MemberStart(file.path, self._seen))
        self._depth += 1
        return None

    def leave(self) -> None:
        """See ``extract.ReadObserver``. Items of several members share one frame."""
        self._depth -= 1
        if self._depth == 0:
            self.flush()
        self.write(MemberEnd())

    def add(self, item: Document | Skipped | BlockEnd) -> None:
        """Add an item to the next frame."""
        self._seen += 1
        if self._seen <= self._known_items:
            return
        self._items.append(item)
        self._chars += _chars(item)
        if self._chars >= self._most_chars or time.monotonic() - self._flushed >= FLUSH_S:
            self.flush()

    def flush(self) -> None:
        """Send the items that wait."""
        if not self._items:
            return
        items, self._items, self._chars = self._items, [], 0
        self.alarm.stop()
        if self._analyser is None:
            self.write(Items(tuple(items), len(items)))
        else:
            self.write(self._analyser.of_file(self._file, items))

    def write(self, answer: Answer) -> None:
        """Write an answer. The alarm is off meanwhile: the run may be slow to take it."""
        self.alarm.stop()
        protocol.write(self._told, answer)
        self._flushed = time.monotonic()
        self.alarm.set()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes from and to the run; descriptors 0 to 2 become the null device for parsers."""
    asked, told = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return os.fdopen(asked, "rb"), os.fdopen(told, "wb")


def _listen(asked: BinaryIO, jobs: queue.SimpleQueue[Job | BatchJob]) -> None:
    """Queue the jobs; exit at once when the run closes the pipe."""
    with suppress(EOFError, OSError):
        while True:
            jobs.put(protocol.read(asked)[0])
    os._exit(_NO_PARENT)


def _die_with(parent_pid: int) -> None:
    """Let the system end this process with the run, where it can (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL, 0, 0, 0)
    if hasattr(os, "getppid") and sys.platform != "win32" and os.getppid() != parent_pid:
        os._exit(_NO_PARENT)


Item = Document | Skipped | BlockEnd


class Analyser:
    """Fills in the defaults of documents, and analyses them in batches.

    ``prepare`` is an instance of the class that ``Writer.batch_analyser`` names.
    """

    def __init__(self, prepare: Callable[[list[Document]], object]) -> None:
        self._prepare = prepare

    def of_file(self, file: InputFile, items: Sequence[Item]) -> Items:
        """The items of a file, its documents analysed."""
        return self.of_files([(file, items)])[0]

    def of_files(self, files: Iterable[tuple[InputFile, Sequence[Item]]]) -> list[Items]:
        """The items of each file; the documents of all files are analysed as one batch."""
        filled = [(items, _filled(file, items)) for file, items in files]
        documents = [each for _, some in filled for each in some]
        prepared = self._prepare(documents) if documents else None
        found = []
        first = 0
        for items, some in filled:
            found.append(Items(_parts(prepared, first, items, some), len(items)))
            first += len(some)
        return found


def analysed(
    analyser: Analyser | None, files: Sequence[tuple[InputFile, Sequence[Item]]]
) -> list[Items]:
    """The items of each file, its documents analysed if there is an analyser."""
    if analyser is None:
        return [Items(tuple(items), len(items)) for _, items in files]
    return analyser.of_files(files)


def _filled(file: InputFile, items: Iterable[Item]) -> list[Document]:
    said, mtime_ns = file.defaults, file.mtime_ns
    return [defaults.filled(item, said, mtime_ns) for item in items if isinstance(item, Document)]


def _parts(
    prepared: object, first: int, items: Sequence[Item], documents: Sequence[Document]
) -> tuple[Part | Skipped | BlockEnd, ...]:
    """The items, with a ``Part`` in place of each run of consecutive documents."""
    found: list[Part | Skipped | BlockEnd] = []
    place = 0
    for is_document, run in groupby(items, lambda item: isinstance(item, Document)):
        if not is_document:
            found += (item for item in run if not isinstance(item, Document))
            continue
        some = documents[place : place + sum(1 for _ in run)]
        found.append(
            Part(
                prepared,
                first + place,
                tuple(document.date is None for document in some),
                tuple(len(document.rejected_dates) for document in some),
            )
        )
        place += len(some)
    return tuple(found)
