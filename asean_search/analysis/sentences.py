"""Boundaries in a text: of sentences, of paragraphs, and of what a reader sees as one character.

Sentences are found in linear time by a few rules for news prose, without a model.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from asean_search.analysis.segmentation import token_pattern
from asean_search.analysis.tokenizer import tokenize_english
from asean_search.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

CHARS_MAX = 2000
"""A longer stretch without an end (a table, a script without full stops) is cut at a space."""

SENTENCE, PARAGRAPH = "sentence", "paragraph"

_MARKS_MAX = 32
_ZERO_WIDTH_JOINERS = "\u200d\u200c"

_END = lazy(
    r"""(?P<stop>[.!?…]+["'”’)\]»]*)"""
    r"""|(?P<full>[。！？｡؟۔।॥။។]+["'”’)\]»」』）]*)"""
    r"""|(?P<blank>\n[^\S\n]*\n\s*)"""
)
_NEXT = lazy(r"""\s*["'“‘„(\[«]*""")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    "adm amb brig capt cmdr col dr fr gen gov hon insp lt maj messrs mr mrs ms msgr pres prof rep"
    " rev sen sgt st supt vs v cf ca approx al"
)
_BEFORE_A_NUMBER = _words(
    "jan feb mar apr jun jul aug sep sept oct nov dec no nos p pp art vol fig sec ch rs"
)
_PERHAPS_LAST = _words("inc co corp ltd bros jr sr etc dept est univ")
_STARTERS = _words(
    "A After All Also Although An And As At Because Before But By During Each Earlier For From He"
    " Her His How However I If In It Its Last Many Meanwhile More Most No Not On One Other Our She"
    " Since So Some Such That The Their Then There These They This Those Though To Under Until We"
    " What When Where Which While With You"
)
_ABBREVIATION_CHARS_MAX = 12
_INITIAL_CHARS = 1
_PARAGRAPH_END = lazy(r"\n[^\S\n]*\n\s*|\n(?:[^\S\n]{2,}|[\t\u3000])")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The bounds of each sentence, without the white space around it, in characters."""
    begin = 0
    for end in _ends(text):
        yield from _stretches(text, begin, end)
        begin = end
    yield from _stretches(text, begin, len(text))


def _ends(text: str) -> Iterator[int]:
    """The places where one sentence ends and the next may begin."""
    for mark in _END.finditer(text):
        if mark["stop"] is None or _is_end(text, mark.start(), mark.end()):
            yield mark.end()


def _is_end(text: str, mark: int, after: int) -> bool:
    """Whether the mark at ``text[mark:after]`` ends a sentence."""
    if after == len(text):
        return True
    following = text[after : after + 2]
    if not following[0].isspace():
        return _lacks_space(text[max(0, mark - 2) : mark], following)
    opening = _NEXT.match(text, after)
    begin = opening.end() if opening else after
    first = text[begin : begin + 1]
    if first.islower():
        return False
    return text[mark] != "." or not _is_abbreviation(text, mark, begin)


def _lacks_space(before: str, following: str) -> bool:
    """Whether the space after a full stop is missing: ``the pandemic.Vietnamese officials``."""
    return len(before) > 1 and before.islower() and following.istitle() and len(following) > 1


def _is_abbreviation(text: str, dot: int, begin: int) -> bool:
    """Whether the dot belongs to the word before it; ``begin`` is where the next word begins."""
    start = dot
    while start > max(0, dot - _ABBREVIATION_CHARS_MAX) and (
        text[start - 1].isalnum() or text[start - 1] == "."
    ):
        start -= 1
    word = text[start:dot]
    lower = word.casefold()
    if lower in _NEVER_LAST:
        return True
    if lower in _BEFORE_A_NUMBER:
        return text[begin : begin + 1].isdigit()
    if "." in word or lower in _PERHAPS_LAST:
        return not _begins_with_starter(text, begin)
    return len(word) == _INITIAL_CHARS and word.isupper()


def _begins_with_starter(text: str, begin: int) -> bool:
    end = begin
    while end < min(len(text), begin + _ABBREVIATION_CHARS_MAX) and text[end].isalpha():
        end += 1
    return text[begin:end] in _STARTERS


def _stretches(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence without the space around it, cut where it is longer than ``CHARS_MAX``."""
    begin, end = stripped(text, begin, end)
    while end - begin > CHARS_MAX:
        limit = begin + CHARS_MAX
        space = text.rfind(" ", begin, limit)
        cut = space if space > begin else cut_at_or_before(text, limit, begin + 1)
        yield stripped(text, begin, cut)
        begin, end = stripped(text, cut, end)
    if begin < end:
        yield begin, end


def unit_positions(text: str, unit: str) -> list[int]:
    """The position of the first token of each sentence or paragraph, in order.

    ``unit`` is ``SENTENCE`` or ``PARAGRAPH``. A blank line ends a paragraph, an indented line
    begins one. A unit without a token has no position.
    """
    starts = _sentence_starts(text) if unit == SENTENCE else paragraph_starts(text)
    start: int | None = next(starts, None)
    found: list[int] = []
    position = 0
    for match in token_pattern(text).finditer(text):
        if start is None:
            break
        begin, end = match.span()
        raw_token = match[0]
        if raw_token.isascii() and raw_token.isalnum():  # one word: seven raw tokens in eight
            if start <= begin:
                found.append(position)
            while start is not None and start < end:
                start = next(starts, None)
            position += 1
            continue
        advance, tokens = tokenize_english(raw_token)
        while start is not None and start < end:
            inside = [token.position for token in tokens if begin + token.start >= start]
            if not inside:
                break
            found.append(position + min(inside))
            start = next(starts, None)
        position += advance
    return list(dict.fromkeys(found))


def _sentence_starts(text: str) -> Iterator[int]:
    return (start for start, _ in sentences(text))


def paragraph_starts(text: str) -> Iterator[int]:
    """The offsets, in characters, at which paragraphs begin."""
    yield 0
    for mark in _PARAGRAPH_END.finditer(text):
        yield mark.end()


def is_inside_character(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would split a letter from its marks, or an emoji."""
    if not 0 < at < len(text):
        return False
    after = text[at]
    if after <= "\u02ff":
        return False
    return (
        unicodedata.category(after)[0] == "M"
        or after in _ZERO_WIDTH_JOINERS
        or text[at - 1] == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or _is_second_of_flag(text, at)
        or after in "\u0e33\u0eb3"
    )


def _is_second_of_flag(text: str, at: int) -> bool:
    """Whether the cut splits the two regional indicators of a flag."""
    start = at
    while start > max(0, at - _MARKS_MAX) and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":
        start -= 1
    return (at - start) % 2 == 1 and "\U0001f1e6" <= text[at] <= "\U0001f1ff"


def cut_at_or_before(text: str, at: int, lowest: int) -> int:
    """The last offset from ``lowest`` to ``at`` between two characters as read, else ``at``."""
    for place in range(at, max(lowest, at - _MARKS_MAX) - 1, -1):
        if not is_inside_character(text, place):
            return place
    return at


def cut_at_or_after(text: str, at: int, highest: int) -> int:
    """The first offset from ``at`` to ``highest`` between two characters as read, else ``at``."""
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
