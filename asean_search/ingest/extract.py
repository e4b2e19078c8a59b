"""A file -> its documents, or the reason why it gives none.

Modules of extractors are imported when the first file of their kind is met.
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
"""For files that fit: making room for more takes longer than reading them."""
_DIGEST_BYTES = 16
_REASON_CHARS = 200
_EXPECTED = (OSError, MemoryError, ExtraMissingError, container.BoundError)
"""What a reader may raise; everything else is a mistake in it, which costs one file."""


class Extract(Protocol):
    """The function ``documents`` of a ``from_*`` module.

    It reads of the stream what it needs and yields a ``Skipped`` for whatever it cannot read.
    It raises nothing but the OSError and MemoryError that reading may cost, and
    ``ExtraMissingError`` when it turns out that this file needs a library that is not installed.
    """

    def __call__(self, file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
        """The documents of one file, and what of it could not be read, in the file's order."""
        ...


class End(enum.Enum):
    """How the reading of a file ended."""

    READ = "its content was judged, good or bad: need not be read again until it changes"
    UNREAD = "its format is not one that this version reads"
    REFUSED = "the system would not let it be read, or not to its end"
    FAILED = "its reader crashed, hung or needed too much memory: what it gave is not whole"


class ReadObserver(Protocol):
    """Is told of every file that is read, and of every file inside one."""

    def enter(self, file: InputFile) -> str | None:
        """The reading of a file begins; a reason not to read it, or None."""
        ...

    def leave(self) -> None:
        """The reading of the file that was entered last has ended."""
        ...


class Opened(msgspec.Struct, frozen=True):
    """What the system said of a file when it was opened, as in ``InputFile``."""

    size_bytes: int
    mtime_ns: int
    inode: int


class FileReader:
    """The documents of one file, and what could not be read of it, as they are asked for.

    ``end`` is None until everything was asked for. ``digest`` is the hex BLAKE2b-128 of the
    file's bytes, or "" as long as not all of them were read (a file that gives no document need
    not be). ``opened`` is the file that was read, None when none could be opened, and ``moved``
    says what happened to it meanwhile, if anything did. ``options`` say how records are read.
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
        if obstacle := _kind(file, stream).unreadable_reason:
            self.end = End.UNREAD
            yield Skipped(file.path, obstacle)
            return
        given = 0
        for item in documents(file, stream, self._options, self._watch):
            given += isinstance(item, Document)
            yield item
        if given:
            self.digest = raw.hexdigest()
        self.end = End.READ


def documents(
    file: InputFile,
    stream: io.BufferedReader,
    options: RecordOptions = BY_NAME,
    watch: ReadObserver | None = None,
) -> Iterator[Document | Skipped]:
    """The documents that a stream holds, those of the files inside it included.

    Raises:
        OSError: The system would not let it be read.
    """

    def read(file: InputFile, stream: io.BufferedReader) -> Iterator[Item]:
        kind = _kind(file, stream)
        if reason := kind.unreadable_reason or (watch and watch.enter(file)):
            yield Skipped(file.path, reason)
            return
        try:
            if kind.takes_options:
                module = importlib.import_module(f"asean_search.ingest.readers.{kind.module}")
                yield from module.documents(file, stream, options)
            else:
                yield from reader_of(kind)(file, stream)
        except UnreadableError as problem:
            yield Skipped(file.path, str(problem))
        except _EXPECTED:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}".rstrip(": ")
            yield Skipped(file.path, f"{kind.name}: its reader failed ({what[:_REASON_CHARS]})")
        finally:
            if watch:
                watch.leave()

    return container.documents(file, stream, read)


def _moved(before: Opened, after: Opened, names: int) -> str | None:
    """What happened to a file while it was read."""
    if names == 0 and os.name == "posix":
        return "deleted while it was read"
    return "changed while it was read; the next run reads it again" if after != before else None


def _kind(file: InputFile, stream: io.BufferedReader) -> Format:
    return formats.of(file.suffixes, stream.peek(formats.HEAD_BYTES)[: formats.HEAD_BYTES])


def format_of(path: Path, suffixes: tuple[str, ...]) -> Format | None:
    """The format of a file, or None when the system refuses to let it be looked at."""
    try:
        with _open(path) as raw:
            return formats.of(suffixes, raw.read(formats.HEAD_BYTES))
    except OSError:
        return None


def digest(path: Path) -> str | None:
    """The hex BLAKE2b-128 of a file's bytes, or None when the system refuses."""
    try:
        with _open(path) as raw:
            return raw.hexdigest()
    except OSError:
        return None


def reader_of(kind: Format) -> Extract:
    """The function that reads a format; its library is imported now."""
    module = importlib.import_module(f"asean_search.ingest.readers.{kind.module}")
    return cast("Extract", module.documents)


class _Hashing(io.RawIOBase):
    """A file's bytes and their digest, which costs no second reading if they come in order."""

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
        """What the system says of it now, and how many names it has."""
        status = os.fstat(self._file.fileno())
        return Opened(status.st_size, status.st_mtime_ns, status.st_ino), status.st_nlink

    def close(self) -> None:
        self._file.close()
        super().close()

    def hexdigest(self) -> str:
        """The digest of the whole file, whatever of it was read until now."""
        if not self._is_hashed:
            self.seek(self._hashed_bytes)
            while self.read(_CHUNK_BYTES):
                pass
        return self._hash.hexdigest()


def _open(path: Path) -> _Hashing:
    """Open a regular file; one that became a pipe since it was found neither blocks nor is read."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("no longer a file")
    return _Hashing(descriptor)
