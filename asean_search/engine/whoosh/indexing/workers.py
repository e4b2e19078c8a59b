"""Worker processes that analyse documents for a writer without a pool of its own."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from asean_search import signals
from asean_search.engine.whoosh.indexing.analyse import AnalysedBatch, BatchAnalyser
from asean_search.errors import StorageError
from asean_search.model import Document

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_AHEAD = 2
"""The number of tasks that wait for each worker; more would only take memory."""


def _serve(connection: Connection) -> None:
    """Analyse batches until the pipe is closed."""
    prepare = BatchAnalyser()
    with suppress(EOFError, OSError):
        while True:
            documents: list[Document] = connection.recv()
            answer: AnalysedBatch | Exception
            try:
                answer = prepare(documents)
            except Exception as error:
                answer = error
            connection.send(answer)


class Workers:
    """Some processes, each with a thread here that serves it, started when they are needed.

    Results come in the order of the tasks. The processes can be ended at any moment (a
    ``ProcessPoolExecutor`` waits for what is under way, or, its processes killed, now and then for
    ever).
    """

    def __init__(self, processes: int) -> None:
        self._count = processes
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._lock = threading.Lock()
        self._processes: list[BaseProcess] = []
        self._running: list[Future[AnalysedBatch]] = []

    def submit(self, documents: list[Document]) -> Iterator[AnalysedBatch]:
        """Submit documents, and yield finished batches. Waits while too many tasks run."""
        if self._threads is None:
            self._own = threading.local()
            self._threads = ThreadPoolExecutor(self._count, "asearch-preparing")
        self._running.append(self._threads.submit(self._do, self._threads, documents))
        while self._running and (
            len(self._running) > _AHEAD * self._count or self._running[0].done()
        ):
            yield self._running.pop(0).result()

    def finish(self) -> Iterator[AnalysedBatch]:
        """Wait for all that is under way."""
        while self._running:
            yield self._running.pop(0).result()

    def close(self) -> None:
        """Kill the processes."""
        with self._lock:
            threads, self._threads = self._threads, None
            processes, self._processes = self._processes, []
        self._running = []
        for process in processes:
            process.kill()
        if threads is not None:
            threads.shutdown(cancel_futures=True)
        for process in processes:
            process.join()

    # --- in a thread

    def _do(self, threads: ThreadPoolExecutor, documents: list[Document]) -> AnalysedBatch:
        try:
            connection = self._connection(threads)
            connection.send(documents)
            answer: AnalysedBatch | Exception = connection.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise StorageError(
                "a process that analyses documents exited",
                hint="Perhaps there was not enough memory. Run the command again; the index is as"
                " it was at the last commit.",
            ) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _connection(self, threads: ThreadPoolExecutor) -> Connection:
        """What leads to this thread's process, which is started if there is none."""
        found: Connection | None = getattr(self._own, "connection", None)
        if found is not None:
            return found
        context = multiprocessing.get_context("spawn")  # forking one with threads is not safe
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        with self._lock:
            if self._threads is not threads:
                raise EOFError  # it was closed meanwhile
            with signals.held():  # the process is never to hear Ctrl-C
                process.start()
            self._processes.append(process)
        there.close()
        self._own.connection = here
        return here


def default_processes() -> int:
    """One for each processor that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
