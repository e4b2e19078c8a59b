"""What the user says of documents: values for those that state none, and how to read records.

It is said on the command line, or in a sidecar file ``asearch.toml`` for the folder it lies in.
What a document states itself always goes before it; of what is said, the nearest goes first: the
sidecar of the file's own folder, that of the folder above it, and last the command line.
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
from asean_search.ingest.record_fields import COLUMNS
from asean_search.ingest.record_options import RecordOptions
from asean_search.model import Document
from asean_search.model.field_names import TAKEN, keyword_name

READING_VERSION = 1
"""Raised when the same file gives other documents than before: every file is then read again."""

ON_THE_COMMAND_LINE = "command line"
FILE_TIME = "file time"

KEPT_MAX = 50
"""So many columns can be kept."""

_FINGERPRINT_BYTES = 6
_SYNONYMS = {"body": "text", "headline": "title"}
_NANOSECONDS = 1_000_000_000


class NotUsableError(ValueError):
    """Something that was said cannot be used; the message is the reason."""


class Defaults(msgspec.Struct, frozen=True):
    """What is said of the documents of a file.

    ``values`` are triples of a document's field, its value, and how it is known, the nearest
    first. ``mapping`` and ``keep`` are as in ``RecordOptions``. With ``date_from_mtime`` the time
    of the file is the last resort for a date.
    """

    values: tuple[tuple[str, str, str], ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    date_from_mtime: bool = False

    @property
    def record_options(self) -> RecordOptions:
        """How records are to be read."""
        return RecordOptions(self.mapping, self.keep)

    @property
    def fingerprint(self) -> str:
        """A short name for it: what is given otherwise has another."""
        return _fingerprint(self)

    def beside(self, nearer: Defaults) -> Defaults:
        """This and what is said nearer to the file, which goes first."""
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
    said = repr(
        (
            READING_VERSION,
            defaults.values,
            defaults.mapping,
            defaults.keep,
            defaults.date_from_mtime,
        )
    ).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=_FINGERPRINT_BYTES).hexdigest()


def filled(document: Document, defaults: Defaults, mtime_ns: int) -> Document:
    """The document, with what is said of it where it states nothing itself."""
    changes: dict[str, Any] = {}
    for field, value, how in defaults.values:
        if getattr(document, field) is None and field not in changes:
            changes |= {field: value, f"{field}_from": how}
    if defaults.date_from_mtime and document.date is None and "date" not in changes:
        moment = datetime.fromtimestamp(mtime_ns // _NANOSECONDS, timezone.utc)
        changes |= {"date": moment.date().isoformat(), "date_from": FILE_TIME}
    return replace(document, **changes) if changes else document


def value(field: str, said: object, how: str) -> tuple[str, str, str]:
    """A value for documents that state none: ``source``, ``date`` or ``language``.

    Raises:
        NotUsableError: It is none.
    """
    if hasattr(said, "isoformat"):
        said = str(said)[:10]
    judged: str | None
    if field == "date":
        try:
            judged = in_text.read(said)
        except in_text.ImpossibleDateError:
            judged = None
        expected = "a date such as 2020, 2020-06 or 2020-06-30, not before 1400, not in the future"
    else:
        judged = validate.source(said) if field == "source" else validate.language(said)
        expected = "the name of a source" if field == "source" else "a language's code, such as vi"
    if judged is None:
        raise NotUsableError(f"{field} = {said!r} is not {expected}")
    return field, judged, how


def mapping(pairs: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Which column holds a field: ``{"title": "headline"}``.

    Raises:
        NotUsableError: There is no such field, or its column is no name.
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
    """Which columns become keywords: ``["author", "topic"]``.

    Raises:
        NotUsableError: They are no names, or a query could not ask for them by these.
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
                " of a kept column; rename the column, or say with map which field it holds"
            )
        if not field:
            raise NotUsableError(f"keep: {name!r} has no letter; a field needs a name")
    if len(set(names)) > KEPT_MAX:
        raise NotUsableError(f"keep: {len(set(names))} columns; at most {KEPT_MAX} are kept")
    return tuple(dict.fromkeys(names))
