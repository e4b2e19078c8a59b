"""The marks around a news story: date header, dateline, and the sign-off of an agency.

Each function finds one mark or returns None, and never takes the whole text for a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from asean_search import agencies
from asean_search.dates import in_text

_CHARS_MAX = 120
_WORDS_MAX = 5
_WORDS_OF_TOWN_MAX = 4
_DASHES = "—–―‒"
_ANY_DASH = re.compile(rf"[{_DASHES}_−-]")
_DASH = re.compile(rf"\s*(?:[{_DASHES}]|--+)\s*|\s+[-_−]\s+|(?<=\))-\s+")
_WORD = re.compile(r"[^\W\d_][^\s\d()\[\]:;!?\"“”<>*]*")
_GAP = re.compile(r"\s\s|[^\S \xa0]")
_DAY_OR_AGENCY = re.compile(r"\d|[)\]/]\s*$")
_LAST_AGENCY = re.compile(
    r"\s*[(\[/]\s*(?P<marked>[^\W\d_][^()\[\]/]{0,39})[)\]/]\s*$"
    r"|(?<=\d),?\s+(?P<bare>[^\W\d_][^\d,()\[\]]{0,39})$"
)
_LAST_DAY = re.compile(
    rf"(?:^|[,(\s])\s*(?:{in_text.DAY}|{in_text.DAY_OF_SOME_YEAR})[\s,)]*$", re.IGNORECASE
)
_FIRST_DAY = re.compile(
    rf"(?:{in_text.DAY}|{in_text.DAY_OF_SOME_YEAR}|\d{{1,2}}-{in_text.MONTH})", re.IGNORECASE
)

_CAPITALS_OF_NO_PLACE = """
    advisory alert analysis asean breaking brics commentary corrected correction editorial eu
    exclusive explainer factbox feature flash for icymi imf interview latest lead live nato news
    note opec opinion photo photos profile readout release report review rpt statement summary
    timeline un unesco unicef update updated urgent video warning watch who wto
    aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces
