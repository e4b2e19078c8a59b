"""nDCG@10, MAP and recall@100 by their definitions, for where ir-measures is not installed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Judgements = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


def means(judgements: Judgements, run: Run) -> dict[str, float]:
    """The means over the judged queries; a query without an answer counts as 0."""
    rows = [_of(relevant, run.get(query, ())) for query, relevant in judgements.items()]
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def _of(relevant: Mapping[str, int], found: Sequence[str]) -> dict[str, float]:
    gains = [max(relevant.get(document, 0), 0) for document in found]
    best = sorted((gain for gain in relevant.values() if gain > 0), reverse=True)
    hits = [place for place, gain in enumerate(gains, 1) if gain]
    precisions = sum(number / place for number, place in enumerate(hits, 1))
    ideal = _discounted(best[:10])
    return {
        "nDCG@10": _discounted(gains[:10]) / ideal if ideal else 0.0,
        "AP": precisions / len(best) if best else 0.0,
        "R@100": sum(place <= 100 for place in hits) / len(best) if best else 0.0,
    }


def _discounted(gains: Sequence[int]) -> float:
    """Järvelin and Kekäläinen's discounted cumulated gain, as trec_eval has it."""
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))
