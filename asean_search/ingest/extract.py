"""Reads a file: its documents, or the reason why it has none.

A reader module is imported with the first file of its format.
"""

from __future__ import annotations

import enum
import hashlib
import importlib
import io
import os
import stat
from collections.abc import Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from asean_search.errors import ExtraMissingError
from asean_search.ingest import container, formats
from asean_search.ingest.container import Item
from asean_search.ingest.decoding import UnreadableError
from asean_search.ingest.formats import Format
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile, reason_of
from asean_search.model import Document, Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK_BYTES = 1 << 18
_SMALL_CHUNK_BYTES = formats.HEAD_BYTES
"""For files that fit: allocating a larger buffer takes longer than reading them."""
_DIGEST_BYTES = 16
_REASON_CHARS = 200
_EXPECTED = (OSError, MemoryError, ExtraMissingError, container.BoundError)
"""What a reader may raise beside UnreadableError; anything else is a bug, which costs one file."""


class ReaderFunction(Protocol):
    """The function ``documents`` of a ``from_*`` module.

    It yields a ``Skipped`` for each part of the file that it cannot read, and raises
    ``UnreadableError`` if it cannot read the (rest of the) file. It raises ``ExtraMissingError`` if
    this file needs a library that is not installed, and may raise OSError and MemoryError.
    """

    def __call__(self, file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
        """The documents of one file, and the parts that could not be read, in the file's order."""
        ...


class End(enum.Enum):
    """How the reading of a file ended, and why it is read again or not."""

    READ = "read, whether it holds documents or not; read again only if it changes"
    UNREAD = "not read: this installation has no reader for its format"
    REFUSED = "not read, or not to its end: the system refused"
    FAILED = "read in part: its reader crashed, hung or needed too much memory"


class ReadObserver(Protocol):
    """Observes the reading of files and of the files inside them."""

    def enter(self, file: InputFile) -> str | None:
        """The reading of a file begins. Returns a reason not to read it, or None."""
        ...

    def leave(self) -> None:
        """The reading of the file entered last has ended."""
        ...


class Opened(msgspec.Struct, frozen=True):
    """The status of a file when it was opened; see ``InputFile``."""

    size_bytes: int
    mtime_ns: int
    inode: int


class FileReader:
    """Iterates over the documents of one file, and over the parts that could not be read.

    ``end`` is None until the iterator is exhausted. ``digest`` is the hex BLAKE2b-128 of the file's
    bytes, or "" if not all of them were read (as of a file without documents). ``opened`` is the
    status of the file, or None if it could not be opened; ``moved`` says whether it was changed or
    deleted while it was read, or is None.
    """

    def __init__(
        self, file: InputFile, options: RecordOptions = BY_NAME, watch: ReadObserver | None = None
    ) -> None:
        self.end: End | None = None
        self.digest = ""
        self.opened: Opened | None = None
        self.moved: str | None = None
        self._file = file
        self._options = options
        self._watch = watch
        self._items = self._read()

    def __enter__(self) -> FileReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._items.close()

    def __iter__(self) -> Iterator[Document | Skipped]:
        return self._items

    def _read(self) -> Generator[Document | Skipped, None, None]:
        file = self._file
        try:
            with _open(file.disk_path) as raw:
                self.opened, _ = raw.status()
                is_small = self.opened.size_bytes < _SMALL_CHUNK_BYTES
                chunk_bytes = _SMALL_CHUNK_BYTES if is_small else _CHUNK_BYTES
                stream: io.BufferedReader = io.BufferedReader(raw, chunk_bytes)
                yield from self._extract(stream, raw)
                self.moved = _moved(self.opened, *raw.status())
        except ExtraMissingError as problem:
            self.end = End.UNREAD
            yield Skipped(file.path, problem.message)
        except OSError as error:
            self.end = End.REFUSED
            yield Skipped(file.path, reason_of(error, file.disk_path))

    def _extract(
        self, stream: io.BufferedReader, raw: _Hashing
    ) -> Generator[Document | Skipped, None, None]:
        file = self._file
        if reason := _format(file, stream).unreadable_reason:
            self.end = End.UNREAD
            yield Skipped(file.path, reason)
            return
        count = 0
        for item in documents(file, stream, self._options, self._watch):
            count += isinstance(item, Document)
            yield item
        if count:
            self.digest = raw.hexdigest()
        self.end = End.READ


def documents(
    file: InputFile,
    stream: io.BufferedReader,
    options: RecordOptions = BY_NAME,
    watch: ReadObserver | None = None,
) -> Iterator[Document | Skipped]:
    """The documents in a stream, and in the files inside it.

    Raises:
        OSError: The system refused to read it.
    """

    def read(file: InputFile, stream: io.BufferedReader) -> Iterator[Item]:
        found = _format(file, stream)
        if reason := found.unreadable_reason or (watch and watch.enter(file)):
            yield Skipped(file.path, reason)
            return
        try:
            if found.takes_options:
                module = importlib.import_module(f"asean_search.ingest.readers.{found.module}")
                yield from module.documents(file, stream, options)
            else:
                yield from reader_of(found)(file, stream)
        except UnreadableError as problem:
            yield Skipped(file.path, str(problem))
        except _EXPECTED:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}".rstrip(": ")
            yield Skipped(file.path, f"{found.name}: its reader failed ({what[:_REASON_CHARS]})")
        finally:
            if watch:
                watch.leave()

    return container.documents(file, stream, read)


