"""What an index says of itself: what it holds, what is damaged, what its acronyms mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from asean_search.model.documents import FileRecord


@dataclass(frozen=True, slots=True)
class Damage:
    """A part of an index that cannot be trusted: a file of its folder, and what is wrong."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether an index is sound, and whether it is what the files say now.

    ``changed``, ``gone`` and ``new`` are paths as in ``Document.path``. ``unread`` are the files
    that the next run reads in any case, such as those whose documents were in a damaged part.
    ``repaired`` says that the damage was taken out of the index.
    """

    index: str
    damage: tuple[Damage, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    files: int = 0
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Acronym:
    """``short`` is what ``documents`` of the archive say they call ``long``.

    ``examples`` are the ids of some of them.
    """

    short: str
    long: str
    documents: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is in an index. ``sources`` maps a source's name to its number of documents.

    ``keywords`` maps each field that kept columns and the like became to the number of documents
    that have it.
    """

    path: str
    documents: int
    files: int
    undated: int
    unsourced: int
    first_date: str | None
    last_date: str | None
    sources: Mapping[str, int]
    size_bytes: int
    engine: str
    format_version: int
    analysis_version: int
    created_by: str
    segments: int = 0
    problems: tuple[FileRecord, ...] = field(default=())
    keywords: Mapping[str, int] = field(default_factory=dict)
