"""Holding an index against other writers."""

# mypy: allow-untyped-calls

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from whoosh.filedb.filestore import FileStorage

from asean_search.engine.whoosh import errors, folder

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.util.filelock import LockBase

_PAUSE_S = 0.05


def acquire(path: Path, wait_s: float) -> LockBase:
    """The lock of the one writer.

    Raises:
        IndexBusyError: Another process still had it after ``wait_s`` seconds.
    """
    lock: LockBase = FileStorage(path).lock(folder.LOCK_NAME)
    until = time.monotonic() + wait_s
    while not lock.acquire():
        if time.monotonic() >= until:
            raise errors.busy(path)
        time.sleep(_PAUSE_S)
    return lock


@contextmanager
def hold(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the index for a while."""
    lock = acquire(path, wait_s)
    try:
        yield
    finally:
        lock.release()
