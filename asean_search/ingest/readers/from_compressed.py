"""Compressed files: gzip, bzip2, xz, lzma, Zstandard. Each holds one file, often a tar."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from asean_search.ingest.container import Member
from asean_search.ingest.walk.files import InputFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK_BYTES = 1 << 16
_MEMORY_BYTES_MAX = 256 << 20
"""The memory for a dictionary: xz -9 needs 65 MiB, zstd --ultra -22 needs 128 MiB."""

_SHORT_FORMS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}
_ENDINGS = (".gz", ".gzip", ".bz2", ".xz", ".lzma", ".zst", ".zstd")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Member]:
    """The one file inside."""
    unpacked, damage = _unpacked(stream)
    yield Member(None, unpacked, _inner(file.suffixes), mtime_ns=file.mtime_ns, damage=damage)


def _unpacked(stream: io.BufferedReader) -> tuple[BinaryIO, tuple[type[Exception], ...]]:
    start = stream.peek(4)[:4]
    if start.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream)), ()
    if start.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(stream)), ()
    if start == b"\x28\xb5\x2f\xfd":
        import zstandard

        unpacker = zstandard.ZstdDecompressor(max_window_size=_MEMORY_BYTES_MAX)
        reader = unpacker.stream_reader(stream, read_across_frames=True, closefd=False)
        return cast("BinaryIO", reader), (zstandard.ZstdError,)
    return cast("BinaryIO", io.BufferedReader(_Xz(stream))), (lzma.LZMAError,)


def _inner(suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """The suffixes of the file inside: ``.tar`` for ``.tar.gz`` and ``.tgz``."""
    if suffixes and suffixes[-1] in _SHORT_FORMS:
        return (*suffixes[:-1], _SHORT_FORMS[suffixes[-1]])
    return suffixes[:-1] if suffixes and suffixes[-1] in _ENDINGS else suffixes


class _Xz(io.RawIOBase):
    """Decompresses xz and lzma within a bound of memory, which ``LZMAFile`` does not have."""

    def __init__(self, stream: io.BufferedReader) -> None:
        super().__init__()
        self._stream = stream
        self._unpacker = self._new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        while True:
            data = self._more(len(room))
            if data is None:
                return 0
            if data:
                room[: len(data)] = data
                return len(data)

    def _more(self, most: int) -> bytes | None:
        """More bytes, b"" if there are none yet, or None at the end."""
        packed = b""
        if self._unpacker.eof:
            packed = self._unpacker.unused_data or self._stream.read(_CHUNK_BYTES)
            packed = packed.lstrip(b"\x00")
            if not packed:
                return None if not self._stream.peek(1) else b""
            self._unpacker = self._new()
        elif self._unpacker.needs_input:
            packed = self._stream.read(_CHUNK_BYTES)
            if not packed:
                raise EOFError
        return self._unpacker.decompress(packed, most)

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(memlimit=_MEMORY_BYTES_MAX)
