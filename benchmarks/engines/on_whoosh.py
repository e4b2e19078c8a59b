"""Stock Whoosh: its own codec, StemmingAnalyzer and BM25F."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import fields, index
from whoosh import query as tree
from whoosh.analysis.analyzers import StemmingAnalyzer

from benchmarks.corpus import Record
from benchmarks.engines import AnalysedBatch, Engine, Reader
from benchmarks.workload import Query

FIELDS = ("title", "text")
MEMORY_MB = 256


def schema() -> fields.Schema:
    """Two stemmed stored texts, an exact source, the date as a number."""
    return fields.Schema(
        key=fields.ID(stored=True),
        title=fields.TEXT(StemmingAnalyzer(), stored=True),
        text=fields.TEXT(StemmingAnalyzer(), stored=True),
        source=fields.ID(stored=True),
        day=fields.NUMERIC(int, 32, stored=True),
    )


def day_number(date: str) -> int:
    """An ISO date as the number YYYYMMDD, 0 without one."""
    return int(date.replace("-", "") or 0)


class Whoosh:
    """Builds and opens; ``processes`` index."""

    def __init__(self, processes: int) -> None:
        self.processes = processes

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        index.create_in(str(folder), schema())
        self.add(records, folder)

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        writer = index.open_dir(str(folder)).writer(procs=self.processes, limitmb=MEMORY_MB)
        for record in records:
            writer.add_document(
                key=record.id,
                title=record.title,
                text=record.text,
                source=record.source,
                day=day_number(record.date),
            )
        writer.commit()

    def open(self, folder: Path) -> Reader:
        """See ``Engine``."""
        return WhooshReader(folder)


class WhooshReader:
    """An open index."""

    def __init__(self, folder: Path) -> None:
        self.searcher = index.open_dir(str(folder)).searcher()
        self.analyzer = StemmingAnalyzer()

    def term(self, word: str) -> str:
        """The word as indexed."""
        return next(str(token.text) for token in self.analyzer(word))

    def word(self, word: str) -> tree.Query:
        """A word in either field."""
        return tree.Or([tree.Term(field, self.term(word)) for field in FIELDS])

    def tree(self, query: Query) -> tree.Query:
        """The part of the query that scores."""
        parts = [self.word(word) for word in query.words]
        if query.any_of:
            parts.append(tree.Or([self.word(word) for word in query.any_of]))
        if query.phrase:
            terms = [self.term(word) for word in query.phrase]
            parts.append(tree.Or([tree.Phrase(field, terms) for field in FIELDS]))
        if query.prefix:
            parts.append(tree.Or([tree.Prefix(field, query.prefix) for field in FIELDS]))
        parts += [tree.Not(self.word(word)) for word in query.without]
        return tree.And(parts).normalize()

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """See ``Reader``."""
        only: tree.Query | None = None
        if query.since:
            only = tree.NumericRange("day", day_number(query.since), day_number(query.until))
        if query.source:
            only = tree.Term("source", query.source)

        def top() -> list[str]:
            results = self.searcher.search(self.tree(query), limit=10, filter=only)
            return [hit["key"] for hit in results]

        def page() -> tuple[list[str], int]:
            results = self.searcher.search(self.tree(query), limit=10, filter=only)
            return [hit["key"] for hit in results], len(results)

        return AnalysedBatch(top, page)


def make(cores: int) -> Engine:
    """The engine."""
    return Whoosh(cores)
