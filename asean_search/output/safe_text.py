"""Makes text from documents safe to show: nothing in it can control a terminal.

Characters that a terminal would obey or hide become visible: a C0 control or DEL becomes its
picture (ESC is ``␛``), every other such character the replacement character ``�``. These are
C1 controls, bidirectional overrides and isolates, invisible tag and annotation characters,
noncharacters, and lone surrogates. Joiners and direction *marks* (U+200C to U+200F) are kept:
Persian, Thai, Hindi and emoji need them, and they cannot reverse text or affect more than their
neighbours. The functions are idempotent.

Markup such as ``[red]`` needs no escaping, because Rich is always given a ``Text``.
"""

from __future__ import annotations

import re

from asean_search.patterns import lazy

_HIDDEN = (
    "\u202a-\u202e"  # bidi embeddings and overrides
    "\u2066-\u206f"  # bidi isolates, and the deprecated format characters
    "\ufff9-\ufffb"  # interlinear annotation
    "\ufffe\uffff"
    "\U000e0000-\U000e007f"  # tags: invisible ASCII
)
_BREAKS = lazy("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = lazy(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_HIDDEN}]")
_UNSAFE_IN_BLOCK = lazy(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_HIDDEN}]")
_UNSAFE_IN_JSON = lazy(f"[\x7f-\x9f\u200e\u200f\u061c\u2028\u2029{_HIDDEN}]")
_LONE_SURROGATE = lazy("[\ud800-\udfff]")
_UNDECODABLE = lazy("[\udc80-\udcff]")

_FIRST_PICTURE = 0x2400
_PICTURE_OF_DELETE = "\u2421"
_REPLACEMENT = "\ufffd"


def safe_line(text: str) -> str:
    """Safe text on one line: line breaks and tabs become spaces."""
    return _UNSAFE.sub(_visible, _BREAKS.sub(" ", text).replace("\t", " "))


def safe_block(text: str) -> str:
    """Safe text on several lines: each kind of line break becomes a newline; tabs are kept."""
    return _UNSAFE_IN_BLOCK.sub(_visible, _BREAKS.sub("\n", text))


def safe_path(path: str) -> str:
    r"""A safe path: a line break in a name is visible, a byte that is not UTF-8 is ``\xff``."""
    return _UNSAFE.sub(_visible, escape_undecodable(path))


def escape_undecodable(path: str) -> str:
    r"""A path as text: each byte that is not UTF-8 (PEP 383) is written as ``\xff``."""
    return _UNDECODABLE.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", path)


def is_decodable(path: str) -> bool:
    """Whether the path is UTF-8, so that its text names the file exactly."""
    return _LONE_SURROGATE.search(path) is None


def safe_json(encoded: str) -> str:
    r"""Encoded JSON that is safe for a terminal, with the same value.

    Characters that JSON allows and a terminal may obey are escaped (``\u009b``).
    """
    return _UNSAFE_IN_JSON.sub(_json_escape, encoded)


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for every lone surrogate, which UTF-8 cannot hold."""
    return _LONE_SURROGATE.sub(_REPLACEMENT, text)


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:  # noqa: PLR2004 - the C0 controls
        return chr(_FIRST_PICTURE + code)
    return _PICTURE_OF_DELETE if found[0] == "\x7f" else _REPLACEMENT


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
