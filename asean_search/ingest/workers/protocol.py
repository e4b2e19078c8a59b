"""The protocol between a run and its workers: frames of pickled values in pipes."""

from __future__ import annotations

import pickle
import struct
from typing import Any, BinaryIO

import msgspec

from asean_search.ingest.extract import End, Opened
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_LENGTH = struct.Struct("<Q")


class Limits(msgspec.Struct, frozen=True):
    """Limits on reading one file.

    ``large_bytes_per_s``: how quickly a large file has to be read in any case.
    """

    time_s: float = 60.0
    memory_bytes: int = 1 << 30
    large_bytes_per_s: int = 10_000_000

    def time_for(self, size_bytes: int) -> float:
        """How many seconds may go by without a sign of progress with a file of this size."""
        return self.time_s + size_bytes / self.large_bytes_per_s


class Init(msgspec.Struct, frozen=True):
    """The first frame to a worker. ``reader`` is ``module:name`` of a class like ``Reading``.

    ``batch_analyser`` is that of ``engine.interface.Writer``; it analyses the documents.
    """

    parent_pid: int
    limits: Limits
    reader: str
    batch_analyser: str = ""


class Ready(msgspec.Struct, frozen=True):
    """The first answer of a worker: it has started and uses ``used_bytes`` of memory."""

    used_bytes: int = 0


class Job(msgspec.Struct, frozen=True):
    """A file to read. ``avoid`` are the paths of members to leave out, with the reasons.

    The first ``known_items`` items are not sent again. Only block ``shard[0]`` of every
    ``shard[1]`` is sent.
    """

    file: InputFile
    avoid: tuple[tuple[str, str], ...] = ()
    known_items: int = 0
    shard: tuple[int, int] = (0, 1)


class BatchJob(msgspec.Struct, frozen=True):
    """Short files to read; one answer covers them all."""

    files: tuple[InputFile, ...]


class Part(msgspec.Struct, frozen=True):
    """Analysed documents of one file.

    They are among those of which ``prepared`` was made, from number ``first`` on. For each of
    them, ``undated`` says whether it has no date and ``rejected_dates`` how many it cannot have.
    """

    prepared: object
    first: int
    undated: tuple[bool, ...]
    rejected_dates: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.undated)

    def cut(self, count: int) -> tuple[Part, Part]:
        """The first ``count`` of them, and the others."""
        return (
            Part(self.prepared, self.first, self.undated[:count], self.rejected_dates[:count]),
            Part(
                self.prepared,
                self.first + count,
                self.undated[count:],
                self.rejected_dates[count:],
            ),
        )


class MemberStart(msgspec.Struct, frozen=True):
    """The reading of a file or of a member begins, after ``before`` items."""

    path: str
    before: int = 0


class MemberEnd(msgspec.Struct, frozen=True):
    """The reading of the file entered last has ended."""


class BlockEnd(msgspec.Struct, frozen=True):
    """The next items of the file are in another worker's share."""


class Items(msgspec.Struct, frozen=True):
    """Some of what was read: ``count`` documents, reasons and ends of blocks."""

    items: tuple[Document | Part | Skipped | BlockEnd, ...]
    count: int


class Ended(msgspec.Struct, frozen=True):
    """All was read. The worker is ``is_oversized`` when it has grown too large to be used again."""

    end: End
    digest: str
    opened: Opened | None
    moved: str | None
    peak_bytes: int = 0
    is_oversized: bool = False


class Failed(msgspec.Struct, frozen=True):
    """The worker exits. ``end`` is the result for the file."""

    reason: str
    end: End = End.FAILED


class BatchAnswer(msgspec.Struct, frozen=True):
    """The items of each file of a batch, and how its reading ended."""

    files: tuple[tuple[Items, Ended], ...]


class BatchTooLarge(msgspec.Struct, frozen=True):
    """The batch holds too much text for one answer: submit its files one by one."""


Answer = Ready | MemberStart | MemberEnd | Items | Ended | Failed | BatchAnswer | BatchTooLarge


def write(stream: BinaryIO, value: Init | Job | BatchJob | Answer) -> None:
    """Write one frame."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read(stream: BinaryIO) -> tuple[Any, int]:
    """The next frame, and how many bytes it took.

    Raises:
        EOFError: The other side is gone.
    """
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length)), length  # noqa: S301 - from our own process


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
