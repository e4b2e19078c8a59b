"""Text files: one file, one document."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from asean_search.ingest import metadata
from asean_search.ingest.clean import clean
from asean_search.ingest.sources import Source
from asean_search.model import Document, Skipped

LARGEST_BYTES = 32 * 1024 * 1024
"""A longer text is no article, and reading it would take many times its size in memory."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; one of UTF-32 begins with one of UTF-16 and must be tried before it."""

_NOT_IN_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_LOOKED_AT_BYTES = 8192
_BINARY_SHARE = 0.02
"""Of the first bytes, how many may be controls in a text that has a few stray ones."""


class NotTextError(ValueError):
    """The bytes are not a text that can be read; the message is the reason."""


def documents(source: Source, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document that a text file holds."""
    try:
        text = clean(decoded(stream.read(LARGEST_BYTES + 1)))
    except NotTextError as problem:
        yield Skipped(source.path, str(problem))
        return
    if text.strip():
        yield metadata.document(source.path, text)
    else:
        yield Skipped(source.path, "empty")


def decoded(data: bytes) -> str:
    """The text that the bytes hold.

    Raises:
        NotTextError: They are too many, binary, or in an encoding that is not marked.
    """
    if len(data) > LARGEST_BYTES:
        raise NotTextError(
            f"larger than {LARGEST_BYTES >> 20} MiB, too large for one document; split it"
        )
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8")
    )
    if encoding == "utf-8" and _is_binary(data):
        raise NotTextError("binary, not text")
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(not_decoded(error, encoding, len(mark))) from None


def not_decoded(error: UnicodeDecodeError, encoding: str, before: int = 0) -> str:
    """Which byte is not of the encoding, and what to do. ``before`` bytes preceded the data."""
    return (
        f"not {encoding.upper()}: byte 0x{error.object[error.start]:02X} at offset"
        f" {before + error.start:,}; convert it to UTF-8, for example with"
        f" iconv -f WINDOWS-1252 -t UTF-8"
    )


def _is_binary(data: bytes) -> bool:
    if b"\x00" in data:
        return True
    head = data[:_LOOKED_AT_BYTES]
    return len(_NOT_IN_TEXT.findall(head)) > _BINARY_SHARE * len(head)
