"""JSON lines: each line is a record, and each record a document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from asean_search.ingest.container import DamagedError, Item
from asean_search.ingest.decoding import not_decoded
from asean_search.ingest.readers.records import NoRecordError, Records
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile

LINE_BYTES_MAX = 32 * 1024 * 1024

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


def documents(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions = BY_NAME
) -> Iterator[Item]:
    """The documents of the lines, and the lines that are not records, in the file's order.

    The name of a record is its id or else the number of its line. An id that occurs again gets a
    number: ``17``, ``17~2``, ``17~3``.
    """
    records = Records(file.path, options)
    for number, line in _lines(file, stream):
        if not line:
            continue
        try:
            if isinstance(line, NoRecordError):
                raise line
            yield records.document(_record(line, first=number == 1), str(number))
        except NoRecordError as problem:
            yield from records.bad(str(number) if number else "", str(problem))
    yield from records.end()


def _lines(
    file: InputFile, stream: io.BufferedReader
) -> Iterator[tuple[int, bytes | NoRecordError]]:
    """The lines with their numbers. An error that ends the reading comes last, with number 0."""
    if stream.peek(len(_UTF8_MARK)).startswith(_WIDE_MARKS):
        yield 0, NoRecordError("not UTF-8 but UTF-16; convert it to UTF-8")
        return
    number = 0
    try:
        while line := stream.readline(LINE_BYTES_MAX + 1):
            number += 1
            if len(line) > LINE_BYTES_MAX:
                yield number, NoRecordError(f"longer than {LINE_BYTES_MAX >> 20} MiB")
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LINE_BYTES_MAX)
            else:
                yield number, line.rstrip()
    except DamagedError as problem:
        yield 0, NoRecordError(f"{problem} after line {number:,}")


def _record(line: bytes, *, first: bool) -> object:
    try:
        return json.loads((line.removeprefix(_UTF8_MARK) if first else line).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NoRecordError(not_decoded(error, "utf-8")) from None
    except RecursionError:
        raise NoRecordError("not a record: nested too deeply") from None
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise NoRecordError(f"not JSON: {what} at column {error.colno:,}") from None
    except ValueError as error:
        raise NoRecordError(f"not JSON: {error}") from None
