"""Files read side by side or here, and their documents taken in the order of the walk.

Plain text and short files of records are read in this process: a small archive does not wait for
others to start. Everything else goes to worker processes, which it may hang, crash or fill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol

from asean_search.indexing.options import RunOptions
from asean_search.ingest import extract, formats
from asean_search.ingest.extract import End, Opened, Reading
from asean_search.ingest.pending import PendingReading
from asean_search.ingest.pool import Pool
from asean_search.ingest.sources import Source
from asean_search.model import Document, Skipped

READ_HERE_BYTES = 1 << 20
"""Longer files go to the workers, whatever they hold."""
AHEAD_PER_JOB = 4
"""So many files for each worker are read ahead of the one whose turn it is."""


class AnyReading(Protocol):
    """A file being read, here or elsewhere; see ``extract.Reading``."""

    end: End | None
    digest: str
    opened: Opened | None
    moved: str | None

    def __iter__(self) -> Iterator[Document | Skipped]:
        """The documents, and what could not be read."""
        ...

    def __enter__(self) -> AnyReading: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Readers:
    """Reads files, here or in workers. A context manager: leaving it ends the workers."""

    def __init__(self, options: RunOptions, is_stopped: Callable[[], bool]) -> None:
        self._pool = Pool(
            options.jobs, options.limits, is_stopped=is_stopped, reader=options.reader
        )
        self.most_ahead = options.jobs * AHEAD_PER_JOB

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    @property
    def peak_bytes(self) -> int:
        """The most memory that the workers had resident."""
        return self._pool.peak_bytes

    def read(self, source: Source) -> Reading | PendingReading:
        """Begin to read a file; its documents are to be taken in turn."""
        if is_read_here(source):
            return Reading(source, source.given.record_options)
        return self._pool.read(source)


def is_read_here(source: Source) -> bool:
    """Whether a file can do no harm: it is short, and plain text or records, or not read at all."""
    kind = extract.kind(source.file, source.suffixes)
    if kind is None or kind.obstacle:
        return True
    return source.size_bytes <= READ_HERE_BYTES and kind in (formats.TEXT, formats.RECORDS)
