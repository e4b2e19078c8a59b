"""The benchmarks measure what they say: fixed queries, fair verdicts, the floors of relevance."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import (
    corpus,
    judged,
    measure,
    measures,
    plot,
    relevance,
    report,
    targets,
    workload,
)

STORIES = [
    corpus.Record(
        id=str(number),
        title=f"Ministers meet in session {number}",
        date=f"2021-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        source=("Straits Wire", "Delta Post", "Harbour Daily")[number % 3],
        text=" ".join(
            f"officials discussed harvest exports tariffs ports{'s' * (number % 2)} reserves "
            f"fisheries{number % 7 * 'a'} agreement regional partners delayed shipment of rice "
            f"negotiators welcomed proposal crop{chr(97 + number % 26)}x"
            for _ in range(3)
        ),
    )
    for number in range(120)
]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl.gz"
    assert corpus.write(iter(STORIES), path)[0] == len(STORIES)
    return path


def test_a_corpus_is_read_as_it_was_written(stories: Path) -> None:
    assert list(corpus.read(stories)) == STORIES


def test_the_questions_are_balanced_and_the_same_every_time(stories: Path, tmp_path: Path) -> None:
    questions = workload.make(stories, len(STORIES))
    assert Counter(question.kind for question in questions) == dict.fromkeys(workload.KINDS, 20)
    assert workload.make(stories, len(STORIES)) == questions
    workload.save(questions, tmp_path / "queries.jsonl")
    assert workload.load(tmp_path / "queries.jsonl") == questions


def test_no_question_asks_for_a_stop_word(stories: Path) -> None:
    for question in workload.make(stories, len(STORIES)):
        words = {*question.words, *question.any_of, *question.phrase, *question.without}
        assert not words & workload.STOP


def test_the_generator_gives_the_same_archive_for_the_same_seed() -> None:
    zipfian = pytest.importorskip("benchmarks.zipfian", reason="needs NumPy", exc_type=ImportError)
    made = list(zipfian.records(40))
    assert made == list(zipfian.records(40))
    assert [record.id for record in made] == [str(number) for number in range(1, 41)]
    more = list(zipfian.records(40, first_id=41))
    assert not {record.text for record in made} & {record.text for record in more}


@pytest.mark.parametrize(
    ("values", "ratio", "met"),
    [
        ({"index": {"asearch": 500.0, "whoosh": 40.0}}, 12.5, True),
        ({"index": {"asearch": 399.0, "whoosh": 40.0}}, 9.975, False),
        ({"index": {"asearch": 500.0}}, None, None),
        ({}, None, None),
    ],
)
def test_more_documents_a_second_is_better(
    values: targets.Values, ratio: float | None, met: bool | None
) -> None:
    verdict = targets.judge(targets.Target("index", 10.0, "whoosh"), values)
    assert (verdict.ratio, verdict.met) == (ratio, met)


def test_fewer_milliseconds_are_better() -> None:
    target = targets.Target("p50", 1.5, "tantivy")
    assert targets.judge(target, {"p50": {"asearch": 1.4, "tantivy": 1.0}}).met
    assert targets.judge(target, {"p50": {"asearch": 1.6, "tantivy": 1.0}}).met is False


def test_every_target_has_its_row() -> None:
    for target in targets.TARGETS:
        assert target.row in targets.ROWS
        assert not target.peer_row or target.peer_row in targets.ROWS


def test_a_miss_is_named_and_an_aim_is_not() -> None:
    values = {"index": {"asearch": 30.0, "whoosh": 10.0, "tantivy": 20.0, "fts5": 90.0}}
    assert len(report.misses(values)) == 1
    assert "3.00 ×" in report.misses(values)[0]
    assert "**missed** by 3.33 ×" in report.table(values)


def test_what_is_measured_replaces_only_what_stands_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before <!-- m: begin --> old <!-- m: end --> after", encoding="utf-8")
    report.put_into(page, "m", "new")
    written = page.read_text(encoding="utf-8")
    assert written.startswith("before ")
    assert written.endswith(" after")
    assert "<!-- m: begin -->\n\nnew\n\n<!-- m: end -->" in written
    assert "old" not in written


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 201)]
    assert measure.percentile(values, 0.99) == 198.0
    assert measure.percentile([7.0], 0.99) == 7.0
    assert measure.percentile(values, 1.0) == 200.0


def test_the_plot_is_valid_xml_with_a_line_for_each_engine() -> None:
    lines = {"asearch": [(1e3, 0.5), (1e4, 4.0)], "A & B": [(1e3, 1.0), (1e4, 12.0)]}
    drawing = ElementTree.fromstring(plot.svg([("indexing", "s", lines)]))
    named = [element.text for element in drawing.iter() if element.tag.endswith("text")]
    assert {"asearch", "A & B", "indexing"} <= set(named)


def test_relevance_is_at_its_floors() -> None:
    """Held where the collections are; about twenty seconds."""
    names = judged.present()
    if not names:
        pytest.skip("there are no collections in ../shared/collections")
    figures = relevance.measure(names, ["asearch"])
    assert relevance.shortfalls(figures) == []


def test_the_measures_are_what_trec_eval_computes() -> None:
    """Worked out by hand, and the same as ir-measures where that is installed."""
    judgements = {"q": {"a": 2, "b": 1, "c": 1}, "r": {"a": 1}}
    run = {"q": ["x", "a", "c"]}
    found = measures.means(judgements, run)
    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found["nDCG@10"] == pytest.approx((2 / math.log2(3) + 1 / 2) / ideal / 2)
    assert found["AP"] == pytest.approx((1 / 2 + 2 / 3) / 3 / 2)
    assert found["R@100"] == pytest.approx(2 / 3 / 2)
    collection = judged.Collection("none", (), {"q": "", "r": ""}, judgements, "")
    ranking = {"q": [(document, 1.0) for document in run["q"]], "r": []}
    assert relevance.evaluate(collection, ranking) == pytest.approx(found)


def test_the_floors_are_above_the_targets() -> None:
    """Plain BM25 reaches so much, as the collections' own figures say."""
    plain = {"time": 0.744, "cranfield": 0.360, "cisi": 0.396, "med": 0.699}
    average = {"time": 0.683, "cranfield": 0.296, "cisi": 0.221, "med": 0.532}
    floors = json.loads(relevance.FLOORS.read_text(encoding="utf-8"))
    assert set(floors) == set(judged.NAMES)
    figures = {
        name: {
            "plain BM25": {"nDCG@10": plain[name], "AP": average[name]},
            **{ranker: floors[name][ranker] for ranker in relevance.OURS},
        }
        for name in judged.NAMES
    }
    assert relevance.missed_targets(figures, "plain BM25") == []
    figures["med"]["asearch"] = {**figures["med"]["asearch"], "nDCG@10": 0.69}
    missed = relevance.missed_targets(figures, "plain BM25")
    assert missed[0] == "med: asearch: nDCG@10 is below +0%"
