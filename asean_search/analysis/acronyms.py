"""Acronyms that a text defines itself: ``World Health Organisation (WHO)``, or the other way round.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (Pacific Symposium on Biocomputing, 2003), held to what news write: an acronym has
two capitals or more.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from asean_search.analysis.slotting import name_words
from asean_search.model import Acronym

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORT_CHARS_MAX = 10
LONG_CHARS_MAX = 120
_CAPITALS_MIN = 2
_MORE_WORDS = 5

EXAMPLES_MAX = 3
"""So many documents are named that define an acronym."""

SENSES_MAX = 3
"""An acronym that means more than so many things is not taken for any of the rarer ones."""
SENSE_SHARE = 0.2
"""A meaning counts when at least this share of the definitions of its acronym give it."""

# Compiled by re, which remembers them, with the first text that has a parenthesis.
_IN_PARENTHESES = rf"\(([^()\n]{{2,{LONG_CHARS_MAX}}})\)"
_SHORT = r"[A-Z\u00c0-\u00de\u0110][\w.&/\-]{0,8}[\w+](?: ?\d{1,2})?"
_WORD_BEFORE = rf"(?<![\w.&/+\-])({_SHORT})['\"\u201d\u2019]? ?$"
_SENTENCE = r"[.!?;:\n](?=\s)|[\n()\u201c\u201d\"]"
_WORD = r"[^\s,]+"
_SEAT = r"[DRI]-[A-Z]|[IVXLC]+$"
"""Not acronyms: the party and state of a member of Congress, Roman numbers."""

_NOT_FIRST = frozenset(
    {"of", "and", "for", "the", "in", "on", "to", "de", "du", "v\u00e0", "c\u1ee7a"}
)
"""Small words that no name begins with: its first word was left out."""

_ODD_LETTERS = str.maketrans("\u0111\u0110\u00f8\u00d8\u0142\u0141", "dDoOlL")


class Definition(NamedTuple):
    """``text[start:end]`` says that ``short`` means ``long``."""

    short: str
    long: str
    start: int
    end: int


def acronym_definitions(text: str) -> list[Definition]:
    """The acronyms that ``text`` defines, in order."""
    if "(" not in text:
        return []
    found = []
    for match in re.finditer(_IN_PARENTHESES, text):
        inside = match[1].strip()
        first = max(0, match.start() - LONG_CHARS_MAX)
        before = text[first : match.start()].rstrip(" ")
        if not before:
            continue
        if _is_short(inside):
            sentence = re.split(_SENTENCE, before)[-1]
            long = _long_form(inside, sentence.rstrip("'\u2019"))
            if long:
                start = first + before.rindex(long)
                found.append(Definition(inside, long, start, match.end()))
        else:
            short = re.search(_WORD_BEFORE, before)
            inside = re.split(r"[,;:]", inside)[0].strip()
            if short and _is_short(short[1]) and _long_form(short[1], inside) == inside:
                start = first + short.start(1)
                found.append(Definition(short[1], inside, start, match.end()))
    return found


def name_key(name: str) -> str:
    """What two ways of writing a name have in common: its words, stemmed, a space apart.

    >>> name_key("World Health Organisations") == name_key("world-health organization")
    True
    """
    return " ".join(word for query_term in name_words(name) for word in query_term)


def count_definitions(found: Iterable[tuple[str, str, str]]) -> list[Acronym]:
    """Definitions, as (document id, short name, long name), counted by document, the most first.

    Ways of writing a name are counted together, and shown as most documents have it.
    """
    written: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for id_, short, long in sorted(found):
        key = (name_key(short), name_key(long))
        written[key][short, long] += 1
        ids[key].add(id_)
    counted = [
        Acronym(*counts.most_common(1)[0][0], len(ids[key]), tuple(sorted(ids[key])[:EXAMPLES_MAX]))
        for key, counts in written.items()
    ]
    return sorted(counted, key=lambda each: (-each.documents, each.short, each.long))


def usual_meanings(found: Iterable[Acronym]) -> list[Acronym]:
    """What is worth believing of what was learned: the usual meanings of each acronym.

    A meaning that one document alone gives is believed when the acronym has no other.
    """
    by_short: dict[str, list[Acronym]] = {}
    for acronym in found:
        by_short.setdefault(name_key(acronym.short), []).append(acronym)
    kept = []
    for meanings in by_short.values():
        total = sum(meaning.documents for meaning in meanings)
        meanings.sort(key=lambda meaning: (-meaning.documents, meaning.long))
        kept += [
            meaning
            for meaning in meanings[:SENSES_MAX]
            if meaning.documents >= SENSE_SHARE * total
            and (meaning.documents > 1 or len(meanings) == 1)
        ]
    return kept


def _is_short(text: str) -> bool:
    return (
        len(text) <= SHORT_CHARS_MAX
        and re.fullmatch(_SHORT, text) is not None
        and sum(map(str.isupper, text)) >= _CAPITALS_MIN
        and not re.match(_SEAT, text)
    )


def _long_form(short: str, before: str) -> str:
    """The fewest words at the end of ``before`` that spell ``short``, or nothing."""
    letters = [letter for letter in _plain(short) if letter.isalnum()]
    words = list(re.finditer(_WORD, before))
    most = min(len(letters) + _MORE_WORDS, 2 * len(letters))
    if not words:
        return ""
    before = before[words[max(0, len(words) - most)].start() :]
    plain = _plain(before)
    at = len(plain)
    for place in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (
            plain[at] != letters[place] or (place == 0 and at > 0 and plain[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return ""
    long = before[at:].strip()
    return long if _is_good(short, letters, long) else ""


def _is_good(short: str, letters: Sequence[str], long: str) -> bool:
    words = re.findall(r"\w+", long)
    return (
        len(words) > 1
        and len(long) > len(short)
        and short not in words
        and len(words) <= 2 * len(letters)
        and 3 * len(words) >= len(letters)
        and words[0].lower() not in _NOT_FIRST
    )


def _plain(text: str) -> str:
    """Lower case without accents, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(
        normalize("NFD", letter)[0].lower()[:1] for letter in text.translate(_ODD_LETTERS)
    )
