"""Worker processes that turn documents into segment files, side by side."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from asean_search.engine.on_whoosh import signals
from asean_search.engine.on_whoosh.bulk.batch import Batch
from asean_search.engine.on_whoosh.codec.manifest import SegmentEntry
from asean_search.errors import StorageError
from asean_search.model import Document

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

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


def _serve(folder: Path, connection: Connection) -> None:
    """Do what is asked for, until nobody asks any more."""
    with suppress(EOFError, OSError):
        while True:
            task: Task = connection.recv()
            answer: SegmentEntry | Exception
            try:
                answer = write_segment(folder, task)
            except Exception as error:
                answer = error
            connection.send(answer)


class Workers:
    """Some processes, each with a thread here that serves it, started when they are needed.

    They hold nothing between two tasks, and can be ended at any moment (a ``ProcessPoolExecutor``
    waits for what is under way, or, its processes killed, now and then for ever).
    """

    def __init__(self, folder: Path, processes: int) -> None:
        self._folder = folder
        self._count = processes
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._lock = threading.Lock()
        self._processes: list[BaseProcess] = []
        self._running: list[Future[SegmentEntry]] = []

    def submit(self, task: Task) -> Iterator[SegmentEntry]:
        """Give a task away; the segments that are finished by now. Waits while too many run."""
        if self._threads is None:
            self._own = threading.local()
            self._threads = ThreadPoolExecutor(self._count, "asearch-segments")
        self._running.append(self._threads.submit(self._do, self._threads, task))
        while self._running and (
            len(self._running) > _AHEAD * self._count or self._running[0].done()
        ):
            yield self._running.pop(0).result()

    def finish(self) -> Iterator[SegmentEntry]:
        """Wait for all that is under way; its segments."""
        while self._running:
            yield self._running.pop(0).result()

    def close(self) -> None:
        """End the processes, whatever they are at: nobody waits for it any more."""
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

    def _do(self, threads: ThreadPoolExecutor, task: Task) -> SegmentEntry:
        try:
            connection = self._connection(threads)
            connection.send(task)
            answer: SegmentEntry | Exception = connection.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise StorageError(
                "a process that prepares documents for the index ended by itself",
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
        process = context.Process(target=_serve, args=(self._folder, there), daemon=True)
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
