"""Files read side by side or here, and their documents taken in the order of the walk.

The first plain texts and short files of records are read in this process: a small archive does
not wait for others to start. Everything else goes to worker processes, which it may hang, crash or
fill.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from asean_search.indexing.options import RunOptions
from asean_search.ingest import extract, formats
from asean_search.ingest.extract import FileReader
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers.pool import BATCH_FILES_MAX, Pool
from asean_search.ingest.workers.reading import Reading, WorkerReading

FILE_IN_PROCESS_BYTES_MAX = 1 << 20
"""Longer files go to the workers, whatever they hold."""
FILES_IN_PROCESS_MAX = 200
BYTES_IN_PROCESS_MAX = 1 << 20
"""This many short files and bytes are read in this process; workers start in that time."""

SHORT_BYTES_MAX = 64 << 10
SHORT = frozenset({".txt", ".text", ".md", ".html", ".htm", ".xml", ".json", ".eml", ".jsonl"})
"""Files that are no longer, and end so or in nothing, are given to a worker several at once."""

LARGE_BYTES_MIN = 2 << 20
LARGE = frozenset({".jsonl", ".ndjson", ".csv", ".tsv"})
"""Files at least so large that end so, or so and in what they are compressed with, are shared."""

AHEAD_PER_JOB = 4
"""So many files for each worker, or times that many short ones as one is given at once, are read
ahead of the one whose turn it is."""


class Readers:
    """Reads files, here or in workers. A context manager: leaving it ends the workers."""

    def __init__(
        self, options: RunOptions, is_stopped: Callable[[], bool], batch_analyser: str = ""
    ) -> None:
        self._pool = Pool(
            options.jobs,
            options.limits,
            is_stopped=is_stopped,
            reader=options.reader,
            batch_analyser=batch_analyser,
        )
        self.ahead_max = options.jobs * AHEAD_PER_JOB
        self._files_here = self._bytes_here = 0

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

    def read(self, file: InputFile) -> Reading:
        """Start to read a file. Readings are iterated in the order of these calls."""
        is_late = (
            self._files_here >= FILES_IN_PROCESS_MAX or self._bytes_here >= BYTES_IN_PROCESS_MAX
        )
        if not is_late and is_read_in_process(file):
            self._files_here += 1
            self._bytes_here += file.size_bytes
            return FileReader(file, file.defaults.record_options)
        if is_short(file):
            return self._pool.read_short(file)
        return self._pool.read_large(file) if is_large(file) else self._pool.read(file)

    def start(self, reading: Reading) -> None:
        """Submit a file that waits for others of its kind. Call it before iterating."""
        if isinstance(reading, WorkerReading):
            self._pool.start(reading)

    def load(self, file: InputFile) -> float:
        """The share of a file in ``ahead_max``."""
        return 1 / BATCH_FILES_MAX if is_short(file) else 1.0


def is_short(file: InputFile) -> bool:
    """Whether a file is short enough for a batch."""
    ending = file.suffixes[-1] if file.suffixes else ""
    return file.size_bytes <= SHORT_BYTES_MAX and (not ending or ending in SHORT)


def is_large(file: InputFile) -> bool:
    """Whether a file is likely to hold so many records that several workers should read it."""
    endings = file.suffixes[-2:]
    return file.size_bytes >= LARGE_BYTES_MIN and not LARGE.isdisjoint(endings)


def is_read_in_process(file: InputFile) -> bool:
    """Whether a file can do no harm: it is short, and plain text or records, or not read at all."""
    if file.size_bytes > FILE_IN_PROCESS_BYTES_MAX:
        return False
    kind = extract.format_of(file.disk_path, file.suffixes)
    if kind is None or kind.unreadable_reason:
        return True
    return kind in (formats.TEXT, formats.RECORDS)
