"""The heading of a press release, a letter or a report: its title, date, sender and author.

They are recognised by their position above the text and the size of their print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from asean_search.dates import in_text
from asean_search.dates.month_names import unaccented

LINES_MAX = 40
LINES_ABOVE_TITLE_MAX = 12
TITLE_CHARS_MAX = 250
_LARGER = 1.08
"""The letters of a title are higher than those of the text by this factor."""
_SAME = 0.03
_WORDS_BESIDE_DATE_MAX = 4
_WORDS_OF_NAME_MAX = 6
_SCANNED_CHARS = 4000
_TITLE_CHARS_MIN = 4

_RELEASE = re.compile(
    r"\b(?:press|news|media)\s+(?:release|statement|contacts?|enquir\w+|inquir\w+|advisory|notice)"
    r"|\bimmediate\s+release\b|\bfor\s+release\b|\bcommuniqu[eé]\s+de\s+presse\b"
    r"|\bpressemitteilung\b|\bnota\s+de\s+prensa\b|\bthông\s+cáo\s+báo\s+chí\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:official\s+|joint\s+)?(?:(?:press|news|media)\s+(?:release|statement|advisory|notice)"
    r"|for\s+immediate\s+release|immediate\s+release|for\s+release|not\s+for\s+publication"
    r"|communiqu[eé]\s+de\s+presse|pressemitteilung|nota\s+de\s+prensa|thông\s+cáo\s+báo\s+chí"
    r"|statement|release|embargoed\b.*|page\s+\d+.*|\d+\s+of\s+\d+.*|\d+)\s*[:.]?",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:(?:press|media)\s+)?(?:contacts?|tel|telephone|phone|mobile|fax|e-?mail|web|website|www"
    r"|address|date|ref|reference|no|to|cc|re|released|issued|published)\b\.?\s*[:.]",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"^(?:prepared|issued|released|published|submitted)\s+by:?\s+(?P<by>[^,(\n]+)"
    r"|^(?:from|source):\s*(?P<from>[^,(\n]+)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^by:?\s+(?P<by>[^,(\n]+)", re.IGNORECASE)
_AFFILIATED = re.compile(
    r"[^()\d]{3,40}\((?!(?i:draft|final|revis|prelim|updat|contin|confid|version|copy|english))"
    r"(?P<name>[^\W\d_a-z][^()@\d]{1,60})\)"
)
"""A person of an organisation: ``Lan Nguyen (MRC)``; not ``Cell 3 (bold)``, ``Report (Draft)``."""
_ADDRESS = re.compile(r"@|https?://|\bwww\.|^\+?[\d\s().-]{7,}$", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:@|https?://(?:www\.)?|\bwww\.)(?P<host>[\w-]+(?:\.[\w-]+)+)")
_WORD = re.compile(r"[^\W_][\w'’&.-]*")
_FREE_MAIL = frozenset(
    """gmail googlemail yahoo ymail hotmail outlook live msn aol icloud me mac gmx web proton
    protonmail zoho mail qq 163 126 naver facebook twitter instagram linkedin youtube bit google
    apple x t tiktok whatsapp wa medium github wordpress blogspot""".split()  # noqa: SIM905
)


class Line(msgspec.Struct, frozen=True):
    """A printed line. ``height`` is that of its letters, 0 if unknown.

    ``goes_on``: the next line continues it. ``is_last``: it is the last of its block.
    ``is_title``: the file marks it as a title.
    """

    text: str
    height: float = 0.0
    goes_on: bool = False
    is_last: bool = False
    is_title: bool = False


class HeadingBlock(msgspec.Struct, frozen=True):
    """What the heading states."""

    title: str | None = None
    date: str | None = None
    source: str | None = None
    author: str | None = None


def read(lines: Sequence[Line], text: str = "") -> HeadingBlock:
    """What the heading of the first page states. ``text`` is that of all pages."""
    head = [
        replace(line, is_last=line.is_last or not after.text.strip())
        for line, after in zip(lines, (*lines[1:], Line("")), strict=False)
        if line.text.strip()
    ][:LINES_MAX]
    title, start = _title(head, lines)
    above = [line.text.strip() for line in head[: start + _WORDS_BESIDE_DATE_MAX]]
    is_release = bool(
        _RELEASE.search(text[:_SCANNED_CHARS]) or _RELEASE.search(text[-_SCANNED_CHARS:])
    )
    author = next((match["by"] for line in above if (match := _BYLINE.match(line))), None)
    return HeadingBlock(
        title=title,
        date=next(filter(None, map(_date, above)), None),
        source=(_sender(above) or (_sender_by_address(text) if is_release else None)),
        author=author,
    )


def _title(head: Sequence[Line], lines: Sequence[Line]) -> tuple[str | None, int]:
    """The title, and the index of its first line."""
    fitting = [number for number, line in enumerate(head) if _may_be_title(line.text)]
    marked = [number for number in fitting if head[number].is_title]
    if marked:
        return _from(head, marked[0]), marked[0]
    usual = _text_height(lines)
    larger = [
        number
        for number in fitting
        if number < LINES_ABOVE_TITLE_MAX and head[number].height > usual * _LARGER
    ]
    if usual and larger:
        largest = max(head[number].height for number in larger)
        first = next(number for number in larger if _is_same(head[number].height, largest))
        return _run(head, first), first
    if fitting:
        return _from(head, fitting[0]), fitting[0]
    return None, 0


def _may_be_title(text: str) -> bool:
    text = text.strip()
    return (
        _TITLE_CHARS_MIN <= len(text) <= TITLE_CHARS_MAX
        and any(map(str.isalpha, text))
        and not _is_label(text)
        and not (_AFFILIATED.fullmatch(text) and len(text.split()) <= _WORDS_OF_NAME_MAX)
        and _date(text) is None
    )


def _is_label(text: str) -> bool:
    """Whether a line is a label: the kind of document, its sender, or a contact."""
    text = text.strip()
    return bool(
        _LABEL.fullmatch(text)
        or _FIELD.match(text)
        or _SENDER.match(text)
        or _BYLINE.match(text)
        or _ADDRESS.search(text)
    )


def _run(head: Sequence[Line], first: int) -> str | None:
    """The first line and those after it in the same size, joined."""
    parts = []
    for line in head[first:]:
        if not _is_same(line.height, head[first].height) or _is_label(line.text):
            break
        parts.append(line.text.strip())
        if line.is_last:
            break
    return _joined(parts)


def _from(head: Sequence[Line], first: int) -> str | None:
    """The first line and those that continue it, joined."""
    parts = [head[first].text.strip()]
    for before, line in zip(head[first:], head[first + 1 :], strict=False):
        if not before.goes_on or before.is_last or line.is_title != before.is_title:
            break
        parts.append(line.text.strip())
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str | None:
    """The parts as one title; None if it is too long for one."""
    title = " ".join(parts)
    return title if len(title) <= TITLE_CHARS_MAX else None


def _text_height(lines: Sequence[Line]) -> float:
    """The height of most letters."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _is_same(height: float, other: float) -> bool:
    return abs(height - other) <= _SAME * other


