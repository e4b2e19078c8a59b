"""A file that workers read: their answers wait in bounded queues until the run takes them.

A large file of records is read by several workers. Finding where records begin, and their ids,
takes a fraction of the time that making documents takes: each worker reads the whole file, counts
its items, and makes the documents of its own blocks only. The run takes the blocks in turn.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol

from asean_search.ingest.extract import End, Opened
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.protocol import Answer, BlockEnd, Ended, Failed, Items, Part
from asean_search.model import Document, Skipped

QUEUE_BYTES_MAX = 4 << 20
CHANGED = "changed while it was read; the next run reads it again"
_POLL_S = 0.1


class StoppedError(Exception):
    """The run was asked to stop while it waited for a worker."""


class Reading(Protocol):
    """A file that is read, in this process or by workers; see ``extract.FileReader``."""

    end: End | None
    digest: str
    opened: Opened | None
    moved: str | None

    def __iter__(self) -> Iterator[Document | Part | Skipped]:
        """The documents, some of them analysed, and the parts that could not be read."""
        ...

    def __enter__(self) -> Reading: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class AnswerQueue:
    """The answers of one worker about one file.

    ``shard`` is a number and a count: the worker gives block ``number`` of every ``count``.
    ``ended`` is None until ``items`` is exhausted.
    """

    def __init__(
        self, file: InputFile, is_stopped: Callable[[], bool], shard: tuple[int, int]
    ) -> None:
        self.file = file
        self.shard = shard
        self.ended: Ended | None = None
        self.is_cancelled = False
        self._is_stopped = is_stopped
        self._answers: deque[tuple[Answer, int]] = deque()
        self._bytes = 0
        self._changed = threading.Condition()

    def items(self) -> Iterator[Document | Part | Skipped | BlockEnd]:
        """The items as they arrive, and the ends of blocks.

        Raises:
            StoppedError: The run was asked to stop.
        """
        while self.ended is None:
            answer = self._take()
            if isinstance(answer, Items):
                yield from answer.items
            elif isinstance(answer, Ended):
                self.ended = answer
            elif isinstance(answer, Failed):
                self.ended = Ended(answer.end, "", None, None)
                yield Skipped(self.file.path, answer.reason)

    def put(self, answer: Answer, size_bytes: int) -> None:
        """Add an answer; blocks while the queue is full and not cancelled."""
        with self._changed:
            while self._bytes > QUEUE_BYTES_MAX and not self.is_cancelled:
                self._changed.wait()
            self._answers.append((answer, size_bytes))
            self._bytes += size_bytes
            self._changed.notify_all()

    def cancel(self) -> None:
        """Stop the worker's reading of the file: its answers are not needed any more."""
        with self._changed:
            self.is_cancelled = True
            self._changed.notify_all()

    def _take(self) -> Answer:
        with self._changed:
            while not self._answers:
                if self._is_stopped():
                    raise StoppedError
                self._changed.wait(_POLL_S)
            answer, size_bytes = self._answers.popleft()
            self._bytes -= size_bytes
            self._changed.notify_all()
            return answer


class WorkerReading:
    """A file that one worker reads, or several; see ``Reading``.

    ``queues`` has one queue for each worker, in the order of their shards; it is empty until the
    pool has submitted the file.
    """

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self.queues: list[AnswerQueue] = []
        self.end: End | None = None
        self.digest = ""
        self.opened: Opened | None = None
        self.moved: str | None = None

    def __enter__(self) -> WorkerReading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for queue in self.queues:
            queue.cancel()

    def __iter__(self) -> Iterator[Document | Part | Skipped]:
        """The items in the file's order. The file must have been submitted.

        Raises:
            StoppedError: The run was asked to stop.
        """
        items = [queue.items() for queue in self.queues]
        number = 0
        while (item := next(items[number], None)) is not None:
            if isinstance(item, BlockEnd):
                number = (number + 1) % len(items)
            else:
                yield item
        self._finish(self.queues[number], items)

    def _finish(
        self, last: AnswerQueue, items: list[Iterator[Document | Part | Skipped | BlockEnd]]
    ) -> None:
        """End as ``last`` did; the file has changed if another queue holds more or differs."""
        ended = last.ended
        if ended is None:
            return
        self.digest, self.opened, self.moved = ended.digest, ended.opened, ended.moved
        if ended.end is End.READ:
            left = [item for rest in items if (item := next(rest, None))]
            digests = {queue.ended.digest for queue in self.queues if queue.ended}
            if left or digests != {ended.digest}:
                self.moved = self.moved or CHANGED
        self.end = ended.end
