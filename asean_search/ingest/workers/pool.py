"""Worker processes that read files side by side, while their results are taken in order.

Each worker has a thread in this process that sends it files and puts its answers into a bounded
queue for each file; a worker that is ahead waits. One more thread enforces the limits of time and
memory.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from types import TracebackType

from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers import protocol
from asean_search.ingest.workers.protocol import Limits
from asean_search.ingest.workers.reading import AnswerQueue, WorkerReading
from asean_search.ingest.workers.supervisor import Task, WorkerSupervisor

READER = "asean_search.ingest.extract:FileReader"
BATCH_FILES_MAX = 64
BATCH_BYTES_MAX = 512 << 10
"""A batch of short files, which one worker reads, is submitted when it has this many or is this
large."""

_WATCH_S = 0.2


class Pool:
    """Up to ``jobs`` worker processes, started when they are needed. Leaving it ends them."""

    def __init__(
        self,
        jobs: int,
        limits: Limits,
        *,
        is_stopped: Callable[[], bool] = lambda: False,
        reader: str = READER,
        batch_analyser: str = "",
    ) -> None:
        self.jobs = jobs
        self._setup = protocol.Init(os.getpid(), limits, reader, batch_analyser)
        self._is_stopped = is_stopped
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._short: list[WorkerReading] = []
        self._short_bytes = 0
        self._large: list[WorkerReading] = []
        self._supervisors: list[WorkerSupervisor] = []
        self._is_watched = False
        self._closed = threading.Event()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def peak_bytes(self) -> int:
        """The sum of the workers' peaks of resident memory, in bytes."""
        return sum(supervisor.peak_bytes for supervisor in self._supervisors)

    def read(self, file: InputFile) -> WorkerReading:
        """Submit a file. The results of files must be taken in the order of these calls."""
        self._submit_waiting()
        reading = WorkerReading(file)
        self._submit([self._queue_of(reading)])
        return reading

    def read_large(self, file: InputFile) -> WorkerReading:
        """Submit a large file of records; several workers share it when few such files wait."""
        self._submit_short()
        reading = WorkerReading(file)
        self._large.append(reading)
        if len(self._large) >= self.jobs:
            self._submit_large(1)
        return reading

    def read_short(self, file: InputFile) -> WorkerReading:
        """Submit a short file when its batch is full, or when ``start`` is called."""
        self._submit_large(self.jobs)
        reading = WorkerReading(file)
        self._short.append(reading)
        self._short_bytes += file.size_bytes
        if len(self._short) >= BATCH_FILES_MAX or self._short_bytes >= BATCH_BYTES_MAX:
            self._submit_short()
        return reading

    def start(self, reading: WorkerReading) -> None:
        """Submit a file that still waits for more of its kind. Call it before iterating."""
        if not reading.queues:
            self._submit_waiting()

    def _submit_waiting(self) -> None:
        self._submit_short()
        self._submit_large(self.jobs)

    def _submit_large(self, workers: int) -> None:
        """Submit the large files that wait, each to this many workers."""
        large, self._large = self._large, []
        for reading in large:
            for number in range(workers):
                self._submit([self._queue_of(reading, (number, workers))])

    def _submit_short(self) -> None:
        """Submit the short files that wait, as one batch."""
        if self._short:
            short, self._short, self._short_bytes = self._short, [], 0
            self._submit([self._queue_of(reading) for reading in short])

    def _queue_of(self, reading: WorkerReading, shard: tuple[int, int] = (0, 1)) -> AnswerQueue:
        """Add a queue for one more worker to a reading."""
        queue = AnswerQueue(reading.file, self._is_stopped, shard)
        reading.queues.append(queue)
        return queue

    def _submit(self, task: Task) -> None:
        if len(self._supervisors) < self.jobs:
            self._start_one()
        self._tasks.put(task)

    def close(self) -> None:
        """End the workers at once. Closing twice is harmless."""
        self._closed.set()
        for supervisor in self._supervisors:
            self._tasks.put(None)
            supervisor.end()
        for supervisor in self._supervisors:
            supervisor.thread.join()

    def _start_one(self) -> None:
        if not self._is_watched:
            self._is_watched = True
            threading.Thread(target=self._watch, name="asearch-watch", daemon=True).start()
        supervisor = WorkerSupervisor(self._setup, self._tasks, self._closed)
        self._supervisors.append(supervisor)
        supervisor.thread.start()

    def _watch(self) -> None:
        while not self._closed.wait(_WATCH_S):
            for supervisor in list(self._supervisors):
                supervisor.watch()
