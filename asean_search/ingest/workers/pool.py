"""Worker processes that read files side by side, while their results are taken in order.

Each worker has a thread here that gives it files and takes what it answers, into a bounded store
per file; a worker that is ahead waits. One more thread watches over time and memory.
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
from asean_search.ingest.workers.reading import PendingReading
from asean_search.ingest.workers.shares import SharedReading
from asean_search.ingest.workers.supervisor import Task, WorkerSupervisor

READER = "asean_search.ingest.extract:FileReader"
TOGETHER_FILES = 64
TOGETHER_BYTES = 512 << 10
"""So many short files are given to a worker at once."""

_WATCH_S = 0.2


class Pool:
    """Some worker processes, started when they are needed. Leaving it ends them."""

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
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._short: Task = []
        self._short_bytes = 0
        self._large: list[SharedReading] = []
        self._hands: list[WorkerSupervisor] = []
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
        """The most memory that the workers had resident, each at its own peak."""
        return sum(hand.peak_bytes for hand in self._hands)

    def read(self, file: InputFile) -> PendingReading:
        """Have a file read. Results must be taken in the order in which they were asked for."""
        self._give_waiting()
        reading = PendingReading(file, self._is_stopped, self._give_waiting)
        self._give([reading])
        return reading

    def read_large(self, file: InputFile) -> SharedReading:
        """Have a large file of records read: by several workers where there are few such files."""
        self._give_short()
        reading = SharedReading(file, self._give_waiting)
        self._large.append(reading)
        if len(self._large) >= self.jobs:
            self._give_large(1)
        return reading

    def read_short(self, file: InputFile) -> PendingReading:
        """Have a short file read, by a worker that is given several at once."""
        self._give_large(self.jobs)
        reading = PendingReading(file, self._is_stopped, self._give_waiting)
        self._short.append(reading)
        self._short_bytes += file.size_bytes
        if len(self._short) >= TOGETHER_FILES or self._short_bytes >= TOGETHER_BYTES:
            self._give_short()
        return reading

    def _give_waiting(self) -> None:
        """Give away what waits for more of its kind."""
        self._give_short()
        self._give_large(self.jobs)

    def _give_large(self, shares: int) -> None:
        """Give away the large files that wait, each to so many workers."""
        large, self._large = self._large, []
        for shared in large:
            for number in range(shares):
                reading = PendingReading(shared.file, self._is_stopped, self._give_waiting)
                reading.share = (number, shares)
                shared.shares.append(reading)
                self._give([reading])

    def _give_short(self) -> None:
        """Give away the short files that wait for more of their kind."""
        if self._short:
            short, self._short, self._short_bytes = self._short, [], 0
            self._give(short)

    def _give(self, task: Task) -> None:
        if len(self._hands) < self.jobs:
            self._start_one()
        for reading in task:
            reading.is_given = True
        self._waiting.put(task)

    def close(self) -> None:
        """End the workers, whatever they are at. Closing twice is harmless."""
        self._closed.set()
        for hand in self._hands:
            self._waiting.put(None)
            hand.end()
        for hand in self._hands:
            hand.thread.join()

    def _start_one(self) -> None:
        if not self._is_watched:
            self._is_watched = True
            threading.Thread(target=self._watch, name="asearch-watch", daemon=True).start()
        hand = WorkerSupervisor(self._setup, self._waiting, self._closed)
        self._hands.append(hand)
        hand.thread.start()

    def _watch(self) -> None:
        while not self._closed.wait(_WATCH_S):
            for hand in list(self._hands):
                hand.watch()
