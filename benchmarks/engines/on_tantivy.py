"""Tantivy from Python, with its English stemmer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Tree

from benchmarks.corpus import Record
from benchmarks.engines import AnalysedBatch, Engine, Reader
from benchmarks.workload import Query

HEAP_BYTES = 256_000_000
FIELDS = ("title", "text")


def schema() -> tantivy.Schema:
    """Two stemmed stored texts, an exact source, the date and the key as numbers in columns."""
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        builder.add_text_field(
            field, stored=True, tokenizer_name="en_stem", index_option="position"
        )
    builder.add_text_field("source", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", stored=True, indexed=True, fast=True)
    builder.add_integer_field("key", stored=True, fast=True)
    return builder.build()


def day_number(date: str) -> int:
    """An ISO date as the number YYYYMMDD, 0 without one."""
    return int(date.replace("-", "") or 0)


class Tantivy:
    """Builds and opens; ``threads`` index, the caller's thread reads."""

    def __init__(self, threads: int) -> None:
        self.threads = threads

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        tantivy.Index(schema(), path=str(folder))
        self.add(records, folder)

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        writer = tantivy.Index.open(str(folder)).writer(HEAP_BYTES, self.threads)
        for record in records:
            writer.add_document(
                tantivy.Document(
                    title=record.title,
                    text=record.text,
                    source=record.source,
                    day=day_number(record.date),
                    key=int(record.id),
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Reader:
        """See ``Engine``."""
        return TantivyReader(folder)


class TantivyReader:
    """An open index."""

    def __init__(self, folder: Path) -> None:
        self.schema = schema()
        self.searcher = tantivy.Index.open(str(folder)).searcher()
        tokens = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        english = tantivy.Filter.stemmer("english")
        self.analyzer = tokens.filter(tantivy.Filter.lowercase()).filter(english).build()

    def word(self, word: str) -> Tree:
        """A word in either field."""
        (term,) = self.analyzer.analyze(word)
        return self.either([Tree.term_query(self.schema, field, term) for field in FIELDS])

    def starting(self, prefix: str, field: str) -> Tree:
        """Terms that begin so; a fuzzy query of distance 0 is ten times quicker than a pattern."""
        return Tree.fuzzy_term_query(self.schema, field, prefix, 0, True, True)

    def either(self, trees: list[Tree]) -> Tree:
        """One of these."""
        return Tree.boolean_query([(Occur.Should, tree) for tree in trees])

    def tree(self, query: Query) -> Tree:
        """The whole query."""
        parts = [(Occur.Must, self.word(word)) for word in query.words]
        if query.any_of:
            parts.append((Occur.Must, self.either([self.word(word) for word in query.any_of])))
        if query.phrase:
            terms = [self.analyzer.analyze(word)[0] for word in query.phrase]
            phrases = [Tree.phrase_query(self.schema, field, list(terms)) for field in FIELDS]
            parts.append((Occur.Must, self.either(phrases)))
        if query.prefix:
            parts.append(
                (Occur.Must, self.either([self.starting(query.prefix, f) for f in FIELDS]))
            )
        if query.since:
            bounds = day_number(query.since), day_number(query.until)
            dates = Tree.range_query(self.schema, "day", FieldType.Integer, *bounds)
            parts.append((Occur.Must, Tree.const_score_query(dates, 0.0)))
        if query.source:
            source = Tree.term_query(self.schema, "source", query.source, "basic")
            parts.append((Occur.Must, Tree.const_score_query(source, 0.0)))
        parts += [(Occur.MustNot, self.word(word)) for word in query.without]
        return parts[0][1] if len(parts) == 1 else Tree.boolean_query(parts)

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """See ``Reader``."""

        def ids(result: tantivy.SearchResult) -> list[str]:
            keys = self.searcher.fast_field_values("key", [address for _, address in result.hits])
            return [str(key) for key in keys]

        def top() -> list[str]:
            return ids(self.searcher.search(self.tree(query), 10, count=False))

        def page() -> tuple[list[str], int]:
            result = self.searcher.search(self.tree(query), 10, count=True)
            return ids(result), int(result.count or 0)  # type: ignore[attr-defined]

        return AnalysedBatch(top, page)


def make(cores: int) -> Engine:
    """The engine."""
    return Tantivy(cores)
