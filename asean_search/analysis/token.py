"""What analysis gives: tokens of a text, and the slots of a question."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """One index term at one place of a text.

    ``term`` is the folded, spelling-normalised stem, with ``~2`` or ``~3`` appended when it joins
    the 2 or 3 parts of a hyphenated compound (so that its ``width`` can be read off the term);
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
    """An index term, and how many positions it covers where it stands."""

    text: str
    width: int


Path = tuple[Term, ...]
"""Terms that stand one after another, each beginning where the one before it ends."""

Slot = tuple[Path, ...]
"""The ways in which one word of a question may be written in a document: any of these paths."""
