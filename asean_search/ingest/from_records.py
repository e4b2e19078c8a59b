"""Files of records: JSON, one object a line, each a document of its own; also compressed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from asean_search.ingest import metadata
from asean_search.ingest.clean import clean
from asean_search.ingest.days import stated_day
from asean_search.ingest.from_text import not_decoded
from asean_search.ingest.sources import Source
from asean_search.model import Document, Skipped

LARGEST_LINE_BYTES = 32 * 1024 * 1024
MOST_REASONS = 100
"""How many bad lines of one file are named one by one; the others are counted."""

_GZIP_START = b"\x1f\x8b"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_KEY_BYTES = 8


class _BadLineError(ValueError):
    """A line that is no record; the message is the reason."""


def documents(source: Source, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The documents of a file of records, and the lines that are none, in the file's order.

    A record may have ``id``, ``title``, ``date``, ``source``, ``place`` or ``dateline``,
    ``language``, and ``text`` or ``body``. One without an id is called by its line; an id that
    occurs again gets a number: ``17``, ``17~2``, ``17~3``.
    """
    names = _Names()
    bad = given = 0
    for number, line in _lines(source, stream):
        if isinstance(line, Skipped):
            yield line
            bad += 1
            continue
        if not line:
            continue
        try:
            yield _document(source.path, _record(line, first=number == 1), names, str(number))
            given += 1
        except _BadLineError as problem:
            bad += 1
            if bad <= MOST_REASONS:
                yield Skipped(f"{source.path}:{number}", str(problem))
    if bad > MOST_REASONS:
        yield Skipped(source.path, f"{bad - MOST_REASONS:,} more lines are no records")
    if not (bad or given):
        yield Skipped(source.path, "empty")


def _lines(source: Source, stream: io.BufferedReader) -> Iterator[tuple[int, bytes | Skipped]]:
    """The lines with their numbers, unpacked; what stops the reading comes as the last."""
    start = stream.peek(len(_UTF8_MARK))
    if start.startswith(_WIDE_MARKS):
        yield 0, Skipped(source.path, "not UTF-8 but UTF-16; convert it to UTF-8")
        return
    packed = start.startswith(_GZIP_START)
    number = 0
    try:
        lines = cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if packed else stream
        while line := lines.readline(LARGEST_LINE_BYTES + 1):
            number += 1
            if len(line) > LARGEST_LINE_BYTES:
                reason = f"longer than {LARGEST_LINE_BYTES >> 20} MiB"
                yield number, Skipped(f"{source.path}:{number}", reason)
                while line and not line.endswith(b"\n"):
                    line = lines.readline(LARGEST_LINE_BYTES)
            else:
                yield number, line.rstrip()
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        what = "ends too early" if isinstance(problem, EOFError) else "is damaged"
        reason = f"the compressed data {what} after line {number:,}"
        yield number, Skipped(source.path, reason)


def _record(line: bytes, *, first: bool) -> Mapping[str, Any]:
    try:
        record = json.loads((line.removeprefix(_UTF8_MARK) if first else line).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BadLineError(not_decoded(error, "utf-8")) from None
    except RecursionError:
        raise _BadLineError("not a record: nested too deeply") from None
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise _BadLineError(f"not JSON: {what} at column {error.colno:,}") from None
    except ValueError as error:
        raise _BadLineError(f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise _BadLineError("not a record: JSON, but no object")
    return record


def _document(path: str, record: Mapping[str, Any], names: _Names, line: str) -> Document:
    text = _text(record, "text") or _text(record, "body") or ""
    title = _text(record, "title")
    if not (text.strip() or (title and title.strip())):
        raise _BadLineError("neither text nor title")
    stated = metadata.Stated(
        title=title,
        date=stated_day(record.get("date")),
        source=_text(record, "source"),
        place=_text(record, "place"),
        dateline=_text(record, "dateline"),
        language=_text(record, "language"),
    )
    name = names.unique((_text(record, "id") or "").strip() or line)
    return metadata.document(path, text, record=name, stated=stated)


def _text(record: Mapping[str, Any], name: str) -> str | None:
    """A value that is text, or a whole number; everything else counts as not stated."""
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean(value) if isinstance(value, str) else None


class _Names:
    """The records' names so far, held as hashes: a million of them fit well in memory."""

    def __init__(self) -> None:
        self._times: dict[bytes, int] = {}

    def unique(self, name: str) -> str:
        """The name itself, or with a number that makes it one that was not there before."""
        key = _key(name)
        times = self._times.get(key, 0) + 1
        unique = name if times == 1 else f"{name}~{times}"
        while times > 1 and _key(unique) in self._times:
            times += 1
            unique = f"{name}~{times}"
        self._times[key] = times
        if times > 1:
            self._times[_key(unique)] = 1
        return unique


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8"), digest_size=_KEY_BYTES).digest()
