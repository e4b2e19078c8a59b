"""The use case of indexing: files -> index. The one place that knows the order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from asean_search.engine.interface import Writer
from asean_search.indexing import pruning
from asean_search.indexing import report as remembering
from asean_search.indexing.beginning import nothing_to_read
from asean_search.indexing.counting import Counts
from asean_search.indexing.deciding import Decision, decide
from asean_search.indexing.interrupt import Stop, stoppable
from asean_search.indexing.options import RunOptions
from asean_search.indexing.scheduling import Readers
from asean_search.ingest.extract import End
from asean_search.ingest.walk import defaults
from asean_search.ingest.walk import files as input_files
from asean_search.ingest.walk.files import InputFile
from asean_search.ingest.workers import limits
from asean_search.ingest.workers.protocol import Part
from asean_search.ingest.workers.reading import Reading, StoppedError, WorkerReading
from asean_search.model import Action, Document, FileRecord, IngestReport, Skipped
from asean_search.paths import path_key, real_folder

COMMIT_DOCUMENTS = 30_000
COMMIT_SECONDS = 30.0
"""After so many documents or so long, whichever comes first, what was read is committed."""

_PROGRESS_DOCUMENTS = 100
_WAITING_MAX = 1024
_NOT_WHOLE = (End.REFUSED, End.FAILED, None)


class Progress(msgspec.Struct, frozen=True):
    """How far a run is: files looked at, documents read, and the file at hand."""

    files: int
    documents: int
    path: str


def run(  # noqa: PLR0913 - a run is the meeting of all of these
    paths: Sequence[Path],
    writer: Writer,
    *,
    index_path: Path,
    archive_root: Path,
    options: RunOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Bring the index up to date with the files at the given paths and below them.

    New files are added, changed ones replaced, unchanged ones not even read, and those that are
    gone removed. A given path that does not exist is reported and what is remembered of it is
    kept: a disk that is not mounted is no reason to forget an archive. For the same reason files
    and folders that the system refuses keep their documents.

    The first Ctrl-C ends the run within a second: what is whole is committed if there is time for
    it, and the report says ``interrupted``. A second one raises KeyboardInterrupt at once.

    Raises:
        IngestError: None of the paths could be read; nothing was changed.
        StorageError, IndexUnusableError: The index cannot be written.
    """
    started = time.perf_counter()
    options = options or RunOptions()
    archive_root = real_folder(archive_root)
    places = input_files.roots(paths, archive_root)
    task = _Task(archive_root, options, on_progress or (lambda _: None))
    with stoppable() as stop, _readers(options, writer, stop) as readers:
        job = _Run(task, writer, readers, stop)
        try:
            _go(job, paths, places, index_path)
        except KeyboardInterrupt:
            if not stop.is_late:
                raise
            job.give_up()
        stop.end()
        return job.report(index_path, (time.perf_counter() - started) * 1000)


def _go(job: _Run, paths: Sequence[Path], places: input_files.Roots, index_path: Path) -> None:
    job.remember(places.found)
    walk = input_files.walk(
        paths,
        archive_root=job.archive_root,
        index_folder=index_path,
        file_filter=job.options.file_filter,
        defaults=job.options.defaults,
    )
    for item in walk:
        job.take(item)
        if job.stop.requested:
            break
    job.finish_all()
    if not job.stop.requested:
        if all(path_key(root, job.archive_root) in job.refused for root in places.found):
            raise nothing_to_read(paths, job.skipped, job.archive_root)
        job.prune(places.found)
    job.commit()


class _Task(msgspec.Struct, frozen=True):
    """What was asked for."""

    archive_root: Path
    options: RunOptions
    on_progress: Callable[[Progress], None]


class _Waiting(msgspec.Struct, frozen=True):
    """A file whose turn comes when all that was met before it is done."""

    file: InputFile
    known: FileRecord | None
    decision: Decision
    reading: Reading | None

    @property
    def is_elsewhere(self) -> bool:
        """Whether a worker reads it."""
        return isinstance(self.reading, WorkerReading)


