"""Makes documents of records of any format: which column holds which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from asean_search.ingest.clean import clean
from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import html_fragments
from asean_search.ingest.record_fields import COLUMNS
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.model import Document, Skipped

REASONS_MAX = 100
"""This many bad records of one file are reported one by one; the others are counted."""

RECORD_BYTES_MAX = 32 << 20

_NAMES_INSIDE = ("name", "title", "label", "text", "value", "#text", "@value", "plain", "id")
"""The keys that hold the text of a value that is an object: ``{"id": null, "name": "Reuters"}``."""
_PARTS_MAX = 10_000
_COLUMNS_MAX = 100
"""The layout of records with more columns is not cached."""


class NoRecordError(ValueError):
    """A value is not a record of a document; the message is the reason."""


class Records:
    """Makes documents of the records of one file, in order."""

    def __init__(self, path: str, options: RecordOptions) -> None:
        self._path = path
        self._options = options
        self._shard = options.shard
        self._of_other_shard = Document("", path, "", "", "")
        self._names = UniqueNames()
        self._bad = self._good = 0

    def document(self, record: object, name: str) -> Document:
        """The document of a record; ``name`` is its name if it has no id.

        Raises:
            NoRecordError: It has neither text nor title.
        """
        parsed = read(record, self._options)
        own = self._names.unique(parsed.name or name)
        if self._shard is not None and not self._shard.includes_next:
            self._good += 1
            return self._of_other_shard
        document = resolve.document(
            self._path, parsed.body, record=own, candidates=parsed.candidates
        )
        self._good += 1
        return document

    def items(self, record: object, name: str) -> Iterator[Document | Skipped]:
        """The document of a record, or the reason why it is not one."""
        try:
            yield self.document(record, name)
        except NoRecordError as problem:
            yield from self.bad(name, str(problem))

    def count_story(self) -> None:
        """Count a value that was read as a wire story instead."""
        self._good += 1

    def bad(self, place: str, reason: str) -> Iterator[Skipped]:
        """Reports why a value is not a record, up to ``REASONS_MAX`` times."""
        self._bad += 1
        if self._bad <= REASONS_MAX:
            yield Skipped(f"{self._path}:{place}" if place else self._path, reason)

    def end(self) -> Iterator[Skipped]:
        """Reports the count of the other bad records, or that the file is empty."""
        if self._bad > REASONS_MAX:
            yield Skipped(self._path, f"{self._bad - REASONS_MAX:,} more lines are not records")
        if not (self._bad or self._good):
            yield Skipped(self._path, "empty")


class ParsedRecord(msgspec.Struct, frozen=True):
    """The text of a record, its candidates, and its id ("" without one)."""

    body: str
    candidates: Candidates
    name: str


def read(record: object, options: RecordOptions = BY_NAME) -> ParsedRecord:
    """The parts of a record.

    Raises:
        NoRecordError: It has neither text nor title.
    """
    if not isinstance(record, Mapping):
        raise NoRecordError("not a record: JSON, but not an object")
    found = _Columns(record, options)
    body = found.body()
    title = html_fragments.title_of(found.text("title"))
    if not (body.strip() or title.strip()):
        raise NoRecordError(found.missing_reason())
    candidates = Candidates()
    candidates.add("title", title, Provenance.RECORD)
    candidates.add_dates(Provenance.RECORD, *map(_simple, found.values("date")))
    for field in ("source", "author", "place", "dateline", "language", "url"):
        for value in found.values(field):
            candidates.add(field, _simple(value), Provenance.RECORD)
    for column in options.keep:
        for part in _parts(_at(record, column)):
            candidates.add_keyword(column, _text(part))
    return ParsedRecord(body, candidates, " ".join(found.text("id").split()))


def has_text(value: object, options: RecordOptions) -> bool:
    """Whether it is an object with a text and at least one other field."""
    if not isinstance(value, Mapping):
        return False
    found = _Columns(value, options)
    fields = (field for field in COLUMNS if field != "text")
    return bool(found.body().strip()) and any(found.value(field) for field in fields)


def is_known(name: str, options: RecordOptions) -> bool:
    """Whether a column of this name holds the title or the text of a document."""
    mapped = {column for _, column in options.mapping}
    return name in mapped or _key(name) in {*_keys("title"), *_keys("text")}


class _Columns:
    """The values of a record by field."""

    def __init__(self, record: Mapping[str, Any], options: RecordOptions) -> None:
        self._record = record
        self._mapped = bool(options.mapping)
        layout = _layout if len(record) <= _COLUMNS_MAX else _layout.__wrapped__
        self._layout = layout(tuple(record), options.mapping)

    def values(self, field: str) -> list[Any]:
        """The values of the columns for a field, the best column first."""
        return [_at(self._record, column) for column in self._layout[field]]

    def value(self, field: str) -> Any:
        """The first value for a field that is not empty."""
        return next((value for value in self.values(field) if _text(value)), None)

    def text(self, field: str, between: str = "; ") -> str:
        """The first text for a field that is not empty, its parts joined; or ""."""
        for value in self.values(field):
            if text := _text(value, between):
                return text
        return ""

    def body(self) -> str:
        """The text of the record without HTML tags."""
        return html_fragments.text_or_markup(self.text("text", between="\n\n"))

    def missing_reason(self) -> str:
        """Why the record is not a document."""
        is_known = self._layout["title"] or self._layout["text"]
        if is_known or not self._record or self._mapped:
            return "neither text nor title"
        names = ", ".join(str(name) for name in list(self._record)[:8])
        return f"neither text nor title; map its columns: {names}"


def _at(record: Mapping[str, Any], column: str) -> Any:
    """The value of a column; ``source.name`` is the name inside the source."""
    if column in record:
        return record[column]
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _parts(value: Any) -> list[Any]:
    return value[:_PARTS_MAX] if isinstance(value, list) else [value]


def _simple(value: Any) -> object:
    """A value as ``Candidates.add`` takes it."""
    if isinstance(value, list):
        return [_text(part) for part in _parts(value)]
    return _text(value) if isinstance(value, Mapping) else value


def _text(value: Any, between: str = "; ") -> str | None:
    """The text of a text, a whole number, a list or an object; else None."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return between.join(filter(None, (_text(part) for part in _parts(value)))) or None
    if isinstance(value, Mapping):
        inside = (value.get(name) for name in _NAMES_INSIDE)
        return next((clean(part) for part in inside if isinstance(part, str) and part), None)
    return None


@lru_cache(maxsize=64)
def _layout(
    names: tuple[str, ...], mapping: tuple[tuple[str, str], ...]
) -> Mapping[str, tuple[str, ...]]:
    """The columns for each field, the best first, in records with just these columns."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(_key(str(name)), name)
    found = {
        field: tuple(by_key[key] for key in _keys(field) if key in by_key) for field in COLUMNS
    }
    return found | {field: (column,) for field, column in mapping}


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


@lru_cache(maxsize=32)
def _keys(field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_key, COLUMNS[field])))
