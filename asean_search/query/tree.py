"""The query as a tree: plain frozen nodes that know neither their text nor an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TEXT_FIELDS = ("title", "body", "place")
"""The fields that plain words are looked for in, and that ``field:`` can name (body: ``text:``)."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document: ``*``."""


@dataclass(frozen=True, slots=True)
class Word:
    """A chunk of text without spaces, as typed. Analysis may find one word in it or several."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another, as typed between the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so: ``vacc*`` has the text ``vacc``."""

    text: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Documents dated within ``first`` and ``last``, both included; None is an open end."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class SourceIs:
    """Documents from this source, by any of its names, whatever the case and accents."""

    name: str


@dataclass(frozen=True, slots=True)
class InField:
    """The node below looks in this one field of ``TEXT_FIELDS``."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Every one of two nodes or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two nodes or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match the node below. It never scores."""

    node: Node


@dataclass(frozen=True, slots=True)
class Weighted:
    """The node below, its score multiplied by ``weight``, which is above 0."""

    node: Node
    weight: float


Leaf = Everything | Word | Phrase | Prefix | DateRange | SourceIs
Node = Leaf | InField | And | Or | Not | Weighted
