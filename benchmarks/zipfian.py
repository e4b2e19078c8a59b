"""A made-up news archive of any size: the same seed gives the same documents.

Words are syllables with English endings, drawn from a Zipf-Mandelbrot law (Mandelbrot 1953) mixed
with the smaller vocabulary of the document's topic, so that words meet each other as in real text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import Record

SEED = 20_200_630
VOCABULARY = 300_000
TOPICS = 400
TOPIC_WORDS = 800
TOPIC_SHARE = 0.2
SOURCES = 50
BLOCK = 5_000
FIRST_DAY = date(1999, 1, 1)
DAYS = 9_000

ONSETS = "b bl br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl sp st t th tr v w".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = ["", "", "", "l", "m", "n", "nd", "r", "rt", "s", "st", "t", "x"]
ENDINGS = ["", "s", "ed", "ing", "er", "ation", "ment", "ly"]


@functools.cache
def vocabulary() -> tuple[str, ...]:
    """``VOCABULARY`` different words, in families of one stem, the short ones mostly first."""
    generator = np.random.default_rng(SEED)
    drawn = VOCABULARY, 4
    onsets, vowels, codas = (
        generator.integers(len(of), size=drawn).tolist() for of in (ONSETS, VOWELS, CODAS)
    )
    syllables = generator.integers(1, 5, size=VOCABULARY).tolist()
    endings = generator.integers(len(ENDINGS), size=(VOCABULARY, 2)).tolist()
    words: dict[str, None] = {}
    for row, number in enumerate(syllables):
        parts = zip(onsets[row][:number], vowels[row], codas[row], strict=False)
        stem = "".join(ONSETS[onset] + VOWELS[vowel] + CODAS[coda] for onset, vowel, coda in parts)
        if len(stem) < 3:
            continue
        words[stem] = None
        for ending in endings[row]:
            words[stem + ENDINGS[ending]] = None
        if len(words) >= VOCABULARY:
            break
    known = list(words)[:VOCABULARY]
    ranks = np.array([len(word) for word in known]) + generator.gumbel(0.0, 3.0, VOCABULARY)
    return tuple(known[number] for number in np.argsort(ranks, kind="stable").tolist())


def cumulative(ranks: int, exponent: float, shift: float) -> NDArray[np.float64]:
    """The cumulated Zipf-Mandelbrot probabilities of ``ranks`` words."""
    weights = 1.0 / (np.arange(1, ranks + 1) + shift) ** exponent
    total: NDArray[np.float64] = np.cumsum(weights / weights.sum())
    return total


def sentences(words: list[str], lengths: list[int]) -> str:
    """The words as sentences of these lengths, four to a paragraph."""
    parts: list[str] = []
    start = 0
    for number, length in enumerate(lengths):
        sentence = " ".join(words[start : start + length])
        if not sentence:
            break
        parts.append(sentence[0].upper() + sentence[1:] + (".\n\n" if number % 4 == 3 else ". "))
        start += length
    return "".join(parts).strip()


def records(documents: int, *, mean_words: int = 80, first_id: int = 1) -> Iterator[Record]:
    """``documents`` records of ``mean_words`` words on average (log-normal), in order of their ids.

    Another ``first_id`` gives other documents with the same vocabulary, topics and sources.
    """
    known = vocabulary()
    generator = np.random.default_rng(SEED)
    general = cumulative(VOCABULARY, 1.05, 2.7)
    topical = cumulative(TOPIC_WORDS, 0.8, 5.0)
    topic_words = generator.integers(200, 60_000, size=(TOPICS, TOPIC_WORDS))
    names = [f"{word.title()} News" for word in known[5_000 : 5_000 + SOURCES]]
    if first_id > 1:
        generator = np.random.default_rng((SEED, first_id))
    name_odds = cumulative(SOURCES, 1.0, 1.0)
    for first in range(0, documents, BLOCK):
        size = min(BLOCK, documents - first)
        lengths = (
            generator.lognormal(np.log(mean_words) - 0.18, 0.6, size)
            .astype(np.int64)
            .clip(12, 3_000)
        )
        ends = np.cumsum(lengths)
        drawn = np.searchsorted(general, generator.random(int(ends[-1])))
        topics = np.repeat(generator.integers(TOPICS, size=size), lengths)
        own = topic_words[topics, np.searchsorted(topical, generator.random(int(ends[-1])))]
        drawn = np.where(generator.random(int(ends[-1])) < TOPIC_SHARE, own, drawn)
        chosen = [known[number] for number in drawn.tolist()]
        days = (DAYS * np.sqrt(generator.random(size))).astype(np.int64).tolist()
        sources = np.searchsorted(name_odds, generator.random(size)).tolist()
        title_ends = (4 + generator.integers(0, 7, size)).tolist()
        sentence_lengths = generator.integers(8, 28, size=400).tolist()
        start = 0
        for row, end in enumerate(ends.tolist()):
            words = chosen[start:end]
            start = end
            turn = row % 350
            yield Record(
                id=str(first_id + first + row),
                title=" ".join(words[: title_ends[row]]).capitalize(),
                date=(FIRST_DAY + timedelta(days=days[row])).isoformat(),
                source=names[sources[row]],
                text=sentences(words, sentence_lengths[turn:] + sentence_lengths),
            )