def _moved(before: Opened, after: Opened, names: int) -> str | None:
    """What happened to a file while it was read, or None."""
    if names == 0 and os.name == "posix":
        return "deleted while it was read"
    return "changed while it was read; the next run reads it again" if after != before else None


def _format(file: InputFile, stream: io.BufferedReader) -> Format:
    return formats.detect(file.suffixes, stream.peek(formats.HEAD_BYTES)[: formats.HEAD_BYTES])


def format_of(path: Path, suffixes: tuple[str, ...]) -> Format | None:
    """The format of a file, or None if the system refuses to open it."""
    try:
        with _open(path) as raw:
            return formats.detect(suffixes, raw.read(formats.HEAD_BYTES))
    except OSError:
        return None


def digest(path: Path) -> str | None:
    """The hex BLAKE2b-128 of a file's bytes, or None if the system refuses."""
    try:
        with _open(path) as raw:
            return raw.hexdigest()
    except OSError:
        return None


def reader_of(kind: Format) -> ReaderFunction:
    """The function that reads a format. Imports its module and thereby its library."""
    module = importlib.import_module(f"asean_search.ingest.readers.{kind.module}")
    return cast("ReaderFunction", module.documents)


class _Hashing(io.RawIOBase):
    """A file's bytes, hashed as they are read, if they are read in order."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._file = io.FileIO(descriptor, "rb")
        self._hash = hashlib.blake2b(digest_size=_DIGEST_BYTES)
        self._hashed_bytes = 0
        self._is_hashed = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        start = self._file.tell()
        count = self._file.readinto(buffer) or 0
        if start <= self._hashed_bytes < start + count:
            new = memoryview(buffer).cast("B")[self._hashed_bytes - start : count]
            self._hash.update(new)
            self._hashed_bytes += len(new)
        elif count == 0 and start == self._hashed_bytes:
            self._is_hashed = memoryview(buffer).nbytes > 0
        return count

    def status(self) -> tuple[Opened, int]:
        """The status of the file now, and how many names it has."""
        status = os.fstat(self._file.fileno())
        return Opened(status.st_size, status.st_mtime_ns, status.st_ino), status.st_nlink

    def close(self) -> None:
        self._file.close()
        super().close()

    def hexdigest(self) -> str:
        """The digest of the whole file; reads the rest of it."""
        if not self._is_hashed:
            self.seek(self._hashed_bytes)
            while self.read(_CHUNK_BYTES):
                pass
        return self._hash.hexdigest()


def _open(path: Path) -> _Hashing:
    """Open a regular file. One that became a pipe since the walk is refused, and does not block."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("no longer a file")
    return _Hashing(descriptor)
