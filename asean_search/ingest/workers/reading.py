"""A file that a worker reads: what it answers is stored here, within bounds, until it is taken."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType

from asean_search.ingest.extract import End, Opened
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.protocol import Answer, BlockEnd, Ended, Failed, Items, Part
from asean_search.model import Document, Skipped

STORE_BYTES = 4 << 20
_ANSWER_S = 0.1


class StoppedError(Exception):
    """The run was asked to stop while it waited for a worker."""


class PendingReading:
    """A file that a worker reads, or will read; like ``extract.Reading``."""

    def __init__(
        self, file: InputFile, is_stopped: Callable[[], bool], on_wanted: Callable[[], None]
    ) -> None:
        self.file = file
        self.share = (0, 1)
        self._on_wanted = on_wanted
        self.end: End | None = None
        self.digest = ""
        self.opened: Opened | None = None
        self.moved: str | None = None
        self.is_given = False
        self.is_cancelled = False
        self._is_stopped = is_stopped
        self._stored: deque[tuple[Answer, int]] = deque()
        self._stored_bytes = 0
        self._changed = threading.Condition()

    def __enter__(self) -> PendingReading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cancel()

    def __iter__(self) -> Iterator[Document | Part | Skipped]:
        """What is read, as it comes.

        Raises:
            StoppedError: The run was asked to stop.
        """
        for item in self.items():
            if not isinstance(item, BlockEnd):
                yield item

    def items(self) -> Iterator[Document | Part | Skipped | BlockEnd]:
        """What is read, as it comes, and where the blocks of a share end."""
        if not self.is_given:
            self._on_wanted()
        while self.end is None:
            answer = self._take()
            if isinstance(answer, Items):
                yield from answer.items
            elif isinstance(answer, Ended):
                self.digest, self.opened, self.moved = answer.digest, answer.opened, answer.moved
                self.end = answer.end
            elif isinstance(answer, Failed):
                self.end = answer.end
                yield Skipped(self.file.path, answer.reason)

    def put(self, answer: Answer, size_bytes: int) -> None:
        """Keep an answer until it is taken; wait as long as there are too many of them."""
        with self._changed:
            while self._stored_bytes > STORE_BYTES and not self.is_cancelled:
                self._changed.wait()
            self._stored.append((answer, size_bytes))
            self._stored_bytes += size_bytes
            self._changed.notify_all()

    def cancel(self) -> None:
        """Nothing more is wanted of it."""
        with self._changed:
            self.is_cancelled = True
            self._changed.notify_all()

    def _take(self) -> Answer:
        with self._changed:
            while not self._stored:
                if self._is_stopped():
                    raise StoppedError
                self._changed.wait(_ANSWER_S)
            answer, size_bytes = self._stored.popleft()
            self._stored_bytes -= size_bytes
            self._changed.notify_all()
            return answer
