"""The use case of indexing: files -> index. The one place that knows the order."""

from __future__ import annotations

import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from types import FrameType

from asean_search.engine.interface import Writer
from asean_search.errors import IngestError
from asean_search.ingest import extract, sources
from asean_search.ingest.extract import End, Reading
from asean_search.ingest.identity import key_at, path_key, path_of, real_folder
from asean_search.ingest.sources import Source
from asean_search.model import Document, FileRecord, IngestReport, Skipped, Tally

COMMIT_DOCUMENTS = 20_000
COMMIT_SECONDS = 30.0
"""After so many documents or so long, whichever comes first, what was read is committed."""

_PROGRESS_DOCUMENTS = 100
_MOST_NAMED = 5
_HALF_READ_BYTES = -1
"""The size remembered of a file of which only a part is in the index: no file has it, so the
next run replaces the part, or removes it if the file is gone by then."""


_NOT_WHOLE = (End.REFUSED, None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files looked at, documents read, and the file at hand."""

    files: int
    documents: int
    path: str


def run(
    paths: Sequence[Path],
    writer: Writer,
    *,
    index_path: Path,
    archive_root: Path,
    on_progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Bring the index up to date with the files at the given paths and below them.

    New files are added, changed ones replaced, unchanged ones not even read, and those that are
    gone removed. A given path that does not exist is reported and what is remembered of it is
    kept: a disk that is not mounted is no reason to forget an archive. For the same reason files
    and folders that the system refuses keep their documents.

    The first Ctrl-C ends the run after the document at hand: what is whole is committed and the
    report says ``interrupted``. A second one raises KeyboardInterrupt at once.

    Raises:
        IngestError: None of the paths could be read; nothing was changed.
        StorageError, IndexUnusableError: The index cannot be written.
    """
    started = time.perf_counter()
    archive_root = real_folder(archive_root)
    given = sources.roots(paths, archive_root)
    with _stoppable() as stop:
        job = _Run(writer, archive_root, stop, on_progress or (lambda _: None))
        for item in sources.walk(paths, archive_root=archive_root, index_folder=index_path):
            job.take(item)
            if stop.requested:
                break
        else:
            if all(path_key(root, archive_root) in job.refused for root in given.found):
                raise _nothing_to_read(paths, job.skipped, archive_root)
            job.prune(given.found)
        job.commit()
        return job.report(index_path, (time.perf_counter() - started) * 1000)


def check(paths: Sequence[Path]) -> None:
    """See that there is something to index, before an index is made for it.

    Raises:
        IngestError: None of the paths exists.
    """
    given = sources.roots(paths, Path.cwd())
    if not given.found:
        raise _nothing_to_read(paths, given.missing, Path.cwd())


class _Stop:
    """Whether the user asked for the end."""

    requested = False


class _Run:
    """One run: what it met and what it did."""

    def __init__(
        self,
        writer: Writer,
        archive_root: Path,
        stop: _Stop,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.skipped: list[Skipped] = []
        self.refused: set[str] = set()
        self._writer = writer
        self._archive_root = archive_root
        self._stop = stop
        self._on_progress = on_progress
        self._met: set[str] = set()
        self._read = self._undated = 0
        self._added = self._changed = self._removed = self._unchanged = Tally()
        self._committed = self._dirty = False
        self._uncommitted = 0
        self._last_commit = time.monotonic()

    def take(self, item: Source | Skipped) -> None:
        """Bring the index up to date with one file that was met on the walk."""
        if isinstance(item, Skipped):
            self.skipped.append(item)
            self.refused.add(item.path)
            return
        self._met.add(item.path)
        self._tell(item)
        known = self._writer.file(item.path)
        if known and self._is_unchanged(item, known):
            if known.problem:
                self.skipped.append(Skipped(item.path, known.problem))
            else:
                self._unchanged = _more(self._unchanged, known.documents)
        else:
            self._replace(item, known)
        if self._is_due():
            self.commit()

    def prune(self, roots: Sequence[Path]) -> None:
        """Remove the files that are remembered below the roots and are there no more."""
        remembered = (record for root in roots for record in self._remembered_below(root))
        gone = [record.path for record in remembered if self._is_gone(record.path)]
        for path in gone:
            if self._stop.requested:
                return
            self._removed = _more(self._removed, self._writer.remove_file(path))
            self._dirty = True

    def commit(self) -> None:
        """Commit, if there is anything to commit."""
        if self._dirty:
            self._writer.commit()
            self._committed = True
        self._dirty = False
        self._uncommitted = 0
        self._last_commit = time.monotonic()

    def report(self, index_path: Path, took_ms: float) -> IngestReport:
        """What was done."""
        return IngestReport(
            index=str(index_path),
            added=self._added,
            changed=self._changed,
            removed=self._removed,
            unchanged=self._unchanged,
            undated=self._undated,
            skipped=tuple(self.skipped),
            total=sum(record.documents for record in self._writer.files_under("")),
            took_ms=round(took_ms, 3),
            committed=self._committed,
            interrupted=self._stop.requested,
        )

    def _is_unchanged(self, source: Source, known: FileRecord) -> bool:
        """Same size and time, or, when only the time differs, the same bytes."""
        if source.size_bytes != known.size_bytes:
            return False
        if source.mtime_ns == known.mtime_ns:
            return True
        if not known.digest or extract.digest(source.file) != known.digest:
            return False
        self._writer.record_file(replace(known, mtime_ns=source.mtime_ns))
        self._dirty = True
        return True

    def _replace(self, source: Source, known: FileRecord | None) -> None:
        """Put a file's documents in the place of those it gave before; a part is not kept."""
        problems, undated = len(self.skipped), self._undated
        with Reading(source) as reading:
            documents = self._documents(source, reading)
            first = next(documents, None)
            if first is None and reading.end in _NOT_WHOLE:
                return
            before = self._writer.remove_file(source.path)
            self._dirty = self._dirty or known is not None or before > 0
            count = self._put(source, chain([first], documents)) if first else 0
            if reading.end in _NOT_WHOLE:
                self._writer.remove_file(source.path)
                count, self._undated = 0, undated
        if reading.end is End.READ:
            problem = self.skipped[problems].reason if not count else None
            self._remember(source, source.size_bytes, reading.digest, count, problem)
        if not count:
            self._removed = _more(self._removed, before) if before else self._removed
        elif known:
            self._changed = _more(self._changed, count)
        else:
            self._added = _more(self._added, count)

    def _documents(self, source: Source, reading: Reading) -> Iterator[Document]:
        for item in reading:
            if self._stop.requested:
                return
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            self._undated += item.date is None
            self._read += 1
            if self._read % _PROGRESS_DOCUMENTS == 0:
                self._tell(source)
            yield item

    def _put(self, source: Source, documents: Iterator[Document]) -> int:
        """Put the documents, with a commit whenever it is time for one; how many they were."""
        count = 0
        following = next(documents, None)
        while following:
            count += self._writer.put(self._until_due(chain([following], documents)))
            following = next(documents, None)
            if following:
                self._remember(source, _HALF_READ_BYTES, "", count, None)
                self.commit()
        return count

    def _until_due(self, documents: Iterator[Document]) -> Iterator[Document]:
        for document in documents:
            yield document
            self._dirty = True
            self._uncommitted += 1
            if self._is_due():
                return

    def _is_due(self) -> bool:
        waited = time.monotonic() - self._last_commit
        return self._uncommitted >= COMMIT_DOCUMENTS or (self._dirty and waited >= COMMIT_SECONDS)

    def _remember(
        self, source: Source, size_bytes: int, digest: str, documents: int, problem: str | None
    ) -> None:
        self._dirty = True
        self._writer.record_file(
            FileRecord(source.path, size_bytes, source.mtime_ns, digest, documents, problem)
        )

    def _remembered_below(self, root: Path) -> Iterator[FileRecord]:
        """The remembered files at a root or below it."""
        if key := path_key(root, self._archive_root):
            yield from self._writer.files_under(key)
        if root == self._archive_root or root in self._archive_root.parents:
            everything = self._writer.files_under("")
            yield from (record for record in everything if not Path(record.path).is_absolute())

    def _is_gone(self, path: str) -> bool:
        """Whether a remembered file was not met because it is no longer there."""
        if path in self._met or path in self.refused:
            return False
        if any(str(folder) in self.refused for folder in PurePosixPath(path).parents):
            return False
        try:
            return not stat.S_ISREG(path_of(path, self._archive_root).stat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False

    def _tell(self, source: Source) -> None:
        self._on_progress(Progress(len(self._met), self._read, source.path))


def _more(tally: Tally, documents: int) -> Tally:
    return Tally(tally.files + 1, tally.documents + documents)


def _nothing_to_read(
    paths: Sequence[Path], skipped: Sequence[Skipped], archive_root: Path
) -> IngestError:
    reasons = {item.path: item.reason for item in skipped}
    named = [f"{path}: {reasons.get(key_at(path, archive_root), 'not read')}" for path in paths]
    more = f"; and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
    return IngestError(
        f"nothing could be indexed: {'; '.join(named[:_MOST_NAMED])}{more}",
        hint="Name a file or a folder that exists and may be read: asearch index PATH",
    )


@contextmanager
def _stoppable() -> Iterator[_Stop]:
    """Turn the first Ctrl-C into a request to stop, so that no write is cut in two by it.

    Signals reach the main thread only; elsewhere, and where they are ignored, nothing is changed.
    """
    stop = _Stop()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield stop
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        if stop.requested:
            raise KeyboardInterrupt
        stop.requested = True

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
