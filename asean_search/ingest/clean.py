"""Cleans text for documents: one kind of line end, no controls, no lone surrogates."""

from __future__ import annotations

import re

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with universal newlines, spaces for controls except tab, U+FFFD for surrogates."""
    if text.replace("\n", "").isprintable():  # in a fourth of the time of the search below
        return text
    text = text.removeprefix("\ufeff")
    if not _ODD.search(text):
        return text
    text = _LINE_END.sub("\n", text)
    return _HALF_CHARACTER.sub("\ufffd", _CONTROL.sub(" ", text))
