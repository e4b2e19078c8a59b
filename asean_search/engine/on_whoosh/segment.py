"""One segment of an index as plain Python values: postings, positions, columns, stored documents.

Everything else in the engine reads Whoosh through this class, and only through the public methods
of Whoosh's reader. Documents are numbered from 0 in each segment; removed ones never come out.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whoosh.reading import SegmentReader, TermNotFound

from asean_search.engine.on_whoosh.schema import length_of, to_bytes, to_text, words_of

if TYPE_CHECKING:
    from whoosh.columns import ColumnReader
    from whoosh.matching.mcore import Matcher


class Segment:
    """A segment, open for reading. What a search reads of it is remembered until ``forget``."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._columns: dict[str, Sequence[Any]] = {}
        self._ids: ColumnReader | None = None
        self._frequencies: dict[tuple[str, str], Mapping[int, int]] = {}

    # --- documents

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._reader.doc_count()

    def documents(self) -> Iterable[int]:
        """The number of every document, in order."""
        if not self._reader.has_deletions():
            return range(self._reader.doc_count_all())
        return self._reader.all_doc_ids()

    def stored(self, document: int) -> dict[str, Any]:
        """The values stored for a document."""
        return self._reader.stored_fields(document)

    # --- columns

    def column(self, name: str) -> Sequence[Any]:
        """A column's values by document number, with those of removed documents."""
        if name not in self._columns:
            reader = self._reader.column_reader(name, translate=False)
            self._columns[name] = reader.load()
        return self._columns[name]

    def id(self, document: int) -> str:
        """A document's id."""
        if self._ids is None:
            self._ids = self._reader.column_reader("id", translate=False)
        return to_text(self._ids[document])

    def lengths(self, field: str) -> Sequence[int]:
        """The number of tokens in a text field, by document number."""
        return self.column(length_of(field))

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        lengths = self.lengths(field)
        if not self._reader.has_deletions():
            return sum(lengths)
        return sum(lengths[document] for document in self.documents())

    # --- terms

    def documents_with(self, field: str, term: str) -> list[int]:
        """The documents that have a term, in order."""
        matcher = self._postings(field, term)
        return list(matcher.all_ids()) if matcher else []

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term."""
        if self._reader.has_deletions():
            return len(self.frequencies(field, term))
        return self._reader.doc_frequency(field, to_bytes(term))

    def frequencies(self, field: str, term: str) -> Mapping[int, int]:
        """Where a term occurs and how often: document number -> frequency, in order of number."""
        key = (field, term)
        if key not in self._frequencies:
            self._frequencies[key] = dict(self._read_frequencies(field, term))
        return self._frequencies[key]

    def positions(self, field: str, term: str, documents: Sequence[int]) -> dict[int, list[int]]:
        """The positions of a term in those of ``documents`` (in order) that have it."""
        found: dict[int, list[int]] = {}
        matcher = self._postings(field, term)
        for document in documents:
            if matcher is None or not matcher.is_active():
                break
            matcher.skip_to(document)
            if matcher.is_active() and matcher.id() == document:
                found[document] = matcher.value_as("positions")
        return found

    def words(self, field: str, prefix: str) -> Iterator[str]:
        """The unstemmed words of a text field that begin with ``prefix``, in order.

        Words of removed documents may be among them until segments are merged.
        """
        try:
            for word in self._reader.expand_prefix(words_of(field), to_bytes(prefix)):
                yield to_text(word)
        except TermNotFound:
            return

    def ids(self, start: str) -> Iterator[str]:
        """The document ids that begin with ``start``, in order; of removed ones as well."""
        for key in self._reader.expand_prefix("id", to_bytes(start)):
            yield to_text(key)

    def files(self) -> Iterator[tuple[str, int]]:
        """The path of every file that gave documents, in order, and how many there are."""
        for key in self._reader.expand_prefix("path", b""):
            path = to_text(key)
            if count := len(self.documents_with("path", path)):
                yield path, count

    def forget(self) -> None:
        """Let go of what the last search has read; columns stay."""
        self._frequencies.clear()

    def close(self) -> None:
        """Let go of the files."""
        self._columns.clear()
        self._ids = None
        self._reader.close()

    def _read_frequencies(self, field: str, term: str) -> Iterator[tuple[int, int]]:
        matcher = self._postings(field, term)
        while matcher is not None and matcher.is_active():
            yield matcher.id(), int(matcher.weight())
            matcher.next()

    def _postings(self, field: str, term: str) -> Matcher | None:
        try:
            return self._reader.postings(field, to_bytes(term))
        except TermNotFound:
            return None
