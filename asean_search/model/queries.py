"""Queries as they were given and as they were understood."""

from __future__ import annotations

import enum
from datetime import date
from typing import Annotated

import msgspec


class Sort(str, enum.Enum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


FACETS = ("source", "year", "month", "day")
"""The facets of every index; keyword fields are facets too."""


class Synonym(msgspec.Struct, frozen=True):
    """A synonym of words of a query."""

    text: str
    """The synonym."""
    of: str
    """The name in the query, as the table of synonyms writes it."""
    weight: float
    """How much an occurrence counts, from 0 to 1."""
    by: Annotated[str, msgspec.Meta(pattern="^(alias|acronym)$")]
    """How the synonym is known: `alias` or `acronym`."""
    first: int = 0
    """The first word that it stands for, from 0, in its part of the query."""
    after: int = 1
    """The word after the last that it stands for. The part may hold only some words of `of`."""


class SearchRequest(msgspec.Struct, frozen=True):
    """A query as it was given: text and options, nothing resolved."""

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
    """A query, and how it was understood."""

    text: str
    """The query as typed."""
    canonical: str
    """The query in canonical form: what it was understood to mean."""
    since: date | None = None
    """The first day allowed, or null."""
    until: date | None = None
    """The last day allowed, or null."""
    sources: tuple[str, ...] = ()
    """The sources allowed; empty allows all."""
    sort: Sort = Sort.RELEVANCE
    """The order of the hits."""
    notes: tuple[str, ...] = ()
    """Notes for a person on how the query was understood."""
    synonyms: tuple[Synonym, ...] = ()
    """The synonyms that were searched for as well."""
    standalone: str = ""
    """The canonical query with the dates and sources of the options: it can be run as it is."""
    version: int = 1
    """The version of the query language; see docs/queries.md."""
