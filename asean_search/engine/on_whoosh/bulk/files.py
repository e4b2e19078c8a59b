"""The files that a segment's documents came from."""

from __future__ import annotations

from collections import Counter

from asean_search.engine.on_whoosh.codec import deletions
from asean_search.engine.on_whoosh.codec.segment import Segment
from asean_search.engine.on_whoosh.naming import to_text


def files_in(segment: Segment) -> Counter[str]:
    """Every file of which the segment holds documents, and how many."""
    counts: Counter[str] = Counter()
    group = segment.group("path")
    for number in range(len(group.dictionary)):
        docs = group.docs(number).tolist()
        live = sum(not deletions.is_deleted(segment.deleted, doc) for doc in docs)
        if live:
            counts[to_text(group.dictionary[number])] += live
    return counts
