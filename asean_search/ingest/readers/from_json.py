"""JSON that is not one object a line: lists of records, single records, JSON Feed, ninjs."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from asean_search.errors import ExtraMissingError
from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import NotTextError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.readers import from_json_feed, from_ninjs, from_records
from asean_search.ingest.readers.json_elements import NotJsonError, elements
from asean_search.ingest.readers.records import (
    BY_NAME,
    RECORD_BYTES_MAX,
    NoRecordError,
    RecordOptions,
    Records,
    has_text,
)
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_LISTS = (
    *("records", "articles", "items", "documents", "docs", "results", "stories", "news"),
    *("entries", "posts", "data", "rows", "hits", "response", "_source", "value", "content"),
)
"""Where an object has its records, if it is none itself."""
_LAYERS_MAX = 4
_LOOKED_AT_BYTES = 1 << 16


def documents(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions = BY_NAME
) -> Iterator[Document | Skipped]:
    """The documents in a JSON file. A list is read record by record, however long it is."""
    head = stream.peek(_LOOKED_AT_BYTES)[:_LOOKED_AT_BYTES].removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith(b"["):
        yield from _of_list(file, stream, options)
    elif _is_line_by_line(head):
        yield from from_records.documents(file, stream, options)
    else:
        yield from _of_object(file, stream, options)


def _is_line_by_line(head: bytes) -> bool:
    """Whether the first line is an object by itself and another one begins after it."""
    first, newline, rest = head.partition(b"\n")
    if not newline or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _of_list(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions
) -> Iterator[Document | Skipped]:
    records = Records(file.path, options)
    number = 0
    try:
        for number, value in enumerate(elements(stream), start=1):
            yield from _of_value(file.path, value, records, str(number))
    except NotJsonError as problem:
        yield from records.bad("", f"{problem} after record {number:,}" if number else str(problem))
    yield from records.end()


def _of_object(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions
) -> Iterator[Document | Skipped]:
    data = stream.read(RECORD_BYTES_MAX + 1)
    try:
        text = decoded(data)
        value = json.loads(text)
    except (NotTextError, ExtraMissingError) as problem:
        yield Skipped(file.path, str(problem))
        return
    except RecursionError:
        yield Skipped(file.path, "JSON nested too deeply")
        return
    except ValueError as problem:
        yield Skipped(file.path, f"not JSON: {problem}")
        return
    if from_json_feed.is_feed(value):
        yield from from_json_feed.documents(file.path, value)
    elif stories := from_ninjs.items(value):
        yield from from_ninjs.documents(file.path, stories)
    else:
        found = _found(value, options)
        records = Records(file.path, options)
        for number, record in enumerate(found, start=1):
            try:
                yield records.document(record, str(number))
            except NoRecordError as problem:
                yield from records.bad(str(number), str(problem))
        if not found and ".json" not in file.suffixes:  # nothing but its look calls it JSON
            yield resolve.document(file.path, clean(text))
        elif not found:
            yield Skipped(file.path, "JSON without a record that has a text")


def _of_value(
    path: str, value: object, records: Records, number: str
) -> Iterator[Document | Skipped]:
    if stories := from_ninjs.items(value):
        records.was_story()
        yield from from_ninjs.documents(path, stories)
        return
    try:
        yield records.document(value, number)
    except NoRecordError as problem:
        yield from records.bad(number, str(problem))


def _found(value: Any, options: RecordOptions, layer: int = 0) -> list[Mapping[str, Any]]:
    """The records that a JSON value is or holds in the usual places."""
    if isinstance(value, list):
        return [record for part in value for record in _found(part, options, layer)]
    if not isinstance(value, dict) or layer > _LAYERS_MAX:
        return []
    if has_text(value, options):
        return [value]
    inside = (_found(value[name], options, layer + 1) for name in _LISTS if name in value)
    return next(filter(None, inside), [])
