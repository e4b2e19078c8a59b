"""The values that analysis gives: tokens of a text, and query terms of a query."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """One index term at one place of a text.

    Attributes:
        term: The folded, spelling-normalised stem. ``~2`` or ``~3`` at its end says that it joins
            2 or 3 parts of a compound (``co-operation``, ``AT&T``) or 2 letters of a script
            without spaces. A stem of another language than English ends in its code
            (``elect@fr``, ``coupdetat@fr~3``). A name in capitals (``WHO``) is a term of its own,
            beside the term of the word.
        word: The folded form before stemming.
        position: The number of the first word that the token covers, from 0.
        width: How many positions the token covers.
        start: ``text[start:end]`` is what the token was made from.
        end: See ``start``.

    """

    term: str
    word: str
    position: int
    width: int
    start: int
    end: int


class Term(NamedTuple):
    """A term in a path, and how many positions after its start the next term starts.

    ``width`` is the number of positions that the term covers, except for a pair of letters in a
    script without spaces that overlaps the next pair.
    """

    text: str
    width: int


TermPath = tuple[Term, ...]
"""Terms one after another, each starting ``width`` positions after the start of the previous."""

QueryTerm = tuple[TermPath, ...]
"""The ways to write one word of a query in a document: any of these paths matches.

Synonyms, whose occurrences count for less, have query terms of their own: see ``LeafTerms``.
"""
