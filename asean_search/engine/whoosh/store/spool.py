"""Collects the content of a section: in memory while it is small, then in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_IN_MEMORY_BYTES = 8 << 20
_CHUNK_BYTES = 1 << 20


class Spool:
    """A queue of bytes, written once and read back once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._file: IO[bytes] | None = None
        self.bytes = 0

    def write(self, data: Array | bytes) -> None:
        """Append an array's bytes."""
        view = data if isinstance(data, bytes) else np.ascontiguousarray(data).tobytes()
        self.bytes += len(view)
        self._kept_bytes += len(view)
        self._kept.append(view)
        if self._kept_bytes > _IN_MEMORY_BYTES:
            if self._file is None:
                # Closed by ``close``: it outlives the function that makes it.
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
            self._file.writelines(self._kept)
            self._kept, self._kept_bytes = [], 0

    def chunks(self) -> Iterator[bytes]:
        """The content, in chunks."""
        if self._file is not None:
            self._file.seek(0)
            while chunk := self._file.read(_CHUNK_BYTES):
                yield chunk
        yield from self._kept

    def close(self) -> None:
        """Remove the temporary file."""
        self._kept = []
        if self._file is not None:
            self._file.close()


class NumberSpool:
    """Collects numbers in memory."""

    def __init__(self) -> None:
        self._arrays: list[Array] = []

    def add(self, numbers: Array) -> None:
        """Append numbers."""
        self._arrays.append(np.asarray(numbers))

    def all(self) -> Array:
        """Every number, as int64."""
        if not self._arrays:
            return np.zeros(0, np.int64)
        return np.concatenate(self._arrays).astype(np.int64, copy=False)

    def starts(self) -> Array:
        """The running sum of the numbers, from 0 on: the starts of items, and the end."""
        counts = self.all()
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        return starts
