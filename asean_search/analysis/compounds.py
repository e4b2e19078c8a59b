"""Pieces that are also one word: ``co-operation``, ``AT&T``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.segmentation import WORD_CHARS_MAX, Joint, Piece
from asean_search.analysis.stemming import ENGLISH, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS_MAX = 3
"""A chain of more parts is no word; only its parts are."""


class Compound(NamedTuple):
    """``parts`` pieces from ``first`` on, and the one word they make.

    ``term`` ends in the number of parts (``cooper~2``), so that it is not the term of the word
    written as one, whose positions it does not share. ``hyphened`` says that the word may as well
    be written as one, or as its parts.
    """

    first: int
    parts: int
    term: str
    word: str
    hyphened: bool


def chains(pieces: list[Piece]) -> Iterator[tuple[int, int]]:
    """The bounds (first, after) of the pieces that hang together, one after the other."""
    first = 0
    for after in range(1, len(pieces) + 1):
        if after == len(pieces) or pieces[after].joint is Joint.APART:
            yield first, after
            first = after


def compounds(
    pieces: list[Piece], first: int, after: int, family: str = ENGLISH
) -> Iterator[Compound]:
    """The compounds in the chain ``pieces[first:after]``: all of it, or what ``&`` joins in it."""
    joints = {piece.joint for piece in pieces[first + 1 : after]}
    if joints == {Joint.HYPHEN} and after - first <= PARTS_MAX:
        chain = pieces[first:after]
        word = "".join(piece.word for piece in chain)[:WORD_CHARS_MAX]
        if not word.isdigit() and all(map(may_join, chain)):
            term = f"{stem(word, family)}~{len(chain)}"
            yield Compound(first, len(chain), term, word, hyphened=True)
    elif Joint.AMPERSAND in joints:
        start = first
        for end in range(first + 1, after + 1):
            if end < after and pieces[end].joint is Joint.AMPERSAND:
                continue
            chain = pieces[start:end]
            if 1 < len(chain) <= PARTS_MAX and not any(piece.spaceless for piece in chain):
                word = "&".join(piece.word for piece in chain)[:WORD_CHARS_MAX]
                yield Compound(start, end - start, f"{word}~{end - start}", word, hyphened=False)
            start = end


def may_join(piece: Piece) -> bool:
    """Whether a piece can be part of a word written as one: not ``ADMM+``, ``5.93`` or Thai."""
    return not (piece.exact or piece.spaceless or "." in piece.word)
