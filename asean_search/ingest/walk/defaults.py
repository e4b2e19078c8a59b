"""The user's defaults: values for documents that state none, and how records are read.

They come from the command line, and from the sidecar ``asearch.toml`` of a folder. A document's
own statement always goes first, then the sidecar of the file's folder, then those of the folders
above it, the nearest first, and last the command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from asean_search.dates import in_text
from asean_search.ingest.metadata import validate
from asean_search.ingest.metadata.candidates import Provenance
from asean_search.ingest.record_fields import COLUMNS
from asean_search.ingest.record_options import RecordOptions
from asean_search.model import Document
from asean_search.model.field_names import TAKEN, keyword_name

READING_VERSION = 1
"""Raised when the same file gives other documents than before: every file is then read again."""

KEPT_MAX = 50
"""At most this many columns can be kept."""

_FINGERPRINT_BYTES = 6
_SYNONYMS = {"body": "text", "headline": "title"}
_NANOSECONDS = 1_000_000_000


class NotUsableError(ValueError):
    """A default cannot be used; the message is the reason."""


class Defaults(msgspec.Struct, frozen=True):
    """The defaults for the documents of a file.

    ``values`` are triples of a field, its value and its provenance, the nearest first. ``mapping``
    and ``keep`` are as in ``RecordOptions``. With ``date_from_mtime``, a document without any
    other date has that of the file's modification.
    """

    values: tuple[tuple[str, str, str], ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    date_from_mtime: bool = False

    @property
    def record_options(self) -> RecordOptions:
        """How records are read."""
        return RecordOptions(self.mapping, self.keep)

    @property
    def fingerprint(self) -> str:
        """A short hash of the defaults, as hex digits."""
        return _fingerprint(self)

    def overlaid(self, nearer: Defaults) -> Defaults:
        """These defaults below the nearer ones, which go first."""
        columns = {**dict(self.mapping), **dict(nearer.mapping)}
        return Defaults(
            nearer.values + self.values,
            tuple(columns.items()),
            tuple(dict.fromkeys((*self.keep, *nearer.keep))),
            self.date_from_mtime or nearer.date_from_mtime,
        )


NOTHING = Defaults()


@lru_cache(maxsize=256)
def _fingerprint(defaults: Defaults) -> str:
    written = repr(
        (
            READING_VERSION,
            defaults.values,
            defaults.mapping,
            defaults.keep,
            defaults.date_from_mtime,
        )
    ).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=_FINGERPRINT_BYTES).hexdigest()


def filled(document: Document, defaults: Defaults, mtime_ns: int) -> Document:
    """The document, with the defaults for the fields that it does not state."""
    changes: dict[str, Any] = {}
    for field, value, provenance in defaults.values:
        if getattr(document, field) is None and field not in changes:
            changes |= {field: value, f"{field}_from": provenance}
    if defaults.date_from_mtime and document.date is None and "date" not in changes:
        moment = datetime.fromtimestamp(mtime_ns // _NANOSECONDS, timezone.utc)
        changes |= {"date": moment.date().isoformat(), "date_from": Provenance.FILE_TIME}
    return replace(document, **changes) if changes else document


def value(field: str, stated: object, provenance: str) -> tuple[str, str, str]:
    """A default for the field ``source``, ``date`` or ``language``, as in ``Defaults.values``.

    Raises:
        NotUsableError: It is not a valid value of the field.
    """
    if hasattr(stated, "isoformat"):
        stated = str(stated)[:10]
    valid: str | None
    if field == "date":
        try:
            valid = in_text.read(stated)
        except in_text.ImpossibleDateError:
            valid = None
        expected = "a date such as 2020, 2020-06 or 2020-06-30, not before 1400, not in the future"
    else:
        valid = validate.source(stated) if field == "source" else validate.language(stated)
        expected = "the name of a source" if field == "source" else "a language's code, such as vi"
    if valid is None:
        raise NotUsableError(f"{field} = {stated!r} is not {expected}")
    return field, valid, provenance


def mapping(pairs: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The columns that hold fields, checked: ``{"title": "headline"}``.

    Raises:
        NotUsableError: There is no such field, or the column is not a name.
    """
    found = []
    for name, column in pairs.items():
        field = _SYNONYMS.get(name, name)
        if field not in COLUMNS:
            raise NotUsableError(f"map: there is no field {name!r}; there are {', '.join(COLUMNS)}")
        if not isinstance(column, str) or not column:
            raise NotUsableError(f"map: {name} = {column!r} is not the name of a column")
        found.append((field, column))
    return tuple(found)


def keep(columns: object) -> tuple[str, ...]:
    """The columns that become keywords, checked: ``["author", "topic"]``.

    Raises:
        NotUsableError: They are not names, or are names that a query cannot use.
    """
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise NotUsableError(f'keep = {columns!r} is not a list of columns: ["author", "topic"]')
    names = list(columns)
    if not all(isinstance(name, str) and name for name in names):
        raise NotUsableError(f'keep = {columns!r} is not a list of columns: ["author", "topic"]')
    for name in names:
        field = keyword_name(name)
        if field in TAKEN:
            raise NotUsableError(
                f"keep: {name} means something in every query ({field}:...) and cannot be the name"
                " of a kept column; rename the column, or map it to a field"
            )
        if not field:
            raise NotUsableError(f"keep: {name!r} has no letter; the name of a field needs one")
    if len(set(names)) > KEPT_MAX:
        raise NotUsableError(f"keep: {len(set(names))} columns; at most {KEPT_MAX} are kept")
    return tuple(dict.fromkeys(names))
