"""The codec through which Whoosh's own readers and searchers read our segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from asean_search.engine.whoosh.compat import matcher
from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store.columns import count_deleted, is_deleted
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.segment import Segment

Term = tuple[str, bytes]


class ArraySegment(base.Segment):
    """A segment as Whoosh knows it; it is pickled into Whoosh's table of contents."""

    def __init__(self, indexname: str, entry: SegmentEntry) -> None:
        super().__init__(indexname)
        self.segid = entry.id
        self.documents = entry.documents
        self.deleted = entry.deleted
        self.deleted_generation = entry.deleted_generation
        self.totals = dict(entry.totals)
        self.bitmap = b""

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the bitmap, which has a file of its own."""
        return {**vars(self), "bitmap": b""}

    def entry(self) -> SegmentEntry:
        """The segment as our own readers know it."""
        return SegmentEntry(
            self.segid, self.documents, self.deleted, self.deleted_generation, self.totals
        )

    def codec(self) -> ArrayCodec:  # noqa: D102
        return ArrayCodec()

    def doc_count_all(self) -> int:  # noqa: D102
        return self.documents

    def deleted_count(self) -> int:  # noqa: D102
        return self.deleted

    def is_deleted(self, docnum: int) -> bool:  # noqa: D102
        return is_deleted(self.bitmap, docnum)

    def deleted_docs(self) -> Iterable[int]:  # noqa: D102
        return filter(self.is_deleted, range(self.documents))

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Refuse: only asearch writes to its index."""
        _refuse()


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise NotImplementedError("Whoosh can only read an index of asearch, not write to it")