"""
"""Words in capitals before a dash at the start of a text that are not places."""

_NOT_PLACES = frozenset(_CAPITALS_OF_NO_PLACE.split())

_HEADER = re.compile(rf"\s*date\b\s*:?\s*(?P<day>{in_text.DAY})(?=\s+\S)", re.IGNORECASE)
_TAIL_CHARS = 90
_LINK_CHARS_MAX = 2000
_END_OF_SENTENCE = '[.!?…"”’»)\\]。]'
_END_MARK = re.compile(r"\s*/\.\s*$")
_BEFORE_NAME = re.compile(
    r"(?=[\s/—–(\[-])"  # the first character of each alternative, or the one after it
    rf"(?:\s*/\.\s*|(?:(?<={_END_OF_SENTENCE})\s*|\s+)(?:[—–]|--?)\s*"
    rf"|(?<={_END_OF_SENTENCE})\s+|(?<={_END_OF_SENTENCE})(?=[(\[])|\s*\n\s*)"
)
_NAME = re.compile(r"(?P<open>[(\[])?(?P<name>[^\W\d_][^()\[\]\n]*)(?(open)[)\]]\.?)")


class Dateline(msgspec.Struct, frozen=True):
    """The parts of a dateline: where, when and by whom a story was filed. It ends at ``end``."""

    place: str | None = None
    date: str | None = None
    source: str | None = None
    end: int = 0


def leading(text: str) -> Dateline | None:
    """The dateline of a text: ``HÀ NỘI — ``, ``MANILA, June 30 (Reuters) - ``, ``Hanoi (VNA) – ``.

    A place alone must be in capitals; beside a known agency only its first letter must be. After
    a byline (``By A Name MANILA (Reuters) - ``) ``end`` is 0, so that the name stays in the text.
    """
    start = len(text) - len(text.lstrip())
    line = text[start : start + _CHARS_MAX].partition("\n")[0]
    dash = _DASH.search(line) if _ANY_DASH.search(line) else None
    if dash is None:
        return None
    rest = text[start + dash.end() :].lstrip()
    if not rest or _FIRST_DAY.match(rest) or rest.partition("\n")[0].isupper():
        return None
    place, day, source = _parts(line[: dash.start()])
    if source and place.startswith("By "):
        return Dateline(_capitals_at_end(place), day, source)
    if not (_is_place(place, in_capitals=source is None) if place else source):
        return None
    return Dateline(place or None, day, source, len(text) - len(rest))


def stated(text: str) -> Dateline:
    """The parts of a dateline that is a field of its own, in any case: ``Salvador, Feb 26 -``."""
    place, day, source = _parts(text.strip().rstrip(f"{_DASHES}-_ "))
    named = (part.strip() for part in place.split(","))
    towns = (part for part in named if part and not any(map(str.isdigit, part)))
    return Dateline(", ".join(towns) or None, day, source)


def _parts(head: str) -> tuple[str, str | None, str | None]:
    """Place, date and agency in the text before the dash."""
    split = _split_dateline if len(head) <= _CHARS_MAX else _split_dateline.__wrapped__
    place, written_days, source = split(head)
    return place, next(filter(None, map(in_text.written_day, written_days)), None), source


@lru_cache(maxsize=4096)
def _split_dateline(head: str) -> tuple[str, tuple[str, ...], str | None]:
    """Place, days from left to right, and agency. Cached, because many stories begin alike."""
    written_days: tuple[str, ...] = ()
    source: str | None = None
    while _DAY_OR_AGENCY.search(head):
        match = None if head[-1].isdecimal() else _LAST_AGENCY.search(head)
        agency = agencies.find(match["marked"] or match["bare"]) if match else None
        if match and agency and not source:
            source = agency.code
        elif match := _LAST_DAY.search(head):
            written_days = (match[0], *written_days)
        else:
            break
        head = head[: match.start()]
    return head.strip(" ,\t\xa0"), written_days, source


def _is_place(text: str, *, in_capitals: bool) -> bool:
    """Whether it looks like a place: ``PHNOM PENH``, ``NAY PYI TAW, Myanmar``, ``HANOI/HUE``."""
    town, *around = (part.split() for part in text.split(","))
    words = town + [word for part in around for word in part]
    if _GAP.search(text) or not all(map(_WORD.fullmatch, words)):
        return False
    if not 1 <= len(town) <= _WORDS_OF_TOWN_MAX or len(words) > _WORDS_MAX:
        return False
    if any(part and part[0][0].islower() for part in (town, *around)):
        return False
    name = " ".join(town)
    if in_capitals and not (name.isupper() and len(name) > 1):
        return False
    return _NOT_PLACES.isdisjoint((name.lower(), town[0].lower()))


def _capitals_at_end(text: str) -> str | None:
    """The place after the names of a byline: ``By A Name NEW YORK`` -> ``NEW YORK``."""
    words = text.split()
    count = 0
    while count < len(words) and words[-1 - count].isupper():
        count += 1
    place = " ".join(words[len(words) - count :])
    return place if count and _is_place(place, in_capitals=True) else None


class Header(msgspec.Struct, frozen=True):
    """A date before the story, which begins at ``end``."""

    date: str
    end: int


class SignOff(msgspec.Struct, frozen=True):
    """The mark after a story, with the agency if it names one. The story ends at ``start``."""

    source: str | None
    start: int


def header(text: str) -> Header | None:
    """The ``date 2020-06-30`` or ``Date: June 30, 2020`` at the start of a longer text."""
    match = _HEADER.match(text)
    day = in_text.written_day(match["day"]) if match else None
    return Header(day, match.end()) if match and day else None


def sign_off(text: str) -> SignOff | None:
    """The end mark of a text: ``— VNS``, ``./.VNA``, ``(Reuters)``, ``- Bernama``, or only ``/.``.

    The agency must be a known one, written as in the table or in capitals.
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
    """The marks that may precede an agency's name at the end of a text, from left to right.

    The search starts at the end of a word, because no mark contains one.
    """
    if longest := agencies.longest_at_end(tail):
        last = _end_of_word(tail, len(tail))
        yield from _BEFORE_NAME.finditer(tail, _end_of_word(tail, last - longest))


def _end_of_word(text: str, end: int) -> int:
    """The end of the last word before ``end``, or 0."""
    while end > 0 and not text[end - 1].isalnum():
        end -= 1
    return max(0, end)


def _before_end_mark(text: str, end: int) -> int:
    """The start of a ``/.`` before ``end``; 0 if there is none, or nothing before it."""
    begin = max(0, end - _TAIL_CHARS)
    mark = _END_MARK.search(text, begin, end) if text.find("/.", begin, end) >= 0 else None
    words = text[max(0, mark.start() - _LINK_CHARS_MAX) : mark.start()].split() if mark else []
    return mark.start() if mark and words and "://" not in words[-1] else 0


def _signing_agency(text: str) -> str | None:
    match = _NAME.fullmatch(text.strip())
    name = unicodedata.normalize("NFC", match["name"].strip()) if match else ""
    agency = agencies.written(name)
    return agency.code if agency else None
