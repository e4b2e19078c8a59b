"""How good the first hits are: asearch, plain BM25 and stock Whoosh on judged collections.

python -m benchmarks.relevance            prints the table and holds the floors
python -m benchmarks.relevance --floors   keeps what asearch reaches now: floors.json, the page
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import judged, measures, report
from benchmarks.judged import Collection
from benchmarks.rankers import RANKERS, Ranking

FLOORS = Path(__file__).with_name("floors.json")
PAGE = Path(__file__).parents[1] / "docs" / "ranking.md"
MEASURES = ("nDCG@10", "AP", "R@100")
TITLES = {"nDCG@10": "nDCG@10", "AP": "MAP", "R@100": "recall@100"}
ALLOWANCE = 0.0005
"""A floor may be missed by this much: rounding, and ties between processors."""

OURS = ("asearch", "asearch --expand")
TARGETS = (("asearch", "nDCG@10", 0.0, 0.05), ("asearch --expand", "AP", -0.02, 0.12))
"""Of what, in which measure, how far from plain BM25 at least on each and on the mean."""

Figures = dict[str, float]
"""Measure -> mean over the judged queries."""


def evaluate(collection: Collection, ranking: Ranking) -> Figures:
    """The means over the queries that have judgements, by ir-measures where it is installed."""
    if importlib.util.find_spec("ir_measures") is None:
        run = {key: [document for document, _ in found] for key, found in ranking.items()}
        return measures.means(collection.judgements, run)
    import ir_measures

    wanted = {name: ir_measures.parse_measure(name) for name in MEASURES}
    scored = {key: strictly_falling(found) for key, found in ranking.items()}
    means = ir_measures.calc_aggregate(wanted.values(), collection.judgements, scored)
    return {name: float(means[measure]) for name, measure in wanted.items()}


def strictly_falling(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Scores that keep the order as given, in 32 bits too: evaluators break ties their own way."""
    falling: dict[str, float] = {}
    last = float("inf")
    for document, score in found:
        last = min(score, last - max(abs(last), 1.0) * 1e-6) if falling else score
        falling[document] = last
    return falling


def measure(names: Sequence[str], who: Sequence[str]) -> dict[str, dict[str, Figures]]:
    """Collection -> ranker -> figures."""
    figures: dict[str, dict[str, Figures]] = {}
    for name in names:
        collection = judged.load(name)
        figures[name] = {
            ranker: evaluate(collection, RANKERS[ranker](collection)(collection.queries))
            for ranker in who
        }
    return figures


def mean(figures: Mapping[str, Mapping[str, Figures]], ranker: str, name: str) -> float:
    """The mean of one measure over the collections."""
    return sum(of[ranker][name] for of in figures.values()) / len(figures)


def table(figures: Mapping[str, Mapping[str, Figures]], who: Sequence[str]) -> str:
    """The figures in Markdown, a row for each ranker, beside their ratios to plain BM25."""
    base = rankers_base(who)
    lines = [f"| collection | | {' | '.join(TITLES[m] for m in MEASURES)} |"]
    lines.append(f"|{'---|' * (2 + len(MEASURES))}")
    for collection, of in figures.items():
        for ranker in who:
            cells = [shown(of[ranker][m], of[base][m]) for m in MEASURES]
            lines.append(f"| {collection} | {ranker} | {' | '.join(cells)} |")
    for ranker in who:
        cells = [shown(mean(figures, ranker, m), mean(figures, base, m)) for m in MEASURES]
        lines.append(f"| **mean** | {ranker} | {' | '.join(cells)} |")
    return "\n".join(lines)


def rankers_base(who: Sequence[str]) -> str:
    """Who the others are compared with."""
    return who[0]


def shown(value: float, base: float) -> str:
    """A figure, and how it stands to the base in percent where it is another."""
    return f"{value:.4f}" if value == base else f"{value:.4f} ({value / base - 1:+.1%})"


def shortfalls(figures: Mapping[str, Mapping[str, Figures]]) -> list[str]:
    """Where asearch is below its floors; a collection with another digest is not held to them."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    lines = []
    for name, of in figures.items():
        floor = floors.get(name)
        if floor is None:
            continue
        if floor["digest"] != judged.load(name).digest:
            print(f"{name}: another edition than the floors were taken from, not held to them")
            continue
        for ranker in OURS:
            for measure_name in MEASURES if ranker in of else ():
                reached, wanted = of[ranker][measure_name], floor[ranker][measure_name]
                if reached < wanted - ALLOWANCE:
                    what = f"{name}: {ranker}: {TITLES[measure_name]}"
                    lines.append(f"{what} {reached:.4f}, floor {wanted:.4f}")
    return lines


def missed_targets(figures: Mapping[str, Mapping[str, Figures]], base: str) -> list[str]:
    """What was aimed at and is not reached, where every collection was measured."""
    if set(figures) != set(judged.NAMES):
        return []
    lines = []
    for ranker, name, each, together in TARGETS:
        if not all({ranker, base} <= set(of) for of in figures.values()):
            continue
        for collection, of in figures.items():
            if of[ranker][name] < of[base][name] * (1 + each):
                lines.append(f"{collection}: {ranker}: {TITLES[name]} is below {each:+.0%}")
        if mean(figures, ranker, name) < mean(figures, base, name) * (1 + together):
            lines.append(f"{ranker}: the mean {TITLES[name]} is below {together:+.0%}")
    return lines


def write_floors(figures: Mapping[str, Mapping[str, Figures]]) -> None:
    """Keep what asearch reaches now, rounded down."""
    floors = {
        name: {"digest": judged.load(name).digest}
        | {ranker: {m: int(of[ranker][m] * 1_000) / 1_000 for m in MEASURES} for ranker in OURS}
        for name, of in figures.items()
    }
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Measure, print, and fail below the floors."""
    parser = argparse.ArgumentParser(prog="benchmarks.relevance")
    parser.add_argument(
        "--floors", action="store_true", help="write the floors, and the table into docs/ranking.md"
    )
    parser.add_argument("--rankers", help="only these, with commas between them")
    asked = parser.parse_args()
    names = judged.present()
    if missing := [name for name in judged.NAMES if name not in names]:
        print(f"skipped, not in ../shared/collections: {', '.join(missing)}", file=sys.stderr)
    if not names:
        return 0
    who = asked.rankers.split(",") if asked.rankers else list(RANKERS)
    if importlib.util.find_spec("bm25s") is None or importlib.util.find_spec("ir_measures") is None:
        print("skipped: install the extra: pip install 'asean-search[bench]'", file=sys.stderr)
        return 0
    figures = measure(names, who)
    print(table(figures, who))
    if not set(OURS) <= set(who):
        return 0
    if asked.floors:
        write_floors(figures)
        report.put_into(PAGE, "relevance", table(figures, who))
    lines = [f"below its floor: {line}" for line in shortfalls(figures)]
    lines += [f"target missed: {line}" for line in missed_targets(figures, who[0])]
    held = "every floor is held" if FLOORS.exists() else "there are no floors yet: --floors"
    print("\n".join(lines) or f"\nEvery target is met, and {held}.")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
