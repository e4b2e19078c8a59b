"""Files inside files: what an archive holds is read as if it lay in a folder, within bounds.

An extractor of a container yields a ``Member`` for each file in it; here they are opened through
the same table as any other file. A member's documents live at the container's path, and their
``record`` is the member's name (``2021/summit.html``), followed by ``#`` and what they are called
inside it: ``inner.zip#summit.html``, ``records.jsonl#17``. So the file's documents are still
removed by its path, and ``path#record`` is what a document's id is made of, as everywhere.

Nothing is ever written to disk: a name such as ``../../etc/passwd`` is a name and nothing else.
"""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import msgspec
from msgspec.structs import replace

from asean_search.ingest.clean import clean
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
import hashlib

LAYERS_MAX = 5
MEMBERS_MAX = 1_000_000
UNPACKED_BYTES_MAX = 64 << 30
TIMES_LARGER_MAX = 250
FREE_BYTES = 256 << 20
"""So many bytes any file may unpack to; beyond, at most ``TIMES_LARGER_MAX`` its own size.

Text packs 3 to 12 times, logs and tables up to some 100 times; a zip bomb starts at 1,000.
"""
REASONS_MAX = 100
"""How many members that cannot be read are named one by one; the others are counted."""

HELD_BYTES_MAX = 128 << 20
"""What has to be read back and forth is held in memory when it lies in a container itself."""

_CHUNK_BYTES = 1 << 18
_NAME_CHARS_MAX = 1000


class DamagedError(OSError):
    """A member's bytes cannot be unpacked; the message is the reason."""


class BoundError(Exception):
    """A file unpacks to more than any archive would. Not an OSError: no reader may outlive it."""


class Member(msgspec.Struct, frozen=True):
    """A file inside a file. It must be read before the next one is asked for.

    ``name`` is None for the one file that a wrapping holds (``summit.txt.gz``). ``damage`` is
    what reading ``stream`` may raise, beside EOFError and OSError, when its bytes are damaged.
    ``defaults`` are what the container states of it, as pairs of a document's field and its value
    (``url``, ``date``), for documents that state none themselves; ``how`` is how that is known.
    A ``quiet`` member is passed over without a word if it cannot be read: an image in a page.
    """

    name: str | None
    stream: BinaryIO
    suffixes: tuple[str, ...]
    size_bytes: int = 0
    mtime_ns: int = 0
    damage: tuple[type[Exception], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    how: str = ""
    quiet: bool = False


Item: TypeAlias = Document | Skipped | Member
Read = Callable[[InputFile, io.BufferedReader], Iterator[Item]]
"""Reads a file through the table of formats."""


def documents(
    file: InputFile, stream: io.BufferedReader, read: Read
) -> Iterator[Document | Skipped]:
    """The documents of a file, those of the files inside it, and inside these, included.

    Raises:
        OSError: The system would not let the file itself be read.
    """
    unpacking = _Unpacking(file, read)
    reasons = _Reasons(file)
    silent = True
    try:
        for item in unpacking.items(file, stream, 0):
            silent = False
            if isinstance(item, Document) or reasons.is_to_be_named(item):
                yield item
    except BoundError as problem:
        silent = False
        yield Skipped(file.path, str(problem))
    yield from reasons.unnamed()
    if silent:
        yield Skipped(file.path, "nothing in it that can be read")


def suffixes_of(name: str) -> tuple[str, ...]:
    """The endings of a member's name, in lower case, as in ``InputFile.suffixes``."""
    return tuple(suffix.lower() for suffix in _parts(name).suffixes)


def shown(name: str) -> str:
    """A member's name as any store can hold it: on one line, of real characters, not endless."""
    return " ".join(clean(name[:_NAME_CHARS_MAX]).split()) or "unnamed"


def is_hidden(name: str) -> bool:
    """Whether a walk would pass it over: ``.git/config``, or what macOS adds to its archives."""
    parts = _parts(name).parts
    return "__MACOSX" in parts or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )


def held(stream: io.BufferedReader) -> BinaryIO:
    """A stream that can be read back and forth: the same one, or its bytes in memory.

    Raises:
        DamagedError: It is too large to be held.
    """
    if stream.seekable():
        return stream
    data = stream.read(HELD_BYTES_MAX + 1)
    if len(data) > HELD_BYTES_MAX:
        raise DamagedError(
            f"inside another archive and larger than {HELD_BYTES_MAX >> 20} MiB; unpack it"
        )
    return io.BytesIO(data)


