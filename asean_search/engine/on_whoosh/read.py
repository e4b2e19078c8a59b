"""The reading half of the engine: one unchanging view of an index, giving plain frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from asean_search import ranking
from asean_search.engine import ledger
from asean_search.engine.interface import Found, Page
from asean_search.engine.on_whoosh import faults, folder, order
from asean_search.engine.on_whoosh.compile import compile_filter, compile_scoring
from asean_search.engine.on_whoosh.schema import to_document, words_of
from asean_search.engine.on_whoosh.storage import open_segments
from asean_search.engine.on_whoosh.weighting import Statistics
from asean_search.model import Damage, Document, IndexInfo, Sort

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from asean_search.engine.interface import Search
    from asean_search.engine.on_whoosh.matches import Matches
    from asean_search.engine.on_whoosh.segment import Segment

_Place = tuple[int, int]
"""Where a document is: the number of its segment, and its number there."""

_AFTER_EVERY_DAY = date.max.toordinal() + 1


class WhooshIndex:
    """An index, open for reading. See ``engine.interface.Index``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._segments: list[Segment] = []
        with faults.reading(path):
            self._meta = folder.check(path)
            self._segments = open_segments(path)
        self._statistics = Statistics(self._segments)

    def __enter__(self) -> WhooshIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def search(self, search: Search) -> Page:
        """The page of documents that match, best first."""
        with faults.reading(self._path):
            try:
                return self._search(search)
            finally:
                for segment in self._segments:
                    segment.forget()

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The stored documents with these ids, in this order; an id not held is left out."""
        with faults.reading(self._path):
            places = (self._place(id_) for id_ in ids)
            return [
                to_document(self._segments[segment].stored(number))
                for segment, number in filter(None, places)
            ]

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        """At most ``limit`` document ids that begin with ``start``, in order."""
        with faults.reading(self._path):
            ids = sorted({id_ for segment in self._segments for id_ in segment.ids(start)})
            return list(islice((id_ for id_ in ids if self._place(id_)), limit))

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents that came from the file at ``path``, in the file's order."""
        with faults.reading(self._path):
            found = [
                (segment.column("sequence")[number], segment.id(number))
                for segment in self._segments
                for number in segment.documents_with("path", path)
            ]
            return [id_ for _, id_ in sorted(found)]

    def expand(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field that begin with ``prefix``, in order."""
        with faults.reading(self._path):
            words = sorted({word for each in self._segments for word in each.words(field, prefix)})
            return list(islice((word for word in words if self._occurs(field, word)), limit))

    def info(self) -> IndexInfo:
        """What the index holds."""
        with faults.reading(self._path):
            days, sources = self._days(), self._sources()
            dated = [day for day in days if day]
            files, problems = ledger.summary(self._path / folder.LEDGER_FILE)
            return IndexInfo(
                path=str(self._path),
                documents=self._statistics.documents,
                files=files,
                undated=len(days) - len(dated),
                unsourced=sources.pop("", 0),
                first_date=date.fromordinal(min(dated)).isoformat() if dated else None,
                last_date=date.fromordinal(max(dated)).isoformat() if dated else None,
                sources=dict(sorted(sources.items(), key=lambda item: (-item[1], item[0]))),
                size_bytes=folder.size_bytes(self._path),
                engine="whoosh3",
                format_version=self._meta.format_version,
                analysis_version=self._meta.analysis_version,
                created_by=self._meta.created_by,
                segments=len(self._segments),
                problems=problems,
            )

    def verify(self) -> tuple[Damage, ...]:
        """Read the whole index, and compare it with its checksums; what cannot be trusted."""
        from asean_search.engine.on_whoosh import recovery

        return recovery.find(self._path)

    def close(self) -> None:
        """Let go of the files. Closing twice is harmless."""
        segments, self._segments = self._segments, []
        for segment in segments:
            segment.close()

    # --- searching

    def _search(self, search: Search) -> Page:
        profile = ranking.PROFILES[search.profile]
        query = compile_scoring(search.tree, profile, self._statistics)
        only = search.filter and compile_filter(search.filter, profile, self._statistics)
        found: list[Matches] = []
        places: list[_Place] = []
        for index, segment in enumerate(self._segments):
            matches = query.matches(segment)
            documents = matches.documents
            if only and documents:
                documents = documents & only.matches(segment).documents
            found.append(matches)
            places.extend((index, number) for number in documents)

        def score(place: _Place) -> float:
            return found[place[0]].score(place[1])

        page = self._page(places, search, score) if search.limit > 0 else []
        return Page(
            len(places),
            tuple(Found(self._segments[place[0]].id(place[1]), score(place)) for place in page),
        )

    def _page(
        self, places: list[_Place], search: Search, score: Callable[[_Place], float]
    ) -> list[_Place]:
        def id_(place: _Place) -> str:
            return self._segments[place[0]].id(place[1])

        def day(place: _Place) -> int:
            ordinal: int = self._segments[place[0]].column("date")[place[1]]
            return ordinal

        keys: dict[Sort, list[Callable[[_Place], Any]]] = {
            Sort.RELEVANCE: [lambda place: -score(place), lambda place: -day(place), id_],
            Sort.NEWEST: [lambda place: -day(place), id_],
            Sort.OLDEST: [lambda place: day(place) or _AFTER_EVERY_DAY, id_],
        }
        count = search.offset + search.limit
        return order.first(places, count, keys[search.sort])[search.offset :]

    # --- looking up

    def _place(self, id_: str) -> _Place | None:
        for index, segment in enumerate(self._segments):
            for number in segment.documents_with("id", id_):
                return index, number
        return None

    def _occurs(self, field: str, word: str) -> bool:
        return any(each.document_frequency(words_of(field), word) for each in self._segments)

    def _days(self) -> list[int]:
        return [
            each.column("date")[number] for each in self._segments for number in each.documents()
        ]

    def _sources(self) -> Counter[str]:
        return Counter(name for each in self._segments for name in _source_names(each))


def _source_names(segment: Segment) -> Iterator[str]:
    names = segment.column("source_name")
    for number in segment.documents():
        yield bytes(names[number]).decode("utf-8", "surrogatepass")
