"""The writing half of the engine: one writer at a time, and commits that are all or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from asean_search import signals
from asean_search.catalog.acronyms import FILE as ACRONYMS_FILE
from asean_search.catalog.acronyms import Definitions
from asean_search.catalog.files import FileCatalog
from asean_search.engine.whoosh import commit as toc
from asean_search.engine.whoosh import errors, folder, manifest
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.indexing import analyse
from asean_search.engine.whoosh.indexing.analyse import AnalysedBatch
from asean_search.engine.whoosh.indexing.transaction import Changes
from asean_search.engine.whoosh.indexing.workers import default_processes
from asean_search.engine.whoosh.lock import acquire
from asean_search.engine.whoosh.manifest import Manifest
from asean_search.engine.whoosh.store.segment import Segment, require_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from asean_search.model import Document, FileRecord


class WhooshWriter:
    """An index, held for writing. See ``engine.interface.Writer``.

    ``processes`` analyse much text side by side; None is one for each processor.
    """

    batch_analyser = analyse.NAME

    def __init__(self, path: Path, *, wait_s: float = 0.0, processes: int | None = None) -> None:
        self.commits = 0
        self._path = path
        processes = default_processes() if processes is None else processes
        with errors.reading(path):
            folder.prepare(path)
            self._lock = acquire(path, wait_s)
            try:
                self._create_or_check()
                base = toc.current(path, schema())
                _require_segments(path, base)
                self._definitions = Definitions(path / ACRONYMS_FILE)
                self._changes = Changes(path, base, self._definitions, processes)
                toc.clean(path, base)
                self._ledger = FileCatalog(path / folder.CATALOG_FILE)
                if self._ledger.is_new:
                    self._changes.adopt(self._ledger)
            except BaseException:
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
        with errors.writing(self._path):
            return self._ledger.get(path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """Every remembered file at ``folder`` or below it, in order of path; "" is every file."""
        with errors.writing(self._path):
            yield from self._ledger.under(folder)

    def put(self, documents: Iterable[Document]) -> int:
        """Add documents (ids not in the index); how many."""
        count = 0
        for document in documents:
            with errors.writing(self._path):
                self._changes.put(document)
            count += 1
        return count

    def put_analysed(self, prepared: object, first: int, end: int) -> None:
        """Add documents that what ``batch_analyser`` names made ready, from number ``first`` to ``end``.

        They were made ready in whatever process, and are taken in order.
        """
        if not isinstance(prepared, AnalysedBatch):
            raise TypeError("not made ready for this engine")
        with errors.writing(self._path):
            self._changes.put_analysed(prepared, first, end)

    def remove_file(self, path: str) -> int:
        """Remove the file's documents and forget the file; how many documents that were."""
        with errors.writing(self._path):
            self._ledger.forget(path)
            self._definitions.forget(path)
            return self._changes.remove(path)

    def record_file(self, record: FileRecord) -> None:
        """Remember a file as read."""
        self._ledger.put(record)

    def record_root(self, path: str) -> None:
        """Remember, at once, a path that was given to be indexed."""
        with errors.writing(self._path):
            self._ledger.put_root(path)

    def commit(self) -> None:
        """Make all that was written so far durable and visible, all of it or nothing."""
        with errors.writing(self._path):
            try:
                self._ledger.announce()
                new = self._changes.finish()
                with signals.held():  # what is published is told as committed
                    if new is not None:
                        self._changes.publish(new)
                    self._definitions.commit()
                    self._ledger.commit()
                    self.commits += 1
                    self._seal()
            except BaseException:
                self.rollback()
                raise

    def _seal(self) -> None:
        """Keep the checksums of the tables; the commit is done and good without them."""
        with suppress(OSError, sqlite3.Error):
            self._ledger.seal(toc.files_of(self._path, self._changes.base.generation))

    def rollback(self) -> None:
        """Forget all that was written since the last commit."""
        self._changes.rollback()
        self._definitions.rollback()
        self._ledger.rollback()

    def close(self) -> None:
        """Let go of the index; what was not committed is forgotten. Closing twice is harmless."""
        self.rollback()
        self._changes.close()
        self._definitions.close()
        self._ledger.close()
        if self._lock.fd is not None:
            self._lock.release()

    def _create_or_check(self) -> None:
        if not folder.is_index(self._path):
            folder.write_meta(self._path)
        folder.check(self._path)
        if not manifest.generations(self._path):
            if (self._path / folder.CATALOG_FILE).exists():  # it is made after the first table
                raise errors.damaged(self._path, "it has no table of contents")
            toc.publish(self._path, schema(), Manifest(0, ()))


def _require_segments(path: Path, base: Manifest) -> None:
    """See that all segments are there and whole as far as their tables tell."""
    for entry in base.segments:
        segment = Segment(path, entry)
        require_groups(segment)
        segment.close()