class _Unpacking:
    """One file being read, and how much of it has been unpacked."""

    def __init__(self, top: InputFile, read: Read) -> None:
        self._top = top
        self._read = read
        self._members = 0
        self._unpacked_bytes = 0

    def items(
        self, file: InputFile, stream: io.BufferedReader, layer: int
    ) -> Iterator[Document | Skipped]:
        """What a file gives, its members opened."""
        names = UniqueNames()
        for item in self._read(file, stream):
            if isinstance(item, Member):
                yield from self._inside(item, _member_file(file, item, names), layer + 1)
            else:
                yield item

    def _inside(self, member: Member, file: InputFile, layer: int) -> Iterator[Document | Skipped]:
        self._members += 1
        if self._members > MEMBERS_MAX:
            raise BoundError(f"more than {MEMBERS_MAX:,} files in it; the rest was not read")
        if layer > LAYERS_MAX:
            reason = f"archives inside archives, more than {LAYERS_MAX} deep"
            yield Skipped(file.path, reason)
            return
        metered = _Metered(member, self._spend)
        stream: io.BufferedReader = io.BufferedReader(metered, _CHUNK_BYTES)
        try:
            for item in self.items(file, stream, layer):
                if isinstance(item, Document):
                    yield self._moved(item, member)
                elif not member.quiet:
                    yield item
        except DamagedError as problem:
            yield Skipped(file.path, str(problem))

    def _moved(self, document: Document, member: Member) -> Document:
        """The document at the path of the file, with what the container states of it."""
        changes: dict[str, Any] = {}
        for name, value in member.defaults:
            if getattr(document, name) is None:
                changes |= {name: value, f"{name}_from": member.how}
        if document.path != self._top.path:
            place = document.path.removeprefix(f"{self._top.path}#")
            record = place if document.record is None else f"{place}#{document.record}"
            changes |= {"path": self._top.path, "record": record}
        return replace(document, **changes) if changes else document

    def _spend(self, count: int) -> None:
        self._unpacked_bytes += count
        if self._unpacked_bytes <= FREE_BYTES:
            return
        if self._unpacked_bytes > self._top.size_bytes * TIMES_LARGER_MAX:
            raise BoundError(
                f"unpacks to more than {TIMES_LARGER_MAX} times its size; the rest was not read"
            )
        if self._unpacked_bytes > UNPACKED_BYTES_MAX:
            raise BoundError(
                f"unpacks to more than {UNPACKED_BYTES_MAX >> 30} GiB; the rest was not read"
            )


class _Metered(io.RawIOBase):
    """A member's bytes, counted as they come; what damages them is one error."""

    def __init__(self, member: Member, spend: Callable[[int], None]) -> None:
        super().__init__()
        self._member = member
        self._read = getattr(member.stream, "read1", member.stream.read)
        self._spend = spend
        self._problem: DamagedError | None = None
        self._damage: tuple[type[Exception], ...] = (zlib.error, *member.damage)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        filled = 0
        if self._problem:
            raise self._problem
        try:
            while filled < len(room) and (data := self._bytes(len(room) - filled)):
                room[filled : filled + len(data)] = data
                filled += len(data)
        except DamagedError as problem:
            if not filled:
                raise
            self._problem = problem  # after what was still whole
        return filled

    def _bytes(self, most: int) -> bytes:
        try:
            data = self._read(most)
        except EOFError:
            raise DamagedError("the compressed data ends too early") from None
        except self._damage:
            raise DamagedError("the compressed data is damaged") from None
        except OSError as error:
            if error.errno is None and not isinstance(error, DamagedError):
                raise DamagedError("the compressed data is damaged") from None
            raise
        self._spend(len(data))
        return bytes(data)


class _Reasons:
    """Which of the members that cannot be read are named one by one; the others are counted."""

    def __init__(self, top: InputFile) -> None:
        self._top = top
        self._named = 0
        self._unnamed: Counter[str] = Counter()

    def is_to_be_named(self, skipped: Skipped) -> bool:
        """Whether it is one of the first, or not of a member at all; if not, it is counted."""
        if not skipped.path.startswith(f"{self._top.path}#") or self._named < REASONS_MAX:
            self._named += 1
            return True
        more = skipped.reason in self._unnamed or len(self._unnamed) < REASONS_MAX
        self._unnamed[skipped.reason if more else "not read"] += 1
        return False

    def unnamed(self) -> Iterator[Skipped]:
        """The members that were counted, a line for each reason."""
        for reason, count in self._unnamed.most_common():
            yield Skipped(self._top.path, f"{reason} ({count:,} more of the files in it)")


def _member_file(parent: InputFile, member: Member, names: UniqueNames) -> InputFile:
    path = parent.path
    if member.name is not None:
        path = f"{path}#{names.unique(shown(member.name))}"
    return InputFile(path, parent.disk_path, member.suffixes, member.size_bytes, member.mtime_ns)


def _parts(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


_KEY_BYTES = 8


class UniqueNames:
    """The records' names so far, held as hashes: a million of them fit well in memory."""

    def __init__(self) -> None:
        self._times: dict[bytes, int] = {}

    def unique(self, name: str) -> str:
        """The name itself, or with a number that makes it one that was not there before."""
        key = _hashed(name)
        times = self._times.get(key, 0) + 1
        unique = name if times == 1 else f"{name}~{times}"
        while times > 1 and _hashed(unique) in self._times:
            times += 1
            unique = f"{name}~{times}"
        self._times[key] = times
        if times > 1:
            self._times[_hashed(unique)] = 1
        return unique


def _hashed(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8"), digest_size=_KEY_BYTES).digest()
