"""Worker processes that make documents ready, side by side, for one who gives many by itself."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache

from asean_search.engine.on_whoosh.bulk.preparing import Prepared, Preparer
from asean_search.model import Document

_AHEAD = 2
"""So many tasks wait for each worker; more would only take memory."""


def prepare(documents: list[Document]) -> Prepared:
    """Make documents ready. Runs in a worker."""
    return _preparer()(documents)


@lru_cache(maxsize=1)
def _preparer() -> Preparer:
    return Preparer()


class Workers:
    """A pool of processes, started with the first task. Results come in the order of the tasks."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._running: list[Future[Prepared]] = []

    def submit(self, documents: list[Document]) -> Iterator[Prepared]:
        """Give documents away; what is ready by now. Waits while too many are under way."""
        if self._pool is None:
            # Forking a process that has threads is not safe.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        self._running.append(self._pool.submit(prepare, documents))
        while self._running and (
            len(self._running) > _AHEAD * self._processes or self._running[0].done()
        ):
            yield self._running.pop(0).result()

    def finish(self) -> Iterator[Prepared]:
        """Wait for all that is under way."""
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
