r"""What a file and a document are called: path keys, and ids made from them.

A path key is text that any store and any JSON can hold. It is the file's place below the archive
root with ``/`` between its parts, or its absolute path when it lies elsewhere. File names are
bytes on most systems and need not be UTF-8: such a byte is written ``\xNN``, and the odd real
name that already contains such an escape has its backslash written ``\x5c``, so that every key
leads back to exactly one file.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path, PurePath

ID_CHARS = 12

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGEST_BYTES = 8
_PAIR_BITS = 10
_ID_BITS = ID_CHARS * _PAIR_BITS // 2
_SHIFTS = range(_ID_BITS - _PAIR_BITS, -1, -_PAIR_BITS)

_ESCAPED_BYTES = range(0xDC80, 0xDD00)
"""The surrogates by which Python names the bytes 0x80 to 0xFF that are not UTF-8."""
_NEEDS_ESCAPE = re.compile(r"[\ud800-\udfff]|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def path_key(path: Path, archive_root: Path) -> str:
    """The key of an absolute path; the archive root itself has the key ""."""
    try:
        inside = path.relative_to(archive_root).as_posix()
    except ValueError:
        return escaped(path.as_posix())
    return "" if inside == "." else escaped(inside)


def path_of(key: str, archive_root: Path) -> Path:
    """The path that has this key: the inverse of ``path_key``."""
    return archive_root / PurePath(_ESCAPE.sub(_unescaped, key))


def escaped(name: str) -> str:
    """A name, or a path with ``/`` between its parts, as it stands in a key."""
    return _NEEDS_ESCAPE.sub(_escape, name)


def document_id(key: str, record: str | None = None) -> str:
    """A document's id: 12 characters of base32 (Crockford's alphabet) of BLAKE2b over its place."""
    import hashlib  # loads OpenSSL, which a query does without

    place = key if record is None else f"{key}#{record}"
    digest = hashlib.blake2b(place.encode("utf-8"), digest_size=_DIGEST_BYTES).digest()
    number = int.from_bytes(digest, "big") >> (_DIGEST_BYTES * 8 - _ID_BITS)
    pairs = _pairs()
    return "".join([pairs[number >> shift & 0b11111_11111] for shift in _SHIFTS])


def real_path(path: Path) -> Path:
    """An absolute path whose folders are free of links; a link at its end is kept.

    Two ways that lead to one folder give one path, while a linked file keeps its own name.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."
    return Path(os.path.realpath(absolute.parent)) / absolute.name


def real_folder(path: Path) -> Path:
    """An absolute path without any link in it."""
    return Path(os.path.realpath(path))


def key_at(path: Path, archive_root: Path) -> str:
    """The key of the file that a path, as somebody typed it, leads to."""
    return path_key(real_path(path), real_folder(archive_root))


@cache
def _pairs() -> tuple[str, ...]:
    """What ten bits are written as: two characters at once take half the time."""
    return tuple(one + two for one in _CROCKFORD for two in _CROCKFORD)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code in _ESCAPED_BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if match[0] != "\\" else "\\x5c"


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return chr(int(match[2], 16))
    byte = int(match[1], 16)
    return chr(0xDC00 + byte) if 0xDC00 + byte in _ESCAPED_BYTES else chr(byte)
