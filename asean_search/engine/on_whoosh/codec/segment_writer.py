"""Puts a segment file together from its groups, columns and stored documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asean_search.engine.on_whoosh.codec.group_writer import GroupWriter
from asean_search.engine.on_whoosh.codec.manifest import SegmentEntry
from asean_search.engine.on_whoosh.codec.section_file import SectionFileWriter, smallest
from asean_search.engine.on_whoosh.codec.stored_writer import StoredWriter

Array = np.ndarray[Any, np.dtype[Any]]


class SegmentWriter:
    """Collects the parts of a segment of ``documents`` documents, then writes them in one go.

    ``shared`` maps a group to the one that may hold its postings.
    """

    def __init__(
        self,
        folder: Path,
        entry: SegmentEntry,
        stored_fields: Sequence[str],
        shared: Mapping[str, str],
        stored: StoredWriter | None = None,
    ) -> None:
        self.folder = folder
        self.entry = entry
        self.stored = stored or StoredWriter(folder)
        self._stored_fields = list(stored_fields)
        self._shared = dict(shared)
        self._groups: list[GroupWriter] = []
        self._columns: dict[str, Array] = {}

    def group(self, name: str, fields: Sequence[str]) -> GroupWriter:
        """Begin a group; its terms are added to what comes back."""
        group = GroupWriter(name, fields, self.entry.documents, self.folder)
        self._groups.append(group)
        return group

    def column(self, name: str, numbers: Array, *, signed: bool = False) -> None:
        """Add a number for every document, in the narrowest type that holds them."""
        if len(numbers) != self.entry.documents:
            raise ValueError(f"{name}: {len(numbers)} for {self.entry.documents} documents")
        type_ = "i" if signed else smallest(int(numbers.max(initial=0)))
        self._columns[name] = numbers.astype(type_)

    def key_column(self, field: str, docs: Array, counts: Array) -> None:
        """Add the column of a field with one term a document at most: that term's number."""
        numbers = np.full(self.entry.documents, len(counts), np.int64)
        numbers[docs] = np.repeat(np.arange(len(counts)), counts)
        self.column(f"key.{field}", numbers)

    def finish(self) -> None:
        """Write the file and wait until it is on the disk; remove it if that fails."""
        file = SectionFileWriter(self.folder / self.entry.file_name())
        try:
            for group in self._groups:
                group.write(file)
            for name, numbers in self._columns.items():
                file.add(name, numbers.dtype.char, [numbers])
            self.stored.write(file)
            file.finish(
                {
                    "documents": self.entry.documents,
                    "groups": {group.name: list(group.fields) for group in self._groups},
                    "shared": {
                        group.name: self._shared[group.name]
                        for group in self._groups
                        if group.name in self._shared
                    },
                    "stored": self._stored_fields,
                }
            )
        except BaseException:
            file.abandon()
            raise
        finally:
            self.close()

    def close(self) -> None:
        """Forget what was collected."""
        self.stored.close()
        for group in self._groups:
            group.close()
