"""Datelines: where, when and by whom a story was filed, before its first word."""

from __future__ import annotations

import re
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
"""What also stands in capitals before a dash at the start of a text, and is no place."""

_NOT_PLACES = frozenset(_CAPITALS_OF_NO_PLACE.split())


class Dateline(msgspec.Struct, frozen=True):
    """What a dateline says. The story goes on at ``end``."""

    place: str | None = None
    date: str | None = None
    source: str | None = None
    end: int = 0


def leading(text: str) -> Dateline | None:
    """The ``HÀ NỘI — ``, ``MANILA, June 30 (Reuters) - `` or ``Hanoi (VNA) – `` of a text.

    A place alone must be in capitals; beside a known agency it need only begin with one. After
    a byline (``By A Name MANILA (Reuters) - ``) it is read as well, but ``end`` is 0: nothing is
    taken off the text, since the name would go with it.
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
    """What a record's own dateline says, whatever its case: ``Salvador, Feb 26 -``."""
    place, day, source = _parts(text.strip().rstrip(f"{_DASHES}-_ "))
    named = (part.strip() for part in place.split(","))
    towns = (part for part in named if part and not any(map(str.isdigit, part)))
    return Dateline(", ".join(towns) or None, day, source)


def _parts(head: str) -> tuple[str, str | None, str | None]:
    """Place, date and agency of what stands before the dash."""
    taken_apart = _taken_apart if len(head) <= _CHARS_MAX else _taken_apart.__wrapped__
    place, written_days, source = taken_apart(head)
    return place, next(filter(None, map(in_text.written_day, written_days)), None), source


@lru_cache(maxsize=4096)
def _taken_apart(head: str) -> tuple[str, tuple[str, ...], str | None]:
    """Place, days from left to right, and agency. Many stories begin alike, so it is remembered."""
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
    """Whether it is written as a place: ``PHNOM PENH``, ``NAY PYI TAW, Myanmar``, ``HANOI/HUE``."""
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
    """The place that follows the names of a byline: ``By A Name NEW YORK`` gives ``NEW YORK``."""
    words = text.split()
    count = 0
    while count < len(words) and words[-1 - count].isupper():
        count += 1
    place = " ".join(words[len(words) - count :])
    return place if count and _is_place(place, in_capitals=True) else None
