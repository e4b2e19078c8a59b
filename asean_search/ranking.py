"""How a match becomes a score: named profiles as data, and the formulas every engine shares.

BM25F after Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields"
(CIKM 2004): a word's frequencies in the fields are weighted, normalised by each field's length
and added up *before* they are saturated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """``weight`` multiplies a field's frequencies; ``b`` in 0..1 is how much its length counts."""

    weight: float
    b: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of ranking. ``k1`` is how late repeated words stop adding."""

    k1: float
    fields: Mapping[str, FieldWeight]


PROFILES: Mapping[str, Profile] = {
    "news": Profile(
        k1=1.2,
        fields={
            "title": FieldWeight(weight=3.0, b=0.5),
            "body": FieldWeight(weight=1.0, b=0.75),
            "place": FieldWeight(weight=1.0, b=0.0),
        },
    ),
}


def idf(document_frequency: float, documents: int) -> float:
    """How telling a word is: ln(1 + (N - df + 0.5) / (df + 0.5)), never negative.

    ``document_frequency`` of a group of terms in several fields is the largest over the fields of
    min(N, the sum over the group's terms of that field's document frequency).
    """
    df = min(document_frequency, documents)
    return math.log1p((documents - df + 0.5) / (df + 0.5))


def weighted_frequency(
    frequency: float, length: float, mean_length: float, field: FieldWeight
) -> float:
    """One field's share of a word's frequency, normalised by the field's length in tokens."""
    if not frequency:
        return 0.0
    norm = 1.0 - field.b + field.b * (length / mean_length if mean_length else 1.0)
    return field.weight * frequency / norm


def score(shares: Iterable[float], idf_sum: float, k1: float) -> float:
    """BM25F of one word (or phrase: the sum of its words' idf) from its fields' shares."""
    frequency = sum(shares)
    return idf_sum * (k1 + 1.0) * frequency / (k1 + frequency) if frequency else 0.0
