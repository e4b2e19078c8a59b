"""From one surface of a question to its slots: the ways in which each of its words is written."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from asean_search.analysis.compounds import MAX_PARTS, chains, compounds, may_join
from asean_search.analysis.pieces import Joint, Piece, pieces
from asean_search.analysis.stemming import stem
from asean_search.analysis.token import Slot, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asean_search.analysis.compounds import Compound


@lru_cache(maxsize=1024)
def surface_slots(surface: str) -> tuple[Slot, ...]:
    """The slots of a surface found by ``surface_pattern``: one for each chain of pieces in it."""
    found = pieces(surface)
    return tuple(_slot(found, first, after) for first, after in chains(found))


def _slot(found: list[Piece], first: int, after: int) -> Slot:
    if after - first == 1 and may_join(found[first]) and not found[first].word.isdigit():
        return _written_as_one(stem(found[first].word))
    joined = list(compounds(found, first, after))
    if joined and joined[0].hyphened:
        parts = tuple(Term(stem(piece.word), 1) for piece in found[first:after])
        return (*_written_as_one(joined[0].term.rpartition("~")[0]), parts)
    return (tuple(_path(found, first, after, joined)),)


def _written_as_one(term: str) -> Slot:
    """Written without hyphens, or with one or two anywhere in it."""
    hyphened = ((Term(f"{term}~{parts}", parts),) for parts in range(2, MAX_PARTS + 1))
    return ((Term(term, 1),), *hyphened)


def _path(found: list[Piece], first: int, after: int, joined: list[Compound]) -> Iterator[Term]:
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
            yield Term(found[position].exact or stem(found[position].word), 1)
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
