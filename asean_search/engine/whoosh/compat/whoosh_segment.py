"""What Whoosh's table of contents holds of a segment of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base

from asean_search.engine.whoosh.manifest import SegmentEntry


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
