"""The use case of indexing what comes through standard input: records, one document each.

There is no file to go by. A document stays until one with the same id comes: feeding the same
records again changes nothing, feeding others adds to them.
"""

from __future__ import annotations

import hashlib
import io
import time
from pathlib import Path
from typing import BinaryIO, cast

from msgspec.structs import replace

from asean_search.engine.interface import Writer
from asean_search.errors import RequestError
from asean_search.indexing.interrupt import stoppable
from asean_search.indexing.options import RunOptions
from asean_search.indexing.plan import FROM_STANDARD_INPUT
from asean_search.indexing.runner import RunState
from asean_search.ingest import extract, formats
from asean_search.ingest.walk import defaults
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Action, Document, FileRecord, IngestReport, Skipped
from asean_search.paths import document_id

NAME = "-"
_DIGEST_BYTES = 16
_UNKNOWN_BYTES = 1 << 50
"""A stream may be of any length: how much it unpacks to is bounded by itself, not by its size."""


def run(
    stream: BinaryIO,
    writer: Writer,
    *,
    format: str | None,  # noqa: A002
    index_path: Path,
    options: RunOptions,
) -> IngestReport:
    """Put the documents of a stream into the index. ``format`` is an ending: ``jsonl``, ``csv``.

    The first Ctrl-C ends it; what came before is committed.

    Raises:
        RequestError: There is no such format.
    """
    started = time.perf_counter()
    file = _file(format, options)
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    with stoppable() as stop:
        job = _Intake(writer, file)
        try:
            for item in extract.documents(file, buffered, file.defaults.record_options):
                job.take(item)
                if stop.requested:
                    break
            job.state.commit()
        except KeyboardInterrupt:
            if not stop.is_late:
                raise
            job.state.rollback()
        stop.end()
        return job.state.report(index_path, started, stop.requested)


class _Intake:
    """Puts the documents of a stream into the index, each in place of the one with its id."""

    def __init__(self, writer: Writer, file: InputFile) -> None:
        self.state = RunState(writer)
        self._writer = writer
        self._file = file

    def take(self, item: Document | Skipped) -> None:
        """Put one document in the place of the one with the same id."""
        if isinstance(item, Skipped):
            self.state.skipped.append(item)
            return
        document = _placed(defaults.filled(item, self._file.defaults, self._file.mtime_ns))
        digest = _digest(document)
        known = self._writer.file(document.path)
        self.state.counts.undated += document.date is None
        self.state.counts.rejected_dates += len(document.rejected_dates)
        if known and known.digest == digest:
            self.state.counts.count(Action.KEEP, 1)
            return
        self._writer.remove_file(document.path)
        self._writer.put([document])
        self._writer.record_file(FileRecord(document.path, 0, 0, digest, 1))
        self.state.counts.count(Action.CHANGE if known else Action.ADD, 1)
        self.state.is_dirty = True
        self.state.uncommitted += 1
        if self.state.is_due():
            self.state.commit()


def _file(format: str | None, options: RunOptions) -> InputFile:  # noqa: A002
    ending = f".{format.lower().lstrip('.')}" if format else ""
    known = {end for row in formats.FORMATS if row.module for end in row.endings}
    if ending and ending not in known:
        raise RequestError(
            f"there is no format {format!r} to read",
            hint=f"The formats are: {', '.join(sorted(end[1:] for end in known))}.",
        )
    suffixes = tuple(f".{part}" for part in ending.split(".")[1:])
    return InputFile(
        NAME, Path(NAME), suffixes, _UNKNOWN_BYTES, time.time_ns(), defaults=options.defaults
    )


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", stream))


def _placed(document: Document) -> Document:
    """The document at a place of its own, so that it can be replaced by itself."""
    path = f"{FROM_STANDARD_INPUT}{document.record or ''}"
    return replace(document, path=path, record=None, id=document_id(path))


def _digest(document: Document) -> str:
    return hashlib.blake2b(
        repr(document).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES
    ).hexdigest()
