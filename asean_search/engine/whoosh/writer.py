"""Writing to an index: one writer at a time, and commits that are all or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from asean_search import signals
from asean_search.catalog import Catalog
from asean_search.engine.whoosh import commit as toc
from asean_search.engine.whoosh import errors, folder, manifest
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.indexing import analyse
from asean_search.engine.whoosh.indexing.analyse import AnalysedBatch
from asean_search.engine.whoosh.indexing.transaction import Transaction
from asean_search.engine.whoosh.manifest import Manifest
from asean_search.engine.whoosh.store.segment import Segment, require_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from asean_search.model import Document, FileRecord


class WhooshWriter:
    """An index, locked for writing. See ``engine.interface.Writer``."""

    batch_analyser = analyse.NAME

    def __init__(self, path: Path, *, wait_s: float = 0.0) -> None:
        self.commits = 0
        self._path = path
        with errors.reading(path):
            folder.prepare(path)
            self._lock = folder.lock(path, wait_s)
            try:
                self._create_or_check()
                base = toc.current(path, schema())
                _require_segments(path, base)
                self._catalog = Catalog(path / folder.CATALOG_FILE)
                self._transaction = Transaction(path, base, self._catalog)
                toc.clean(path, base)
                if self._catalog.is_new:
                    self._transaction.adopt(self._catalog)
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
        """The record of the file at ``path``, uncommitted changes included."""
        with errors.writing(self._path):
            return self._catalog.file(path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        """The records of all files at ``folder`` or below, in order of path; "" is every file."""
        with errors.writing(self._path):
            yield from self._catalog.files_under(folder)

    def put(self, documents: Iterable[Document]) -> int:
        """Add documents whose ids are not in the index. Returns how many."""
        count = 0
        for document in documents:
            with errors.writing(self._path):
                self._transaction.put(document)
            count += 1
        return count

    def put_analysed(self, prepared: object, first: int, end: int) -> None:
        """Add the documents ``first`` to ``end`` of an ``AnalysedBatch``, made in any process.

        Raises:
            TypeError: ``prepared`` is not one of this engine's.
        """
        if not isinstance(prepared, AnalysedBatch):
            raise TypeError("these documents were not analysed for this engine")
        with errors.writing(self._path):
            self._transaction.put_analysed(prepared, first, end)

    def remove_file(self, path: str) -> int:
        """Remove a file's documents and forget the file. Returns the number of documents."""
        with errors.writing(self._path):
            self._catalog.forget(path)
            return self._transaction.remove(path)

    def record_file(self, record: FileRecord) -> None:
        """Record a file as read."""
        self._catalog.record(record)

    def record_root(self, path: str) -> None:
        """Record, at once, a path that was given to be indexed."""
        with errors.writing(self._path):
            self._catalog.record_root(path)

    def commit(self) -> None:
        """Make all changes durable and visible, all of them or none."""
        with errors.writing(self._path):
            try:
                self._catalog.announce()
                new = self._transaction.finish()
                with signals.held():  # once published, the commit is also counted
                    if new is not None:
                        self._transaction.publish(new)
                    self._catalog.commit()
                    self.commits += 1
                    self._seal()
            except BaseException:
                self.rollback()
                raise

    def _seal(self) -> None:
        """Record the checksums of the commit's lists; the commit is complete without them."""
        with suppress(OSError, sqlite3.Error):
            self._catalog.record_checksums(
                toc.files_of(self._path, self._transaction.base.generation)
            )

    def rollback(self) -> None:
        """Drop all changes since the last commit."""
        self._transaction.rollback()
        self._catalog.rollback()

    def close(self) -> None:
        """Roll back and release the index. Closing twice is harmless."""
        self.rollback()
        self._transaction.close()
        self._catalog.close()
        if self._lock.fd is not None:
            self._lock.release()

    def _create_or_check(self) -> None:
        if not folder.is_index(self._path):
            folder.write_meta(self._path)
        folder.check(self._path)
        if not manifest.generations(self._path):
            if (self._path / folder.CATALOG_FILE).exists():  # made after the first commit
                raise errors.damaged(self._path, "it has no table of contents")
            toc.publish(self._path, schema(), Manifest(0, ()))


def _require_segments(path: Path, base: Manifest) -> None:
    """See that the last commit's segments exist and that their tables are whole."""
    for entry in base.segments:
        segment = Segment(path, entry)
        require_layout(segment)
        segment.close()
