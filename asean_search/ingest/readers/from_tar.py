"""Tar archives: each regular file is a member. They are read in one pass."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from asean_search.ingest.container import Member, is_hidden, suffixes_of
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

_HEADER_BYTES_MAX = 1 << 20
_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Member | Skipped]:
    """The regular files of a tar in order, without links, devices and hidden files."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry, errorlevel=0) as archive:
            for entry in archive:
                archive.members = []  # type: ignore[attr-defined]  # or it keeps them all
                content = archive.extractfile(entry) if entry.isfile() else None
                if content is None or is_hidden(entry.name):
                    continue
                yield Member(
                    entry.name,
                    cast("BinaryIO", content),
                    suffixes_of(entry.name),
                    size_bytes=entry.size,
                    mtime_ns=int(entry.mtime) * 10**9,
                    damage=(tarfile.TarError,),
                )
    except tarfile.ReadError as problem:
        early = "unexpected end" in str(problem)
        yield Skipped(file.path, f"the archive {'ends too early' if early else 'is damaged'}")
    except (tarfile.TarError, ValueError, OverflowError):
        yield Skipped(file.path, "the archive is damaged")


class _Entry(tarfile.TarInfo):
    """Refuses a header larger than any name, because headers are read into memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Entry:
        entry = super().frombuf(buf, encoding, errors)
        if entry.type in _HEADERS and entry.size > _HEADER_BYTES_MAX:
            raise tarfile.ReadError("a header larger than any name")
        return entry
