"""bm25s: sparse score matrices; it has words only, no phrases, filters or Boolean operators."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from benchmarks.corpus import Record
from benchmarks.engines import AnalysedBatch, Engine, Reader
from benchmarks.workload import Query

BATCH = 20_000


def tokens(texts: list[str], stemmer: Stemmer.Stemmer) -> list[list[str]]:
    """The texts as English stems without stop words."""
    words = bm25s.tokenize(
        texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
    )
    return list(words)


class Bm25s:
    """Builds and opens; the whole corpus is in memory while it builds."""

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        stemmer = Stemmer.Stemmer("english")
        keys: list[str] = []
        corpus: list[list[str]] = []
        stream = iter(records)
        while batch := list(itertools.islice(stream, BATCH)):
            keys += [record.id for record in batch]
            corpus += tokens([f"{record.title} {record.text}" for record in batch], stemmer)
        retriever = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        retriever.index(corpus, show_progress=False)
        retriever.save(folder)
        (folder / "keys.json").write_text(json.dumps(keys), encoding="utf-8")

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``; bm25s cannot add."""
        raise NotImplementedError

    def open(self, folder: Path) -> Reader:
        """See ``Engine``."""
        return Bm25sReader(folder)


class Bm25sReader:
    """A loaded matrix."""

    def __init__(self, folder: Path) -> None:
        self.retriever = bm25s.BM25.load(folder, mmap=True)
        self.keys: list[str] = json.loads((folder / "keys.json").read_text(encoding="utf-8"))
        self.stemmer = Stemmer.Stemmer("english")

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """See ``Reader``. Several words can only be meant as any of them."""
        single = query.words if len(query.words) == 1 else ()
        words = query.any_of or single
        if (
            not words
            or query.without
            or query.since
            or query.source
            or (query.any_of and query.words)
        ):
            return None
        text = " ".join(words)
        best = min(10, len(self.keys))

        def top() -> list[str]:
            found, _ = self.retriever.retrieve(
                tokens([text], self.stemmer), k=best, show_progress=False
            )
            return [self.keys[number] for number in found[0].tolist()]

        def page() -> tuple[list[str], int]:
            scores = self.retriever.get_scores(tokens([text], self.stemmer)[0])
            found = np.argpartition(scores, -best)[-best:]
            found = found[np.argsort(-scores[found])]
            return [self.keys[number] for number in found.tolist()], int(np.count_nonzero(scores))

        return AnalysedBatch(top, page)


def make(_cores: int) -> Engine:
    """The engine."""
    return Bm25s()
