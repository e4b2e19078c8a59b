"""The writing half of the engine: one writer at a time, and commits that are all or nothing."""

# mypy: allow-untyped-calls

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from asean_search.engine.ledger import Ledger, unread
from asean_search.engine.on_whoosh import faults, folder
from asean_search.engine.on_whoosh.merging import merge
from asean_search.engine.on_whoosh.pool import TermPool
from asean_search.engine.on_whoosh.schema import schema, to_bytes, to_fields
from asean_search.engine.on_whoosh.storage import NAME, DurableStorage, open_segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from whoosh.codec.base import Segment
    from whoosh.reading import IndexReader
    from whoosh.util.filelock import LockBase

    from asean_search.model import Document, FileRecord

_PAUSE_S = 0.05
_MOST_POSTINGS = 2_000_000
"""So many postings are kept in memory, some 100 bytes each, before they go to a file."""


class WhooshWriter:
    """An index, held for writing. See ``engine.interface.Writer``."""

    def __init__(self, path: Path, *, wait_s: float = 0.0) -> None:
        self._path = path
        self._batch: Batch | None = None
        self._sequence = 0
        with faults.reading(path):
            folder.prepare(path)
            self._storage = DurableStorage(path)
            self._lock = acquire(self._storage, wait_s)
            try:
                self._create_or_check()
                self._ledger = Ledger(path / folder.LEDGER_FILE)
                if self._ledger.is_new:
                    _adopt(self._ledger, path)
            except BaseException:
                self._storage.close_files()
                self._lock.release()
                raise

    def __enter__(self) -> WhooshWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def file(self, path: str) -> FileRecord | None:
        """What is remembered of the file at ``path``, this run's changes included."""
        with faults.writing(self._path):
            return self._ledger.get(path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below it, in order of path; "" is every file."""
        with faults.writing(self._path):
            yield from self._ledger.under(folder)

    def put(self, documents: Iterable[Document]) -> int:
        """Add documents (ids not in the index); how many."""
        count = 0
        for document in documents:
            with faults.writing(self._path):
                self._open_batch().put(document, self._sequence)
            self._sequence += 1
            count += 1
        return count

    def remove_file(self, path: str) -> int:
        """Remove the file's documents and forget the file; how many documents that were."""
        with faults.writing(self._path):
            self._ledger.forget(path)
            return self._open_batch().remove(path)

    def record_file(self, record: FileRecord) -> None:
        """Remember a file as read."""
        self._ledger.put(record)

    def remember_root(self, path: str) -> None:
        """Remember, at once, a path that was given to be indexed."""
        with faults.writing(self._path):
            self._ledger.put_root(path)

    def commit(self) -> None:
        """Make all that was written so far durable and visible, all of it or nothing."""
        with faults.writing(self._path):
            try:
                self._ledger.announce()
                if self._batch:
                    self._batch.commit()
                    self._batch = None
                self._ledger.commit()
                self._ledger.seal(self._storage.sealed())
            except BaseException:
                self.rollback()
                raise

    def rollback(self) -> None:
        """Forget all that was written since the last commit."""
        batch, self._batch = self._batch, None
        if batch:
            batch.cancel()
        self._ledger.rollback()

    def close(self) -> None:
        """Let go of the index; what was not committed is forgotten. Closing twice is harmless."""
        self.rollback()
        self._ledger.close()
        if self._lock.fd is not None:
            self._lock.release()

    def _create_or_check(self) -> None:
        if not folder.is_index(self._path):
            folder.write_meta(self._path)
        folder.check(self._path)
        if TOC._latest_generation(self._storage, NAME) < 0:
            TOC(schema(), [], 0).write(self._storage, NAME)
        self._storage.sweep()

    def _open_batch(self) -> Batch:
        if self._batch is None:
            with faults.reading(self._path):
                self._batch = Batch(self._storage, self._path)
        return self._batch


class Batch:
    """What is written between two commits: one new segment, and removals from the others."""

    def __init__(self, storage: DurableStorage, path: Path) -> None:
        self._path = path
        self._storage = storage
        try:
            index = FileIndex(storage, schema=schema(), indexname=NAME)
            self._writer = SegmentWriter(index, _lk=False)
            self._writer.pool = TermPool(self._writer.temp_storage(), _MOST_POSTINGS)
        except BaseException:
            with suppress(Exception):
                storage.sweep()
            raise
        self._reader: IndexReader | None = None
        self._put: dict[str, list[int]] = {}
        self._changed = False

    def put(self, document: Document, sequence: int) -> None:
        """Add a document."""
        number = self._writer.doc_count()
        self._writer.add_document(**to_fields(document, sequence))
        self._put.setdefault(document.path, []).append(number)
        self._changed = True

    def remove(self, path: str) -> int:
        """Remove the documents of a file, committed or not; how many."""
        added = self._put.pop(path, [])
        for number in added:
            self._writer.newsegment.delete_document(number)
        return len(added) + self._remove_committed(path)

    def commit(self) -> None:
        """Make it all durable and visible."""
        if not self._changed:
            self.cancel()
            return
        self._close_reader()
        self._writer.commit(mergetype=self._merge)

    def cancel(self) -> None:
        """Forget it all, and leave no file behind, even when the disk refuses everything."""
        with suppress(Exception):
            self._close_reader()
        self._writer.is_closed = True
        with suppress(Exception):
            self._storage.sweep()

    def _remove_committed(self, path: str) -> int:
        with faults.reading(self._path):
            if self._reader is None:
                self._reader = self._writer.reader()
            removed = 0
            for reader, first in self._reader.leaf_readers():
                if ("path", to_bytes(path)) in reader:
                    for number in list(reader.postings("path", to_bytes(path)).all_ids()):
                        if not self._writer.is_deleted(first + number):
                            self._writer.delete_document(first + number)
                            removed += 1
            self._changed = self._changed or removed > 0
            return removed

    def _merge(self, writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
        with faults.reading(self._path):
            return merge(writer, segments)

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()


def _adopt(ledger: Ledger, path: Path) -> None:
    """Enter the files of an index that lost its ledger, as not read, so that none is forgotten."""
    counts: Counter[str] = Counter()
    for segment in open_segments(path):
        counts.update(dict(segment.files()))
        segment.close()
    for file, count in counts.items():
        ledger.put(unread(file, count))
    ledger.commit()


def acquire(storage: DurableStorage, wait_s: float) -> LockBase:
    """The lock of the one writer.

    Raises:
        IndexBusyError: Another process still had it after ``wait_s`` seconds.
    """
    lock: LockBase = storage.lock(folder.LOCK_NAME)
    until = time.monotonic() + wait_s
    while not lock.acquire():
        if time.monotonic() >= until:
            raise faults.busy(storage.path)
        time.sleep(_PAUSE_S)
    return lock
