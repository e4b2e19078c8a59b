"""A worker process: reads the files it is given, within limits, until nobody asks any more.

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
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Protocol

from asean_search.ingest import frames, memory
from asean_search.ingest.extract import End, Reading
from asean_search.ingest.frames import (
    Answer,
    Ended,
    Entered,
    Failed,
    Items,
    Job,
    Left,
    Ready,
    Setup,
)
from asean_search.ingest.records import RecordOptions
from asean_search.ingest.sources import Source
from asean_search.model import Document, Skipped

FLUSH_CHARS = 200_000
FLUSH_S = 0.25
"""What was read is handed over when it is so much or so old."""

_TIRED_SHARE = 4
"""A worker that still holds a fourth of what it may use when a file is done is replaced."""
_GRACE_S = 30
_GONE = 0
_GAVE_UP = 3
_PARENT_DIED = 1  # PR_SET_PDEATHSIG, see prctl(2)


class _Reader(Protocol):
    def __call__(self, source: Source, options: RecordOptions, watch: _Answers) -> Reading: ...


def main() -> None:
    """Serve until the other end of standard input is closed."""
    asked, told = _take_pipes()
    for number in (signal.SIGINT, signal.SIGTERM):  # they are for the run; it ends its workers
        signal.signal(number, signal.SIG_IGN)
    setup: Setup = frames.read(asked)[0]
    _die_with(setup.parent_pid)
    memory.limit_this_process(setup.limits.memory_bytes)
    module, _, name = setup.reader.partition(":")
    reader: _Reader = getattr(importlib.import_module(module), name)
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
    frames.write(told, Ready())
    while True:
        job = jobs.get()
        answers = _Answers(told, job, setup)
        try:
            _serve(job, answers, reader, setup)
        except MemoryError:
            gc.collect()
            _give_up(answers, out_of_memory(setup.limits.memory_bytes))
        except OSError:
            os._exit(_GONE)  # nobody listens any more
        except BaseException as error:
            _give_up(answers, f"its reader ended by itself ({type(error).__name__})")


def out_of_memory(most_bytes: int) -> str:
    """The reason why a file that needs more memory than it may have is not read."""
    return f"needs more than {most_bytes >> 20:,} MiB of memory to be read (--memory-limit)"


def _serve(job: Job, answers: _Answers, reader: _Reader, setup: Setup) -> None:
    with answers, reader(job.source, job.source.given.record_options, answers) as reading:
        for item in reading:
            answers.add(item)
        answers.flush()
        used = memory.resident_bytes(os.getpid())
        answers.write(
            Ended(
                reading.end or End.FAILED,
                reading.digest,
                reading.opened,
                reading.moved,
                memory.peak_bytes(),
                used * _TIRED_SHARE > setup.limits.memory_bytes,
            )
        )


def _give_up(answers: _Answers, reason: str) -> None:
    with suppress(BaseException):
        answers.write(Failed(reason))
    os._exit(_GAVE_UP)


class _Answers:
    """Hands over what is read of one file, some at a time, and tells which part is being read."""

    def __init__(self, told: BinaryIO, job: Job, setup: Setup) -> None:
        self._told = told
        self._avoid = dict(job.avoid)
        self._alarm_s = int(setup.limits.time_for(job.source.size_bytes)) + _GRACE_S
        self._items: list[Document | Skipped] = []
        self._chars = 0
        self._flushed = time.monotonic()

    def __enter__(self) -> _Answers:
        self._set_alarm(self._alarm_s)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._set_alarm(0)

    def enter(self, source: Source) -> str | None:
        """See ``extract.Watch``. It is told before the reading begins, and so known in a crash."""
        if reason := self._avoid.get(source.path):
            return reason
        self.flush()
        self.write(Entered(source.path))
        return None

    def leave(self) -> None:
        """See ``extract.Watch``."""
        self.flush()
        self.write(Left())

    def add(self, item: Document | Skipped) -> None:
        """Hand over what was read, soon."""
        self._items.append(item)
        self._chars += len(item.body) if isinstance(item, Document) else len(item.reason)
        if self._chars >= FLUSH_CHARS or time.monotonic() - self._flushed >= FLUSH_S:
            self.flush()

    def flush(self) -> None:
        """Hand over what is waiting."""
        if self._items:
            items, self._items, self._chars = tuple(self._items), [], 0
            self.write(Items(items))

    def write(self, answer: Answer) -> None:
        """Hand over an answer. Waiting until it is taken is no fault of the document's."""
        self._set_alarm(0)
        frames.write(self._told, answer)
        self._flushed = time.monotonic()
        self._set_alarm(self._alarm_s)

    def _set_alarm(self, seconds: int) -> None:
        """End this process after a time, even in a parser that never comes back to Python.

        The run sees to that itself; this is for when it has been killed and nothing tells of it.
        """
        if hasattr(signal, "alarm"):
            signal.alarm(seconds)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to and from the run; parsers that print or ask get nothing and nobody instead."""
    asked, told = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return os.fdopen(asked, "rb"), os.fdopen(told, "wb")


def _listen(asked: BinaryIO, jobs: queue.SimpleQueue[Job]) -> None:
    """Take the jobs; when the run is gone, go at once, whatever is being read."""
    with suppress(EOFError, OSError):
        while True:
            jobs.put(frames.read(asked)[0])
    os._exit(_GONE)


def _die_with(parent_pid: int) -> None:
    """Where the system can, let it end this process when the run ends."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL, 0, 0, 0)
    if hasattr(os, "getppid") and sys.platform != "win32" and os.getppid() != parent_pid:
        os._exit(_GONE)
