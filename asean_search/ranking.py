"""How a match becomes a score: named profiles as data, and the formulas every engine shares.

BM25F after Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields"
(CIKM 2004): a word's frequencies in the fields are weighted, normalised by each field's length
and added up *before* they are saturated. What is added to it, why, and what it gains is in
docs/ranking.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from asean_search.errors import RequestError
from asean_search.model import FieldScore


class FieldWeight(msgspec.Struct, frozen=True):
    """``weight`` multiplies a field's frequencies; ``b`` in 0..1 is how much its length counts."""

    weight: float
    b: float


class Freshness(msgspec.Struct, frozen=True):
    """A new document scores ``1 + gain`` times as high; every ``half_life_days`` halve the gain.

    Age counts from the newest document that is not dated in the future. An undated document, like
    an old one, keeps its score as it is.
    """

    gain: float
    half_life_days: float


class Profile(msgspec.Struct, frozen=True):
    """A way of ranking.

    ``k1`` is how late repeated words stop adding. ``burstiness_half_point`` is how many words a query
    needs, beside the first, until half of ``burstiness`` counts; None: it never counts.
    ``skips_stop_words``: *the* and *of* do not score where the query has other words.
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
    """The profile of this name.

    Raises:
        RequestError: There is none.
    """
    if name not in PROFILES:
        raise RequestError(
            f"unknown ranking profile {name!r}", hint=f"Profiles: {', '.join(PROFILES)}"
        )
    return PROFILES[name]


class TermStatistics(msgspec.Struct, frozen=True):
    """What an index knows of a word in the fields that are searched, however it is written.

    ``documents`` is the largest over the fields of the number of documents that have it there,
    ``occurrences`` how often it stands in all of the fields together. Both are sums over the
    word's paths of the smallest number among a path's terms: the parts of ``co-operation`` are
    common words, and would otherwise make the whole worthless. Only documents that are in the
    index now count, none that were removed.
    """

    documents: float
    occurrences: float


def idf(document_frequency: float, documents: int) -> float:
    """How telling a word is: ln(1 + (N - df + 0.5) / (df + 0.5)), never negative."""
    df = min(document_frequency, documents)
    return math.log1p((documents - df + 0.5) / (df + 0.5))


def burstiness(facts: TermStatistics, documents: int) -> float:
    """How often a word stands in a document that has it at all: (occurrences + 1) / df.

    A word that a text is about comes again and again, one that it merely uses comes once: Kwok,
    "A new method of weighting query terms for ad-hoc retrieval" (SIGIR 1996); it is also the
    factor for the after-effect in Amati and van Rijsbergen's InB2 (TOIS 2002).
    """
    df = min(facts.documents, documents)
    return max((facts.occurrences + 1.0) / df, 1.0) if df else 1.0


def emphasis(profile: Profile, words: int) -> float:
    """The power of ``burstiness`` in a query of so many words that say something.

    Somebody who gives two words has chosen them; among twenty some are there by the way, and
    those are the ones that no document dwells on. With m - 1 other words: (m - 1) / (m - 1 + s).
    """
    if profile.burstiness_half_point is None or words <= 1:
        return 0.0
    return (words - 1) / (words - 1 + profile.burstiness_half_point)


def word_weight(facts: TermStatistics, documents: int, power: float) -> float:
    """What a word is worth: its idf, times its burstiness as far as that counts."""
    worth = idf(facts.documents, documents)
    return worth * burstiness(facts, documents) ** power if power else worth


def weighted_frequency(
    frequency: float, length: float, mean_length: float, weight: FieldWeight
) -> float:
    """One field's share of a word's frequency, normalised by the field's length in tokens."""
    if not frequency:
        return 0.0
    norm = 1.0 - weight.b + weight.b * (length / mean_length if mean_length else 1.0)
    return weight.weight * frequency / norm


def score(shares: Iterable[float], worth: float, k1: float) -> float:
    """BM25F of one word (or phrase: the sum of its words' weights) from its fields' shares."""
    frequency = sum(shares)
    return worth * (k1 + 1.0) * frequency / (k1 + frequency) if frequency else 0.0


def freshness(of: Freshness, age_days: int | None) -> float:
    """What a score is multiplied by; None is the age of an undated document."""
    if age_days is None:
        return 1.0
    return float(1.0 + of.gain * 2.0 ** (-max(age_days, 0) / of.half_life_days))


def field_scores(
    frequencies: Sequence[tuple[str, float]],
    lengths: Sequence[int],
    shares: Sequence[float],
    worth: float,
    k1: float,
) -> tuple[FieldScore, ...]:
    """A word's score divided among its fields, each in proportion to its share."""
    together = score(shares, worth, k1) / (sum(shares) or 1.0)
    return tuple(
        FieldScore(field, frequency, length, share * together)
        for (field, frequency), length, share in zip(frequencies, lengths, shares, strict=True)
        if frequency
    )
