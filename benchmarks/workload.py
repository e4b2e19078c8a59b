"""The queries every engine is asked: 200 in ten balanced kinds, made from the corpus itself."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.corpus import Record, read

SEED = 1987
EACH = 20
SAMPLE = 20_000
PLAIN = re.compile(r"[a-z]{3,}\Z")
STOP = frozenset(
    "a about also an and any are as at be been but by can did for from had has have he her him his "
    "how if in into is it its may more no not of on only or other our over she should so some such "
    "than that the their them then there these they this those to under up was we were what when "
    "where which while who will with would yet you your".split()
)
"""Never asked for: engines differ in whether they index these."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query in no engine's language: all its parts must hold.

    ``words`` are all required, one of ``any_of`` is, none of ``without`` may be there;
    ``since`` and ``until`` are inclusive ISO dates.
    """

    kind: str
    words: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    since: str = ""
    until: str = ""
    source: str = ""

    def __str__(self) -> str:
        parts = [*self.words, *(f"-{word}" for word in self.without)]
        if self.any_of:
            parts.append(f"({' OR '.join(self.any_of)})")
        if self.phrase:
            parts.append(f'"{" ".join(self.phrase)}"')
        parts += [f"{self.prefix}*"] * bool(self.prefix)
        parts += [f"date:{self.since}..{self.until}"] * bool(self.since)
        parts += [f'source:"{self.source}"'] * bool(self.source)
        return " ".join(parts)


class Material:
    """What queries are made from: a sample of documents as plain words, and word frequencies."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = [record for record in records if record.date and len(record.text) > 200]
        self.chance = random.Random(SEED)
        frequency: Counter[str] = Counter()
        for record in self.records:
            frequency.update(set(filter(is_plain, record.text.lower().split())))
        size = len(self.records)
        ordered = sorted(frequency, key=lambda word: (-frequency[word], word))
        self.common = [word for word in ordered if frequency[word] > size * 0.02][:60]
        self.rare = [word for word in ordered if 2 <= frequency[word] <= max(5, size // 1_000)]
        self.frequency = frequency

    def words_together(self, number: int) -> tuple[str, ...]:
        """Words that one document has, none of them very rare."""
        least = max(3, len(self.records) // 2_000)
        while True:
            words = set(filter(is_plain, self.pick().text.lower().split()))
            good = sorted(word for word in words if self.frequency[word] >= least)
            if len(good) >= number:
                return tuple(self.chance.sample(good, number))

    def pick(self) -> Record:
        """A document by chance."""
        return self.chance.choice(self.records)

    def run_of_words(self, number: int) -> tuple[str, ...]:
        """Plain words that follow each other in a document."""
        while True:
            tokens = self.pick().text.lower().split()
            if len(tokens) <= number:
                continue
            start = self.chance.randrange(len(tokens) - number)
            run = tuple(tokens[start : start + number])
            if all(map(is_plain, run)) and len(set(run)) == number:
                return run


def is_plain(token: str) -> bool:
    """Whether a token means the same word to every engine."""
    return bool(PLAIN.match(token)) and token not in STOP


def a_prefix(material: Material) -> Query:
    """Four or five letters of a long word, so short that no stemmer has touched them."""
    while True:
        (word,) = material.words_together(1)
        if len(word) >= 8:
            return Query("prefix", prefix=word[: material.chance.choice((4, 5))])


def a_boolean(material: Material) -> Query:
    """One word, one of two others, and not a fourth that no stemmer takes for one of them."""
    first, second, third = material.words_together(3)
    while True:
        (unwanted,) = material.words_together(1)
        if unwanted[:3] not in {first[:3], second[:3], third[:3]}:
            return Query("boolean", words=(first,), any_of=(second, third), without=(unwanted,))


def within_dates(material: Material) -> Query:
    """One or two words between the dates of two documents."""
    since, until = sorted((material.pick().date, material.pick().date))
    words = material.words_together(material.chance.choice((1, 2)))
    return replace(Query("date", words=words), since=since, until=until)


def from_source(material: Material) -> Query:
    """A word from one source."""
    record = material.pick()
    words = sorted({word for word in record.text.lower().split() if is_plain(word)})
    return Query(
        "source", words=(material.chance.choice(words or material.common),), source=record.source
    )


KINDS: dict[str, Callable[[Material], Query]] = {
    "common": lambda m: Query("common", words=(m.chance.choice(m.common),)),
    "rare": lambda m: Query("rare", words=(m.chance.choice(m.rare),)),
    "two": lambda m: Query("two", words=m.words_together(2)),
    "four": lambda m: Query("four", words=m.words_together(m.chance.choice((3, 4)))),
    "any": lambda m: Query("any", any_of=m.words_together(m.chance.choice((2, 3, 4)))),
    "phrase": lambda m: Query("phrase", phrase=m.run_of_words(m.chance.choice((2, 2, 3)))),
    "boolean": a_boolean,
    "prefix": a_prefix,
    "date": within_dates,
    "source": from_source,
}


def make(corpus: Path, documents: int) -> list[Query]:
    """The queries for a corpus: ``EACH`` of every kind, the same for the same corpus."""
    step = max(1, documents // SAMPLE)
    material = Material(
        [record for number, record in enumerate(read(corpus)) if number % step == 0]
    )
    return [question(material) for question in KINDS.values() for _ in range(EACH)]


def save(queries: Sequence[Query], path: Path) -> None:
    """Write the queries as JSONL."""
    path.write_text(
        "".join(json.dumps(asdict(query)) + "\n" for query in queries), encoding="utf-8"
    )


def load(path: Path) -> list[Query]:
    """Read the queries written by :func:`save`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Query(**{key: as_written(value) for key, value in row.items()}) for row in rows]


def as_written(value: Any) -> Any:
    """JSON knows lists only; a query holds tuples."""
    return tuple(value) if isinstance(value, list) else value
