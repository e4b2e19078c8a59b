"""Decodes bytes of any encoding; text whose encoding is not certain enough is refused."""

from __future__ import annotations

import codecs
import io
import re

from asean_search.errors import ExtraMissingError

BYTES_MAX = 32 * 1024 * 1024
"""A longer text is not one article, and reading it takes many times its size in memory."""

_USUAL_BYTES = 1 << 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; one of UTF-32 begins with one of UTF-16 and must be tried before it."""

_NOT_IN_TEXT = bytes((*range(0x07), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_SHIFTED = re.compile(rb"\x0e[^\x0e\x0f]*\x0f")
_PADDING = re.compile(rb"\x00{16,}")
"""Padding of the blocks of tapes and disks, which counts as white space."""
_SHIFTS = re.compile(rb"\x1b\$|\x1b\([BIJ]|~\{")
"""Sequences that switch the alphabet in a 7-bit encoding: ISO-2022, HZ."""
_SCANNED_BYTES = 8192
_DETECTED_BYTES = 1 << 18
_BINARY_SHARE = 0.02
"""The greatest share of control characters in the first bytes of a text."""
_WRONG_SHARE = 0.02
"""The greatest share of damaged characters among those beyond ASCII."""
_CONFIDENCE_MIN = 0.15
_FEW_SHARE = 0.1
"""With a smaller share of bytes beyond ASCII, an undetected encoding is taken for Western."""

_NAMED = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["'](?P<xml>[\w.:-]+)"""
    rb"""|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*(?P<html>[\w.:-]+)""",
    re.IGNORECASE,
)

_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii"})
"""Encodings that are often stated without thought. They decode all bytes, rightly or not."""
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Encodings whose name is used for a superset (https://encoding.spec.whatwg.org)."""

_HEAD_BYTES = 1 << 16
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableError(Exception):
    """A file cannot be read; the message is the reason, as users see it."""


class NotTextError(UnreadableError):
    """The bytes are not a text, or not in an encoding that can be detected."""


def decoded(data: bytes, *, stated: str | None = None) -> str:
    """The text in the bytes. ``stated`` is the encoding that they or their container name.

    In order: a byte order mark, UTF-8 if it is certain, the stated encoding, the detected one.

    Raises:
        NotTextError: They are too many, binary, or in an encoding that is not detected.
        ExtraMissingError: Detecting the encoding needs a library that is not installed.
    """
    if len(data) > BYTES_MAX:
        raise NotTextError(
            f"larger than {BYTES_MAX >> 20} MiB, too large for one document; split it"
        )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding) or _marked(data[len(mark) :], encoding)
    if b"\x00" in data[:_SCANNED_BYTES] and (text := _wide(data)):
        return text
    if _is_binary(data):
        raise NotTextError("binary, not text")
    is_shifting = (b"\x1b" in data or b"~{" in data) and bool(_SHIFTS.search(data))
    text = None if is_shifting else _utf_8(data)
    if text is None and stated:
        text = _as_stated(data, stated)
    if text is None:
        text = _as_detected(data)
    if text is None and is_shifting:
        text = _utf_8(data)
    if text is None:
        raise NotTextError("in an encoding that cannot be detected; convert it to UTF-8")
    return text


def read(stream: io.BufferedReader) -> bytes:
    """The bytes of a stream, at most ``BYTES_MAX`` + 1."""
    start = stream.read(_USUAL_BYTES)  # allocating ``BYTES_MAX`` takes longer than reading
    if len(start) < _USUAL_BYTES:
        return start
    return start + stream.read(BYTES_MAX + 1 - _USUAL_BYTES)


def named_encoding(data: bytes) -> str | None:
    """The encoding that an XML declaration or the head of a page names."""
    match = _NAMED.search(data[:_SCANNED_BYTES])
    return (match["xml"] or match["html"]).decode("ascii", "replace") if match else None


def not_decoded(error: UnicodeDecodeError, encoding: str, before: int = 0) -> str:
    """The first wrong byte, and what to do. ``before`` bytes preceded the data."""
    return (
        f"not {encoding.upper()}: byte 0x{error.object[error.start]:02X} at offset"
        f" {before + error.start:,}; convert it to UTF-8, for example with"
        f" iconv -f WINDOWS-1252 -t UTF-8"
    )


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _leniently(data: bytes, encoding: str) -> str | None:
    """The text with U+FFFD for damaged characters; None if there are too many."""
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        return None
    beyond = sum(not character.isascii() for character in text) or 1
    return text if text.count("\ufffd") <= max(1, _WRONG_SHARE * beyond) else None


