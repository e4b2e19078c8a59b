"""Queries as they were asked and as they were understood."""

from __future__ import annotations

import enum
from datetime import date

import msgspec


class Sort(str, enum.Enum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


FACETS = ("source", "year", "month", "day")
"""What the matching documents can be counted by in every index; keywords come beside them."""


class Synonym(msgspec.Struct, frozen=True):
    """Another name for words of a query: what may be written instead of them.

    ``text`` is that name; ``of`` is the name that was typed, as the table writes it. It stands for
    the words from ``first`` up to ``after`` of the leaf that has it, counted from 0 (the leaf may
    hold only some words of ``of``). An occurrence counts for ``weight``, in 0..1. ``by`` says how
    it is known: ``alias`` or ``acronym``.
    """

    text: str
    of: str
    weight: float
    by: str
    first: int = 0
    after: int = 1


class SearchRequest(msgspec.Struct, frozen=True):
    """A query as it was asked: text and options, nothing resolved."""

    query: str
    since: str | None = None
    until: str | None = None
    on: str | None = None
    sources: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
    snippets: int = 3
    snippet_chars: int = 240
    profile: str = "news"
    expand: bool = False
    explain: bool = False
    facets: tuple[str, ...] = ()


class InterpretedQuery(msgspec.Struct, frozen=True):
    """How a query was read: its canonical form, its filters, and remarks worth telling.

    ``version`` is that of the query language. ``whole`` is the canonical form with the filters of
    the options in it, a query that asks the same by itself; the order is all that it does not say.
    ``since`` and ``until`` are inclusive; None is an open end. ``also`` are other names that were
    looked for, too.
    """

    text: str
    canonical: str
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    notes: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    standalone: str = ""
    version: int = 1
