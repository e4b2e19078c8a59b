"""Where an index lives, its contents, its damage, its acronyms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from asean_search.errors import ConfigError
from asean_search.model.documents import FileRecord


class Location(msgspec.Struct, frozen=True):
    """Where an index lives: a folder. ``str`` gives the form that ``parse`` reads."""

    folder: Path

    @staticmethod
    def parse(text: str) -> Location:
        """The location that a user names.

        Raises:
            ConfigError: No engine of this version serves such an address.
        """
        scheme, separator, _ = text.partition("://")
        if separator and scheme.isalnum():
            raise ConfigError(
                f"no engine serves addresses of the kind {scheme}://: {text}",
                hint="Name the folder of an index, as in --index ./index.",
            )
        return Location(Path(text))

    def __str__(self) -> str:
        return str(self.folder)


class Damage(msgspec.Struct, frozen=True):
    """A damaged part of an index."""

    file: str
    """A file of the index folder."""
    reason: str
    """The reason, for a person."""


class CheckReport(msgspec.Struct, frozen=True):
    """Whether an index is sound, and up to date with its files.

    ``changed``, ``gone``, ``new`` and ``unread`` are paths as in ``Document.path``; ``unread`` are
    the files that the next run reads in any case, such as those with damaged documents.
    ``repaired``: the damage was removed from the index.
    """

    index: str
    damage: tuple[Damage, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    files: int = 0
    repaired: bool = False


class Acronym(msgspec.Struct, frozen=True):
    """A definition of an acronym, as documents state it: *Mekong River Commission (MRC)*."""

    short: str
    """The acronym."""
    long: str
    """The full name."""
    documents: int
    """The number of documents that define it so."""
    examples: tuple[str, ...] = ()
    """The ids of some of these documents."""


class IndexInfo(msgspec.Struct, frozen=True):
    """What is in an index.

    ``sources`` maps the name of a source, and ``keywords`` that of a keyword field, to its number
    of documents. ``problems`` are the files that could not be read, or only partly.
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
    problems: tuple[FileRecord, ...] = msgspec.field(default=())
    keywords: Mapping[str, int] = msgspec.field(default_factory=dict)
