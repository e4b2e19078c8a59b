"""From one raw token of a query to its query terms: the ways in which each of its words is written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from asean_search.analysis.compounds import PARTS_MAX, chains, compounds, may_join
from asean_search.analysis.segmentation import FOREIGN_WORDS, Joint, Piece, pieces
from asean_search.analysis.stemming import ENGLISH, stem, stems
from asean_search.analysis.surfaces import token_pattern
from asean_search.analysis.token import QueryTerm, Term, TermPath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asean_search.analysis.compounds import Compound


@lru_cache(maxsize=1024)
def surface_query_terms(
    raw_token: str, families: tuple[str, ...] = (ENGLISH,)
) -> tuple[QueryTerm, ...]:
    """The query terms of a raw token found by ``token_pattern``: one for each chain of pieces in it.

    A query term holds the ways of every family; none may be in the other families' texts.
    """
    found = pieces(raw_token)
    return tuple(
        _distinct(
            path
            for family in families
            for path in _query_term(raw_token, found, first, after, family)
        )
        for first, after in chains(found)
    )


def name_words(text: str) -> tuple[tuple[str, ...], ...]:
    """For each query term of ``query_terms(text)`` the words in it, by which names are compared.

    >>> name_words("U.S.-led COVID-19 responses")
    (('US', 'led'), ('covid', '19'), ('respons',))
    """
    return tuple(
        tuple(map(_name, found[first:after]))
        for found in map(pieces, token_pattern(text).findall(text))
        for first, after in chains(found)
    )


def _name(piece: Piece) -> str:
    capitals = piece.word.upper()
    return piece.exact or (capitals if capitals in FOREIGN_WORDS else stem(piece.word))


def _query_term(
    raw_token: str, found: list[Piece], first: int, after: int, family: str
) -> Iterator[TermPath]:
    if after - first == 1 and may_join(found[first]) and not found[first].word.isdigit():
        for term in stems(_text(raw_token, found[first]), found[first].word, family):
            yield from _written_as_one(term)
        return
    joined = list(compounds(found, first, after, family))
    if joined and joined[0].hyphened:
        yield from _written_as_one(joined[0].term.rpartition("~")[0])
        terms = [stems(_text(raw_token, piece), piece.word, family) for piece in found[first:after]]
        for way in (0, -1):  # with accents, and as typed by those who type none
            yield tuple(Term(each[way], 1) for each in terms)
        return
    yield tuple(_path(found, first, after, joined, family))


def _text(raw_token: str, piece: Piece) -> str:
    return raw_token[piece.start : piece.end]


def _written_as_one(term: str) -> QueryTerm:
    """Written without hyphens, or with one or two anywhere in it."""
    hyphened = ((Term(f"{term}~{parts}", parts),) for parts in range(2, PARTS_MAX + 1))
    return ((Term(term, 1),), *hyphened)


def _path(
    found: list[Piece], first: int, after: int, joined: list[Compound], family: str
) -> Iterator[Term]:
    """The pieces one by one, but ``AT&T`` as one and scripts without spaces in pairs."""
    by_place = {compound.first: compound for compound in joined}
    position = first
    while position < after:
        compound = by_place.get(position)
        if compound:
            yield Term(compound.term, compound.parts)
            position += compound.parts
        elif found[position].spaceless:
            end = position + 1
            while end < after and found[end].joint is Joint.SPACELESS:
                end += 1
            yield from _pairs([piece.word for piece in found[position:end]])
            position = end
        else:
            yield Term(found[position].exact or stem(found[position].word, family), 1)
            position += 1


def _pairs(letters: list[str]) -> Iterator[Term]:
    """The fewest pairs that cover neighbouring letters; an odd one is covered by an overlap."""
    if len(letters) == 1:
        yield Term(letters[0], 1)
    for first in range(0, len(letters) - 1, 2):
        odd_one_left = first + 3 == len(letters)
        yield Term(f"{letters[first]}{letters[first + 1]}~2", 1 if odd_one_left else 2)
        if odd_one_left:
            yield Term(f"{letters[first + 1]}{letters[first + 2]}~2", 2)


def _distinct(paths: Iterable[TermPath]) -> QueryTerm:
    return tuple(dict.fromkeys(paths))
