"""Writes a segment file: its postings, columns and stored documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store.documents_writer import StoredWriter
from asean_search.engine.whoosh.store.postings_writer import PostingsWriter
from asean_search.engine.whoosh.store.sections import SectionFileWriter, narrowest_type

Array = np.ndarray[Any, np.dtype[Any]]


class SegmentWriter:
    """Collects the parts of a segment and writes them at the end.

    ``shared`` maps the name of postings to that of other postings which may hold them. ``in_keys``
    maps stored fields to the key columns that hold their values: 0 is stored in place of these.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what the parts have in common
        self,
        folder: Path,
        entry: SegmentEntry,
        stored_fields: Sequence[str],
        shared: Mapping[str, str],
        stored: StoredWriter | None = None,
        in_keys: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.entry = entry
        self.stored = stored or StoredWriter(folder)
        self._stored_fields = list(stored_fields)
        self._shared = dict(shared)
        self._in_keys = dict(in_keys or {})
        self._postings: list[PostingsWriter] = []
        self._columns: dict[str, Array] = {}

    def postings(
        self, name: str, fields: Sequence[str], position_bits: Array | None = None
    ) -> PostingsWriter:
        """The writer of the postings of fields that share a dictionary; add the terms to it."""
        postings = PostingsWriter(name, fields, self.entry.documents, self.folder, position_bits)
        self._postings.append(postings)
        return postings

    def column(self, name: str, numbers: Array, *, signed: bool = False) -> None:
        """Add a column: a number for each document, stored in the narrowest type."""
        if len(numbers) != self.entry.documents:
            raise ValueError(
                f"column {name}: {len(numbers)} numbers for {self.entry.documents} documents"
            )
        type_ = "i" if signed else narrowest_type(int(numbers.max(initial=0)))
        self._columns[name] = numbers.astype(type_)

    def key_column(self, field: str, docs: Array, counts: Array) -> None:
        """Add the column of a key field: the number of each document's term, or of none."""
        numbers = np.full(self.entry.documents, len(counts), np.int64)
        numbers[docs] = np.repeat(np.arange(len(counts)), counts)
        self.column(f"key.{field}", numbers)

    def finish(self) -> None:
        """Write the file and wait until it is on the disk. A failure removes it."""
        file = SectionFileWriter(self.folder / self.entry.file_name())
        try:
            for postings in self._postings:
                postings.write(file)
            columns = {name: self._add_column(file, name) for name in self._columns}
            self.stored.write(file)
            file.finish(
                {
                    "documents": self.entry.documents,
                    "postings": {
                        postings.name: list(postings.fields) for postings in self._postings
                    },
                    "shared": {
                        postings.name: self._shared[postings.name]
                        for postings in self._postings
                        if postings.name in self._shared
                    },
                    "frequencies": [
                        postings.name for postings in self._postings if postings.has_frequencies
                    ],
                    "positions": [
                        postings.name for postings in self._postings if postings.has_positions
                    ],
                    "columns": columns,
                    "stored": self._stored_fields,
                    "in_keys": self._in_keys,
                }
            )
        except BaseException:
            file.abandon()
            raise
        finally:
            self.close()

    def _add_column(self, file: SectionFileWriter, name: str) -> int | str | None:
        """Write a column, unless it is constant or equal to another. Returns its header value."""
        numbers = self._columns[name]
        if len(numbers) and (numbers == numbers[0]).all():
            return int(numbers[0])
        for other, known in self._columns.items():
            if other == name:
                break
            if known.dtype == numbers.dtype and np.array_equal(known, numbers):
                return other
        file.add(name, numbers.dtype.char, [numbers])
        return None

    def close(self) -> None:
        """Remove the temporary files."""
        self.stored.close()
        for postings in self._postings:
            postings.close()
