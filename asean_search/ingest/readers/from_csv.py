"""CSV and TSV tables: each row is a record, and the first row names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from asean_search.ingest import decoding
from asean_search.ingest.container import Item
from asean_search.ingest.readers.records import RECORD_BYTES_MAX, NoRecordError, Records, is_known
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_COLUMNS_SHOWN = 8
_NAME_CHARS_MAX = 40


def documents(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions = BY_NAME
) -> Iterator[Item]:
    """The rows of a table. The delimiter is the one with the best score in the first rows."""
    lines = _Lines(stream)
    try:
        yield from _documents(file, lines, options)
    finally:
        lines.detach()


def _documents(file: InputFile, lines: _Lines, options: RecordOptions) -> Iterator[Item]:
    csv.field_size_limit(RECORD_BYTES_MAX)
    sample = lines.peek(_SAMPLE_LINES)
    stated = sample[0].lower().strip() if sample else ""
    if stated.startswith("sep="):  # as Excel writes it
        delimiter = stated.removeprefix("sep=")[:1] or "\t"
        next(lines)
    else:
        delimiter = max(_DELIMITERS, key=lambda mark: _score(sample, mark, options))
    rows = csv.reader(lines, delimiter=delimiter)
    header = [name.strip() for name in next(rows, [])]
    if header and not any(is_known(name, options) for name in header):
        names = ", ".join(name[:_NAME_CHARS_MAX] for name in header[:_COLUMNS_SHOWN])
        yield Skipped(file.path, f"no column with a text or a title; map its columns: {names}")
        return
    records = Records(file.path, options)
    number = lines.number + 1
    while True:
        try:
            row = next(rows, None)
            if row is None:
                break
            if any(map(str.strip, row)):
                yield records.document(_named(header, row), str(number))
        except csv.Error as problem:
            yield from records.bad(str(number), f"not a row: {problem}")
        except NoRecordError as problem:
            yield from records.bad(str(number), str(problem))
        number = lines.number + 1
    if lines.is_cut:
        yield from records.bad(
            str(lines.number), "a line too long to be read; the rest was not read"
        )
    yield from records.end()


def _named(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The row as a record; of two columns with one name the first counts."""
    record: dict[str, str] = {}
    for name, value in zip(header, row, strict=False):
        record.setdefault(name, value)
    return record


def _score(sample: Sequence[str], delimiter: str, options: RecordOptions) -> tuple[int, int, int]:
    """The score of a delimiter: known columns, rows as long as the first, columns."""
    try:
        rows = list(csv.reader(sample, delimiter=delimiter))
    except csv.Error:
        return (0, 0, 0)
    header = rows[0] if rows else []
    known = sum(is_known(name.strip(), options) for name in header)
    return (known, sum(len(row) == len(header) for row in rows) * (len(header) > 1), len(header))


class _Lines:
    """Iterates over the lines of a table, and can look ahead."""

    def __init__(self, stream: io.BufferedReader) -> None:
        name = decoding.encoding_of(stream)
        self._text = io.TextIOWrapper(stream, encoding=name, errors="replace", newline="")
        self._ahead: list[str] = []
        self.number = 0
        self.is_cut = False

    def detach(self) -> None:
        """Detach the stream, so that it is not closed with this object."""
        self._text.detach()

    def peek(self, count: int) -> list[str]:
        """The next lines, without consuming them."""
        while len(self._ahead) < count and (line := self._line()):
            self._ahead.append(line)
        return list(self._ahead)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop(0) if self._ahead else self._line()
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def _line(self) -> str:
        line = "" if self.is_cut else self._text.readline(RECORD_BYTES_MAX)
        if len(line) >= RECORD_BYTES_MAX:
            self.is_cut = True
            return ""
        return line.replace("\x00", " ")
