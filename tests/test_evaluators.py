"""Two evaluators of one tree: each node has a place in both, and the work decides between them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from engines import document, on_whoosh, quick_disk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_engine_properties import carry_out, commits, searches

from asean_search import engine
from asean_search.engine.interface import Search
from asean_search.engine.whoosh import index as whoosh_index
from asean_search.engine.whoosh.index import Evaluator, WhooshIndex
from asean_search.engine.whoosh.query.compile import COMPILERS
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.model import Document, Location
from asean_search.query import nodes as q

WORD = q.Word("rice")
ONE_OF_EACH: tuple[q.Node, ...] = (
    *(q.Everything(), WORD, q.Phrase("rice price"), q.Prefix("ri"), q.Near("rice price", 3)),
    *(q.Exact("rice"), q.Wildcard("r?ce"), q.Regex("ri.*"), q.Fuzzy("rice"), q.SourceIs("VNA")),
    *(q.DateRange(date(2021, 1, 1), None), q.LanguageIs("en"), q.KeywordIs("topic", "rice")),
    *(q.Has("topic"), q.Has("date"), q.WordCount(3, None), q.InField("title", WORD)),
    *(q.AtLeast(1, WORD), q.Lead(9, WORD), q.Same("sentence", WORD), q.Boost(WORD, 2.0)),
    *(q.And((WORD, WORD)), q.Or((WORD, WORD)), q.Not(WORD)),
)
STORY = document(
    *("a", "Rice prices", "Rice price up."),
    date="2021-02-03",
    source="VNA",
    language="en",
    keywords=(("topic", "rice"),),
)


class Unknown(msgspec.Struct, frozen=True):
    """A node that no evaluator knows."""

    node: q.Node


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("evaluators") / "index"
    with quick_disk():
        with engine.open_writer(Location(path)) as writer:
            writer.put([STORY, document("b", "Ferries", "No grain.")])
            writer.commit()
        yield path


def test_the_registry_has_every_node_and_no_other() -> None:
    assert set(COMPILERS) == set(get_args(q.Node)) == {type(node) for node in ONE_OF_EACH}


@pytest.mark.parametrize("evaluator", Evaluator)
@pytest.mark.parametrize("node", ONE_OF_EACH, ids=repr)
def test_every_node_is_answered_alike_by_every_evaluator(
    path: Path, evaluator: Evaluator, node: q.Node
) -> None:
    with WhooshIndex(path, Evaluator.ARRAYS) as arrays, WhooshIndex(path, evaluator) as index:
        expected = arrays.search(Search(node))
        page = index.search(Search(node))
        assert page.total == expected.total == (1 if not isinstance(node, q.Everything) else 2)
        assert [each.id for each in page.documents] == [each.id for each in expected.documents]
        filtered = index.search(Search(q.Everything(), filter=node))
        assert filtered.total == expected.total


@pytest.mark.parametrize("evaluator", Evaluator)
@pytest.mark.parametrize("place", ["tree", "below", "filter"])
def test_an_unknown_node_is_refused_wherever_it_stands(
    path: Path, evaluator: Evaluator, place: str
) -> None:
    unknown: q.Node = Unknown(WORD)  # type: ignore[assignment]
    search = {
        "tree": Search(unknown),
        "below": Search(q.Or((WORD, q.Not(unknown)))),
        "filter": Search(WORD, filter=unknown),
    }[place]
    with WhooshIndex(path, evaluator) as index, pytest.raises(AssertionError, match="unknown node"):
        index.search(search)


def test_an_unknown_node_is_refused_within_a_sentence_too(path: Path) -> None:
    unknown: q.Node = q.And((WORD, q.Boost(WORD, 2.0)))  # a boost has no place there
    with (
        WhooshIndex(path, Evaluator.ARRAYS) as index,
        pytest.raises(AssertionError, match="unknown node"),
    ):
        index.search(Search(q.Same("sentence", unknown)))


# --- many searches, and many documents


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=commits, asked=st.lists(searches, min_size=6, max_size=12))
def test_several_searches_in_one_call_and_scans_find_what_one_search_finds(
    steps: list[tuple[list[int], list[Document]]], asked: list[Search]
) -> None:
    with tempfile.TemporaryDirectory() as folder, quick_disk():
        held = on_whoosh(Path(folder))
        with held.writer() as writer:
            carry_out(writer, steps)
        for evaluator in Evaluator:
            with WhooshIndex(next(Path(folder).iterdir()), evaluator) as index:
                together = index.search_all(asked)
                for page, alone in zip(together, map(index.search, asked), strict=True):
                    assert (page.total, page.facets) == (alone.total, alone.facets)
                    assert [each.id for each in page.documents] == [
                        each.id for each in alone.documents
                    ]
                    assert [each.score for each in page.documents] == pytest.approx(
                        [each.score for each in alone.documents], rel=1e-9
                    )
        with WhooshIndex(next(Path(folder).iterdir()), Evaluator.ARRAYS) as index:
            for search in asked:
                every = msgspec.structs.replace(search, limit=1000, offset=0)
                expected = index.search(every).documents
                assert tuple(index.scan(search)) == expected
                if expected:
                    middle = len(expected) // 2
                    rest = tuple(index.scan(search, after=expected[middle].id))
                    assert rest == expected[middle + 1 :]


# --- the work of plain Python


def test_auto_answers_in_plain_python_until_that_has_touched_enough(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "POSTINGS_MAX", 3)
    with WhooshIndex(path) as index:
        answers = []
        for arrays in (False, False, False, True, True):
            answers.append(index.search(Search(WORD)))
            assert (index._arrays is not None) is arrays
        assert answers == answers[:1] * 5
    with WhooshIndex(path) as index:
        index.search(Search(q.Fuzzy("rice")))
        assert index._arrays is not None, "what plain Python cannot answer, arrays do at once"


def test_an_index_chooses_for_itself_whatever_is_loaded(path: Path) -> None:
    """This process has loaded NumPy, and other indexes have searched in arrays."""
    with WhooshIndex(path, Evaluator.ARRAYS) as other:
        other.search(Search(WORD))
    with WhooshIndex(path) as index:
        index.search(Search(WORD))
        assert index._arrays is None


LOADED = """
import json, sys
from pathlib import Path
from asean_search.engine.interface import Search
from asean_search.engine.whoosh.index import Evaluator, WhooshIndex
from asean_search.query.nodes import Word
loaded = []
for evaluator in Evaluator.SMALL, Evaluator.AUTO, Evaluator.ARRAYS:
    with WhooshIndex(Path(sys.argv[1]), evaluator) as index:
        assert index.search(Search(Word("rice"))).total == 1
    loaded.append("numpy" in sys.modules)
