"""One segment file: named arrays (*sections*), mapped into memory, each with its checksum.

Layout, little-endian (format 3)::

    prefix   magic 8 bytes | format u32 | table length u32 | table offset u64 | table crc32 u32 | 0
    sections one after another, each at a multiple of 8
    table    JSON: {"sections": {name: [offset, bytes, type, crc32]}, "header": {...}}

A section's type is a letter of the ``struct`` module (``B H I Q i``). There is no empty section.
Opening a file reads only the table.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from asean_search.engine.whoosh.errors import rebuild_hint
from asean_search.errors import IndexDamagedError, IndexOutdatedError

if TYPE_CHECKING:
    from numpy import dtype, ndarray

    Array = ndarray[Any, dtype[Any]]

MAGIC = b"asearch\x01"
FORMAT = 3
_PREFIX = struct.Struct("<8sIIQII")
_ALIGNMENT = 8
_BLOCK_TERMS = 32
_BYTE_MAX = 255


class SectionFileWriter:
    """Writes one segment file, section after section; ``finish`` makes it durable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("wb")
        self._sections: dict[str, list[Any]] = {}
        self._file.write(bytes(_PREFIX.size))

    def add(self, name: str, type_: str, chunks: Iterable[Any]) -> None:
        """Append one section, given as consecutive buffers."""
        file = self._file
        file.write(bytes(-file.tell() % _ALIGNMENT))
        start = file.tell()
        crc = 0
        for chunk in chunks:
            data = memoryview(chunk).cast("B") if len(chunk) else b""
            crc = zlib.crc32(data, crc)
            file.write(data)
        if file.tell() > start:
            self._sections[name] = [start, file.tell() - start, type_, crc]

    def add_narrow(self, name: str, numbers: ndarray[Any, Any]) -> None:
        """Append one section of numbers, in the narrowest type that holds them."""
        type_ = narrowest_type(int(numbers.max(initial=0)))
        self.add(name, type_, [numbers.astype(type_)])

    def finish(self, header: Mapping[str, Any]) -> None:
        """Write the table, with ``header`` in it, and the prefix; wait until all is on the disk."""
        file = self._file
        table = json.dumps({"sections": self._sections, "header": header}).encode()
        start = file.tell()
        file.write(table)
        file.seek(0)
        file.write(_PREFIX.pack(MAGIC, FORMAT, len(table), start, zlib.crc32(table), 0))
        file.flush()
        os.fsync(file.fileno())
        file.close()

    def abandon(self) -> None:
        """Close and remove the unfinished file."""
        with suppress(OSError):  # a full disk refuses what is still buffered
            self._file.close()
        self._path.unlink(missing_ok=True)


