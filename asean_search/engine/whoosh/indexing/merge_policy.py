"""Chooses the segments to merge, so that segments stay few and small commits cheap.

Segments fall into tiers by size; each tier is eight times the one below. A full tier is merged into
one segment. So a document is rewritten about once a tier: four times in an index of a million.
"""

from __future__ import annotations

from collections.abc import Sequence

from asean_search.engine.whoosh.manifest import SegmentEntry

_TIER_DOCUMENTS = 1000
_TIER_GROWTH = 8
_TIER_SEGMENTS = 6
_LARGE_COMMIT_SHARE = 4
_SEGMENTS_MAX = 24
_BUDGET_DOCUMENTS_MIN = 60_000
_DELETED_SHARE_MAX = 0.5


def tier(documents: int) -> int:
    """The tier of a segment with this many documents."""
    number = 0
    limit = _TIER_DOCUMENTS
    while documents >= limit:
        number += 1
        limit *= _TIER_GROWTH
    return number


def choose(segments: Sequence[SegmentEntry], added: int, run: int = 0) -> list[list[int]]:
    """Groups of segments to merge, as places in ``segments``.

    A merge is not much larger than what the run has added, so that a small commit stays quick;
    unless there are too many segments for fast queries.

    Args:
        segments: All segments of the coming commit.
        added: The number of documents that this commit adds. If it is a quarter of all or more,
            two segments fill a tier.
        run: The number added since the index was opened for writing, this commit included.
    """
    budget = max(_BUDGET_DOCUMENTS_MIN, 4 * added, 4 * run)
    rewritten = [place for place, entry in enumerate(segments) if _is_mostly_deleted(entry, budget)]
    sizes = {place: entry.live for place, entry in enumerate(segments) if place not in rewritten}
    is_large = added * _LARGE_COMMIT_SHARE >= sum(entry.live for entry in segments)
    full = 2 if is_large else _TIER_SEGMENTS
    groups = [[place] for place in sizes]

    def size(group: list[int]) -> int:
        return sum(sizes[place] for place in group)

    for number in range(tier(sum(sizes.values())) + 1):
        members = [group for group in groups if tier(size(group)) == number]
        together = [place for group in members for place in group]
        crowded = len(groups) > _SEGMENTS_MAX
        if len(members) >= full and (crowded or size(together) <= budget):
            groups = [group for group in groups if group not in members] + [together]
    groups.sort(key=size)
    if len(groups) > _SEGMENTS_MAX:
        small = groups[: len(groups) - _SEGMENTS_MAX + 1]
        groups = [[place for group in small for place in group], *groups[len(small) :]]
    return [[place] for place in rewritten] + [sorted(group) for group in groups if len(group) > 1]


def _is_mostly_deleted(entry: SegmentEntry, budget: int) -> bool:
    """Whether to rewrite the segment alone, because most of its documents are deleted."""
    return entry.deleted > entry.documents * _DELETED_SHARE_MAX and entry.live <= budget
