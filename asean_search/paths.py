r"""Path keys, which identify files, and the document ids made from them.

A path key is text that any store and any JSON can hold: the file's path relative to the archive
root with ``/`` between its parts, or its absolute path if it lies elsewhere. File names are bytes
on most systems and need not be UTF-8: such a byte is written ``\xNN``. In a name that already
contains such an escape the backslash is written ``\x5c``, so that each key has exactly one file.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from asean_search.patterns import lazy

if TYPE_CHECKING:
    import re

ID_CHARS = 12

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGEST_BYTES = 8
_PAIR_BITS = 10
_ID_BITS = ID_CHARS * _PAIR_BITS // 2
_SHIFTS = range(_ID_BITS - _PAIR_BITS, -1, -_PAIR_BITS)

_ESCAPED_BYTES = range(0xDC80, 0xDD00)
"""The surrogates that stand for bytes 0x80 to 0xFF that are not UTF-8 (PEP 383)."""
_NEEDS_ESCAPE = lazy(r"[\ud800-\udfff]|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})")
_ESCAPE = lazy(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})")


def path_key(path: Path, archive_root: Path) -> str:
    """The key of an absolute path; that of the archive root is ""."""
    try:
        inside = path.relative_to(archive_root).as_posix()
    except ValueError:
        return escaped(path.as_posix())
    return "" if inside == "." else escaped(inside)


def path_of(key: str, archive_root: Path) -> Path:
    """The path of a key: the inverse of ``path_key``."""
    return archive_root / PurePath(_ESCAPE.sub(_unescaped, key))


def escaped(name: str) -> str:
    """A name, or a path with ``/`` between its parts, as keys write it."""
    return _NEEDS_ESCAPE.sub(_escape, name)


def document_id(key: str, record: str | None = None) -> str:
    """The id of a document: 12 characters of Crockford's base32 of the BLAKE2b of its place."""
    import hashlib  # imports OpenSSL, which a query does not need

    place = key if record is None else f"{key}#{record}"
    digest = hashlib.blake2b(place.encode("utf-8"), digest_size=_DIGEST_BYTES).digest()
    number = int.from_bytes(digest, "big") >> (_DIGEST_BYTES * 8 - _ID_BITS)
    pairs = _pairs()
    return "".join([pairs[number >> shift & 0b11111_11111] for shift in _SHIFTS])


def real_path(path: Path) -> Path:
    """An absolute path with the links in its folders resolved; the last part may be a link.

    A folder has one real path; a linked file keeps its own name.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."
    return Path(os.path.realpath(absolute.parent)) / absolute.name


def real_folder(path: Path) -> Path:
    """An absolute path with all links resolved."""
    return Path(os.path.realpath(path))


def key_at(path: Path, archive_root: Path) -> str:
    """The key of the file at a path as typed."""
    return path_key(real_path(path), real_folder(archive_root))


@cache
def _pairs() -> tuple[str, ...]:
    """The two characters for each value of ten bits; pairs take half the time of single ones."""
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
