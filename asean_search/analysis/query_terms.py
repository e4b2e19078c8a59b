"""From the words and phrases of a query to query terms, with the terms of their synonyms.

Each leaf of a query is searched as it was typed and, for each group of synonyms with one weight,
once more with a synonym in its place. Engines and snippets need only query terms for all of this.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.segmentation import (
    FOREIGN_WORDS,
    PARTS_MAX,
    Joiner,
    Subtoken,
    chains,
    compounds,
    may_join,
    subtokens,
    token_pattern,
)
from asean_search.analysis.stemming import ENGLISH, family, stem, stems
from asean_search.analysis.token import QueryTerm, Term, TermPath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asean_search.analysis.segmentation import Compound
    from asean_search.model import Synonym

_ENGLISH_ONLY = (ENGLISH,)
_LIKELY_PARTS = 2
_LIKELY_CHARS = 7


class SynonymTerms(NamedTuple):
    """The query terms of a leaf with synonyms in place of the typed name.

    An occurrence counts for ``weight``. ``names`` are the synonyms; any of them matches.
    """

    query_terms: tuple[QueryTerm, ...]
    weight: float
    names: tuple[Synonym, ...]


class LeafTerms(NamedTuple):
    """The query terms of a word or a phrase of a query.

    With *F* the number of places in a field where query terms stand one after another, the
    leaf's frequency in the field is ``F(typed) + sum(s.weight * F(s.query_terms))`` over
    ``synonyms``. A document matches when that is positive in some field.

    Attributes:
        typed: The query terms of the text as typed.
        expanded: The query terms that weigh the leaf: its idf is the sum of theirs. Without
            synonyms, ``typed`` itself; else each name and its synonyms are one query term.
        synonyms: The query terms with synonyms; no occurrence is counted in two of them.
        terms: The alternatives of a leaf that is one query term of single terms without synonyms;
            otherwise empty.

    """

    typed: tuple[QueryTerm, ...]
    expanded: tuple[QueryTerm, ...]
    synonyms: tuple[SynonymTerms, ...] = ()
    terms: tuple[str, ...] = ()


def query_terms(text: str, languages: Iterable[str] = ()) -> tuple[QueryTerm, ...]:
    """The query terms of a word or phrase, in order; empty when it holds no word.

    ``languages`` are those of the documents searched; English is always added. The first path of
    a query term is the English one.
    """
    return _query_terms(text, _families_of(languages))


def word_leaf_terms(
    text: str, also: Sequence[Synonym] = (), languages: Iterable[str] = ()
) -> tuple[LeafTerms, ...]:
    """One value, of one query term, for each word in an unquoted ``text``; all must match.

    A synonym ``also`` of several words stands for each of them. ``languages`` are those of the
    documents searched.
    """
    families = _families_of(languages)
    if not also:
        return _plain_words(text, families)
    found = []
    for place, query_term in enumerate(query_terms(text, families)):
        here = [each for each in also if each.first <= place < each.after]
        found.append(_with_synonyms((query_term,), {(0, 1): here} if here else {}, families))
    return tuple(found)


def phrase_leaf_terms(
    text: str, also: Sequence[Synonym] = (), languages: Iterable[str] = ()
) -> LeafTerms:
    """The query terms of a phrase.

    A name of several words that has a synonym becomes one query term. Where names overlap, the
    first one counts, and of those the longest.
    """
    families = _families_of(languages)
    typed = query_terms(text, families)
    if not also:
        return _plain(typed)
    synonyms: dict[tuple[int, int], list[Synonym]] = {}
    place = 0
    while place < len(typed):
        after = max((a.after for a in also if a.first == place < a.after <= len(typed)), default=0)
        if after:
            here = [each for each in also if (each.first, each.after) == (place, after)]
            synonyms[place, after] = here
        place = max(after, place + 1)
    return _with_synonyms(typed, synonyms, families)


def name_words(text: str) -> tuple[tuple[str, ...], ...]:
    """For each query term of ``query_terms(text)`` its words, in the form that compares names.

    >>> name_words("U.S.-led COVID-19 responses")
    (('US', 'led'), ('covid', '19'), ('respons',))
    """
    return tuple(
        tuple(map(_name_word, found[first:after]))
        for found in map(subtokens, token_pattern(text).findall(text))
        for first, after in chains(found)
    )


def _name_word(subtoken: Subtoken) -> str:
    capitals = subtoken.word.upper()
    return subtoken.exact or (capitals if capitals in FOREIGN_WORDS else stem(subtoken.word))


@lru_cache(maxsize=4096)
def _query_terms(text: str, families: tuple[str, ...]) -> tuple[QueryTerm, ...]:
    return tuple(
        query_term
        for raw_token in token_pattern(text).findall(text)
        for query_term in _raw_token_query_terms(raw_token, families)
    )


def _families_of(languages: Iterable[str]) -> tuple[str, ...]:
    """The families of languages, each once: English first, then in alphabetical order."""
    if languages in ((), _ENGLISH_ONLY):
        return _ENGLISH_ONLY
    others = sorted({family(language) for language in languages} - {ENGLISH})
    return (ENGLISH, *others)


@lru_cache(maxsize=1024)
def _raw_token_query_terms(raw_token: str, families: tuple[str, ...]) -> tuple[QueryTerm, ...]:
    """The query terms of a raw token, one for each chain of subtokens in it.

    A query term holds the paths of every family; those of one never match texts of another.
    """
    found = subtokens(raw_token)
    return tuple(
        _distinct(
            path for each in families for path in _chain_paths(raw_token, found, first, after, each)
        )
        for first, after in chains(found)
    )


def _chain_paths(
    raw_token: str, found: list[Subtoken], first: int, after: int, family: str
) -> Iterator[TermPath]:
    def its_stems(subtoken: Subtoken) -> tuple[str, ...]:
        return stems(raw_token[subtoken.start : subtoken.end], subtoken.word, family)

    if after - first == 1 and may_join(found[first]) and not found[first].word.isdigit():
        for term in its_stems(found[first]):
            yield from _written_as_one(term)
        return
    joined = list(compounds(found, first, after, family))
    if joined and joined[0].hyphened:
        yield from _written_as_one(joined[0].term.rpartition("~")[0])
        terms = [its_stems(subtoken) for subtoken in found[first:after]]
        for way in (0, -1):  # with accents, and without
            yield tuple(Term(each[way], 1) for each in terms)
        return
    yield tuple(_subtoken_path(found, first, after, joined, family))


def _written_as_one(term: str) -> QueryTerm:
    """A word without hyphens, or with one or two anywhere in it."""
    hyphened = ((Term(f"{term}~{parts}", parts),) for parts in range(2, PARTS_MAX + 1))
    return ((Term(term, 1),), *hyphened)


def _subtoken_path(
    found: list[Subtoken], first: int, after: int, joined: list[Compound], family: str
) -> Iterator[Term]:
    """A term for each subtoken, but one for ``AT&T``, and pairs in scripts without spaces."""
    by_place = {compound.first: compound for compound in joined}
    position = first
    while position < after:
        compound = by_place.get(position)
        if compound:
            yield Term(compound.term, compound.parts)
            position += compound.parts
        elif found[position].spaceless:
            end = position + 1
            while end < after and found[end].joiner is Joiner.SPACELESS:
                end += 1
            yield from _pairs([subtoken.word for subtoken in found[position:end]])
            position = end
        else:
            yield Term(found[position].exact or stem(found[position].word, family), 1)
            position += 1


def _pairs(letters: list[str]) -> Iterator[Term]:
    """The fewest pairs that cover the letters; of an odd number the last two pairs overlap."""
    if len(letters) == 1:
        yield Term(letters[0], 1)
    for first in range(0, len(letters) - 1, 2):
        one_left = first + 3 == len(letters)
        yield Term(f"{letters[first]}{letters[first + 1]}~2", 1 if one_left else 2)
        if one_left:
            yield Term(f"{letters[first + 1]}{letters[first + 2]}~2", 2)


@lru_cache(maxsize=4096)
def _plain_words(text: str, families: tuple[str, ...]) -> tuple[LeafTerms, ...]:
    return tuple(_plain((query_term,)) for query_term in query_terms(text, families))


def _plain(typed: tuple[QueryTerm, ...]) -> LeafTerms:
    """Without synonyms."""
    if len(typed) == 1 and all(len(path) == 1 for path in typed[0]):
        return LeafTerms(typed, typed, (), tuple(path[0].text for path in typed[0]))
    return LeafTerms(typed, typed)


def _with_synonyms(
    typed: tuple[QueryTerm, ...],
    synonyms: dict[tuple[int, int], list[Synonym]],
    families: tuple[str, ...],
) -> LeafTerms:
    """``synonyms`` by the bounds of the query terms that they stand for; in order, disjoint."""
    if not synonyms:
        return _plain(typed)
    expanded: list[QueryTerm] = []
    place = 0
    runs: list[tuple[int, int, list[Synonym]]] = []
    for (first, after), names in synonyms.items():
        expanded += typed[place:first]
        runs.append((first, len(expanded), names))
        span = typed[first:after]
        joined = span[0] if len(span) == 1 else _joined(span, families)
        expanded.append(_distinct((*joined, *_paths_of(names, families))))
        place = after
    expanded += typed[place:]
    variants = []
    for first, at, names in runs:
        # As typed before the name, a synonym for it, either after it: none is counted twice.
        for alike in _by_weight(names):
            row = (*typed[:first], _distinct(_paths_of(alike, families)), *expanded[at + 1 :])
            variants.append(SynonymTerms(row, alike[0].weight, alike))
    return LeafTerms(typed, tuple(expanded), tuple(variants))


def _by_weight(names: Iterable[Synonym]) -> Iterable[tuple[Synonym, ...]]:
    groups: dict[tuple[float, str], list[Synonym]] = {}
    for name in names:
        groups.setdefault((name.weight, name.by), []).append(name)
    return map(tuple, groups.values())


def _paths_of(names: Iterable[Synonym], families: tuple[str, ...]) -> Iterator[TermPath]:
    for name in names:
        yield from _name_paths(name.text, families)


@lru_cache(maxsize=1024)
def _name_paths(name: str, families: tuple[str, ...]) -> QueryTerm:
    """The paths of a name of any number of words; each path is in one family throughout."""
    raw_tokens = token_pattern(name).findall(name)
    return _distinct(
        path
        for each in families
        for path in _consecutive(
            [
                query_term
                for raw_token in raw_tokens
                for query_term in _raw_token_query_terms(raw_token, (each,))
            ]
        )
    )


def _joined(span: Sequence[QueryTerm], families: tuple[str, ...]) -> QueryTerm:
    """Consecutive query terms as one."""
    rows = (
        [tuple(path for path in query_term if _family(path) in ("", each)) for query_term in span]
        for each in families
    )
    return _distinct(path for row in rows if all(row) for path in _consecutive(row))


def _family(path: TermPath) -> str:
    """The family that the terms of the path name; English ones name none."""
    return next((term.text.partition("@")[2][:2] for term in path if "@" in term.text), "")


def _consecutive(row: Sequence[QueryTerm]) -> Iterator[TermPath]:
    """One path of each query term after another, where at most one is not the first of its term.

    All combinations would be too many: 81 for four words. In a name of several words, only a long
    word may have a hyphen, and none may have two.
    """
    if not row:
        return
    firsts = [query_term[0] for query_term in row]
    yield _concatenated(firsts)
    for place, query_term in enumerate(row):
        for path in query_term[1:]:
            if len(row) > 1 and not _is_likely(path):
                continue
            yield _concatenated([*firsts[:place], path, *firsts[place + 1 :]])


def _is_likely(path: TermPath) -> bool:
    term, width = path[0]
    return len(path) > 1 or width == 1 or (width == _LIKELY_PARTS and len(term) > _LIKELY_CHARS)


def _concatenated(paths: Iterable[TermPath]) -> TermPath:
    return tuple(term for path in paths for term in path)


def _distinct(paths: Iterable[TermPath]) -> QueryTerm:
    return tuple(dict.fromkeys(paths))
