"""Which segments to merge, so that there are few of them and small commits stay cheap.

Segments fall into tiers by size, each tier eight times the one below. A tier that is full is
merged into one segment. So a document is rewritten about once a tier: some four times on its way
into an index of a million.
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
    """The tier of a segment with so many documents."""
    number = 0
    limit = _TIER_DOCUMENTS
    while documents >= limit:
        number += 1
        limit *= _TIER_GROWTH
    return number


def choose(segments: Sequence[SegmentEntry], added: int, run: int = 0) -> list[list[int]]:
    """Groups of segments to merge, by their places.

    A commit does no merge that is large beside what its run has added, so that a small one stays
    quick, unless there are so many segments that every query would suffer.

    Args:
        segments: All segments of the coming commit.
        added: How many documents this commit adds; a quarter of all or more leaves few segments.
        run: How many were added since the index was opened for writing, this commit included.
    """
    budget = max(_BUDGET_DOCUMENTS_MIN, 4 * added, 4 * run)
    rewritten = [place for place, entry in enumerate(segments) if _is_mostly_deleted(entry, budget)]
    sizes = {place: entry.live for place, entry in enumerate(segments) if place not in rewritten}
    full = (
        2
        if added * _LARGE_COMMIT_SHARE >= sum(entry.live for entry in segments)
        else _TIER_SEGMENTS
    )
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
    """Whether so many of its documents are deleted that it is worth rewriting alone."""
    return entry.deleted > entry.documents * _DELETED_SHARE_MAX and entry.live <= budget
