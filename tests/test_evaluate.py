"""The parts of the evaluator that take short cuts give what the long way gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from engines import document, quick_disk
from hypothesis import given
from hypothesis import strategies as st

from asean_search import engine
from asean_search.engine.interface import Search
from asean_search.engine.whoosh.index import Evaluator, WhooshIndex
from asean_search.engine.whoosh.query import scorer, searcher, segment_reader, sorted_sets
from asean_search.model import Location
from asean_search.query.nodes import And, Boost, DateRange, Node, Not, Or, Phrase, Prefix, Word

WORDS = [
    *("harbour", "rice", "treaty", "monsoon", "ferry", "tariff", "summit", "island", "quota"),
    *("bridge", "river", "strike", "vaccine", "border", "copper", "teak"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two segments with common words and rare ones, some documents deleted."""
    pick = random.Random(11)
    weights = [1 / rank**1.5 for rank in range(1, len(WORDS) + 1)]

    def text(most: int) -> str:
        return " ".join(pick.choices(WORDS, weights, k=pick.randint(1, most)))

    path = tmp_path_factory.mktemp("archive") / "index"
    with quick_disk(), engine.open_writer(Location(path)) as writer:
        for first, last in ((0, 400), (400, 460)):
            writer.put(
                document(
                    f"d{number:04}", text(4), text(30), date=f"2021-{pick.randint(1, 12):02}-05"
                )
                for number in range(first, last)
            )
            for number in range(first, last, 7):
                writer.remove_file(f"d{number:04}.txt")
            writer.commit()
        yield path


def tree(pick: random.Random, depth: int = 0) -> Node:
    """A query of words, phrases and prefixes."""
    kind = pick.choice(("leaf", "and", "or", "or", "or", "not", "boost"))
    if kind == "leaf" or depth == 2:
        word = pick.choice(WORDS)
        return pick.choice((Word(word), Word(word), Prefix(word[:2]), Phrase(f"rice {word}")))
    if kind == "boost":
        return Boost(tree(pick, depth + 1), pick.choice((0.5, 3.0)))
    parts = tuple(tree(pick, depth + 1) for _ in range(pick.randint(2, 4)))
    if kind == "not":
        return And((parts[0], Not(parts[1])))
    return And(parts) if kind == "and" else Or(parts)


def test_the_first_few_are_the_first_of_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what may be among the best is scored; nothing that is gets lost, ties included."""
    monkeypatch.setattr(searcher, "_FEW", 4)
    pick = random.Random(3)
    more = 0
    with WhooshIndex(path, Evaluator.ARRAYS) as index:
        for _ in range(600):
            asked = Search(
                tree(pick),
                filter=pick.choice((None, None, DateRange(date(2021, 3, 1), date(2021, 9, 30)))),
                profile=pick.choice(("news", "plain", "recent")),
                limit=1000,
                today=date(2022, 1, 1),
            )
            every = index.search(asked)
            few = Search(
                asked.tree, asked.filter, limit=5, profile=asked.profile, today=asked.today
            )
            page = index.search(few)
            assert page.total == every.total == len(every.documents), asked
            assert page.documents == every.documents[:5], asked
            more += every.total > 20
    assert more > 300, "the queries find too little to prove anything"


NUMBERS = st.sets(st.integers(0, 999)).map(lambda some: np.array(sorted(some), np.intp))


@given(left=NUMBERS, right=NUMBERS, documents=st.sampled_from((1000, 100_000)))
def test_places_of_what_two_sets_have_in_common(
    left: np.ndarray, right: np.ndarray, documents: int
) -> None:
    here, there = sorted_sets.common(left, right, documents)
    both = sorted(set(left.tolist()) & set(right.tolist()))
    assert left.take(here).tolist() == right.take(there).tolist() == both
    assert sorted_sets.intersection(left, right, documents).tolist() == both


@given(several=st.lists(NUMBERS, min_size=1), documents=st.sampled_from((1000, 100_000)))
def test_what_is_in_any_of_several_sets_is_there_once(
    several: list[np.ndarray], documents: int
) -> None:
    once = sorted(set().union(*(each.tolist() for each in several)))
    assert sorted_sets.union(several, documents).tolist() == once
    assert sorted_sets.distinct([each[::-1] for each in several], documents).tolist() == once


@given(
    values=st.lists(st.floats(0, 1000, width=32), min_size=1, max_size=900),
    count=st.integers(1, 20),
)
def test_so_many_estimates_reach_the_best_of_them(values: list[float], count: int) -> None:
    estimates = np.array(values, np.float32)
    least = scorer.kth_largest(estimates, count)
    if len(values) >= count:
        assert np.count_nonzero(estimates >= least) >= count
    else:
        assert least == 0.0


DAYS = st.one_of(st.just(0), st.integers(730_000, 738_000))


@given(days=st.lists(st.one_of(DAYS, st.integers(1, date.max.toordinal()))))
def test_a_small_number_stands_for_the_day_and_for_the_first_of_the_month(days: list[int]) -> None:
    codes, known = segment_reader.coded_days(np.array(days, np.int32))
    assert [known[code] for code in codes.tolist()] == days
    codes, known = segment_reader.coded_months(np.array(days, np.int32))
    firsts = [date.fromordinal(day).replace(day=1).toordinal() if day else 0 for day in days]
    assert [known[code] for code in codes.tolist()] == firsts
