"""What is written to an index between two commits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from asean_search.engine.ledger import Ledger, unread
from asean_search.engine.on_whoosh import faults
from asean_search.engine.on_whoosh.array_schema import schema
from asean_search.engine.on_whoosh.bulk import policy, toc
from asean_search.engine.on_whoosh.bulk.batch import Batch
from asean_search.engine.on_whoosh.bulk.files import files_in
from asean_search.engine.on_whoosh.bulk.merge import merge
from asean_search.engine.on_whoosh.bulk.workers import Task, Workers, new_id
from asean_search.engine.on_whoosh.codec import deletions
from asean_search.engine.on_whoosh.codec.manifest import Manifest, SegmentEntry
from asean_search.engine.on_whoosh.codec.segment import Segment

if TYPE_CHECKING:
    from pathlib import Path

    from asean_search.model import Document

_ALONE_BYTES = 4 << 20
"""So much text is indexed here before workers are started, which takes half a second."""

_TASK_BYTES = 3 << 20


class Changes:
    """What is written between two commits: new segments, and removals from others."""

    def __init__(self, path: Path, base: Manifest, processes: int = 1) -> None:
        self._path = path
        self.base = base
        self._batch = Batch(path)
        self._workers = Workers(path, processes) if processes > 1 else None
        self._task: Task = []
        self._task_bytes = 0
        self._bytes = 0
        self._added: list[SegmentEntry] = []
        self._removed: defaultdict[str, set[int]] = defaultdict(set)
        self._open: dict[str, Segment] = {}
        self._sequence = 0
        self._of_run = 0

    def put(self, document: Document) -> None:
        """Add a document."""
        size = len(document.body)
        self._bytes += size
        if self._workers is not None and self._bytes > _ALONE_BYTES:
            self._task.append((document, self._sequence))
            self._task_bytes += size
            if self._task_bytes >= _TASK_BYTES:
                self._give_away()
        else:
            self._batch.add(document, self._sequence)
            if self._batch.full:
                self._flush()
        self._sequence += 1

    def remove(self, path: str) -> int:
        """Remove the documents of a file, committed or not; how many."""
        if any(document.path == path for document, _ in self._task):
            kept = [each for each in self._task if each[0].path != path]
            count = len(self._task) - len(kept) + self._batch.remove(path)
            self._task = kept
        else:
            count = self._batch.remove(path)
        self._added.extend(self._finished())
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
        """Enter the files of an index that lost its ledger, as not read: none is forgotten."""
        counts: Counter[str] = Counter()
        for entry in self.base.segments:
            counts.update(files_in(self._segment(entry)))
        for file, count in counts.items():
            ledger.put(unread(file, count))
        ledger.commit()

    def commit(self) -> None:
        """Make it all durable and visible."""
        self._flush()
        added = sum(entry.live for entry in self._added)
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
        given_away = self._workers is not None and self._bytes > _ALONE_BYTES
        if self._workers is not None:
            self._workers.close()
        dirty = bool(self._added or self._removed or given_away)
        self._forget()
        if dirty:
            toc.clean(self._path, self.base)

    def close(self) -> None:
        """Let go of the files."""
        self.rollback()

    def _forget(self) -> None:
        self._added = []
        self._task, self._task_bytes, self._bytes = [], 0, 0
        self._removed.clear()
        kept = {entry.id for entry in self.base.segments}
        for id_, segment in list(self._open.items()):
            if id_ not in kept or segment.entry not in self.base.segments:
                del self._open[id_]
                with suppress(Exception):
                    segment.close()

    def _flush(self) -> None:
        """Write all documents that were put as segments."""
        if self._task:
            self._give_away()
        if len(self._batch):
            removed = self._batch.removed
            entry = self._batch.write(new_id())
            self._added.append(entry)
            if removed:
                self._removed[entry.id] |= removed
        self._added.extend(self._finished())

    def _give_away(self) -> None:
        task, self._task, self._task_bytes = self._task, [], 0
        if self._workers is not None:
            self._added.extend(self._workers.submit(task))

    def _finished(self) -> Iterable[SegmentEntry]:
        return self._workers.finish() if self._workers is not None else ()

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
        self._of_run += added
        groups = policy.choose(entries, added, self._of_run)
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
                kept.append(merge(self._path, segments, new_id(), totals))
            finally:
                for segment in segments:
                    with suppress(Exception):
                        segment.close()
        return kept
