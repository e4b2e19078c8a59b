"""The writing half of the engine: one writer at a time, and commits that are all or nothing."""

from __future__ import annotations

import secrets
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from whoosh.filedb.filestore import FileStorage

from asean_search.engine.acronyms import FILE as ACRONYMS_FILE
from asean_search.engine.acronyms import Definitions
from asean_search.engine.ledger import Ledger, unread
from asean_search.engine.on_whoosh import faults, folder
from asean_search.engine.on_whoosh.array_schema import schema
from asean_search.engine.on_whoosh.bulk import policy, toc
from asean_search.engine.on_whoosh.bulk.batch import Batch
from asean_search.engine.on_whoosh.bulk.merge import merge
from asean_search.engine.on_whoosh.codec import deletions, manifest
from asean_search.engine.on_whoosh.codec.manifest import Manifest, SegmentEntry
from asean_search.engine.on_whoosh.codec.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from whoosh.util.filelock import LockBase

    from asean_search.model import Document, FileRecord

_PAUSE_S = 0.05


class ArrayWriter:
    """An index, held for writing. See ``engine.interface.Writer``."""

    def __init__(self, path: Path, *, wait_s: float = 0.0) -> None:
        self._path = path
        with faults.reading(path):
            folder.prepare(path)
            self._lock = _acquire(path, wait_s)
            try:
                self._create_or_check()
                self._changes = Changes(path, toc.current(path, schema()))
                toc.clean(path, self._changes.base)
                self._ledger = Ledger(path / folder.LEDGER_FILE)
                if self._ledger.is_new:
                    self._changes.adopt(self._ledger)
                self._definitions = Definitions(path / ACRONYMS_FILE)
            except BaseException:
                self._lock.release()
                raise

    def __enter__(self) -> ArrayWriter:
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
                self._changes.put(document)
                self._definitions.put(document)
            count += 1
        return count

    def remove_file(self, path: str) -> int:
        """Remove the file's documents and forget the file; how many documents that were."""
        with faults.writing(self._path):
            self._ledger.forget(path)
            self._definitions.forget(path)
            return self._changes.remove(path)

    def record_file(self, record: FileRecord) -> None:
        """Remember a file as read."""
        self._ledger.put(record)

    def commit(self) -> None:
        """Make all that was written so far durable and visible, all of it or nothing."""
        with faults.writing(self._path):
            try:
                self._ledger.announce()
                self._changes.commit()
                self._definitions.commit()
                self._ledger.commit()
            except BaseException:
                self.rollback()
                raise

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
            toc.publish(self._path, schema(), Manifest(0, ()))