class _Run:
    """One run: what it met and what it did."""

    def __init__(self, task: _Task, writer: Writer, readers: Readers, stop: Stop) -> None:
        self.archive_root = task.archive_root
        self.options = task.options
        self.stop = stop
        self.skipped: list[Skipped] = []
        self.refused: set[str] = set()
        self._writer = writer
        self._readers = readers
        self._on_progress = task.on_progress
        self._queue: deque[_Waiting | Skipped] = deque()
        self._elsewhere = 0.0
        self._met: set[str] = set()
        self._files = self._read = 0
        self._counts = Counts()
        self._kept = Counts()
        self._committed = self._dirty = False
        self._uncommitted = 0
        self._last_commit = time.monotonic()
        self._half_committed = ""

    def remember(self, roots: Sequence[Path]) -> None:
        """Remember what is to be indexed."""
        for root in roots:
            self._writer.record_root(path_key(root, self.archive_root))

    def take(self, item: InputFile | Skipped) -> None:
        """See to a file that was met on the walk, when its turn comes; some are read ahead."""
        if isinstance(item, Skipped):
            self.refused.add(item.path)
            self._queue.append(item)
        else:
            self._met.add(item.path)
            known = self._writer.file(item.path)
            decision = decide(item, known, self.options)
            reading = self._readers.read(item) if decision.reads else None
            waiting = _Waiting(item, known, decision, reading)
            self._elsewhere += self._weight(waiting)
            self._queue.append(waiting)
        while self._queue and self._is_time_for(self._queue[0]):
            self._finish(self._queue.popleft())

    def finish_all(self) -> None:
        """See to everything that was met and waits."""
        while self._queue and not self.stop.requested:
            self._finish(self._queue.popleft())

    def prune(self, roots: Sequence[Path]) -> None:
        """Remove the files that are remembered below the roots and are there no more."""
        if not self.options.prunes:
            return
        found = list(
            pruning.gone(
                self._writer, roots, self.archive_root, met=self._met, refused=self.refused
            )
        )
        for each in found:
            if self.stop.requested:
                return
            self._counts.count(Action.REMOVE, self._writer.remove_file(each.record.path))
            self._dirty = True

    def commit(self) -> None:
        """Commit, if there is anything to commit."""
        if self._dirty:
            self._commit()
        self._kept = self._counts.copy()
        self._dirty = False
        self._uncommitted = 0
        self._last_commit = time.monotonic()

    def _commit(self) -> None:
        """Commit; a Ctrl-C may be heard right after it, and then it is committed all the same."""
        before = self._writer.commits
        try:
            self._writer.commit()
        finally:
            if self._writer.commits > before:
                self._committed = True
                self._kept = self._counts.copy()

    def give_up(self) -> None:
        """Forget what was not committed."""
        self._writer.rollback()
        self._counts = self._kept

    def report(self, index_path: Path, took_ms: float) -> IngestReport:
        """What was done."""
        counts = self._counts
        return IngestReport(
            index=str(index_path),
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            unchanged=counts.unchanged,
            undated=counts.undated,
            skipped=tuple(self.skipped),
            total=sum(record.documents for record in self._writer.files_under("")),
            took_ms=round(took_ms, 3),
            committed=self._committed,
            interrupted=self.stop.requested,
            rejected_dates=counts.rejected_dates,
            peak_memory=limits.peak_bytes() + self._readers.peak_bytes,
        )

    # --- one file

    def _is_time_for(self, first: _Waiting | Skipped) -> bool:
        """Whether to see to the first that waits now, rather than to look for more to read."""
        if isinstance(first, Skipped) or not first.is_elsewhere:
            return True
        return self._elsewhere > self._readers.most_ahead or len(self._queue) > _WAITING_MAX

    def _weight(self, waiting: _Waiting) -> float:
        return self._readers.weight(waiting.file) if waiting.is_elsewhere else 0.0

    def _finish(self, waiting: _Waiting | Skipped) -> None:
        if isinstance(waiting, Skipped):
            self.skipped.append(waiting)
            return
        self._elsewhere -= self._weight(waiting)
        self._files += 1
        self._tell(waiting.file)
        decision = waiting.decision
        if decision.touched:
            self._writer.record_file(decision.touched)
            self._dirty = True
        if waiting.reading:
            self._replace(waiting, waiting.reading)
        elif decision.action is Action.SKIP:
            self.skipped += _of_before(waiting) or [Skipped(waiting.file.path, decision.reason)]
        else:
            self.skipped += _of_before(waiting)
            self._counts.count(Action.KEEP, waiting.known.documents if waiting.known else 0)
        if self._is_due():
            self.commit()

    def _replace(self, waiting: _Waiting, reading: Reading) -> None:
        """Put a file's documents in the place of those it gave before.

        A part of them is kept only when the user stops the run and it is in the index already, or
        what it replaces is gone: the next run reads the file again.
        """
        file, known = waiting.file, waiting.known
        problems, counts = len(self.skipped), self._counts.copy()
        self._readers.start(reading)
        with reading:
            documents = self._documents(file, reading)
            first = next(documents, None)
            if first is None and reading.end in (End.REFUSED, None):
                return
            before = self._writer.remove_file(file.path)
            self._dirty = self._dirty or known is not None or before > 0
            count = self._put(waiting, chain([first], documents)) if first else 0
            stopped = self.stop.requested and reading.end is None
            keeps_part = stopped and (before > 0 or self._half_committed == file.path)
            if reading.end in _NOT_WHOLE and not keeps_part:
                self._writer.remove_file(file.path)
                count, self._counts = 0, counts
        if keeps_part:
            self._writer.record_file(remembering.half_read(file, count))
            self._dirty = True
        elif reading.moved:
            self._writer.record_file(remembering.half_read(file, count))
            self._dirty = True
            self.skipped.append(Skipped(file.path, reading.moved))
        elif reading.end in (End.READ, End.FAILED):
            skipped = self.skipped[problems:]
            self._writer.record_file(remembering.whole(file, reading, count, skipped))
            self._dirty = True
        if count:
            self._counts.count(waiting.decision.action, count)
        elif before:
            self._counts.count(Action.REMOVE, before)

    def _documents(self, file: InputFile, reading: Reading) -> Iterator[Document | Part]:
        for item in _until_stopped(reading):
            if self.stop.requested:
                return
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            before = self._read
            self._read += len(item) if isinstance(item, Part) else 1
            if self._read // _PROGRESS_DOCUMENTS > before // _PROGRESS_DOCUMENTS:
                self._tell(file)
            if isinstance(item, Part):
                yield item
            else:
                yield defaults.filled(item, file.defaults, file.mtime_ns)

    def _put(self, waiting: _Waiting, found: Iterator[Document | Part]) -> int:
        """Put the documents, with a commit whenever it is time for one; how many they were."""
        count = 0
        for item in found:
            left: Document | Part | None = item
            while left is not None:
                if count and self._is_due():
                    self._commit_half(waiting, count)
                count, left = self._put_some(left, count)
        return count

    def _put_some(self, item: Document | Part, count: int) -> tuple[int, Part | None]:
        """Put as much as is to be put before the next commit; what is left."""
        left = None
        if isinstance(item, Document):
            some = 1
            self._writer.put([item])
            self._counts.undated += item.date is None
            self._counts.rejected_dates += len(item.rejected_dates)
        else:
            room = max(1, COMMIT_DOCUMENTS - self._uncommitted)
            if len(item) > room:
                item, left = item.cut(room)
            some = len(item)
            self._writer.put_analysed(item.prepared, item.first, item.first + some)
            self._counts.undated += sum(item.undated)
            self._counts.rejected_dates += sum(item.rejected_dates)
        self._dirty = True
        self._uncommitted += some
        return count + some, left

    def _commit_half(self, waiting: _Waiting, count: int) -> None:
        self._writer.record_file(remembering.half_read(waiting.file, count))
        self.commit()
        self._half_committed = waiting.file.path
        self._kept.count(waiting.decision.action, count)

    def _is_due(self) -> bool:
        waited = time.monotonic() - self._last_commit
        return self._uncommitted >= COMMIT_DOCUMENTS or (self._dirty and waited >= COMMIT_SECONDS)

    def _tell(self, file: InputFile) -> None:
        self._on_progress(Progress(self._files, self._read, file.path))


def _of_before(waiting: _Waiting) -> Sequence[Skipped]:
    """What of an unchanged file could not be read when it was: it is told again."""
    return waiting.known.unread if waiting.known else ()


def _readers(options: RunOptions, writer: Writer, stop: Stop) -> Readers:
    return Readers(options, lambda: stop.requested, writer.batch_analyser)


def _until_stopped(reading: Reading) -> Iterator[Document | Part | Skipped]:
    try:
        yield from reading
    except StoppedError:
        return