def _utf_8(data: bytes) -> str | None:
    text = _strictly(data, "utf-8")
    if text is None and (found := _leniently(data, "utf-8")):
        # With one wrong byte among two or three, it may as well be another encoding.
        intact = sum(not character.isascii() for character in found) - found.count("\ufffd")
        text = found if intact > found.count("\ufffd") else None
    return text


def _marked(data: bytes, encoding: str) -> str:
    if text := _leniently(data, encoding):
        return text
    if not data:
        return ""
    raise NotTextError(f"damaged: it is marked as {encoding.upper()}, but is not")


def _as_stated(data: bytes, stated: str) -> str | None:
    """The text in the stated encoding; None if it cannot be that one."""
    try:
        name = codecs.lookup(stated.strip()).name
    except (LookupError, ValueError):
        return None
    if name.startswith(("utf", "hex", "base64", "rot", "zlib", "bz2", "quopri", "uu")):
        return None
    if name in _WESTERN:
        return _as_detected(data) or _strictly(data, "cp1252") or _strictly(data, name)
    wider = _AS_BROWSERS_DO.get(name, name)
    narrow = None if name.startswith("iso8859") else _strictly(data, name)
    return narrow or _strictly(data, wider) or _leniently(data, wider)


def _as_detected(data: bytes) -> str | None:
    """The text in the detected encoding; None without one."""
    name = _detected(data)
    if name is None:
        beyond = sum(byte > 0x7F for byte in data[:_DETECTED_BYTES])  # noqa: PLR2004 - ASCII
        is_western = beyond <= _FEW_SHARE * len(data[:_DETECTED_BYTES])
        return _strictly(data, "cp1252") if is_western else None
    return _strictly(data, name) or _leniently(data, _AS_BROWSERS_DO.get(name.lower(), name))


def _detected(data: bytes) -> str | None:
    try:
        import chardet
    except ModuleNotFoundError:
        raise ExtraMissingError(
            "not UTF-8; other encodings need chardet: pip install 'asean-search[text]'"
        ) from None
    found = chardet.detect(data[:_DETECTED_BYTES])
    name, confidence = found["encoding"], found["confidence"] or 0
    return name if name and confidence >= _CONFIDENCE_MIN else None


def _wide(data: bytes) -> str | None:
    """The text of UTF-16 or UTF-32 without a byte order mark."""
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        head = data[:_SCANNED_BYTES]
        sample = head.decode(encoding, "replace")
        narrow = sum(character.isascii() and character.isprintable() for character in sample)
        if narrow > len(sample) // 2 and "\x00" not in sample:
            return _strictly(data, encoding)
    return None


def _is_binary(data: bytes) -> bool:
    head = data[:_SCANNED_BYTES]
    if not _odd_bytes(head):
        return False
    head = _PADDING.sub(b"", _SHIFTED.sub(b"", head))
    return _odd_bytes(head) > _BINARY_SHARE * len(head)


def _odd_bytes(data: bytes) -> int:
    return len(data) - len(data.translate(None, _NOT_IN_TEXT))


def encoding_of(stream: io.BufferedReader, *, stated: str | None = None) -> str:
    """The encoding of a text too long for memory: marked, UTF-8, stated, or detected."""
    head = stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    for mark, name in _WIDE:
        if head.startswith(mark):
            return name
    for candidate in ("utf-8-sig", stated, _looks_like(head)):
        if candidate and _can_be(head, candidate):
            return candidate
    return "utf-8-sig"


def _can_be(head: bytes, name: str) -> bool:
    """Whether the bytes are valid in the encoding; the last character may be incomplete."""
    try:
        codecs.getincrementaldecoder(name)("strict").decode(head)
    except (LookupError, ValueError):
        return False
    return True


def _looks_like(head: bytes) -> str | None:
    try:
        import chardet
    except ModuleNotFoundError:
        return None
    return chardet.detect(head)["encoding"]