class Changes:
    """What is written between two commits: new segments, and removals from others."""

    def __init__(self, path: Path, base: Manifest) -> None:
        self._path = path
        self.base = base
        self._batch = Batch(path)
        self._added: list[SegmentEntry] = []
        self._removed: defaultdict[str, set[int]] = defaultdict(set)
        self._open: dict[str, Segment] = {}
        self._sequence = 0

    def put(self, document: Document) -> None:
        """Add a document."""
        self._batch.add(document, self._sequence)
        self._sequence += 1
        if self._batch.full:
            self._flush()

    def remove(self, path: str) -> int:
        """Remove the documents of a file, committed or not; how many."""
        count = self._batch.remove(path)
        for entry in (*self.base.segments, *self._added):
            segment = self._segment(entry)
            found = segment.group("path").dictionary.find(path.encode("utf-8", "surrogatepass"))
            if found < 0:
                continue
            removed = self._removed[entry.id]
            docs = segment.group("path").docs(found).tolist()
            new = {
                doc
                for doc in docs
                if doc not in removed and not deletions.is_deleted(segment.deleted, doc)
            }
            removed |= new
            count += len(new)
        return count

    def adopt(self, ledger: Ledger) -> None:
        """Enter the files of an index that lost its ledger, as not read, so that none is forgotten."""
        counts: Counter[str] = Counter()
        for entry in self.base.segments:
            segment = self._segment(entry)
            group = segment.group("path")
            for number in range(len(group.dictionary)):
                docs = group.docs(number).tolist()
                live = sum(not deletions.is_deleted(segment.deleted, doc) for doc in docs)
                if live:
                    counts[group.dictionary[number].decode("utf-8", "surrogatepass")] += live
        for file, count in counts.items():
            ledger.put(unread(file, count))
        ledger.commit()

    def commit(self) -> None:
        """Make it all durable and visible."""
        added = sum(entry.live for entry in self._added) + len(self._batch)
        self._flush()
        if not self._added and not any(self._removed.values()):
            return
        generation = self.base.generation + 1
        entries = [self._with_removals(entry, generation) for entry in self.base.segments]
        entries += [self._with_removals(entry, generation) for entry in self._added]
        entries = [entry for entry in entries if entry.live]
        new = Manifest(generation, tuple(self._merged(entries, added)))
        toc.publish(self._path, schema(), new)
        self.base = new
        self._forget()
        toc.clean(self._path, new)

    def rollback(self) -> None:
        """Forget it all, and leave no file behind, even when the disk refuses everything."""
        self._batch.discard()
        dirty = bool(self._added or self._removed)
        self._forget()
        if dirty:
            toc.clean(self._path, self.base)

    def close(self) -> None:
        """Let go of the files."""
        self._batch.discard()
        self._forget()

    def _forget(self) -> None:
        self._added = []
        self._removed.clear()
        kept = {entry.id for entry in self.base.segments}
        for id_, segment in list(self._open.items()):
            if id_ not in kept or segment.entry not in self.base.segments:
                del self._open[id_]
                with suppress(Exception):
                    segment.close()

    def _flush(self) -> None:
        if len(self._batch):
            removed = self._batch.removed
            entry = self._batch.write(_new_id())
            self._added.append(entry)
            if removed:
                self._removed[entry.id] |= removed

    def _segment(self, entry: SegmentEntry) -> Segment:
        if entry.id not in self._open:
            with faults.reading(self._path):
                self._open[entry.id] = Segment(self._path, entry)
        return self._open[entry.id]

    def _with_removals(self, entry: SegmentEntry, generation: int) -> SegmentEntry:
        """The entry after this commit, its bitmap of deleted documents written."""
        removed = self._removed.get(entry.id)
        if not removed and not entry.pending:
            return entry
        segment = self._segment(entry)
        docs = np.array(sorted(removed or ()), np.int64)
        bitmap = deletions.with_deleted(segment.deleted, segment.documents, docs.tolist())
        lost = docs
        if entry.pending:
            bits = np.unpackbits(np.frombuffer(bitmap, np.uint8), bitorder="little")
            lost = np.flatnonzero(bits[: segment.documents])
        before = entry.totals
        totals = {}
        for field in before:
            lengths = segment.column(f"len.{field}")
            gone = int(lengths.take(lost).sum(dtype=np.int64))
            whole = int(lengths.sum(dtype=np.int64)) if entry.pending else before[field]
            totals[field] = whole - gone
        new = replace(
            entry,
            deleted=deletions.count(bitmap),
            deleted_generation=generation,
            totals=totals,
            pending=(),
        )
        if new.live:
            deletions.write(self._path / new.deleted_file_name(), bitmap)
        return new

    def _merged(self, entries: Sequence[SegmentEntry], added: int) -> list[SegmentEntry]:
        groups = policy.choose(entries, added)
        merged = {place for group in groups for place in group}
        kept = [entry for place, entry in enumerate(entries) if place not in merged]
        for group in groups:
            chosen = [entries[place] for place in group]
            segments = [Segment(self._path, entry) for entry in chosen]
            try:
                totals = {
                    field: sum(entry.totals[field] for entry in chosen)
                    for field in chosen[0].totals
                }
                kept.append(merge(self._path, segments, _new_id(), totals))
            finally:
                for segment in segments:
                    with suppress(Exception):
                        segment.close()
        return kept


def _new_id() -> str:
    return secrets.token_hex(8)


def _acquire(path: Path, wait_s: float) -> LockBase:
    lock: LockBase = FileStorage(path).lock(folder.LOCK_NAME)
    until = time.monotonic() + wait_s
    while not lock.acquire():
        if time.monotonic() >= until:
            raise faults.busy(path)
        time.sleep(_PAUSE_S)
    return lock