def _date(text: str) -> str | None:
    """The date in a line that holds only a few other words: ``Hanoi, 30 June 2020``."""
    text = text.strip()
    if len(text) > TITLE_CHARS_MAX // 2:
        return None
    found = next(in_text.days_in(text), None)
    words = len(_WORD.findall(text))
    is_sent = bool(_SENDER.match(text) or _BYLINE.match(text) or _FIELD.match(text))
    if found and (
        is_sent or words <= len(("Monday", "30", "June", "2020")) + _WORDS_BESIDE_DATE_MAX
    ):
        return found[1]
    try:
        return in_text.read(text) if in_text.MONTH_AND_YEAR.fullmatch(text) else None
    except in_text.ImpossibleDateError:
        return None


def _sender(above: Sequence[str]) -> str | None:
    for line in above:
        if match := _SENDER.match(line):
            return (match["by"] or match["from"]).strip()
    for line in above:
        match = _AFFILIATED.fullmatch(line)
        if match and len(line.split()) <= _WORDS_OF_NAME_MAX:
            return match["name"].strip()
    return None


def _sender_by_address(text: str) -> str | None:
    """The sender by the domain of a contact address, as the text writes its name.

    ``press@awaretechnic.example`` with ``AwareTechnic`` anywhere in the text: ``AwareTechnic``.
    """
    ends = text[:_SCANNED_CHARS] + "\n" + text[-_SCANNED_CHARS:]
    spelled: dict[str, str] = {}
    for word, _ in Counter(_WORD.findall(_DOMAIN.sub(" ", text))).most_common():
        plain = word.rstrip(".-'’").removesuffix("'s").removesuffix("’s")
        spelled.setdefault(unaccented(plain), plain)
    for match in _DOMAIN.finditer(ends):
        for label in reversed(match["host"].lower().split(".")[:-1]):
            if label not in _FREE_MAIL and len(label) >= len("who") and label in spelled:
                return spelled[label]
    return None
