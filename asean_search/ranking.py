"""Scoring: named profiles as data, and the formulas that every engine shares.

BM25F after Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields"
(CIKM 2004): the frequencies of a word in the fields are weighted, normalised by field length and
added up *before* they are saturated. docs/ranking.md describes and evaluates the additions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from asean_search.errors import RequestError
from asean_search.model import FieldScore


class FieldWeight(msgspec.Struct, frozen=True):
    """``weight`` multiplies a field's frequencies; ``b`` (0 to 1) scales length normalisation."""

    weight: float
    b: float


class Freshness(msgspec.Struct, frozen=True):
    """The newest documents score ``1 + gain`` times as high; ``half_life_days`` halve the gain.

    Age counts from the newest document that is not dated in the future. The score of an undated
    document does not change.
    """

    gain: float
    half_life_days: float


class Profile(msgspec.Struct, frozen=True):
    """A ranking profile.

    Attributes:
        k1: The saturation of repeated words: the higher, the later they stop adding.
        fields: The weight of each searched field.
        burstiness_half_point: The number of words of a query, beside the first, at which half of
            ``burstiness`` counts; None: it never counts.
        skips_stop_words: *the* and *of* do not score if the query has other words.
        freshness: The bonus of new documents, if any.

    """

    k1: float
    fields: Mapping[str, FieldWeight]
    burstiness_half_point: float | None = None
    skips_stop_words: bool = False
    freshness: Freshness | None = None


_NEWS_FIELDS = {
    "title": FieldWeight(weight=3.0, b=0.3),
    "body": FieldWeight(weight=1.0, b=0.75),
    "place": FieldWeight(weight=1.0, b=0.0),
}
_PLAIN_FIELDS = dict.fromkeys(("title", "body", "place"), FieldWeight(weight=1.0, b=0.75))

PROFILES: Mapping[str, Profile] = {
    "news": Profile(k1=1.2, fields=_NEWS_FIELDS, burstiness_half_point=4.0, skips_stop_words=True),
    "plain": Profile(k1=1.2, fields=_PLAIN_FIELDS),
    "recent": Profile(
        k1=1.2,
        fields=_NEWS_FIELDS,
        burstiness_half_point=4.0,
        skips_stop_words=True,
        freshness=Freshness(gain=1.0, half_life_days=180.0),
    ),
}


def profile_named(name: str) -> Profile:
    """The profile with this name.

    Raises:
        RequestError: There is no such profile.
    """
    if name not in PROFILES:
        raise RequestError(
            f"unknown ranking profile {name!r}", hint=f"Profiles: {', '.join(PROFILES)}"
        )
    return PROFILES[name]


class TermStatistics(msgspec.Struct, frozen=True):
    """The statistics of a query term in the searched fields.

    ``documents`` is the largest document frequency of any field, ``occurrences`` the collection
    frequency in all of them. Both are sums over the paths of the query term, and a path counts as
    its rarest term: the parts of ``co-operation`` are common words and would otherwise reduce the
    weight of the whole. Removed documents do not count.
    """

    documents: float
    occurrences: float


def idf(document_frequency: float, documents: int) -> float:
    """Inverse document frequency: ln(1 + (N - df + 0.5) / (df + 0.5)), never negative."""
    df = min(document_frequency, documents)
    return math.log1p((documents - df + 0.5) / (df + 0.5))


def burstiness(statistics: TermStatistics, documents: int) -> float:
    """The mean frequency of a word in the documents that contain it: (occurrences + 1) / df.

    A word that a text is about is repeated; one that it merely uses occurs once: Kwok, "A new
    method of weighting query terms for ad-hoc retrieval" (SIGIR 1996). It is also the factor for
    the after-effect in the model InB2 of Amati and van Rijsbergen (TOIS 2002).
    """
    df = min(statistics.documents, documents)
    return max((statistics.occurrences + 1.0) / df, 1.0) if df else 1.0


def emphasis(profile: Profile, words: int) -> float:
    """The exponent of ``burstiness`` in a query of ``words`` words that are no stop words.

    Both words of a short query matter; of twenty some are incidental, and documents do not repeat
    these. For m words and the half point s: (m - 1) / (m - 1 + s).
    """
    if profile.burstiness_half_point is None or words <= 1:
        return 0.0
    return (words - 1) / (words - 1 + profile.burstiness_half_point)


def word_weight(statistics: TermStatistics, documents: int, power: float) -> float:
    """The weight of a word: its idf times its burstiness to ``power``."""
    weight = idf(statistics.documents, documents)
    return weight * burstiness(statistics, documents) ** power if power else weight


def weighted_frequency(
    frequency: float, length: float, mean_length: float, weight: FieldWeight
) -> float:
    """The share of one field in a word's frequency, normalised by field length in tokens."""
    if not frequency:
        return 0.0
    norm = 1.0 - weight.b + weight.b * (length / mean_length if mean_length else 1.0)
    return weight.weight * frequency / norm


def score(shares: Iterable[float], weight: float, k1: float) -> float:
    """BM25F of a word from the shares of its fields; a phrase has the sum of its words' weights."""
    frequency = sum(shares)
    return weight * (k1 + 1.0) * frequency / (k1 + frequency) if frequency else 0.0


def freshness(of: Freshness, age_days: int | None) -> float:
    """The factor of a score; None is the age of an undated document."""
    if age_days is None:
        return 1.0
    return float(1.0 + of.gain * 2.0 ** (-max(age_days, 0) / of.half_life_days))


def field_scores(
    frequencies: Sequence[tuple[str, float]],
    lengths: Sequence[int],
    shares: Sequence[float],
    weight: float,
    k1: float,
) -> tuple[FieldScore, ...]:
    """The score of a word divided among its fields, in proportion to their shares."""
    together = score(shares, weight, k1) / (sum(shares) or 1.0)
    return tuple(
        FieldScore(field, frequency, length, share * together)
        for (field, frequency), length, share in zip(frequencies, lengths, shares, strict=True)
        if frequency
    )
