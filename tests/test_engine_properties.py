"""Whatever the documents, the commits and the query: Whoosh answers as the reference does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from engines import document, in_arrays, in_memory, quick_disk, record, without_arrays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from asean_search.engine.interface import OpenIndex, Search, Writer
from asean_search.engine.whoosh.indexing import segment_buffer
from asean_search.engine.whoosh.store import integers
from asean_search.model import FACETS, Document, Explanation, Sort
from asean_search.query.nodes import (
    TEXT_FIELDS,
    And,
    Boost,
    DateRange,
    Everything,
    InField,
    KeywordIs,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SourceIs,
    Word,
)
from asean_search.ranking import PROFILES


@pytest.fixture(autouse=True, scope="module")
def disk() -> Iterator[None]:
    """With little memory too: a few documents are written as a segment, and merged from there.

    Some terms are common, as they are in segments of many documents.
    """
    with quick_disk(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(segment_buffer, "_DOCUMENTS_MAX", 3)
        patch.setattr(integers, "_COMMON_POSTINGS_MIN", 2)
        patch.setattr(integers, "_MEAN_GAP_MAX", {1: 2})
        yield


SCORE_TOLERANCE = 1e-9
"""Both engines add up the same formulas in 64 bits, and lengths are exact."""

WORDS = (
    "tin", "the", "co-operation", "cooperation", "co", "operation", "rules-based", "rules", "based",
    "AT&T", "ADMM+", "admm", "Nội", "1,000", "vaccine-s", "vaccines", "東京", "don't", "-",
)  # fmt: skip

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
dates = st.sampled_from([None, "1999-12-31", "2020-02-29", "2020-03-01", "2020", "2020-02"])
sources = st.sampled_from([None, "VNA", "VNS", "Reuters", "Ý kiến", "REUTERS"])
topics = st.sampled_from(["rice", "RICE", "Đồng", "South  China Sea", "s\0x", "C++", "C"])
keywords = st.lists(
    st.tuples(st.sampled_from(["topic", "Topic", "desk", "Main Topic"]), topics), max_size=4
).map(tuple)
documents = st.builds(
    lambda **values: document("", **values),
    title=texts, body=texts, date=dates, source=sources, place=st.none() | texts,
    keywords=keywords, author=st.sampled_from([None, None, "Le Phuong", "LE PHƯƠNG"]),
)  # fmt: skip
days = st.none() | st.sampled_from([date(1999, 12, 31), date(2020, 2, 29), date(2020, 3, 1)])

words = st.sampled_from(WORDS).map(Word)
leaves: st.SearchStrategy[Node] = st.one_of(
    words,
    words,
    st.sampled_from(["U.S.", "nowhere", "tin/the"]).map(Word),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join).map(Phrase),
    st.sampled_from(["t", "co", "rule", "rules-b", "vaccine", "1", "東", "zz", ""]).map(Prefix),
    st.builds(DateRange, days, days),
    st.sampled_from(["VNA", "vna", "reuters", "Nobody", "y kien"]).map(SourceIs),
    st.builds(
        KeywordIs,
        st.sampled_from(["topic", "desk", "main_topic", "author", "nowhere"]),
        topics | st.sampled_from(["ric", "", "le phuong"]),
    ),
    st.just(Everything()),
)


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        children.map(Not),
        st.builds(Boost, children, st.sampled_from([0.5, 3.0])),
        st.builds(InField, st.sampled_from(TEXT_FIELDS), children),
    )


trees = st.recursive(leaves, grown, max_leaves=6)
searches = st.builds(
    Search,
    tree=trees,
    filter=st.none() | trees,
    sort=st.sampled_from(Sort),
    limit=st.sampled_from([0, 1, 3, 50]),
    offset=st.sampled_from([0, 1, 4]),
    profile=st.sampled_from(sorted(PROFILES)),
    expansion=st.lists(st.builds(Boost, words, st.floats(0.1, 2.0)), max_size=2).map(tuple),
    today=st.none() | st.just(date(2020, 2, 29)),
    facets=st.sampled_from([(), FACETS, ("topic", "source", "author"), ("main_topic",)]),
)
commits = st.lists(
    st.tuples(st.lists(st.integers(0, 9), max_size=3), st.lists(documents, max_size=9)),
    min_size=2,
    max_size=4,
)
"""For each commit the numbers of the files removed first, and the documents put."""


def carry_out(writer: Writer, steps: list[tuple[list[int], list[Document]]]) -> None:
    """Commit the steps, each document under the next number."""
    number = 0
    for removed, put in steps:
        for file in removed:
            writer.remove_file(f"{file}.txt")
        for each in put:
            path = f"{number % 10}.txt"
            writer.put([changed(each, id=f"id{number:03}", path=path)])
            writer.record_file(record(path))
            number += 1
        writer.commit()


def assert_answers_alike(one: OpenIndex, other: OpenIndex, search: Search) -> None:
    ours, theirs = one.search(search), other.search(search)
    assert ours.total == theirs.total
    assert ours.facets == theirs.facets
    assert [each.id for each in ours.documents] == [each.id for each in theirs.documents]
    assert [each.score for each in ours.documents] == pytest.approx(
        [each.score for each in theirs.documents], rel=SCORE_TOLERANCE
    )
    for mine, same in zip(
        one.explain(search, [each.id for each in ours.documents]),
        other.explain(search, [each.id for each in ours.documents]),
        strict=True,
    ):
        assert_explained_alike(mine, same)


def assert_explained_alike(mine: Explanation, same: Explanation) -> None:
    assert (mine.id, len(mine.words)) == (same.id, len(same.words))
    assert mine.score == pytest.approx(same.score, rel=SCORE_TOLERANCE)
    for ours, theirs in zip(mine.words, same.words, strict=True):
        assert (ours.text, ours.documents, ours.from_expansion) == (
            theirs.text,
            theirs.documents,
            theirs.from_expansion,
        )
        assert ours.score == pytest.approx(theirs.score, rel=SCORE_TOLERANCE)
        assert [(field.field, field.occurrences, field.length) for field in ours.fields] == [
            (field.field, field.occurrences, field.length) for field in theirs.fields
        ]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=commits, asked=st.lists(searches, min_size=12, max_size=24))
def test_whoosh_finds_and_scores_as_the_reference(
    steps: list[tuple[list[int], list[Document]]], asked: list[Search]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engines = [make(Path(folder)) for make in (in_memory, in_arrays, without_arrays)]
        for engine in engines:
            with engine.writer() as writer:
                carry_out(writer, steps)
        for other_engine in engines[1:]:
            with engines[0].index() as one, other_engine.index() as other:
                for search in asked:
                    assert_answers_alike(one, other, search)
                assert one.ids_starting_with("", 99) == other.ids_starting_with("", 99)
                for file in range(10):
                    assert one.ids_of_file(f"{file}.txt") == other.ids_of_file(f"{file}.txt")
                for field in TEXT_FIELDS:
                    assert one.list_terms("", field, 99) == other.list_terms("", field, 99)
                kept = one.ids_starting_with("", 99)
                assert one.documents(kept) == other.documents(kept)
