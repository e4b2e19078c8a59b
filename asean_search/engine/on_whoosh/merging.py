"""Which segments to merge when a commit adds one: few segments, each document merged rarely."""

# mypy: allow-untyped-calls

from __future__ import annotations

from typing import TYPE_CHECKING

from whoosh.reading import SegmentReader

if TYPE_CHECKING:
    from whoosh.codec.base import Segment
    from whoosh.writing import SegmentWriter

_TOO_MANY = 8
"""So many segments of one level are merged. A level's segments are 8 times those below it."""


def merge(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """Whoosh's merge policy: merges some segments into the one being written, returns the others.

    Segments without documents are dropped, segments that lost half of theirs are merged, and so
    are all of a level when there would be too many. N documents added in commits of any size
    make some 7 log8(N) segments at most, and a document is merged some log8(N) times.
    """
    levels: dict[int, list[Segment]] = {}
    incoming = writer.doc_count()
    merging: list[Segment] = []
    for segment in segments:
        if 2 * segment.deleted_count() > segment.doc_count_all():
            merging.append(segment)
            incoming += segment.doc_count()
        elif segment.doc_count():
            levels.setdefault(_level(segment.doc_count()), []).append(segment)
    for level in sorted(levels):
        if len(levels[level]) + (_level(incoming) == level) >= _TOO_MANY:
            group = levels.pop(level)
            merging += group
            incoming += sum(segment.doc_count() for segment in group)
    for segment in merging:
        if segment.doc_count():
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    return [segment for level in sorted(levels) for segment in levels[level]]


def _level(documents: int) -> int:
    return documents.bit_length() // 3
