"""Worker processes that turn documents into segment files, side by side."""

from __future__ import annotations

import multiprocessing
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from asean_search.engine.on_whoosh.bulk.batch import Batch
from asean_search.engine.on_whoosh.codec.manifest import SegmentEntry
from asean_search.model import Document

Task = list[tuple[Document, int]]
"""Documents, each with its place among those of its file."""

_AHEAD = 2
"""So many tasks wait for each worker; more would only take memory."""


def new_id() -> str:
    """A segment's id, which no other has."""
    return secrets.token_hex(8)


def write_segment(folder: Path, task: Task) -> SegmentEntry:
    """Write the documents as one segment. Runs in a worker."""
    batch = Batch(folder)
    try:
        for document, sequence in task:
            batch.add(document, sequence)
        return batch.write(new_id())
    finally:
        batch.discard()


class Workers:
    """A pool of processes, started with the first task. They hold nothing between two tasks."""

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._running: list[Future[SegmentEntry]] = []

    def submit(self, task: Task) -> Iterator[SegmentEntry]:
        """Give a task away; the segments that are finished by now. Waits while too many run."""
        if self._pool is None:
            # Forking a process that has threads is not safe.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        self._running.append(self._pool.submit(write_segment, self._folder, task))
        while self._running and (
            len(self._running) > _AHEAD * self._processes or self._running[0].done()
        ):
            yield self._running.pop(0).result()

    def finish(self) -> Iterator[SegmentEntry]:
        """Wait for all that is under way; its segments."""
        while self._running:
            yield self._running.pop(0).result()

    def close(self) -> None:
        """Stop; what is under way is finished and forgotten."""
        running, self._running = self._running, []
        for future in running:
            future.cancel()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def default_processes() -> int:
    """One for each processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
