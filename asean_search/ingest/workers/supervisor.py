"""Supervises worker processes, one at a time, from a thread that sends files and takes answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from queue import SimpleQueue
from typing import BinaryIO, cast

import msgspec

from asean_search import signals
from asean_search.ingest.extract import End
from asean_search.ingest.workers import limits as memory
from asean_search.ingest.workers import protocol
from asean_search.ingest.workers.protocol import (
    Answer,
    BatchAnswer,
    BatchJob,
    BatchTooLarge,
    Ended,
    Failed,
    Items,
    Job,
    MemberEnd,
    MemberStart,
    Ready,
)
from asean_search.ingest.workers.reading import AnswerQueue
from asean_search.ingest.workers.worker import out_of_memory

AVOIDED_MAX = 10
"""A file fails as a whole after this many of its members failed."""

_START_S = 120.0
"""The time a worker may take to start, on a busy machine."""
_START = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from asean_search.ingest.workers.worker import main; main()"
)

Task = list[AnswerQueue]
"""One file to read, or several short ones."""


class _WorkerExitError(Exception):
    """The worker ended; the message is the reason."""


class _NotStartedError(Exception):
    """No worker could be started; the message is the reason. That says nothing of the file."""


class _Progress(msgspec.Struct):
    """The progress of one file, from which another worker continues after a crash."""

    avoid: dict[str, str] = msgspec.field(default_factory=dict)
    known_items: int = 0
    """The number of items in the queue, from this worker or an earlier one."""
    entered: list[MemberStart] = msgspec.field(default_factory=list)
    """Files being read, each inside the one before."""

    def follow(self, answer: MemberStart | MemberEnd) -> None:
        """Track the member that is being read."""
        if isinstance(answer, MemberStart):
            self.entered.append(answer)
        elif self.entered:
            self.entered.pop()


class WorkerSupervisor:
    """One worker at a time, and the thread that serves it."""

    def __init__(
        self,
        setup: protocol.Init,
        waiting: SimpleQueue[Task | None],
        closed: threading.Event,
    ) -> None:
        self.peak_bytes = 0
        self.thread = threading.Thread(target=self._serve, name="asearch-worker", daemon=True)
        self._setup = setup
        self._waiting = waiting
        self._closed = closed
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_fresh = True
        self._base_bytes = 0
        self._since: float | None = None
        self._patience_s = 0.0
        self._verdict: str | None = None
        self._task: Task = []

    # --- in the thread that watches, or that of the run

    def watch(self) -> None:
        """Kill a worker that exceeds its limits."""
        with self._lock:
            process, since = self._process, self._since
            if process is None or since is None:
                return
            limits = self._setup.limits
            if time.monotonic() - since > self._patience_s:
                self._verdict = f"took longer than {self._patience_s:,.0f} s to read (--time-limit)"
            elif memory.resident_bytes(process.pid) > limits.memory_bytes + self._base_bytes:
                self._verdict = out_of_memory(limits.memory_bytes)
            else:
                return
            self._since = None
            process.kill()

    def end(self) -> None:
        """Kill the worker and release a full queue; the thread then ends."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
        for queue in self._task:
            queue.cancel()

    # --- in the worker's thread

    def _serve(self) -> None:
        while not self._closed.is_set():
            task = self._waiting.get()
            if task is None:
                break
            self._task = task = [queue for queue in task if not queue.is_cancelled]
            if self._closed.is_set():
                break
            if len(task) > 1 and self._read_batch(task):
                continue
            for queue in task:
                self._read(queue)
        self._dismiss()

    def _read_batch(self, task: Task) -> bool:
        """Have a batch read. Returns False if each file must be read by itself."""
        try:
            asked, told = self._pipes()
            self._patience_s = self._setup.limits.time_s
            with suppress(OSError):
                protocol.write(asked, BatchJob(tuple(queue.file for queue in task)))
            answer, size_bytes = self._answer(told)
        except (_WorkerExitError, _NotStartedError):
            self._dismiss()
            return False
        if isinstance(answer, BatchAnswer):
            for queue, (items, ended) in zip(task, answer.files, strict=True):
                queue.put(items, size_bytes // len(task))
                self._end(queue, ended, 0)
            return True
        if not isinstance(answer, BatchTooLarge):
            self._dismiss()
        return False

    def _read(self, queue: AnswerQueue) -> None:
        progress = _Progress()
        while not (self._closed.is_set() or queue.is_cancelled):
            was_fresh = self._process is None or self._is_fresh
            progress.entered.clear()
            try:
                self._attempt(queue, progress)
            except _WorkerExitError as gone:
                hung = self._verdict is not None
                self._dismiss()
                is_judged = was_fresh or hung
                if is_judged and not self._can_avoid(queue, progress, str(gone)):
                    queue.put(Failed(str(gone)), 0)
                    return
            except _NotStartedError as problem:
                self._dismiss()
                queue.put(Failed(str(problem), End.REFUSED), 0)
                return
            else:
                return
        self._dismiss()

    def _attempt(self, queue: AnswerQueue, progress: _Progress) -> None:
        """Have the file read, and queue the items that are not queued yet.

        Raises:
            _WorkerExitError: The worker ended.
            _NotStartedError: There is none.
        """
        asked, told = self._pipes()
        self._patience_s = self._setup.limits.time_for(queue.file.size_bytes)
        avoid = tuple(progress.avoid.items())
        with suppress(OSError):
            protocol.write(asked, Job(queue.file, avoid, progress.known_items, queue.shard))
        while True:
            answer, size_bytes = self._answer(told)
            if isinstance(answer, Failed):
                raise _WorkerExitError(answer.reason)
            if isinstance(answer, Items):
                progress.known_items += answer.count
                queue.put(answer, size_bytes)
            elif isinstance(answer, (MemberStart, MemberEnd)):
                progress.follow(answer)
                if len(progress.entered) > 1:
                    self._patience_s = self._setup.limits.time_s
            elif isinstance(answer, Ended):
                self._end(queue, answer, size_bytes)
                return
            if queue.is_cancelled:
                self._dismiss()
                return

    def _end(self, queue: AnswerQueue, ended: Ended, size_bytes: int) -> None:
        self.peak_bytes = max(self.peak_bytes, ended.peak_bytes)
        self._is_fresh = False
        if ended.is_oversized:
            self._dismiss()
        queue.put(ended, size_bytes)

    def _can_avoid(self, queue: AnswerQueue, progress: _Progress, reason: str) -> bool:
        """Whether a member failed that can be left out."""
        is_shared = queue.shard[1] > 1  # the others would not leave out the same
        if is_shared or not progress.entered or len(progress.avoid) >= AVOIDED_MAX:
            return False
        last = progress.entered[-1]
        path = last.path
        if path == queue.file.path or path in progress.avoid or progress.known_items > last.before:
            return False
        progress.avoid[path] = reason
        return True

    def _answer(self, told: BinaryIO) -> tuple[Answer, int]:
        with self._lock:
            self._since = time.monotonic()
        try:
            return protocol.read(told)
        except (EOFError, OSError):
            raise _WorkerExitError(self._verdict or self._exit_reason()) from None
        finally:
            with self._lock:
                self._since = None

    def _exit_reason(self) -> str:
        process = self._process
        code = process.wait() if process else 0
        if code < 0:
            with suppress(ValueError):
                return f"the reader process crashed ({signal.Signals(-code).name})"
        return f"the reader process exited (status {code})"

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        """The pipes to and from the worker; one is started if there is none."""
        if self._process is None:
            self._start()
        process = cast("subprocess.Popen[bytes]", self._process)
        return cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)

    def _start(self) -> None:
        self._is_fresh = True
        self._patience_s = _START_S
        try:
            with self._lock:
                self._verdict = None
                self._process = process = _start()
                if self._closed.is_set():
                    process.kill()
            protocol.write(cast("BinaryIO", process.stdin), self._setup)
            answer, _ = self._answer(cast("BinaryIO", process.stdout))
            self._base_bytes = answer.used_bytes if isinstance(answer, Ready) else 0
        except (OSError, _WorkerExitError) as error:
            raise _NotStartedError(f"no process could be started to read it ({error})") from error

    def _dismiss(self) -> None:
        """End the worker, if there is one."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _start() -> subprocess.Popen[bytes]:
    """Start a worker that imports what this process would import, and nothing from elsewhere.

    ``python -m`` would look for modules in the current folder first, which is an archive's.
    """
    flags = ["-X", "utf8"] if sys.flags.utf8_mode else []
    paths = [os.path.abspath(path) for path in sys.path]  # noqa: PTH100 - "" is the current folder
    with signals.held():  # it is never to hear Ctrl-C, not even before it can say so itself
        return subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, *flags, "-c", _START, *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
