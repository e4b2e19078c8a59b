"""The reading half of the engine: one unchanging view of an index, giving plain frozen values."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from asean_search.engine.on_whoosh import faults, folder
from asean_search.engine.on_whoosh.array_schema import schema
from asean_search.engine.on_whoosh.bulk import toc
from asean_search.engine.on_whoosh.codec import manifest
from asean_search.engine.on_whoosh.codec.segment import Segment
from asean_search.engine.on_whoosh.evaluate.search import explain, search
from asean_search.engine.on_whoosh.evaluate.statistics import Statistics
from asean_search.engine.on_whoosh.evaluate.view import FIELD_NUMBERS, View
from asean_search.model import Document, Explanation, IndexInfo

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from asean_search.engine.interface import Page, Search

_TRIES = 20
_PAUSE_S = 0.02


class ArrayIndex:
    """An index, open for reading. See ``engine.interface.Index``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._views: list[View] = []
        with faults.reading(path):
            self._meta = folder.check(path)
            self._views = [View(segment, n) for n, segment in enumerate(open_segments(path))]
        self._statistics = Statistics(self._views)

    def __enter__(self) -> ArrayIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def search(self, search_: Search) -> Page:
        """The page of documents that match, best first."""
        with faults.reading(self._path):
            return search(self._views, self._statistics, search_)

    def explain(self, search_: Search, ids: Sequence[str]) -> list[Explanation]:
        """For each of these ids, all of which match, what its score is made of."""
        with faults.reading(self._path):
            places = {id_: place for id_ in ids if (place := self._place(id_))}
            return explain(self._views, self._statistics, search_, places)

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, in how many documents it stands in any text field, by its stem."""
        with faults.reading(self._path):
            return [self._statistics.word_documents(word) for word in words]

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The stored documents with these ids, in this order; an id not held is left out."""
        with faults.reading(self._path):
            places = (self._place(id_) for id_ in ids)
            return [
                Document(*view.segment.stored.values(number))
                for view, number in filter(None, places)
            ]

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        """At most ``limit`` document ids that begin with ``start``, in order."""
        with faults.reading(self._path):
            ids = {id_ for view in self._views for id_ in islice(_ids_from(view, start), limit)}
            return sorted(ids)[:limit]

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents that came from the file at ``path``, in the file's order."""
        with faults.reading(self._path):
            found: list[tuple[int, str]] = []
            for view in self._views:
                docs = view.key_docs("path", path)
                places = view.segment.column("sequence").take(docs).tolist()
                found += zip(places, view.ids(docs), strict=True)
            return [id_ for _, id_ in sorted(found)]

    def expand(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field that begin with ``prefix``, in order."""
        with faults.reading(self._path):
            words = {
                word
                for view in self._views
                for word in islice(_words_from(view, prefix, field), limit)
            }
            return sorted(words)[:limit]

    def info(self) -> IndexInfo:
        """What the index holds."""
        from asean_search.engine import ledger  # loads SQLite, which a search does without

        with faults.reading(self._path):
            days = np.concatenate(
                [np.zeros(0, np.int64)]
                + [view.segment.column("date").take(view.all_docs) for view in self._views]
            )
            dated = days[days > 0]
            sources = self._sources()
            files, problems = ledger.summary(self._path / folder.LEDGER_FILE)
            return IndexInfo(
                path=str(self._path),
                documents=self._statistics.documents,
                files=files,
                undated=len(days) - len(dated),
                unsourced=self._statistics.documents - sources.total(),
                first_date=date.fromordinal(int(dated.min())).isoformat() if len(dated) else None,
                last_date=date.fromordinal(int(dated.max())).isoformat() if len(dated) else None,
                sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
                size_bytes=folder.size_bytes(self._path),
                engine="whoosh3",
                format_version=self._meta.format_version,
                analysis_version=self._meta.analysis_version,
                created_by=self._meta.created_by,
                segments=len(self._views),
                problems=problems,
            )

    def close(self) -> None:
        """Let go of the files. Closing twice is harmless."""
        views, self._views = self._views, []
        for view in views:
            view.segment.close()

    def _place(self, id_: str) -> tuple[View, int] | None:
        for view in self._views:
            for number in view.key_docs("id", id_).tolist():
                return view, number
        return None

    def _sources(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for view in self._views:
            dictionary = view.segment.group("source_name").dictionary
            numbers = view.segment.column("key.source_name").take(view.all_docs)
            for number, count in enumerate(np.bincount(numbers).tolist()):
                if count and number < len(dictionary):
                    counts[dictionary[number].decode("utf-8", "surrogatepass")] += count
        return counts


def open_segments(path: Path) -> list[Segment]:
    """The segments of the last commit, open for reading.

    A writer may remove old files between the reading of the table of contents and the opening of
    what it names: then there is a newer table of contents, and the newer segments are opened.
    """
    for _ in range(_TRIES):
        segments: list[Segment] = []
        before = manifest.generations(path)
        try:
            for entry in toc.current(path, schema()).segments:
                segments.append(Segment(path, entry))
        except BaseException as error:
            for segment in segments:
                with suppress(Exception):
                    segment.close()
            overtaken = before != manifest.generations(path)
            if not (isinstance(error, FileNotFoundError) and overtaken):
                raise
            time.sleep(_PAUSE_S)
        else:
            return segments
    raise TimeoutError(f"{path} changed {_TRIES} times while it was opened")


def _ids_from(view: View, start: str) -> Iterator[str]:
    dictionary = view.segment.group("id").dictionary
    first, end = dictionary.prefix_range(start.encode("utf-8", "surrogatepass"))
    for number in range(first, end):
        name = dictionary[number].decode("utf-8", "surrogatepass")
        if len(view.key_docs("id", name)):
            yield name


def _words_from(view: View, prefix: str, field: str) -> Iterator[str]:
    group, number = view.words, FIELD_NUMBERS[field]
    first, end = group.dictionary.prefix_range(prefix.encode("utf-8", "surrogatepass"))
    for word in range(first, end):
        if view.word_frequency(word, number):
            yield group.dictionary[word].decode("utf-8", "surrogatepass")
