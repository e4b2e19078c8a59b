"""Texts too long to be held: their encoding is told from their start, and they are read on so."""

from __future__ import annotations

import codecs
import io

LOOKED_AT_BYTES = 1 << 16

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding(stream: io.BufferedReader, *, stated: str | None = None) -> str:
    """The encoding of a text by its first bytes: marked, UTF-8, stated, or what it looks like."""
    head = stream.peek(LOOKED_AT_BYTES)[:LOOKED_AT_BYTES]
    for mark, name in _WIDE:
        if head.startswith(mark):
            return name
    for candidate in ("utf-8-sig", stated, _detected(head)):
        if candidate and _can_be(head, candidate):
            return candidate
    return "utf-8-sig"


def _can_be(head: bytes, name: str) -> bool:
    """Whether the bytes are text in that encoding; the last character may be cut."""
    try:
        codecs.getincrementaldecoder(name)("strict").decode(head)
    except (LookupError, ValueError):
        return False
    return True


def _detected(head: bytes) -> str | None:
    try:
        import chardet
    except ModuleNotFoundError:
        return None
    return chardet.detect(head)["encoding"]
