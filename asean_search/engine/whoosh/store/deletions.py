"""Which documents of a segment are deleted: a bitmap in a file of its own, one per commit."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from asean_search.engine.whoosh.store.sections import damaged

_HEADER = struct.Struct("<8sII")
_MAGIC = b"asedel\x00\x01"


def write(path: Path, bitmap: bytes) -> None:
    """Write a bitmap, one bit a document, lowest first, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(_HEADER.pack(_MAGIC, len(bitmap), zlib.crc32(bitmap)))
        file.write(bitmap)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> bytes:
    """The bitmap.

    Raises:
        IndexDamagedError: The file is cut short or differs from its checksum.
        FileNotFoundError: There is none.
    """
    data = path.read_bytes()
    bitmap = data[_HEADER.size :]
    if len(data) < _HEADER.size or _HEADER.unpack(data[: _HEADER.size]) != (
        _MAGIC,
        len(bitmap),
        zlib.crc32(bitmap),
    ):
        raise damaged(path, "the deleted documents")
    return bitmap


def with_deleted(bitmap: bytes, documents: int, deleted: Iterable[int]) -> bytes:
    """The bitmap with some more documents deleted. An empty one is a segment without any."""
    bits = bytearray(bitmap or bytes((documents + 7) // 8))
    for document in deleted:
        bits[document >> 3] |= 1 << (document & 7)
    return bytes(bits)


def is_deleted(bitmap: bytes, document: int) -> bool:
    """Whether a document is deleted."""
    return bool(bitmap) and bool(bitmap[document >> 3] >> (document & 7) & 1)


def count(bitmap: bytes) -> int:
    """How many documents are deleted."""
    return int.from_bytes(bitmap, "little").bit_count()