class ArrayCodec(base.Codec):
    """Reads segments of arrays."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:  # noqa: D102
        return ArrayTermsReader(Segment(Path(storage.folder), segment.entry()))

    def per_document_reader(  # noqa: D102
        self, storage: Any, segment: ArraySegment
    ) -> ArrayPerDocumentReader:
        return ArrayPerDocumentReader(Segment(Path(storage.folder), segment.entry()), segment)

    per_document_writer = field_writer = postings_writer = new_segment = _refuse
    postings_reader = _refuse  # a segment reads its own postings


class ArrayTermsReader(base.TermsReader):
    """The terms and postings of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def _find(self, field: str, text: bytes) -> tuple[PostingsReader, int, int] | None:
        """The reader of a field's postings, the field's number there, and the term's number.

        None when no document has the term in the field.
        """
        found = self._segment.postings_of(field)
        if found is None:
            return None
        postings, number = found
        term = postings.dictionary.find(text)
        if term < 0 or not postings.document_frequency(term, number):
            return None
        return postings, number, term

    def _require(self, field: str, text: bytes) -> tuple[PostingsReader, int, int]:
        found = self._find(field, text)
        if found is None:
            raise TermNotFound(f"{field}:{text!r}")
        return found

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def _terms(self, field: str, start: bytes = b"") -> Iterator[Term]:
        found = self._segment.postings_of(field)
        if found is None:
            return
        postings, number = found
        for term in range(postings.dictionary.first_from(start), len(postings.dictionary)):
            if postings.document_frequency(term, number):
                yield field, postings.dictionary[term]

    def indexed_field_names(self) -> list[str]:  # noqa: D102
        return sorted(self._segment.fields)

    def terms(self) -> Iterator[Term]:
        """Every term, by field, then by bytes."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Every term of the field from ``prefix`` on, then those of the fields after it."""
        yield from self._terms(fieldname, prefix)
        for field in self.indexed_field_names():
            if field > fieldname:
                yield from self._terms(field)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:  # noqa: D102
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:  # noqa: D102
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:  # noqa: D102
        found = self._segment.postings_of(fieldname)
        if found is None:
            return base.EmptyCursor()
        return ArrayCursor(self, *found, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:  # noqa: D102
        docs, frequencies = matcher.field_postings(*self._require(fieldname, text))
        lengths = field_lengths(self._segment, fieldname)
        own = lengths.take(docs) if lengths is not None else np.zeros(1, np.int64)
        return TermInfo(
            weight=float(frequencies.sum()),
            df=len(docs),
            minlength=int(own.min()),
            maxlength=int(own.max()),
            maxweight=float(frequencies.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:  # noqa: D102
        found = self._find(fieldname, text)
        return float(matcher.field_postings(*found)[1].sum()) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:  # noqa: D102
        found = self._find(fieldname, text)
        return found[0].document_frequency(found[2], found[1]) if found else 0

    def matcher(  # noqa: D102
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> matcher.ArrayMatcher:
        postings, number, term = self._require(fieldname, text)
        docs, frequencies = matcher.field_postings(postings, number, term)
        positions = None
        if format_.supports("positions"):
            positions = matcher.FieldPositions(self._segment, postings, number, term)
        lengths = field_lengths(self._segment, fieldname)
        return matcher.ArrayMatcher(
            docs,
            frequencies,
            None if lengths is None else lengths.take(docs),
            format_,
            positions,
            term=(fieldname, text),
            scorer=scorer,
        )

    def close(self) -> None:  # noqa: D102
        self._segment.close()


class ArrayCursor(base.FieldCursor):
    """Walks the terms of one field."""

    def __init__(
        self,
        reader: ArrayTermsReader,
        postings: PostingsReader,
        number: int,
        fieldname: str,
        fieldobj: Any,
    ) -> None:
        self._reader = reader
        self._postings = postings
        self._number = number
        self._fieldname = fieldname
        self._fieldobj = fieldobj
        self._term = 0
        self.first()

    def _settle(self) -> str | None:
        """Skip the terms of the other fields that share the dictionary."""
        postings = self._postings
        while self.is_valid() and not postings.document_frequency(self._term, self._number):
            self._term += 1
        return self.text()

    def first(self) -> str | None:  # noqa: D102
        self._term = 0
        return self._settle()

    def find(self, term: str | bytes) -> str | None:  # noqa: D102
        text = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._term = self._postings.dictionary.first_from(text)
        return self._settle()

    def next(self) -> str | None:  # noqa: D102
        self._term += 1
        return self._settle()

    def text(self) -> str | None:  # noqa: D102
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._postings.dictionary[self._term])
        return text

    def term_info(self) -> TermInfo | None:  # noqa: D102
        if not self.is_valid():
            return None
        return self._reader.term_info(self._fieldname, self._postings.dictionary[self._term])

    def is_valid(self) -> bool:  # noqa: D102
        return self._term < len(self._postings.dictionary)


class ArrayPerDocumentReader(base.PerDocumentReader):
    """The stored documents, lengths, columns and deletions of one segment."""

    def __init__(self, segment: Segment, whoosh_segment: ArraySegment) -> None:
        self._segment = segment
        whoosh_segment.bitmap = segment.deleted

    def close(self) -> None:  # noqa: D102
        self._segment.close()

    def doc_count(self) -> int:  # noqa: D102
        return self.doc_count_all() - count_deleted(self._segment.deleted)

    def doc_count_all(self) -> int:  # noqa: D102
        return self._segment.documents

    def has_deletions(self) -> bool:  # noqa: D102
        return count_deleted(self._segment.deleted) > 0

    def is_deleted(self, docnum: int) -> bool:  # noqa: D102
        return is_deleted(self._segment.deleted, docnum)

    def deleted_docs(self) -> Iterable[int]:  # noqa: D102
        return filter(self.is_deleted, range(self._segment.documents))

    def supports_columns(self) -> bool:  # noqa: D102
        return True

    def has_column(self, fieldname: str) -> bool:  # noqa: D102
        return fieldname in self.list_columns()

    def list_columns(self) -> list[str]:  # noqa: D102
        return [name.removeprefix("key.") for name in self._segment.columns.names()]

    def column_reader(self, fieldname: str, column: Any) -> columns.ColumnReader:  # noqa: D102
        if f"key.{fieldname}" in self._segment.columns:
            return KeyColumnReader(self._segment, fieldname)
        return NumberColumnReader(self._segment.column(fieldname))

    def _lengths(self, fieldname: str) -> Any:
        lengths = field_lengths(self._segment, fieldname)
        return np.zeros(self._segment.documents, np.int64) if lengths is None else lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:  # noqa: D102
        lengths = field_lengths(self._segment, fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:  # noqa: D102
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:  # noqa: D102
        return int(self._lengths(fieldname).min())

    def max_field_length(self, fieldname: str) -> int:  # noqa: D102
        return int(self._lengths(fieldname).max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: D102
        values = zip(self._segment.stored_fields, self._segment.values(docnum), strict=True)
        return {name: value for name, value in values if value is not None}


class KeyColumnReader(columns.ColumnReader):
    """The one term of each document in a key field, as bytes; empty where there is none."""

    def __init__(self, segment: Segment, field: str) -> None:
        self._numbers = segment.column(f"key.{field}")
        self._dictionary = segment.postings(field).dictionary
        self._doccount = len(self._numbers)

    def __getitem__(self, docnum: int) -> bytes:
        number = int(self._numbers[docnum])
        return self._dictionary[number] if number < len(self._dictionary) else b""


class NumberColumnReader(columns.ColumnReader):
    """An integer for each document."""

    def __init__(self, numbers: Any) -> None:
        self._numbers = numbers
        self._doccount = len(numbers)
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def load(self) -> list[int]:  # noqa: D102
        numbers: list[int] = self._numbers.tolist()
        return numbers

    def set_reverse(self) -> None:  # noqa: D102
        self._sign = -1

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]  # noqa: D102
        return self._sign * self[docnum]


def field_lengths(segment: Segment, field: str) -> Any:
    """The number of tokens of each document in a field, as an array; None for other fields."""
    name = f"len.{field}"
    return segment.column(name) if name in segment.columns else None
