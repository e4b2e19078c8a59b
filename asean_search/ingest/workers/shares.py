"""A large file of records that several workers read, each all of it, to give a share of it.

Finding where records begin, and what they are called, takes a fraction of the time that making a
document of one does. So every worker reads the whole file in the same order and counts the items,
but works out only those of its own blocks. The run takes the blocks in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType

from asean_search.ingest.extract import End, Opened
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.protocol import BlockEnd, Part
from asean_search.ingest.workers.reading import PendingReading
from asean_search.model import Document, Skipped

CHANGED = "changed while it was read; the next run reads it again"


class SharedReading:
    """A file that workers read together; like ``extract.Reading``.

    Attributes:
        shares: What each worker gives, in order; none until it was given away.
    """

    def __init__(self, file: InputFile, on_wanted: Callable[[], None]) -> None:
        self.file = file
        self.shares: list[PendingReading] = []
        self.end: End | None = None
        self.digest = ""
        self.opened: Opened | None = None
        self.moved: str | None = None
        self._on_wanted = on_wanted

    def __enter__(self) -> SharedReading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for share in self.shares:
            share.cancel()

    def __iter__(self) -> Iterator[Document | Part | Skipped]:
        """What is read, in the file's order.

        Raises:
            StoppedError: The run was asked to stop.
        """
        if not self.shares:
            self._on_wanted()
        items = [share.items() for share in self.shares]
        turn = 0
        while True:
            item = next(items[turn], None)
            if item is None:
                break
            if isinstance(item, BlockEnd):
                turn = (turn + 1) % len(items)
            else:
                yield item
        self._finish(self.shares[turn], items)

    def _finish(
        self, last: PendingReading, items: list[Iterator[Document | Part | Skipped | BlockEnd]]
    ) -> None:
        """End as the share did whose turn it was; the others must have nothing more."""
        self.end, self.digest = last.end, last.digest
        self.opened, self.moved = last.opened, last.moved
        if last.end is End.READ:
            left = [item for rest in items if (item := next(rest, None))]
            if left or any(share.digest != last.digest for share in self.shares):
                self.moved = self.moved or CHANGED
