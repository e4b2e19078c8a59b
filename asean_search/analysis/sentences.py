"""Where sentences begin and end in news prose: small rules, no model, linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asean_search.analysis.graphemes import cut_at_or_before, stripped

CHARS_MAX = 2000
"""A longer stretch without an end (a table, a script without marks) is broken at a space."""

_END = re.compile(
    r"""(?P<stop>[.!?…]+["'”’)\]»]*)"""
    r"""|(?P<full>[。！？｡؟۔।॥။។]+["'”’)\]»」』）]*)"""
    r"""|(?P<blank>\n[^\S\n]*\n\s*)"""
)
_NEXT = re.compile(r"""\s*["'“‘„(\[«]*""")


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
_LONGEST_ABBREVIATION = 12
_INITIAL = 1


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text from start to end, without the white space around them."""
    begin = 0
    for end in _ends(text):
        yield from _stretches(text, begin, end)
        begin = end
    yield from _stretches(text, begin, len(text))


def _ends(text: str) -> Iterator[int]:
    """Where one sentence stops and the next may begin."""
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
    """Whether a space was forgotten, as in ``the pandemic.Vietnamese officials``."""
    return len(before) > 1 and before.islower() and following.istitle() and len(following) > 1


def _is_abbreviation(text: str, dot: int, begin: int) -> bool:
    """Whether the dot belongs to the word before it; ``begin`` is where the next word begins."""
    start = dot
    while start > max(0, dot - _LONGEST_ABBREVIATION) and (
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
    return len(word) == _INITIAL and word.isupper()


def _begins_with_starter(text: str, begin: int) -> bool:
    end = begin
    while end < min(len(text), begin + _LONGEST_ABBREVIATION) and text[end].isalpha():
        end += 1
    return text[begin:end] in _STARTERS


def _stretches(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence without the space around it, in pieces where it is longer than is sensible."""
    begin, end = stripped(text, begin, end)
    while end - begin > CHARS_MAX:
        limit = begin + CHARS_MAX
        space = text.rfind(" ", begin, limit)
        cut = space if space > begin else cut_at_or_before(text, limit, begin + 1)
        yield stripped(text, begin, cut)
        begin, end = stripped(text, cut, end)
    if begin < end:
        yield begin, end
