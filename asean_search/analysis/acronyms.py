"""Acronyms that a text defines: ``World Health Organisation (WHO)``, or the other way round.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text" (Pacific Symposium on Biocomputing, 2003), restricted to the style of news: an
acronym has two capitals or more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from asean_search.analysis.query_terms import name_words
from asean_search.model import Acronym
from asean_search.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHORT_CHARS_MAX = 10
LONG_CHARS_MAX = 120
_CAPITALS_MIN = 2
_EXTRA_WORDS_MAX = 5

EXAMPLES_MAX = 3
"""How many documents are named that define an acronym."""

SENSES_MAX = 3
"""How many meanings of an acronym count, the most frequent first."""
SENSE_SHARE = 0.2
"""The least share of the definitions of its acronym by which a meaning counts."""

_IN_PARENTHESES = lazy(rf"\(([^()\n]{{2,{LONG_CHARS_MAX}}})\)")
_SHORT = r"[A-Z\u00c0-\u00de\u0110][\w.&/\-]{0,8}[\w+](?: ?\d{1,2})?"
_IS_SHORT = lazy(_SHORT)
_SHORT_BEFORE = lazy(rf"(?<![\w.&/+\-])({_SHORT})['\"\u201d\u2019]? ?$")
_SENTENCE_END = lazy(r"[.!?;:\n](?=\s)|[\n()\u201c\u201d\"]")
_LIST_SIGN = lazy(r"[,;:]")
_WORD = lazy(r"[^\s,]+")
_LETTERS = lazy(r"\w+")
_NO_ACRONYM = lazy(r"[DRI]-[A-Z]|[IVXLC]+$")
"""The party and state of a member of Congress, and Roman numbers."""

_NOT_FIRST = frozenset(
    {"of", "and", "for", "the", "in", "on", "to", "de", "du", "v\u00e0", "c\u1ee7a"}
)
"""Words that no name begins with: the first word of the name is missing."""

_UNDECOMPOSED = str.maketrans("\u0111\u0110\u00f8\u00d8\u0142\u0141", "dDoOlL")


class AcronymDefinition(NamedTuple):
    """``text[start:end]`` defines that ``short`` means ``long``."""

    short: str
    long: str
    start: int
    end: int


def acronym_definitions(text: str) -> list[AcronymDefinition]:
    """The acronyms that ``text`` defines, in order."""
    if "(" not in text:
        return []
    found = []
    for match in _IN_PARENTHESES.finditer(text):
        inside = match[1].strip()
        first = max(0, match.start() - LONG_CHARS_MAX)
        before = text[first : match.start()].rstrip(" ")
        if not before:
            continue
        if _is_short(inside):
            sentence = _SENTENCE_END.split(before)[-1]
            long = _long_form(inside, sentence.rstrip("'\u2019"))
            if long:
                start = first + before.rindex(long)
                found.append(AcronymDefinition(inside, long, start, match.end()))
        else:
            short = _SHORT_BEFORE.search(before)
            inside = _LIST_SIGN.split(inside)[0].strip()
            if short and _is_short(short[1]) and _long_form(short[1], inside) == inside:
                start = first + short.start(1)
                found.append(AcronymDefinition(short[1], inside, start, match.end()))
    return found


def name_key(name: str) -> str:
    """The key of a name, equal for its spellings: its stemmed words, separated by spaces.

    >>> name_key("World Health Organisations") == name_key("world-health organization")
    True
    """
    return " ".join(word for query_term in name_words(name) for word in query_term)


def count_definitions(found: Iterable[tuple[str, str, str]]) -> list[Acronym]:
    """The acronyms of (document id, short name, long name), by descending number of documents.

    Spellings of a name are counted together and shown in the most frequent one.
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
    """The usual meanings of each acronym, out of all that documents define.

    A meaning that only one document gives counts if the acronym has no other.
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
        and _IS_SHORT.fullmatch(text) is not None
        and sum(map(str.isupper, text)) >= _CAPITALS_MIN
        and not _NO_ACRONYM.match(text)
    )


def _long_form(short: str, before: str) -> str:
    """The fewest words at the end of ``before`` that spell ``short``, or ""."""
    letters = [letter for letter in _plain(short) if letter.isalnum()]
    words = list(_WORD.finditer(before))
    most = min(len(letters) + _EXTRA_WORDS_MAX, 2 * len(letters))
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
    return long if _is_long_form(short, letters, long) else ""


def _is_long_form(short: str, letters: Sequence[str], long: str) -> bool:
    words = _LETTERS.findall(long)
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
        normalize("NFD", letter)[0].lower()[:1] for letter in text.translate(_UNDECOMPOSED)
    )