class SectionFile:
    """A segment file opened for reading.

    Raises:
        IndexDamagedError: It is cut short, or its table does not match its checksum.
        IndexOutdatedError: It has another format.
        FileNotFoundError: There is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            prefix = file.read(_PREFIX.size)
            if len(prefix) < _PREFIX.size or prefix[:7] != MAGIC[:7]:
                raise damaged(path, "it is not a segment file")
            _, format_, length, start, crc, _ = _PREFIX.unpack(prefix)
            if format_ != FORMAT or sys.byteorder != "little":
                raise IndexOutdatedError(
                    f"the index at {path.parent} has format {format_}, not {FORMAT}",
                    hint=rebuild_hint(path.parent),
                )
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = self._map[start : start + length]
        if len(table) != length or zlib.crc32(table) != crc:
            raise damaged(path, "its table is damaged")
        parsed = json.loads(table)
        self._sections: dict[str, tuple[int, int, str, int]] = parsed["sections"]
        self.header: dict[str, Any] = parsed["header"]
        self._whole = memoryview(self._map)

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def view(self, name: str) -> memoryview:
        """A section's numbers, without NumPy; empty where there is no such section."""
        if name not in self._sections:
            return memoryview(b"")
        start, length, type_, _ = self._sections[name]
        numbers: memoryview[int] = self._whole[start : start + length].cast(type_)  # type: ignore[call-overload]
        return numbers

    def array(self, name: str) -> ndarray[Any, Any]:
        """A section's numbers as a read-only array over the map; empty where there is none."""
        import numpy as np

        if name not in self._sections:
            return np.zeros(0, np.uint8)
        start, length, type_, _ = self._sections[name]
        dtype = np.dtype(type_)
        return np.frombuffer(self._map, dtype, length // dtype.itemsize, start)

    def verify(self) -> None:
        """Compare every section with its checksum.

        Raises:
            IndexDamagedError: Names the first section that does not match.
        """
        for name, (start, length, _, crc) in self._sections.items():
            if zlib.crc32(self._whole[start : start + length]) != crc:
                raise damaged(self.path, f"its section {name} is damaged")

    def forget_pages(self) -> None:
        """Release the pages read so far; they are read again when they are needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Close the map. Arrays in use keep it until they are gone."""
        self._whole.release()
        with suppress(BufferError):
            self._map.close()


def outdated(path: Path) -> IndexOutdatedError:
    """The error of a file with other sections than this version writes."""
    return IndexOutdatedError(
        f"the index at {path.parent} was made by another version of asearch, whose"
        f" {path.name} has other parts",
        hint=rebuild_hint(path.parent),
    )


def damaged(path: Path, what: str) -> IndexDamagedError:
    """The error of a damaged file of an index."""
    return IndexDamagedError(
        f"the index at {path.parent} is damaged ({path.name}: {what})",
        hint=rebuild_hint(path.parent),
    )


def narrowest_type(limit: int) -> str:
    """The narrowest unsigned type that holds numbers up to ``limit``."""
    if limit < 1 << 8:
        return "B"
    if limit < 1 << 16:
        return "H"
    return "I" if limit < 1 << 32 else "Q"


class Offsets:
    """The offset of each term's first item; ``offsets[len(offsets)]`` is the end of all items.

    Sections (absent where empty)::

        name          the number of items of each term; 255 for 255 or more
        name.blocks   the sum of these bytes before every 32nd term
        name.more     the terms with more than 255 items
        name.beyond   for each of these, the items beyond 255 of all such terms before it

    Measured on the Reuters stories: 1.2 MB less than offsets of four bytes, and a microsecond more
    for each term of a query.
    """

    def __init__(self, file: SectionFile, name: str) -> None:
        self._counts = file.view(name)
        self._blocks = file.view(f"{name}.blocks")
        self._more = file.view(f"{name}.more")
        self._beyond = file.view(f"{name}.beyond")

    def __len__(self) -> int:
        return len(self._counts)

    def __getitem__(self, number: int) -> int:
        block = number // _BLOCK_TERMS
        start: int = self._blocks[block] + sum(self._counts[block * _BLOCK_TERMS : number])
        if len(self._more):
            start += self._beyond[bisect_left(self._more, number)]
        return start

    def bounds(self, number: int) -> tuple[int, int]:
        """The offsets of a term's first item and after its last."""
        start, count = self[number], self._counts[number]
        if count == _BYTE_MAX:
            return start, self[number + 1]
        return start, start + count

    @cached_property
    def array(self) -> Array:
        """All offsets, and the end."""
        import numpy as np

        counts = np.asarray(self._counts).astype(np.int64)
        if len(self._more):
            counts[np.asarray(self._more)] += np.diff(np.asarray(self._beyond).astype(np.int64))
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        return starts


def write_offsets(file: SectionFileWriter, name: str, counts: Array) -> None:
    """Append the sections for terms with these numbers of items."""
    import numpy as np

    capped = np.minimum(counts, _BYTE_MAX)
    before = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(capped, out=before[1:])
    more = np.flatnonzero(counts > _BYTE_MAX)
    file.add(name, "B", [capped.astype(np.uint8)])
    file.add_narrow(f"{name}.blocks", before[::_BLOCK_TERMS])
    if len(more):
        beyond = np.cumsum(counts[more] - _BYTE_MAX)
        file.add_narrow(f"{name}.more", more)
        file.add_narrow(f"{name}.beyond", np.concatenate(([0], beyond)))
