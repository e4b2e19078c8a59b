"""Writing a segment of ours through Whoosh's own SegmentWriter: correct, and as slow as it is.

For programs that know nothing of asearch, and for tests: what is written here and what the bulk
writer writes must be the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base

from asean_search.engine.whoosh.compat.codec import ArraySegment
from asean_search.engine.whoosh.store.documents_writer import encode
from asean_search.engine.whoosh.store.integers import bit_widths
from asean_search.engine.whoosh.store.postings_writer import PostingsBatch
from asean_search.engine.whoosh.store.segment_writer import SegmentWriter

_DEFAULT_NUMBER = 0


class _Parts:
    """What the two writers of one segment collect between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stored: list[dict[str, Any]] = []
        self.lengths: dict[str, dict[int, int]] = {}
        self.numbers: dict[str, dict[int, int]] = {}
        self.names: dict[str, dict[int, bytes]] = {}


class ArrayPerDocumentWriter(base.PerDocumentWriter):
    """Collects lengths, columns and stored values."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        self._parts = segment.parts = _Parts(folder)
        self._docnum = 0
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:  # noqa: D102
        self._docnum = docnum
        self._parts.stored.append({})

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:  # noqa: D102
        if value is not None:
            self._parts.stored[-1][fieldname] = value
        if length:
            self._parts.lengths.setdefault(fieldname, {})[self._docnum] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:  # noqa: D102
        if isinstance(columnobj, columns.NumericColumn):
            self._parts.numbers.setdefault(fieldname, {})[self._docnum] = int(value)
        elif isinstance(value, bytes):
            self._parts.names.setdefault(fieldname, {})[self._docnum] = value
        else:
            raise TypeError(
                f"a column of {type(columnobj).__name__} cannot be written: {fieldname}"
            )

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:  # noqa: D102
        raise TypeError(f"vectors cannot be written: {fieldname}")

    def cancel_doc(self) -> None:
        """Forget the document that was begun."""
        self._parts.stored.pop()

    def close(self) -> None:  # noqa: D102
        self.is_closed = True


class ArrayFieldWriter(base.FieldWriter):
    """Collects postings, field after field, and writes the segment when it is closed."""

    def __init__(self, segment: ArraySegment) -> None:
        self._segment = segment
        self._fields: dict[str, _Field] = {}
        self._field = _Field(None)
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:  # noqa: D102
        self._field = self._fields[fieldname] = _Field(fieldobj.format)

    def start_term(self, text: bytes) -> None:  # noqa: D102
        self._field.terms.append(text)
        self._field.counts.append(0)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:  # noqa: D102
        self._field.add(docnum, weight, vbytes)

    def finish_term(self) -> None:  # noqa: D102
        pass

    def close(self) -> None:  # noqa: D102
        self.is_closed = True
        parts: _Parts = self._segment.parts
        documents = len(parts.stored)
        if not documents:
            return
        self._segment.documents = documents
        last = np.zeros(documents, np.int64)
        for field in self._fields.values():
            field.note_last(last)
        position_bits = bit_widths(last)
        stored_fields = sorted({name for values in parts.stored for name in values})
        writer = SegmentWriter(parts.folder, self._segment.entry(), stored_fields, {})
        try:
            for values in parts.stored:
                writer.stored.add_encoded(encode([values.get(name) for name in stored_fields]))
            for name, field in self._fields.items():
                writer.postings(name, [name], position_bits).add(field.batch())
            for name, found in parts.names.items():
                _add_names(writer, name, found, self._fields.get(name), documents)
            writer.column("position_bits", position_bits)
            for name, numbers in parts.numbers.items():
                column = _column(numbers, documents)
                writer.column(name, column, signed=bool((column < 0).any()))
            for name, lengths in parts.lengths.items():
                writer.column(f"len.{name}", _column(lengths, documents))
                self._segment.totals[name] = sum(lengths.values())
            writer.finish()
        finally:
            writer.close()


class _Field:
    """The postings of one field."""

    def __init__(self, format_: Any) -> None:
        self.terms: list[bytes] = []
        self.counts: list[int] = []
        self._format = format_
        self._docs: list[int] = []
        self._frequencies: list[int] = []
        has_positions = format_ is not None and format_.supports("positions")
        self._positions: list[int] | None = [] if has_positions else None

    def add(self, docnum: int, weight: float, value: bytes) -> None:
        self.counts[-1] += 1
        self._docs.append(docnum)
        frequency = round(weight)
        if self._positions is not None:
            positions = self._format.decode_positions(value)
            self._positions += positions
            frequency = len(positions)
        self._frequencies.append(max(frequency, 1))

    def note_last(self, last: Any) -> None:
        if self._positions:
            owners = np.repeat(np.array(self._docs), np.array(self._frequencies))
            np.maximum.at(last, owners, np.array(self._positions))

    def batch(self) -> PostingsBatch:
        counts, docs = np.array(self.counts, np.int64), np.array(self._docs, np.int64)
        frequencies = np.array(self._frequencies, np.int64)
        positions = None if self._positions is None else np.array(self._positions, np.int64)
        return PostingsBatch(self.terms, counts, docs, frequencies, positions)


def _column(found: dict[int, int], documents: int) -> Any:
    column = np.full(documents, _DEFAULT_NUMBER, np.int64)
    column[np.fromiter(found, np.int64, len(found))] = np.fromiter(
        found.values(), np.int64, len(found)
    )
    return column


def _add_names(
    writer: SegmentWriter, name: str, found: dict[int, bytes], field: _Field | None, documents: int
) -> None:
    """A column of bytes: the numbers of its values in the field's dictionary, made if need be."""
    values = sorted(set(found.values()) - {b""})
    number = {value: place for place, value in enumerate(values)}
    docs = np.array(sorted(doc for doc in found if found[doc]), np.int64)
    places = np.array([number[found[doc]] for doc in docs.tolist()], np.int64)
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places, minlength=len(values))
    if field is None:
        writer.postings(name, [name]).add(PostingsBatch(values, counts, docs[order]))
    elif field.terms != values:
        raise ValueError(f"the column of {name} differs from its terms")
    writer.key_column(name, docs[order], counts)
