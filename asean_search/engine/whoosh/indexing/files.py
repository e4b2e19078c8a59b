"""The files that a segment's documents came from."""

from __future__ import annotations

from collections import Counter

from asean_search.engine.whoosh.fields import to_text
from asean_search.engine.whoosh.store import columns
from asean_search.engine.whoosh.store.segment import Segment


def files_in(segment: Segment) -> Counter[str]:
    """Every file of which the segment holds documents, and how many."""
    counts: Counter[str] = Counter()
    group = segment.postings("path")
    for number in range(len(group.dictionary)):
        docs = group.docs(number).tolist()
        live = sum(not columns.is_deleted(segment.deleted, doc) for doc in docs)
        if live:
            counts[to_text(group.dictionary[number])] += live
    return counts
