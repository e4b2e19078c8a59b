"""The table of targets: what is measured, in which unit, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.workload import KINDS

Values = Mapping[str, Mapping[str, float]]
"""Row key -> column (an engine or a program) -> value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; in ``more_is_better`` rows the ratio to a peer is to be large."""

    key: str
    work: str
    unit: str
    more_is_better: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """asearch's value of ``row``, divided by ``peer``'s if one is named, within ``limit``.

    ``peer_row`` is where the peer's value stands, if not in the same row. An ``aim`` is no target:
    it is shown, and not counted as missed.
    """

    row: str
    limit: float
    peer: str = ""
    peer_row: str = ""
    aim: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``met`` is None where something was not measured; then ``ratio`` is None too."""

    target: Target
    ratio: float | None
    met: bool | None


MIB = 2.0**20

ROWS: dict[str, Row] = {
    row.key: row
    for row in (
        Row("index", "index the JSONL, committed, whole process", "docs/s", more_is_better=True),
        Row("index-memory", "indexing the JSONL, peak memory", "MiB"),
        Row("files", "index the same as small files, whole process", "docs/s", more_is_better=True),
        Row("size", "index size / text", "ratio"),
        Row("p50", "200 mixed queries, top 10 and exact total, median", "ms"),
        Row("p50-top", "200 mixed queries, top 10 only where that is quicker, median", "ms"),
        Row("p99", "200 mixed queries, top 10 and exact total, 99th percentile", "ms"),
        *(Row(f"kind-{kind}", f"queries of the kind *{kind}*, median", "ms") for kind in KINDS),
        Row("query-memory", "memory of the process that answers", "MiB"),
        Row("cli", "`asearch query WORDS --json`, whole process", "ms"),
        Row("cli-cpu", "that query, processor time", "ms"),
        Row("cli-memory", "that query, peak memory", "MiB"),
        Row("help", "`asearch --help` beside `python -c 'import click'`", "ms"),
        Row("help-cpu", "that help, processor time", "ms"),
        Row("facet", "facet by source and month over 300,000 hits", "ms", large=True),
        Row("large-index", "index 1,000,000 documents", "docs/s", more_is_better=True, large=True),
        Row("large-index-memory", "indexing 1,000,000 documents, peak memory", "MiB", large=True),
        Row("large-size", "index size / text, 1,000,000 documents", "ratio", large=True),
        Row("large-p50", "200 mixed queries on 1,000,000 documents, median", "ms", large=True),
        Row(
            "large-p50-top",
            "200 mixed queries on 1,000,000 documents, top 10 only, median",
            "ms",
            large=True,
        ),
        Row(
            "large-p99",
            "200 mixed queries on 1,000,000 documents, 99th percentile",
            "ms",
            large=True,
        ),
        Row(
            "large-memory",
            "memory of the process that answers from 1,000,000 documents",
            "MiB",
            large=True,
        ),
        Row("large-cli", "`asearch query WORDS --json` on 1,000,000 documents", "ms", large=True),
        Row("large-cli-cpu", "that query, processor time", "ms", large=True),
        Row("large-add", "add 100 documents to 1,000,000, committed", "s", large=True),
    )
}

TARGETS: tuple[Target, ...] = (
    Target("index", 10.0, "whoosh"),
    Target("index", 1.0, "tantivy"),
    Target("index", 1.0, "fts5", aim=True),
    Target("files", 4.0, "recoll"),
    Target("size", 1.0),
    Target("p50", 1.5, "tantivy"),
    Target("p50-top", 1.5, "tantivy"),
    Target("p99", 5.0),
    *(Target(f"kind-{kind}", 1.0 / 30 if kind == "common" else 1.0, "whoosh") for kind in KINDS),
    Target("cli", 0.62, "sqlite-utils"),
    Target("cli-cpu", 0.62, "sqlite-utils"),
    Target("help", 2.0, "click"),
    Target("help-cpu", 2.0, "click"),
    Target("facet", 20.0),
    Target("large-index-memory", 1024.0),
    Target("large-p50", 15.0),
    Target("large-p99", 80.0),
    Target("large-memory", 400.0),
    Target("large-cli", 1.5, "asearch", "cli"),
    Target("large-add", 1.0),
)


def judge(target: Target, values: Values) -> Verdict:
    """Whether the target is met by these values."""
    own = values.get(target.row, {}).get("asearch")
    if own is None:
        return Verdict(target, None, None)
    ratio = own
    if target.peer:
        other = values.get(target.peer_row or target.row, {}).get(target.peer)
        if not other:
            return Verdict(target, None, None)
        ratio = own / other
    met = ratio >= target.limit if ROWS[target.row].more_is_better else ratio <= target.limit
    return Verdict(target, ratio, met)


def judge_all(values: Values) -> list[Verdict]:
    """Every target's verdict, in the table's order."""
    return [judge(target, values) for target in TARGETS]
