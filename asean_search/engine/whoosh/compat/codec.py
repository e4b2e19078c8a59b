"""The codec through which Whoosh's own readers, searchers and writers use our segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from asean_search.engine.whoosh.compat.matcher import ArrayMatcher
from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store.postings import PostingsReader
from asean_search.engine.whoosh.store.segment import Segment

Term = tuple[str, bytes]


def _folder(storage: Any) -> Path:
    return Path(storage.folder)


class ArrayCodec(base.Codec):
    """Reads and writes segments of arrays."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> Any:  # noqa: D102
        from asean_search.engine.whoosh.compat import whoosh_writers

        return whoosh_writers.ArrayPerDocumentWriter(_folder(storage), segment)

    def field_writer(self, storage: Any, segment: ArraySegment) -> Any:  # noqa: D102
        from asean_search.engine.whoosh.compat import whoosh_writers

        return whoosh_writers.ArrayFieldWriter(segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:  # noqa: D102
        return ArrayTermsReader(Segment(_folder(storage), segment.entry()))

    def per_document_reader(  # noqa: D102
        self, storage: Any, segment: ArraySegment
    ) -> ArrayPerDocumentReader:
        return ArrayPerDocumentReader(Segment(_folder(storage), segment.entry()), segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: D102
        raise NotImplementedError("postings are written with their segment")

    def postings_reader(  # noqa: D102
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        raise NotImplementedError("postings are read with their segment")

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:  # noqa: D102
        return ArraySegment(indexname)


class ArrayTermsReader(base.TermsReader):
    """Terms and postings of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def _find(self, field: str, text: bytes) -> tuple[PostingsReader, int, int] | None:
        """The group of a field, the field's number there, and the term's, if it has postings."""
        found = self._segment.postings_of(field)
        if found is None:
            return None
        group, number = found
        term = group.dictionary.find(text)
        if term < 0 or not group.document_frequency(term, number):
            return None
        return group, number, term

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def _terms(self, field: str, start: bytes = b"") -> Iterator[Term]:
        found = self._segment.postings_of(field)
        if found is None:
            return
        group, number = found
        for term in range(group.dictionary.first_from(start), len(group.dictionary)):
            if group.document_frequency(term, number):
                yield field, group.dictionary[term]

    def indexed_field_names(self) -> list[str]:  # noqa: D102
        return sorted(self._segment.fields)

    def terms(self) -> Iterator[Term]:
        """Every term, by field, then by bytes."""
        for field in self.indexed_field_names():
            yield from self._terms(field)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Every term from one on, those of the fields that come after included."""
        yield from self._terms(fieldname, prefix)
        for field in self.indexed_field_names():
            if field > fieldname:
                yield from self._terms(field)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:  # noqa: D102
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:  # noqa: D102
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:  # noqa: D102
        found = self._segment.postings_of(fieldname)
        if found is None:
            return base.EmptyCursor()
        return ArrayCursor(self, *found, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:  # noqa: D102
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        docs, frequencies = postings_in(*found)
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
        return float(postings_in(*found)[1].sum()) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:  # noqa: D102
        found = self._find(fieldname, text)
        return found[0].document_frequency(found[2], found[1]) if found else 0

    def matcher(  # noqa: D102
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        group, number, term = found
        docs, frequencies = postings_in(group, number, term)
        positions: Callable[[int], list[int]] | None = None
        if group.has_positions and format_.supports("positions"):
            widths = self._segment.column("position_bits")
            first = _begins(self._segment, group, number)
            end = _begins(self._segment, group, number + 1)

            def positions(docnum: int) -> list[int]:
                all_docs = group.docs(term)
                which = all_docs.searchsorted(np.array([docnum], all_docs.dtype))
                position = group.places(term, which, np.zeros(1, np.int64), 0, widths)
                begin = int(first[docnum]) if first is not None else 0
                own = position >= begin
                if end is not None:
                    own &= position < int(end[docnum])
                return [int(each) - begin for each in position[own]]

        lengths = field_lengths(self._segment, fieldname)
        return ArrayMatcher(
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
        group: PostingsReader,
        number: int,
        fieldname: str,
        fieldobj: Any,
    ) -> None:
        self._reader = reader
        self._group = group
        self._number = number
        self._fieldname = fieldname
        self._fieldobj = fieldobj
        self._term = 0
        self.first()

    def _settle(self) -> str | None:
        group = self._group
        while self.is_valid() and not group.document_frequency(self._term, self._number):
            self._term += 1
        return self.text()

    def first(self) -> str | None:  # noqa: D102
        self._term = 0
        return self._settle()

    def find(self, term: str | bytes) -> str | None:  # noqa: D102
        text = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._term = self._group.dictionary.first_from(text)
        return self._settle()

    def next(self) -> str | None:  # noqa: D102
        self._term += 1
        return self._settle()

    def text(self) -> str | None:  # noqa: D102
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._group.dictionary[self._term])
        return text

    def term_info(self) -> TermInfo | None:  # noqa: D102
        if not self.is_valid():
            return None
        return self._reader.term_info(self._fieldname, self._group.dictionary[self._term])

    def is_valid(self) -> bool:  # noqa: D102
        return self._term < len(self._group.dictionary)


class ArrayPerDocumentReader(base.PerDocumentReader):
    """Stored documents, lengths, columns and deletions of one segment."""

    def __init__(self, segment: Segment, whoosh_segment: ArraySegment) -> None:
        self._segment = segment
        self._whoosh_segment = whoosh_segment
        whoosh_segment.bitmap = segment.deleted

    def close(self) -> None:  # noqa: D102
        self._segment.close()

    def doc_count(self) -> int:  # noqa: D102
        return self.doc_count_all() - int(self._whoosh_segment.deleted_count())

    def doc_count_all(self) -> int:  # noqa: D102
        return self._segment.documents

    def has_deletions(self) -> bool:  # noqa: D102
        return self._whoosh_segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:  # noqa: D102
        return self._whoosh_segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:  # noqa: D102
        return self._whoosh_segment.deleted_docs()

    def supports_columns(self) -> bool:  # noqa: D102
        return True

    def has_column(self, fieldname: str) -> bool:  # noqa: D102
        return fieldname in self._segment.columns or f"key.{fieldname}" in self._segment.columns

    def list_columns(self) -> list[str]:  # noqa: D102
        return [name.removeprefix("key.") for name in self._segment.columns.names()]

    def column_reader(self, fieldname: str, column: Any) -> columns.ColumnReader:  # noqa: D102
        if f"key.{fieldname}" in self._segment.columns:
            return KeyColumnReader(self._segment, fieldname)
        return NumberColumnReader(self._segment.column(fieldname))

    def _lengths(self, fieldname: str) -> Any:
        return field_lengths(self._segment, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:  # noqa: D102
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:  # noqa: D102
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:  # noqa: D102
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.min(initial=0))

    def max_field_length(self, fieldname: str) -> int:  # noqa: D102
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: D102
        values = zip(self._segment.stored_fields, self._segment.values(docnum), strict=True)
        return {name: value for name, value in values if value is not None}


class KeyColumnReader(columns.ColumnReader):
    """The one term of every document in a key field, as bytes; empty for none."""

    def __init__(self, segment: Segment, field: str) -> None:
        self._numbers = segment.column(f"key.{field}")
        self._dictionary = segment.postings(field).dictionary
        self._reverse = False

    def __getitem__(self, docnum: int) -> bytes:
        number = int(self._numbers[docnum])
        return self._dictionary[number] if number < len(self._dictionary) else b""

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[bytes]:
        return (self[docnum] for docnum in range(len(self)))

    def load(self) -> list[bytes]:  # noqa: D102
        return list(self)

    def sort_key(self, docnum: int) -> bytes:  # noqa: D102
        return self[docnum]


class NumberColumnReader(columns.ColumnReader):
    """A whole number for every document."""

    def __init__(self, numbers: Any) -> None:
        self._numbers = numbers
        self._sign = 1

    @cached_property
    def _list(self) -> list[int]:
        numbers: list[int] = self._numbers.tolist()
        return numbers

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[int]:
        return iter(self._list)

    def load(self) -> list[int]:  # noqa: D102
        return self._list

    def set_reverse(self) -> None:  # noqa: D102
        self._sign = -1

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]  # noqa: D102
        return self._sign * self[docnum]


def postings_in(group: PostingsReader, number: int, term: int) -> tuple[Any, Any]:
    """A term's documents and frequencies in one field of its group."""
    from asean_search.engine.whoosh.store.frequencies import field_of

    docs, combinations = group.postings(term)
    frequencies = field_of(combinations, number)
    if len(group.fields) == 1:
        return docs, frequencies
    some = frequencies > 0
    return docs[some], frequencies[some]


def _begins(segment: Segment, group: PostingsReader, number: int) -> Any:
    """The position at which a field of a group begins in every document; None is 0, or no end."""
    if number in (0, len(group.fields)):
        return None
    return segment.column(f"begin.{group.fields[number]}")


def field_lengths(segment: Segment, field: str) -> Any:
    """The lengths of a field in every document, or None."""
    name = f"len.{field}"
    return segment.column(name) if name in segment.columns else None


class ArraySegment(base.Segment):
    """A segment as Whoosh knows it; pickled into the table of contents.

    Documents that other Whoosh programs delete are listed in ``pending``; the next commit of ours
    moves them to the bitmap.
    """

    def __init__(self, indexname: str, entry: SegmentEntry | None = None) -> None:
        super().__init__(indexname)
        self.documents = 0
        self.deleted_in_file = 0
        self.deleted_generation = 0
        self.totals: dict[str, int] = {}
        self.pending: set[int] = set()
        self.bitmap: bytes | None = None
        self.parts: Any = None
        if entry is not None:
            self.segid = entry.id
            self.documents = entry.documents
            self.pending = set(entry.pending)
            self.deleted_in_file = entry.deleted - len(self.pending)
            self.deleted_generation = entry.deleted_generation
            self.totals = dict(entry.totals)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but what files and writers have lent."""
        return {key: value for key, value in vars(self).items() if key not in ("bitmap", "parts")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it was pickled."""
        vars(self).update(state)
        self.bitmap = self.parts = None

    def entry(self) -> SegmentEntry:
        """The same for our own readers."""
        return SegmentEntry(
            self.segid,
            self.documents,
            self.deleted_in_file + len(self.pending),
            self.deleted_generation,
            self.totals,
            tuple(sorted(self.pending)),
        )

    def codec(self) -> base.Codec:  # noqa: D102
        from asean_search.engine.whoosh.compat.codec import ArrayCodec

        return ArrayCodec()

    def should_assemble(self) -> bool:  # noqa: D102
        return False

    def set_doc_count(self, count: int) -> None:  # noqa: D102
        self.documents = count

    def doc_count_all(self) -> int:  # noqa: D102
        return self.documents

    def deleted_count(self) -> int:  # noqa: D102
        return self.deleted_in_file + len(self.pending)

    def deleted_docs(self) -> Iterator[int]:  # noqa: D102
        return (number for number in range(self.documents) if self.is_deleted(number))

    def is_deleted(self, docnum: int) -> bool:  # noqa: D102
        bitmap = self.bitmap
        if bitmap and bitmap[docnum >> 3] >> (docnum & 7) & 1:
            return True
        return docnum in self.pending

    def delete_document(self, docnum: int, delete: bool = True) -> None:  # noqa: D102
        if not delete:
            self.pending.discard(docnum)
        elif not self.is_deleted(docnum):
            self.pending.add(docnum)
