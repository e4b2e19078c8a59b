"""One segment, open for reading: its postings, columns, stored and deleted documents."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import KEYS, TERMS, WORDS
from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store import columns
from asean_search.engine.whoosh.store.columns import Columns
from asean_search.engine.whoosh.store.dictionary import Dictionary
from asean_search.engine.whoosh.store.documents import StoredReader
from asean_search.engine.whoosh.store.sections import SectionFile, outdated

if TYPE_CHECKING:
    from numpy import dtype, ndarray

    from asean_search.engine.whoosh.store.postings import PostingsReader


class Segment:
    """The arrays of one segment.

    Raises:
        IndexDamagedError: A file is cut short, or does not match its checksum.
        FileNotFoundError: A file is missing (a newer commit may have removed it).
    """

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self.entry = entry
        self.file = SectionFile(folder / entry.file_name())
        self.documents: int = self.file.header["documents"]
        self.deleted = (
            columns.read_deletions(folder / entry.deleted_file_name())
            if entry.deleted_generation
            else b""
        )
        self.postings_fields: dict[str, list[str]] = self.file.header["postings"]
        self.stored_fields: list[str] = self.file.header["stored"]
        self.columns = Columns(self.file)
        self._in_keys = [
            (self.stored_fields.index(field), key)
            for field, key in self.file.header["in_keys"].items()
        ]
        self._postings_of = {
            field: (postings, number)
            for postings, fields in self.postings_fields.items()
            for number, field in enumerate(fields)
        }
        self._postings: dict[str, PostingsReader] = {}
        self._dictionaries: dict[str, Dictionary] = {}

    @cached_property
    def stored(self) -> StoredReader:
        """The stored documents."""
        return StoredReader(self.file)

    @property
    def fields(self) -> list[str]:
        """The fields that have a dictionary."""
        return list(self._postings_of)

    def postings_of(self, field: str) -> tuple[PostingsReader, int] | None:
        """The reader of a field's postings, and the field's number there; None for other fields."""
        found = self._postings_of.get(field)
        return (self.postings(found[0]), found[1]) if found else None

    def dictionary(self, name: str) -> Dictionary:
        """The dictionary of the postings with this name."""
        found = self._dictionaries.get(name)
        if found is None:
            found = self._dictionaries[name] = Dictionary(self.file, name)
        return found

    def postings(self, name: str) -> PostingsReader:
        """The reader of the postings with this name, such as ``fields.TERMS`` or ``path``."""
        from asean_search.engine.whoosh.store.postings import PostingsReader

        postings = self._postings.get(name)
        if postings is None:
            if name not in self.postings_fields:
                raise outdated(self.file.path)
            shared = self.file.header["shared"].get(name)
            postings = PostingsReader(
                self.file,
                name,
                self.postings_fields[name],
                self.dictionary(name),
                self.postings(shared) if shared else None,
            )
            self._postings[name] = postings
        return postings

    @cached_property
    def alive(self) -> ndarray[Any, dtype[Any]] | None:
        """For each document whether it is not deleted; None when none is deleted."""
        if not self.deleted:
            return None
        import numpy as np

        bits = np.unpackbits(
            np.frombuffer(self.deleted, np.uint8), count=self.documents, bitorder="little"
        )
        alive: ndarray[Any, dtype[Any]] = bits == 0
        return alive

    def column(self, name: str) -> ndarray[Any, dtype[Any]]:
        """A number for every document: ``len.body``, ``date``, ``key.source``, ``sequence``, ..."""
        return self.columns.array(name)

    def values(self, document: int) -> list[Any]:
        """The stored values of a document, in the order of ``stored_fields``."""
        values = self.stored.values(document)
        for place, key in self._in_keys:
            if values[place] == 0:
                values[place] = self.key(key, document)
        return values

    def key(self, field: str, document: int) -> str | None:
        """The one term that a document has in a key field, or None."""
        number = self.columns.view(f"key.{field}")[document]
        dictionary = self.dictionary(field)
        if number >= len(dictionary):
            return None
        return dictionary[number].decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Close the file."""
        self._postings.clear()
        self._dictionaries.clear()
        self.file.close()


def require_layout(segment: Segment) -> None:
    """Check that a segment has the postings of all fields that this version writes.

    Raises:
        IndexOutdatedError: It has not: another version wrote it.
    """
    for name in (TERMS, WORDS, *KEYS, keywords.FIELD):
        if name not in segment.postings_fields:
            raise outdated(segment.file.path)
