"""Merging segments changes nothing that a search can see."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import Engine, in_memory, on_whoosh, quick_disk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_engine_properties import assert_answers_alike, carry_out, commits, searches

from asean_search.engine.interface import Search
from asean_search.engine.whoosh.indexing import merge, merge_policy
from asean_search.engine.whoosh.manifest import SegmentEntry
from asean_search.engine.whoosh.store import integers
from asean_search.model import Document


@pytest.fixture(autouse=True, scope="module")
def eager() -> Iterator[None]:
    """Segments are merged two by two, a few terms at a time."""
    with quick_disk(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_policy, "_TIER_SEGMENTS", 2)
        patch.setattr(merge, "_RANGE_TERMS", 3)
        patch.setattr(integers, "_COMMON_POSTINGS_MIN", 2)
        patch.setattr(integers, "_MEAN_GAP_MAX", {1: 2})
        yield


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=commits, asked=st.lists(searches, min_size=12, max_size=24))
def test_a_merged_index_answers_as_the_reference(
    steps: list[tuple[list[int], list[Document]]], asked: list[Search]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines: list[Engine] = [in_memory(Path(folder)), on_whoosh(Path(folder))]
        for engine in engines:
            with engine.writer() as writer:
                carry_out(writer, steps)
        with engines[0].index() as one, engines[1].index() as other:
            assert other.info().segments <= 2
            for search in asked:
                assert_answers_alike(one, other, search)
            for file in range(10):
                assert one.ids_of_file(f"{file}.txt") == other.ids_of_file(f"{file}.txt")
            kept = one.ids_starting_with("", 99)
            assert one.documents(kept) == other.documents(kept)
            assert one.list_terms("", "body", 99) == other.list_terms("", "body", 99)


def grow(sizes: list[int], *, parts: int = 1, one_run: bool = False) -> tuple[list[int], int]:
    """What commits of these sizes, in so many segments each, come to by the merge policy.

    The live documents of each segment in the end, and how many were rewritten on the way.
    """
    segments: list[SegmentEntry] = []
    rewritten = 0
    for number, size in enumerate(sizes):
        segments += [SegmentEntry(f"s{number}.{part}", size // parts) for part in range(parts)]
        groups = merge_policy.choose(segments, size, sum(sizes[: number + 1]) if one_run else size)
        rewritten += sum(segments[place].live for group in groups for place in group)
        merged = {place for group in groups for place in group}
        sums = [sum(segments[place].live for place in group) for group in groups]
        segments = [entry for place, entry in enumerate(segments) if place not in merged]
        segments += [SegmentEntry(f"m{number}.{n}", total) for n, total in enumerate(sums)]
        assert len(segments) <= merge_policy._SEGMENTS_MAX
    return [entry.live for entry in segments], rewritten


class TestPolicy:
    @pytest.fixture(autouse=True)
    def usual(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(merge_policy, "_TIER_SEGMENTS", 6)

    def test_thousands_of_small_commits_leave_few_segments(self) -> None:
        sizes, _ = grow([3] * 5000)
        assert sum(sizes) == 15_000
        assert len(sizes) <= 18

    @pytest.mark.parametrize("parts", [1, 4, 7])
    def test_a_long_run_leaves_few_segments_and_rewrites_a_document_a_few_times(
        self, parts: int
    ) -> None:
        sizes, rewritten = grow([21_000] * 50, parts=parts, one_run=True)
        assert sum(sizes) == 1_050_000
        assert len(sizes) <= 12
        assert rewritten <= 3 * 1_050_000

    def test_a_small_commit_leaves_big_segments_alone(self) -> None:
        big = [SegmentEntry(f"b{number}", 200_000) for number in range(7)]
        assert merge_policy.choose([*big, SegmentEntry("new", 100)], 100) == []

    def test_a_segment_with_mostly_deleted_documents_is_rewritten(self) -> None:
        worn = SegmentEntry("worn", 1000, deleted=900)
        assert merge_policy.choose([worn], 0) == [[0]]
