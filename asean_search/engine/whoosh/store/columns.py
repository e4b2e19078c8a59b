"""Columns (a number for each document of a segment) and the bitmap of deleted documents.

``header["columns"]`` of a segment names all columns. Its values are: the number that all documents
share; or the name of an equal column; or null where a section holds the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from asean_search.engine.whoosh.store.sections import SectionFile, narrowest_type

if TYPE_CHECKING:
    from numpy import dtype, ndarray
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from asean_search.engine.whoosh.store.sections import damaged


class Columns:
    """The columns of one segment."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file
        self._documents: int = file.header["documents"]
        self._kept: dict[str, int | str | None] = file.header["columns"]

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def names(self) -> list[str]:
        """The names of all columns."""
        return list(self._kept)

    def view(self, name: str) -> Sequence[int]:
        """A column's numbers by document, without NumPy."""
        kept = self._kept[name]
        if isinstance(kept, int):
            return ConstantColumn(kept, self._documents)
        return self._file.view(kept or name)

    def array(self, name: str) -> ndarray[Any, dtype[Any]]:
        """A column as a read-only array."""
        found = self._arrays.get(name)
        if found is None:
            kept = self._kept[name]
            if isinstance(kept, int):
                import numpy as np

                found = np.full(self._documents, kept, narrowest_type(kept) if kept >= 0 else "i")
                found.flags.writeable = False
            else:
                found = self._file.array(kept or name)
            self._arrays[name] = found
        return found

    @cached_property
    def _arrays(self) -> dict[str, ndarray[Any, dtype[Any]]]:
        return {}


class ConstantColumn(Sequence[int]):
    """A column in which all documents have one number."""

    def __init__(self, number: int, times: int) -> None:
        self._number = number
        self._times = times

    def __len__(self) -> int:
        return self._times

    def __getitem__(self, place: Any) -> Any:
        """The number at a place, or the column of a slice."""
        if isinstance(place, slice):
            return ConstantColumn(self._number, len(range(self._times)[place]))
        range(self._times)[place]  # raises IndexError
        return self._number


_HEADER = struct.Struct("<8sII")
_MAGIC = b"asedel\x00\x01"


def write_deletions(path: Path, bitmap: bytes) -> None:
    """Write a bitmap, a bit a document, the lowest first, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(_HEADER.pack(_MAGIC, len(bitmap), zlib.crc32(bitmap)))
        file.write(bitmap)
        file.flush()
        os.fsync(file.fileno())


def read_deletions(path: Path) -> bytes:
    """The bitmap.

    Raises:
        IndexDamagedError: The file is cut short, or does not match its checksum.
        FileNotFoundError: There is no such file.
    """
    data = path.read_bytes()
    bitmap = data[_HEADER.size :]
    if len(data) < _HEADER.size or _HEADER.unpack(data[: _HEADER.size]) != (
        _MAGIC,
        len(bitmap),
        zlib.crc32(bitmap),
    ):
        raise damaged(path, "the bitmap of deleted documents is damaged")
    return bitmap


def with_deleted(bitmap: bytes, documents: int, deleted: Iterable[int]) -> bytes:
    """The bitmap with more documents deleted. An empty bitmap means that none is deleted."""
    bits = bytearray(bitmap or bytes((documents + 7) // 8))
    for document in deleted:
        bits[document >> 3] |= 1 << (document & 7)
    return bytes(bits)


def is_deleted(bitmap: bytes, document: int) -> bool:
    """Whether a document is deleted."""
    return bool(bitmap) and bool(bitmap[document >> 3] >> (document & 7) & 1)


def count_deleted(bitmap: bytes) -> int:
    """The number of deleted documents."""
    return int.from_bytes(bitmap, "little").bit_count()