print(json.dumps(loaded))
"""


def test_numpy_is_loaded_by_arrays_alone(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(path)], capture_output=True, check=True
    )
    assert json.loads(done.stdout) == [False, False, True]


class Touched:
    """Counts the postings and documents that readers walk through."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        docs, documents = SmallSegmentReader._docs, SmallSegmentReader.documents

        def counted(found: Iterable[int]) -> Iterator[int]:
            for each in found:
                self.count += 1
                yield each

        patch.setattr(SmallSegmentReader, "_docs", lambda self_, *args: counted(docs(self_, *args)))
        patch.setattr(SmallSegmentReader, "documents", lambda self_: counted(documents(self_)))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=commits, asked=st.lists(searches, min_size=12, max_size=24))
def test_a_search_touches_no_more_postings_than_was_estimated(
    steps: list[tuple[list[int], list[Document]]], asked: list[Search]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        with quick_disk():
            held = on_whoosh(Path(folder))
            with held.writer() as writer:
                carry_out(writer, steps)
        touched = Touched(patch)
        for search in asked:
            with WhooshIndex(next(Path(folder).iterdir()), Evaluator.SMALL) as index:
                estimate = index._small.cost(search)
                if estimate == math.inf:
                    continue
                touched.count = 0
                index.search(msgspec.structs.replace(search, limit=0))
                assert touched.count <= estimate, search
