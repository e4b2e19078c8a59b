"""Words of a query with the other names that stand for them: what engines and snippets look for.

A leaf of a query is read as typed, and once more for each kind of other names it has, whose
occurrences count for less. All of it is query terms, of the kind that a query without other names has.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.slotting import surface_query_terms
from asean_search.analysis.surfaces import token_pattern
from asean_search.analysis.token import QueryTerm, TermPath
from asean_search.analysis.tokens import families_of, query_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asean_search.model import Synonym

_LIKELY_PARTS = 2
_LIKELY_CHARS = 7


class SynonymVariant(NamedTuple):
    """Query terms that stand one after another where the text has another name than the one typed.

    An occurrence counts for ``weight``. ``names`` are the other names, one of which is there.
    """

    query_terms: tuple[QueryTerm, ...]
    weight: float
    names: tuple[Synonym, ...]


class LeafTerms(NamedTuple):
    """What a word or a phrase of a query looks for.

    With *F* the number of places in a field where query terms stand one after another, the frequency
    there is ``F(typed) + the sum of other.weight * F(other.slots)`` over ``others``; a document
    matches when that is not 0 somewhere. ``wide`` are the query terms that say how telling it is: its
    idf is the sum of theirs. Without other names ``wide`` is ``typed`` itself.

    ``terms`` are those any of which is looked for, where there are no other names and nothing has
    to stand beside anything; else there are none.
    """

    typed: tuple[QueryTerm, ...]
    expanded: tuple[QueryTerm, ...]
    synonyms: tuple[SynonymVariant, ...] = ()
    terms: tuple[str, ...] = ()


def word_leaf_terms(
    text: str, also: Sequence[Synonym] = (), languages: Iterable[str] = ()
) -> tuple[LeafTerms, ...]:
    """One reading, of one query term, for each word in a chunk of a query; all of them are wanted.

    A name that stands for several words stands for each of them. ``languages`` are those of the
    texts that are looked in.
    """
    families = families_of(languages)
    if not also:
        return _plain_readings(text, families)
    readings = []
    for place, query_term in enumerate(query_terms(text, families)):
        here = [each for each in also if each.first <= place < each.after]
        readings.append(_reading((query_term,), {(0, 1): here} if here else {}, families))
    return tuple(readings)


@lru_cache(maxsize=4096)
def _plain_readings(text: str, families: tuple[str, ...]) -> tuple[LeafTerms, ...]:
    return tuple(_plain((query_term,)) for query_term in query_terms(text, families))


def phrase_leaf_terms(
    text: str, also: Sequence[Synonym] = (), languages: Iterable[str] = ()
) -> LeafTerms:
    """The reading of words that follow one another.

    A name that stands for several words makes one query term of them. Names of overlapping words do not
    all fit: the first words, and of these the longest, have theirs.
    """
    families = families_of(languages)
    typed = query_terms(text, families)
    if not also:
        return _plain(typed)
    named: dict[tuple[int, int], list[Synonym]] = {}
    place = 0
    while place < len(typed):
        after = max((a.after for a in also if a.first == place < a.after <= len(typed)), default=0)
        if after:
            here = [each for each in also if (each.first, each.after) == (place, after)]
            named[place, after] = here
        place = max(after, place + 1)
    return _reading(typed, named, families)


def _plain(typed: tuple[QueryTerm, ...]) -> LeafTerms:
    """Without other names."""
    if len(typed) == 1 and all(len(path) == 1 for path in typed[0]):
        return LeafTerms(typed, typed, (), tuple(path[0].text for path in typed[0]))
    return LeafTerms(typed, typed)


def _reading(
    typed: tuple[QueryTerm, ...],
    named: dict[tuple[int, int], list[Synonym]],
    families: tuple[str, ...],
) -> LeafTerms:
    """``named`` are the other names of some runs of query terms, which do not overlap, in order."""
    if not named:
        return _plain(typed)
    wide: list[QueryTerm] = []
    place = 0
    runs: list[tuple[int, int, list[Synonym]]] = []
    for (first, after), names in named.items():
        wide += typed[place:first]
        runs.append((first, len(wide), names))
        span = typed[first:after]
        joined = span[0] if len(span) == 1 else _joined(span, families)
        wide.append(_distinct((*joined, *_ways_of(names, families))))
        place = after
    wide += typed[place:]
    others = []
    for first, at, names in runs:
        # As typed before, by another name here, either way after: no occurrence is counted twice.
        for alike in _by_weight(names):
            row = (*typed[:first], _distinct(_ways_of(alike, families)), *wide[at + 1 :])
            others.append(SynonymVariant(row, alike[0].weight, alike))
    return LeafTerms(typed, tuple(wide), tuple(others))


def _by_weight(names: Iterable[Synonym]) -> Iterable[tuple[Synonym, ...]]:
    groups: dict[tuple[float, str], list[Synonym]] = {}
    for name in names:
        groups.setdefault((name.weight, name.by), []).append(name)
    return map(tuple, groups.values())


def _ways_of(names: Iterable[Synonym], families: tuple[str, ...]) -> Iterator[TermPath]:
    for name in names:
        yield from _ways(name.text, families)


@lru_cache(maxsize=1024)
def _ways(name: str, families: tuple[str, ...]) -> QueryTerm:
    """The ways of writing a name of any number of words, each in one family throughout."""
    raw_tokens = token_pattern(name).findall(name)
    return _distinct(
        path
        for family in families
        for path in _in_a_row(
            [
                query_term
                for raw_token in raw_tokens
                for query_term in surface_query_terms(raw_token, (family,))
            ]
        )
    )


def _joined(span: Sequence[QueryTerm], families: tuple[str, ...]) -> QueryTerm:
    """Query terms that follow one another as one."""
    rows = (
        [tuple(path for path in query_term if _family(path) in ("", family)) for query_term in span]
        for family in families
    )
    return _distinct(path for row in rows if all(row) for path in _in_a_row(row))


def _family(path: TermPath) -> str:
    """The family of the path's terms, as they say; English ones do not."""
    return next((term.text.partition("@")[2][:2] for term in path if "@" in term.text), "")


def _in_a_row(row: Sequence[QueryTerm]) -> Iterator[TermPath]:
    """One path of each query term after another. At most one of them is not its query term's first.

    All combinations would be many: 81 for four words. And in a name of several words, a short one
    is not looked for with a hyphen in it, nor a long one with two.
    """
    if not row:
        return
    firsts = [query_term[0] for query_term in row]
    yield _chain(firsts)
    for place, query_term in enumerate(row):
        for path in query_term[1:]:
            if len(row) > 1 and not _is_likely(path):
                continue
            yield _chain([*firsts[:place], path, *firsts[place + 1 :]])


def _is_likely(path: TermPath) -> bool:
    term, width = path[0]
    return len(path) > 1 or width == 1 or (width == _LIKELY_PARTS and len(term) > _LIKELY_CHARS)


def _chain(paths: Iterable[TermPath]) -> TermPath:
    return tuple(term for path in paths for term in path)


def _distinct(paths: Iterable[TermPath]) -> QueryTerm:
    return tuple(dict.fromkeys(paths))
