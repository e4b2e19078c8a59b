"""The use case of indexing: files -> index. The one place that knows the order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from asean_search.engine.interface import Writer
from asean_search.indexing.interrupt import Stop, stoppable
from asean_search.indexing.options import RunOptions
from asean_search.indexing.plan import Decision, decide, nothing_to_read, removals
from asean_search.indexing.report import Counts, complete_record, partial_record
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
"""A commit is due after this many documents or seconds, whichever comes first."""

_PROGRESS_DOCUMENTS = 100
_WAITING_MAX = 1024
_NOT_WHOLE = (End.REFUSED, End.FAILED, None)


class Progress(msgspec.Struct, frozen=True):
    """The progress of a run: files finished, documents read, and the current file."""

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
    task = _Request(archive_root, options, on_progress or (lambda _: None))
    with stoppable() as stop, _readers(options, writer, stop) as readers:
        job = _Run(task, writer, readers, stop)
        try:
            _index(job, paths, places, index_path)
        except KeyboardInterrupt:
            if not stop.is_late:
                raise
            job.state.rollback()
        stop.end()
        return job.state.report(index_path, started, stop.requested, readers.peak_bytes)


def _index(job: _Run, paths: Sequence[Path], places: input_files.Roots, index_path: Path) -> None:
    job.remember(places.found)
    walk = input_files.walk(
        paths,
        archive_root=job.archive_root,
        index_folder=index_path,
        file_filter=job.options.file_filter,
        defaults=job.options.defaults,
    )
    for item in walk:
        job.add(item)
        if job.stop.requested:
            break
    job.finish_queue()
    if not job.stop.requested:
        if all(path_key(root, job.archive_root) in job.refused for root in places.found):
            raise nothing_to_read(paths, job.state.skipped, job.archive_root)
        job.prune(places.found)
    job.state.commit()


class _Request(msgspec.Struct, frozen=True):
    """The arguments of ``run``."""

    archive_root: Path
    options: RunOptions
    on_progress: Callable[[Progress], None]


class RunState:
    """What a run has changed, and what of that is committed."""

    def __init__(self, writer: Writer) -> None:
        self.counts = Counts()
        self.committed_counts = Counts()
        self.skipped: list[Skipped] = []
        self.is_dirty = False
        self.uncommitted = 0
        """The number of documents that were put since the last commit."""
        self._writer = writer
        self._has_committed = False
        self._last_commit = time.monotonic()

    def is_due(self) -> bool:
        """Whether it is time for a commit."""
        waited = time.monotonic() - self._last_commit
        return self.uncommitted >= COMMIT_DOCUMENTS or (self.is_dirty and waited >= COMMIT_SECONDS)

    def commit(self) -> None:
        """Commit, if there is anything to commit."""
        if self.is_dirty:
            self._commit()
        self.committed_counts = self.counts.copy()
        self.is_dirty = False
        self.uncommitted = 0
        self._last_commit = time.monotonic()

    def _commit(self) -> None:
        """Commit. Ctrl-C may raise right after the commit, which counts all the same."""
        before = self._writer.commits
        try:
            self._writer.commit()
        finally:
            if self._writer.commits > before:
                self._has_committed = True
                self.committed_counts = self.counts.copy()

    def rollback(self) -> None:
        """Drop the changes since the last commit."""
        self._writer.rollback()
        self.counts = self.committed_counts

    def report(
        self, index_path: Path, started: float, interrupted: bool, workers_bytes: int = 0
    ) -> IngestReport:
        """The report of the run, which started at this value of ``time.perf_counter``."""
        counts = self.counts
        return IngestReport(
            index=str(index_path),
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            unchanged=counts.unchanged,
            undated=counts.undated,
            skipped=tuple(self.skipped),
            total=sum(record.documents for record in self._writer.files_under("")),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            committed=self._has_committed,
            interrupted=interrupted,
            rejected_dates=counts.rejected_dates,
            peak_memory=limits.peak_bytes() + workers_bytes,
        )


class _QueuedFile(msgspec.Struct, frozen=True):
    """A file of the walk that waits until all files before it are done."""

    file: InputFile
    known: FileRecord | None
    decision: Decision
    reading: Reading | None

    @property
    def is_in_worker(self) -> bool:
        """Whether a worker reads it."""
        return isinstance(self.reading, WorkerReading)


class _Run:
    """One run over the files of a walk."""

    def __init__(self, task: _Request, writer: Writer, readers: Readers, stop: Stop) -> None:
        self.archive_root = task.archive_root
        self.options = task.options
        self.stop = stop
        self.state = RunState(writer)
        self.refused: set[str] = set()
        self._writer = writer
        self._readers = readers
        self._on_progress = task.on_progress
        self._queue: deque[_QueuedFile | Skipped] = deque()
        self._ahead = 0.0
        self._met: set[str] = set()
        self._files = self._read = 0
        self._partly_committed = ""

    def remember(self, roots: Sequence[Path]) -> None:
        """Record the paths that are to be indexed."""
        for root in roots:
            self._writer.record_root(path_key(root, self.archive_root))

    def add(self, item: InputFile | Skipped) -> None:
        """Queue a file of the walk, start to read it, and finish the files whose turn has come."""
        if isinstance(item, Skipped):
            self.refused.add(item.path)
            self._queue.append(item)
        else:
            self._met.add(item.path)
            known = self._writer.file(item.path)
            decision = decide(item, known, self.options)
            reading = self._readers.read(item) if decision.reads else None
            queued = _QueuedFile(item, known, decision, reading)
            self._ahead += self._load(queued)
            self._queue.append(queued)
        while self._queue and self._is_next(self._queue[0]):
            self._finish(self._queue.popleft())

    def finish_queue(self) -> None:
        """Finish every file in the queue, unless the run is to stop."""
        while self._queue and not self.stop.requested:
            self._finish(self._queue.popleft())

    def prune(self, roots: Sequence[Path]) -> None:
        """Remove the recorded files below the roots that do not exist any more."""
        if not self.options.prunes:
            return
        found = list(
            removals(self._writer, roots, self.archive_root, met=self._met, refused=self.refused)
        )
        for each in found:
            if self.stop.requested:
                return
            self.state.counts.count(Action.REMOVE, self._writer.remove_file(each.record.path))
            self.state.is_dirty = True

    # --- one file

    def _is_next(self, first: _QueuedFile | Skipped) -> bool:
        """Whether to finish the first file in the queue now, or to start reading more files."""
        if isinstance(first, Skipped) or not first.is_in_worker:
            return True
        return self._ahead > self._readers.ahead_max or len(self._queue) > _WAITING_MAX

    def _load(self, queued: _QueuedFile) -> float:
        return self._readers.load(queued.file) if queued.is_in_worker else 0.0

    def _finish(self, queued: _QueuedFile | Skipped) -> None:
        if isinstance(queued, Skipped):
            self.state.skipped.append(queued)
            return
        self._ahead -= self._load(queued)
        self._files += 1
        self._report_progress(queued.file)
        decision = queued.decision
        if decision.touched:
            self._writer.record_file(decision.touched)
            self.state.is_dirty = True
        if queued.reading:
            self._replace(queued, queued.reading)
        elif decision.action is Action.SKIP:
            self.state.skipped += _known_problems(queued) or [
                Skipped(queued.file.path, decision.reason)
            ]
        else:
            self.state.skipped += _known_problems(queued)
            self.state.counts.count(Action.KEEP, queued.known.documents if queued.known else 0)
        if self.state.is_due():
            self.state.commit()

    def _replace(self, queued: _QueuedFile, reading: Reading) -> None:
        """Replace the documents of a file.

        If the user stops the run, the part that was read is kept when some of it is committed, or
        when the documents it replaces are removed: the next run reads the file again.
        """
        file, known = queued.file, queued.known
        problems, counts = len(self.state.skipped), self.state.counts.copy()
        self._readers.start(reading)
        with reading:
            documents = self._documents(file, reading)
            first = next(documents, None)
            if first is None and reading.end in (End.REFUSED, None):
                return
            before = self._writer.remove_file(file.path)
            self.state.is_dirty = self.state.is_dirty or known is not None or before > 0
            count = self._put(queued, chain([first], documents)) if first else 0
            stopped = self.stop.requested and reading.end is None
            keeps_part = stopped and (before > 0 or self._partly_committed == file.path)
            if reading.end in _NOT_WHOLE and not keeps_part:
                self._writer.remove_file(file.path)
                count, self.state.counts = 0, counts
        if keeps_part:
            self._writer.record_file(partial_record(file, count))
            self.state.is_dirty = True
        elif reading.moved:
            self._writer.record_file(partial_record(file, count))
            self.state.is_dirty = True
            self.state.skipped.append(Skipped(file.path, reading.moved))
        elif reading.end in (End.READ, End.FAILED):
            skipped = self.state.skipped[problems:]
            self._writer.record_file(complete_record(file, reading, count, skipped))
            self.state.is_dirty = True
        if count:
            self.state.counts.count(queued.decision.action, count)
        elif before:
            self.state.counts.count(Action.REMOVE, before)

    def _documents(self, file: InputFile, reading: Reading) -> Iterator[Document | Part]:
        for item in _until_stopped(reading):
            if self.stop.requested:
                return
            if isinstance(item, Skipped):
                self.state.skipped.append(item)
                continue
            before = self._read
            self._read += len(item) if isinstance(item, Part) else 1
            if self._read // _PROGRESS_DOCUMENTS > before // _PROGRESS_DOCUMENTS:
                self._report_progress(file)
            if isinstance(item, Part):
                yield item
            else:
                yield defaults.filled(item, file.defaults, file.mtime_ns)

    def _put(self, queued: _QueuedFile, found: Iterator[Document | Part]) -> int:
        """Put the documents, and commit whenever it is due. Returns how many there were."""
        count = 0
        for item in found:
            left: Document | Part | None = item
            while left is not None:
                if count and self.state.is_due():
                    self._commit_part(queued, count)
                count, left = self._put_some(left, count)
        return count

    def _put_some(self, item: Document | Part, count: int) -> tuple[int, Part | None]:
        """Put documents until a commit is due. Returns the new count and the rest of ``item``."""
        left = None
        if isinstance(item, Document):
            some = 1
            self._writer.put([item])
            self.state.counts.undated += item.date is None
            self.state.counts.rejected_dates += len(item.rejected_dates)
        else:
            room = max(1, COMMIT_DOCUMENTS - self.state.uncommitted)
            if len(item) > room:
                item, left = item.cut(room)
            some = len(item)
            self._writer.put_analysed(item.prepared, item.first, item.first + some)
            self.state.counts.undated += sum(item.undated)
            self.state.counts.rejected_dates += sum(item.rejected_dates)
        self.state.is_dirty = True
        self.state.uncommitted += some
        return count + some, left

    def _commit_part(self, queued: _QueuedFile, count: int) -> None:
        self._writer.record_file(partial_record(queued.file, count))
        self.state.commit()
        self._partly_committed = queued.file.path
        self.state.committed_counts.count(queued.decision.action, count)

    def _report_progress(self, file: InputFile) -> None:
        self._on_progress(Progress(self._files, self._read, file.path))


def _known_problems(queued: _QueuedFile) -> Sequence[Skipped]:
    """The parts of an unchanged file that could not be read; each run reports them."""
    return queued.known.unread if queued.known else ()


def _readers(options: RunOptions, writer: Writer, stop: Stop) -> Readers:
    return Readers(options, lambda: stop.requested, writer.batch_analyser)


def _until_stopped(reading: Reading) -> Iterator[Document | Part | Skipped]:
    try:
        yield from reading
    except StoppedError:
        return
