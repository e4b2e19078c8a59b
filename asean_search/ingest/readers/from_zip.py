"""Zip archives: each file is a member."""

from __future__ import annotations

import calendar
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from asean_search.ingest.container import Member, display_name, is_hidden, seekable, suffixes_of
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

_ENCRYPTED = 0x1
_END, _SIZE_AT, _SIZE_BYTES = b"PK\x05\x06", 12, 4
_END64, _SIZE64_AT, _SIZE64_BYTES = b"PK\x06\x06", 40, 8
_SCANNED_BYTES = (1 << 16) + 200
"""A comment of up to 64 KiB may follow the end record."""
_DIRECTORY_BYTES_MAX = 64 << 20
"""The directory takes about eight times its size in memory."""
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Member | Skipped]:
    """The files of a zip in the order of its directory, without hidden ones."""
    buffered = seekable(stream)
    try:
        if _directory_bytes(buffered) > _DIRECTORY_BYTES_MAX:
            yield Skipped(file.path, "a zip with too many files; unpack it")
            return
        with zipfile.ZipFile(buffered) as archive:
            entries = [entry for entry in archive.infolist() if not _is_skipped(entry)]
            if entries and all(entry.flag_bits & _ENCRYPTED for entry in entries):
                yield Skipped(file.path, "encrypted; unpack it with its password")
                return
            for entry in entries:
                yield _member(archive, entry, file)
    except _DAMAGE:
        yield Skipped(file.path, "the archive is damaged")


def _is_skipped(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or is_hidden(entry.filename)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: InputFile) -> Member | Skipped:
    path = f"{file.path}#{display_name(entry.filename)}"
    if entry.flag_bits & _ENCRYPTED:
        return Skipped(path, "encrypted; unpack it with its password")
    try:
        content = archive.open(entry)
    except NotImplementedError:
        return Skipped(path, f"packed by an unsupported method (number {entry.compress_type})")
    except (*_DAMAGE, RuntimeError):
        return Skipped(path, "the archive is damaged")
    return Member(
        entry.filename,
        cast("BinaryIO", content),
        suffixes_of(entry.filename),
        size_bytes=entry.file_size,
        mtime_ns=calendar.timegm((*entry.date_time, 0, 0, 0)) * 10**9,
        damage=_DAMAGE,
    )


def _directory_bytes(buffered: BinaryIO) -> int:
    """The size of the archive's directory that the end record states."""
    size = buffered.seek(0, os.SEEK_END)
    buffered.seek(max(0, size - _SCANNED_BYTES))
    tail = buffered.read()
    buffered.seek(0)
    end = tail.rfind(_END)
    stated = _number(tail, end + _SIZE_AT, _SIZE_BYTES) if end >= 0 else 0
    end64 = tail.rfind(_END64)
    stated64 = _number(tail, end64 + _SIZE64_AT, _SIZE64_BYTES) if end64 >= 0 else 0
    return stated64 if stated == (1 << 32) - 1 else stated


def _number(data: bytes, start: int, count: int) -> int:
    return int.from_bytes(data[start : start + count], "little")
