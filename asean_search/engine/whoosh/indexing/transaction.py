"""The changes to an index between two commits."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from asean_search.catalog import Catalog, unread
from asean_search.engine.whoosh import commit, errors
from asean_search.engine.whoosh.compat.schema import schema
from asean_search.engine.whoosh.indexing import merge_policy
from asean_search.engine.whoosh.indexing.analyse import AnalysedBatch, BatchAnalyser
from asean_search.engine.whoosh.indexing.merge import merge
from asean_search.engine.whoosh.indexing.segment_buffer import SegmentBuffer
from asean_search.engine.whoosh.manifest import Manifest, SegmentEntry
from asean_search.engine.whoosh.store import columns
from asean_search.engine.whoosh.store.segment import Segment

if TYPE_CHECKING:
    from pathlib import Path

    from asean_search.model import Document
from asean_search.engine.whoosh.fields import to_text

_BATCH_CHARS = 1 << 20
"""Length of the document bodies that are analysed together."""


class Transaction:
    """The changes between two commits: new segments, and removals from existing ones."""

    def __init__(self, path: Path, base: Manifest, catalog: Catalog) -> None:
        self._path = path
        self.base = base
        self._catalog = catalog
        self._batch = SegmentBuffer(path)
        self._prepare = BatchAnalyser()
        self._waiting: list[Document] = []
        self._waiting_paths: set[str] = set()
        self._waiting_chars = 0
        self._written = False
        self._added: list[SegmentEntry] = []
        self._removed: defaultdict[str, set[int]] = defaultdict(set)
        self._open: dict[str, Segment] = {}
        self._sequence = 0
        self._of_run = 0

    def put(self, document: Document) -> None:
        """Add a document."""
        self._waiting.append(document)
        self._waiting_paths.add(document.path)
        self._waiting_chars += len(document.body)
        if self._waiting_chars >= _BATCH_CHARS:
            self._analyse()

    def put_analysed(self, prepared: AnalysedBatch, first: int, end: int) -> None:
        """Add the documents ``first`` to ``end`` of a batch."""
        while first < end:
            some = min(end - first, self._batch.room)
            self._batch.add(prepared, first, first + some, self._sequence)
            for number in range(first, first + some):
                if number in prepared.definitions:
                    self._catalog.define(prepared.definitions[number])
            self._sequence += some
            first += some
            if self._batch.full:
                self._write()

    def remove(self, path: str) -> int:
        """Remove the documents of a file, committed or not. Returns how many."""
        before = len(self._waiting)
        if path in self._waiting_paths:
            self._waiting = [document for document in self._waiting if document.path != path]
            self._waiting_paths.remove(path)
        count = before - len(self._waiting) + self._batch.remove(path)
        for entry in (*self.base.segments, *self._added):
            segment = self._segment(entry)
            found = segment.postings("path").dictionary.find(path.encode("utf-8", "surrogatepass"))
            if found < 0:
                continue
            removed = self._removed[entry.id]
            docs = segment.postings("path").docs(found).tolist()
            new = {
                doc
                for doc in docs
                if doc not in removed and not columns.is_deleted(segment.deleted, doc)
            }
            removed |= new
            count += len(new)
        return count

    def adopt(self, catalog: Catalog) -> None:
        """Enter the files of an index that lost its catalog, as not read: none is forgotten."""
        counts: Counter[str] = Counter()
        for entry in self.base.segments:
            counts.update(files_in(self._segment(entry)))
        for file, count in counts.items():
            catalog.record(unread(file, count))
        catalog.commit()

    def finish(self) -> Manifest | None:
        """Write all changes. Returns the manifest to publish, or None if nothing changed."""
        self._flush()
        added = sum(entry.live for entry in self._added)
        if not self._added and not any(self._removed.values()):
            return None
        generation = self.base.generation + 1
        entries = [self._with_removals(entry, generation) for entry in self.base.segments]
        entries += [self._with_removals(entry, generation) for entry in self._added]
        entries = [entry for entry in entries if entry.live]
        return Manifest(generation, tuple(self._merged(entries, added)))

    def publish(self, new: Manifest) -> None:
        """Make a finished manifest durable and visible."""
        commit.publish(self._path, schema(), new)
        self.base = new
        self._forget()
        commit.clean(self._path, new)

    def rollback(self) -> None:
        """Drop all changes and their files, even if the disk refuses every write."""
        self._batch.discard()
        dirty = bool(self._added or self._removed or self._written)
        self._forget()
        if dirty:
            commit.clean(self._path, self.base)

    def close(self) -> None:
        """Let go of the files."""
        self.rollback()

    def _forget(self) -> None:
        self._added = []
        self._waiting, self._waiting_chars = [], 0
        self._waiting_paths.clear()
        self._written = False
        self._removed.clear()
        kept = {entry.id for entry in self.base.segments}
        for id_, segment in list(self._open.items()):
            if id_ not in kept or segment.entry not in self.base.segments:
                del self._open[id_]
                with suppress(Exception):
                    segment.close()

    def _flush(self) -> None:
        """Write all documents that were put as segments."""
        if self._waiting:
            self._analyse()
        if len(self._batch):
            self._write()

    def _write(self) -> None:
        """Write the buffered documents as a segment."""
        removed = self._batch.removed
        self._written = True
        entry = self._batch.write(_new_id())
        self._added.append(entry)
        if removed:
            self._removed[entry.id] |= removed

    def _analyse(self) -> None:
        """Analyse the documents that wait."""
        waiting, self._waiting = self._waiting, []
        self._waiting_paths.clear()
        self._waiting_chars = 0
        batch = self._prepare(waiting)
        self.put_analysed(batch, 0, len(batch))

    def _segment(self, entry: SegmentEntry) -> Segment:
        if entry.id not in self._open:
            with errors.reading(self._path):
                self._open[entry.id] = Segment(self._path, entry)
        return self._open[entry.id]

    def _with_removals(self, entry: SegmentEntry, generation: int) -> SegmentEntry:
        """The entry after this commit, its bitmap of deleted documents written."""
        removed = self._removed.get(entry.id)
        if not removed:
            return entry
        segment = self._segment(entry)
        docs = np.array(sorted(removed), np.int64)
        bitmap = columns.with_deleted(segment.deleted, segment.documents, docs.tolist())
        totals = {
            field: total - int(segment.column(f"len.{field}").take(docs).sum(dtype=np.int64))
            for field, total in entry.totals.items()
        }
        new = replace(
            entry,
            deleted=columns.count_deleted(bitmap),
            deleted_generation=generation,
            totals=totals,
        )
        if new.live:
            columns.write_deletions(self._path / new.deleted_file_name(), bitmap)
        return new

    def _merged(self, entries: Sequence[SegmentEntry], added: int) -> list[SegmentEntry]:
        self._of_run += added
        groups = merge_policy.choose(entries, added, self._of_run)
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
    """A segment's id, which no other has."""
    return secrets.token_hex(8)


def files_in(segment: Segment) -> Counter[str]:
    """Every file of which the segment holds documents, and how many."""
    counts: Counter[str] = Counter()
    group = segment.postings("path")
    for number in range(len(group.dictionary)):
        docs = group.docs(number).tolist()
        live = sum(not columns.is_deleted(segment.deleted, doc) for doc in docs)
        if live:
            counts[to_text(group.dictionary[number])] += live
    return counts
