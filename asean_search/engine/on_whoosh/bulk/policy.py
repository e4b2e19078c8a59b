"""Which segments to merge, so that there are few of them and small commits stay cheap.

Segments fall into tiers by size, each tier eight times the one below. A tier that is full is
merged into one segment. So a document is rewritten about once a tier: some four times on its way
into an index of a million.
"""

from __future__ import annotations

from collections.abc import Sequence

from asean_search.engine.on_whoosh.codec.manifest import SegmentEntry

_SMALLEST_TIER = 1000
_GROWTH = 8
_FULL = 6
_BIG_SHARE = 4
_MOST_SEGMENTS = 24
_CHEAP_DOCUMENTS = 60_000
_MOSTLY_DELETED = 0.5


def tier(documents: int) -> int:
    """The tier of a segment with so many documents."""
    number = 0
    limit = _SMALLEST_TIER
    while documents >= limit:
        number += 1
        limit *= _GROWTH
    return number


def choose(segments: Sequence[SegmentEntry], added: int) -> list[list[int]]:
    """Groups of segments to merge, by their places.

    Args:
        segments: All segments of the coming commit.
        added: How many documents this commit adds: a small commit does no big merge, so long as
            the segments stay bearably many; a commit that adds a quarter or more leaves few.
    """
    budget = max(_CHEAP_DOCUMENTS, 4 * added)
    full = 2 if added * _BIG_SHARE >= sum(entry.live for entry in segments) else _FULL
    groups = [[place] for place, entry in enumerate(segments) if _worn(entry, budget)]
    taken = {place for group in groups for place in group}
    tiers: dict[int, list[int]] = {}
    for place, entry in enumerate(segments):
        if place not in taken:
            tiers.setdefault(tier(entry.live), []).append(place)
    carried: list[int] = []
    left = len(segments)
    for number in sorted(tiers):
        group = carried + tiers[number]
        carried = []
        if len(group) < full:
            continue
        size = sum(segments[place].live for place in group)
        if size > budget and left <= _MOST_SEGMENTS:
            continue
        left -= len(group) - 1
        if tier(size) > number:
            carried = group
            continue
        groups.append(group)
    if carried:
        groups.append(carried)
    return groups


def _worn(entry: SegmentEntry, budget: int) -> bool:
    """Whether so many of its documents are deleted that it is worth rewriting alone."""
    return entry.deleted > entry.documents * _MOSTLY_DELETED and entry.live <= budget
