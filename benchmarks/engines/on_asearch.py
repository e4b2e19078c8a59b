"""asearch, in process, through the engine's door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from asean_search import analysis, engine
from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import Document, FileRecord, Location
from asean_search.query.nodes import And, DateRange, Node, Not, Or, Phrase, Prefix, SourceIs, Word

from benchmarks.corpus import Record
from benchmarks.engines import AnalysedBatch, Engine, Reader
from benchmarks.workload import Query

ORIGIN = "benchmark.jsonl"
DIGITS = 12


def document(record: Record) -> Document:
    """The record as a document whose id is its number."""
    return Document(
        id=record.id.rjust(DIGITS, "0"),
        path=ORIGIN,
        record=record.id,
        title=record.title,
        title_from="record",
        body=record.text,
        date=record.date or None,
        date_from="record" if record.date else None,
        source=record.source or None,
        source_from="record" if record.source else None,
    )


class Counted:
    """The documents of records; ``number`` is how many it gave so far."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = records
        self.number = 0

    def __iter__(self) -> Iterator[Document]:
        for record in self.records:
            self.number += 1
            yield document(record)


class Asearch:
    """Builds and opens."""

    def build(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        self.write(records, folder / "index", ORIGIN)

    def add(self, records: Iterable[Record], folder: Path) -> None:
        """See ``Engine``."""
        self.write(records, folder / "index", f"more-{ORIGIN}")

    def write(self, records: Iterable[Record], folder: Path, origin: str) -> None:
        """Put the records as those of one file, and commit."""
        counted = Counted(records)
        with engine.open_writer(Location(folder)) as writer:
            writer.put(counted)
            file = FileRecord(origin, size_bytes=0, mtime_ns=0, digest="", documents=counted.number)
            writer.record_file(file)
            writer.commit()

    def open(self, folder: Path) -> Reader:
        """See ``Engine``."""
        return AsearchReader(engine.open_index(Location(folder / "index")))


def all_of(nodes: list[Node]) -> Node:
    """The nodes joined by And where there are several."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def any_of(nodes: list[Node]) -> Node:
    """The nodes joined by Or where there are several."""
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def any_word_of(text: str) -> Node | None:
    """A query text as it stands, any of its words; None if there is no word in it.

    A word said twice counts twice.
    """
    words: list[Node] = [Word(chunk) for chunk in text.split() if analysis.query_terms(chunk)]
    return any_of(words) if words else None


def scoring_tree(query: Query) -> Node:
    """The part of the query that scores."""
    nodes: list[Node] = [Word(word) for word in query.words]
    if query.any_of:
        nodes.append(any_of([Word(word) for word in query.any_of]))
    if query.phrase:
        nodes.append(Phrase(" ".join(query.phrase)))
    if query.prefix:
        nodes.append(Prefix(query.prefix))
    nodes += [Not(Word(word)) for word in query.without]
    return all_of(nodes)


def filter_tree(query: Query) -> Node | None:
    """The part of the query that only filters."""
    if query.since:
        return DateRange(date.fromisoformat(query.since), date.fromisoformat(query.until))
    return SourceIs(query.source) if query.source else None


class AsearchReader:
    """An open index. Totals are always exact, so there is no quicker way without them."""

    def __init__(self, index: OpenIndex) -> None:
        self.index = index

    def prepare(self, query: Query) -> AnalysedBatch | None:
        """See ``Reader``."""

        def page() -> tuple[list[str], int]:
            found = self.index.search(
                Search(scoring_tree(query), filter=filter_tree(query), limit=10)
            )
            return [one.id for one in found.documents], found.total

        return AnalysedBatch(top=lambda: page()[0], page=page)

    def count_by_source_and_month(self, words: Sequence[str]) -> int:
        """Count what has any of the words by source and by month; how many documents that are."""
        tree = any_of([Word(word) for word in words])
        return self.index.search(Search(tree, limit=0, facets=("source", "month"))).total


def make(_cores: int) -> Engine:
    """The engine."""
    return Asearch()
