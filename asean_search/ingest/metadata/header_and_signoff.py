"""What stands around a story: a header before it, an agency's sign-off after it.

Each function finds its mark, or none; it never takes the whole text for a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from asean_search import agencies
from asean_search.dates import in_text

_HEADER = re.compile(rf"\s*date\b\s*:?\s*(?P<day>{in_text.DAY})(?=\s+\S)", re.IGNORECASE)

_TAIL_CHARS = 90
_LINK_CHARS_MAX = 2000
_END_OF_SENTENCE = '[.!?…"”’»)\\]。]'
_END_MARK = re.compile(r"\s*/\.\s*$")
_BEFORE_NAME = re.compile(
    r"(?=[\s/—–(\[-])"  # what one of them begins with, or is before
    rf"(?:\s*/\.\s*|(?:(?<={_END_OF_SENTENCE})\s*|\s+)(?:[—–]|--?)\s*"
    rf"|(?<={_END_OF_SENTENCE})\s+|(?<={_END_OF_SENTENCE})(?=[(\[])|\s*\n\s*)"
)
_NAME = re.compile(r"(?P<open>[(\[])?(?P<name>[^\W\d_][^()\[\]\n]*)(?(open)[)\]]\.?)")


class Header(msgspec.Struct, frozen=True):
    """A date before the first word. The story begins at ``end``."""

    date: str
    end: int


class SignOff(msgspec.Struct, frozen=True):
    """The agency, if it is named, after a story's last word. The story ends at ``start``."""

    source: str | None
    start: int


def header(text: str) -> Header | None:
    """The leading ``date 2020-06-30`` or ``Date: June 30, 2020`` of a text that goes on."""
    match = _HEADER.match(text)
    day = in_text.written_day(match["day"]) if match else None
    return Header(day, match.end()) if match and day else None


def sign_off(text: str) -> SignOff | None:
    """The closing ``— VNS``, ``./.VNA``, ``(Reuters)``, ``- Bernama``, ``Reuter``, or ``/.`` alone.

    The agency must be a known one, written as the table has it or in capitals.
    """
    text = text.rstrip()
    offset = max(0, len(text) - _TAIL_CHARS)
    tail = text[offset:]
    for before in _before_names(tail):
        source = _signing_agency(tail[before.end() :])
        if source and text[: offset + before.start()].strip():
            start = offset + before.start()
            return SignOff(source, _before_end_mark(text, start) or start)
    start = _before_end_mark(text, len(text))
    return SignOff(None, start) if start else None


def _before_names(tail: str) -> Iterator[re.Match[str]]:
    """What may stand before an agency's name at the end of a text, from left to right.

    Looked for from the end of a word on, because none of it goes on over a word.
    """
    if longest := agencies.longest_at_end(tail):
        last = _end_of_word(tail, len(tail))
        yield from _BEFORE_NAME.finditer(tail, _end_of_word(tail, last - longest))


def _end_of_word(text: str, end: int) -> int:
    """Where the last word before ``end`` ends, or 0."""
    while end > 0 and not text[end - 1].isalnum():
        end -= 1
    return max(0, end)


def _before_end_mark(text: str, end: int) -> int:
    """Where the ``/.`` that precedes ``end`` begins; 0 if there is none, or nothing before it."""
    begin = max(0, end - _TAIL_CHARS)
    mark = _END_MARK.search(text, begin, end) if text.find("/.", begin, end) >= 0 else None
    words = text[max(0, mark.start() - _LINK_CHARS_MAX) : mark.start()].split() if mark else []
    return mark.start() if mark and words and "://" not in words[-1] else 0


def _signing_agency(text: str) -> str | None:
    match = _NAME.fullmatch(text.strip())
    name = unicodedata.normalize("NFC", match["name"].strip()) if match else ""
    agency = agencies.written(name)
    return agency.code if agency else None
