"""What analysis gives: tokens of a text, and the query terms of a query."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """One index term at one place of a text.

    ``term`` is the folded, spelling-normalised stem, with ``~2`` or ``~3`` appended when it joins
    the 2 or 3 parts of a compound (``co-operation``, ``AT&T``) or 2 letters of a script without
    spaces, so that its ``width`` can be read off the term; a stem of another language than
    English ends in its code (``elect@fr``, ``coupdetat@fr~3``); a term in capitals (``WHO``) is a
    name that is another word otherwise, beside that word's own term;
    ``word`` is the folded form before stemming; ``position`` counts words from 0; ``width`` is
    how many positions the token covers; ``text[start:end]`` is what it was made from.
    """

    term: str
    word: str
    position: int
    width: int
    start: int
    end: int


class Term(NamedTuple):
    """An index term, and how many positions after its beginning the next term of a path begins.

    That is how many positions it covers, but for a pair of letters in a script without spaces
    that overlaps the next pair.
    """

    text: str
    width: int


TermPath = tuple[Term, ...]
"""Terms that stand one after another, each beginning ``width`` after the one before it."""

QueryTerm = tuple[TermPath, ...]
"""The ways in which one word of a query may be written in a document: any of these paths.

What counts for less, because it is another name for the word, is in query terms of its own: ``LeafTerms``.
"""
