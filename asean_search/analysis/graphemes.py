"""Where a text may be cut: at spaces, and never inside what a reader sees as one character."""

from __future__ import annotations

import unicodedata

_MARKS_MAX = 32
_JOINERS = "\u200d\u200c"


def is_inside_character(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would part a letter and its marks, or the parts of one emoji."""
    if not 0 < at < len(text):
        return False
    after = text[at]
    if after <= "\u02ff":
        return False
    return (
        unicodedata.category(after)[0] == "M"
        or after in _JOINERS
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or _is_second_of_flag(text, at)
        or after in "\u0e33\u0eb3"
    )


def _is_second_of_flag(text: str, at: int) -> bool:
    """Whether the cut parts the two regional indicators that make a flag."""
    start = at
    while start > max(0, at - _MARKS_MAX) and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return (at - start) % 2 == 1 and "\U0001f1e6" <= text[at] <= "\U0001f1ff"


def cut_at_or_before(text: str, at: int, lowest: int) -> int:
    """The last place from ``lowest`` to ``at`` where the text may be cut, else ``at``."""
    for place in range(at, max(lowest, at - _MARKS_MAX) - 1, -1):
        if not is_inside_character(text, place):
            return place
    return at


def cut_at_or_after(text: str, at: int, highest: int) -> int:
    """The first place from ``at`` to ``highest`` where the text may be cut, else ``at``."""
    for place in range(at, min(highest, at + _MARKS_MAX) + 1):
        if not is_inside_character(text, place):
            return place
    return at


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of ``text[start:end]`` without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
