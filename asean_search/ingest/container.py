"""Files inside files: members of archives are read as if they lay in a folder, within bounds.

The reader of a container yields a ``Member`` for each file in it, and this module reads the member
through the table of formats. A member's documents have the container's path, and their ``record``
is the member's name (``2021/summit.html``), followed by ``#`` and their own record inside it:
``inner.zip#summit.html``, ``records.jsonl#17``. Their ids are made of ``path#record`` as usual, and
they are removed together with the container.

Nothing is written to disk: a name such as ``../../etc/passwd`` is only a name.
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
"""Any file may unpack to this size; a larger result may be ``TIMES_LARGER_MAX`` times the file.

Text is packed 3 to 12 times, logs and tables up to 100 times, a zip bomb 1,000 times and more.
"""
REASONS_MAX = 100
"""This many unreadable members are reported one by one; the others are counted."""

BUFFERED_BYTES_MAX = 128 << 20
"""A member that its reader must seek in is read into memory, up to this size."""

_CHUNK_BYTES = 1 << 18
_NAME_CHARS_MAX = 1000
_KEY_BYTES = 8


class DamagedError(OSError):
    """A member cannot be unpacked; the message is the reason."""


class BoundError(Exception):
    """A file unpacks to more than an archive would. Not an OSError, which readers may catch."""


class Member(msgspec.Struct, frozen=True):
    """A file inside a file. It must be read before the next one is requested.

    ``name`` is None for the one file in a compressed file (``summit.txt.gz``). ``damage`` lists
    what reading ``stream`` raises for damaged bytes, beside EOFError and OSError. ``defaults`` are
    pairs of a field and the value that the container states for it (``url``, ``date``), for
    documents that state none; ``provenance`` is their provenance. An ``is_optional`` member (an
    image in a page) is not reported if it cannot be read.
    """

    name: str | None
    stream: BinaryIO
    suffixes: tuple[str, ...]
    size_bytes: int = 0
    mtime_ns: int = 0
    damage: tuple[type[Exception], ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    provenance: str = ""
    is_optional: bool = False


Item: TypeAlias = Document | Skipped | Member
ReadFile = Callable[[InputFile, io.BufferedReader], Iterator[Item]]
"""Reads a file through the table of formats; see ``extract.documents``."""


def documents(
    file: InputFile, stream: io.BufferedReader, read: ReadFile
) -> Iterator[Document | Skipped]:
    """The documents of a file and of the files inside it, at any depth.

    Raises:
        OSError: The system refused to read the file itself.
    """
    unpacking = _Unpacking(file, read)
    reasons = _Reasons(file)
    is_empty = True
    try:
        for item in unpacking.items(file, stream, 0):
            is_empty = False
            if isinstance(item, Document) or reasons.is_reported(item):
                yield item
    except BoundError as problem:
        is_empty = False
        yield Skipped(file.path, str(problem))
    yield from reasons.counted()
    if is_empty:
        yield Skipped(file.path, "it holds nothing that can be read")


def suffixes_of(name: str) -> tuple[str, ...]:
    """The suffixes of a member's name in lower case, as in ``InputFile.suffixes``."""
    return tuple(suffix.lower() for suffix in _parts(name).suffixes)


def display_name(name: str) -> str:
    """A member's name on one line, without control characters, of at most 1,000 characters."""
    return " ".join(clean(name[:_NAME_CHARS_MAX]).split()) or "unnamed"


def is_hidden(name: str) -> bool:
    """Whether a walk would skip it: ``.git/config``, or what macOS adds to its archives."""
    parts = _parts(name).parts
    return "__MACOSX" in parts or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )


def seekable(stream: io.BufferedReader) -> BinaryIO:
    """A stream to seek in: the same one, or its bytes in memory.

    Raises:
        DamagedError: It is larger than ``BUFFERED_BYTES_MAX``.
    """
    if stream.seekable():
        return stream
    data = stream.read(BUFFERED_BYTES_MAX + 1)
    if len(data) > BUFFERED_BYTES_MAX:
        raise DamagedError(
            f"inside another archive and larger than {BUFFERED_BYTES_MAX >> 20} MiB; unpack it"
        )
    return io.BytesIO(data)


class _Unpacking:
    """Reads one file and its members, and counts what they unpack to."""

    def __init__(self, top: InputFile, read: ReadFile) -> None:
        self._top = top
        self._read = read
        self._members = 0
        self._unpacked_bytes = 0

    def items(
        self, file: InputFile, stream: io.BufferedReader, layer: int
    ) -> Iterator[Document | Skipped]:
        """The documents of a file and its members."""
        names = UniqueNames()
        for item in self._read(file, stream):
            if isinstance(item, Member):
                yield from self._read_member(item, _member_file(file, item, names), layer + 1)
            else:
                yield item

    def _read_member(
        self, member: Member, file: InputFile, layer: int
    ) -> Iterator[Document | Skipped]:
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
                elif not member.is_optional:
                    yield item
        except DamagedError as problem:
            yield Skipped(file.path, str(problem))

    def _moved(self, document: Document, member: Member) -> Document:
        """The document at the path of the outermost file, with the defaults of its container."""
        changes: dict[str, Any] = {}
        for name, value in member.defaults:
            if getattr(document, name) is None:
                changes |= {name: value, f"{name}_from": member.provenance}
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
    """A member's bytes. Counts them, and raises DamagedError for whatever its reader raises."""

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
            self._problem = problem  # raised after the bytes that are intact
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
    """Reports the first unreadable members one by one, and counts the others."""

    def __init__(self, top: InputFile) -> None:
        self._top = top
        self._reported = 0
        self._counted: Counter[str] = Counter()

    def is_reported(self, skipped: Skipped) -> bool:
        """Whether to report it: one of the first, or not of a member. Otherwise it is counted."""
        if not skipped.path.startswith(f"{self._top.path}#") or self._reported < REASONS_MAX:
            self._reported += 1
            return True
        more = skipped.reason in self._counted or len(self._counted) < REASONS_MAX
        self._counted[skipped.reason if more else "not read"] += 1
        return False

    def counted(self) -> Iterator[Skipped]:
        """The counted members, a line for each reason."""
        for reason, count in self._counted.most_common():
            yield Skipped(self._top.path, f"{reason} ({count:,} more of the files in it)")


def _member_file(parent: InputFile, member: Member, names: UniqueNames) -> InputFile:
    path = parent.path
    if member.name is not None:
        path = f"{path}#{names.unique(display_name(member.name))}"
    return InputFile(path, parent.disk_path, member.suffixes, member.size_bytes, member.mtime_ns)


def _parts(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


class UniqueNames:
    """The names of the records or members of one file, as hashes: a million fit into memory."""

    def __init__(self) -> None:
        self._times: dict[bytes, int] = {}

    def unique(self, name: str) -> str:
        """The name itself, or with a number if it was used before: ``17``, ``17~2``."""
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
