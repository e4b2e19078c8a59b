"""The reading half of the engine: one unchanging view of an index, giving plain frozen values."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from asean_search.dates.precision import written
from asean_search.engine.interface import Capabilities
from asean_search.engine.whoosh import errors, folder, keywords, manifest
from asean_search.engine.whoosh.fields import LISTS, words_of
from asean_search.engine.whoosh.small.searcher import POSTINGS_MAX, postings, search_plainly
from asean_search.engine.whoosh.small.segment_reader import PlainSegment
from asean_search.engine.whoosh.spelling import spelling_candidates_small
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.model import Acronym, Damage, Document, Explanation, IndexInfo

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from asean_search.engine.interface import Page, ScoredDocument, Search, SpellingCandidate
    from asean_search.engine.whoosh.query.searcher import Arrays

_TRIES = 20
_PAUSE_S = 0.02


class WhooshIndex:
    """An index, open for reading. See ``engine.interface.Index``.

    NumPy is loaded by the first search that touches much.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._segments: list[PlainSegment] = []
        self._arrays: Arrays | None = None
        self._touched = 0
        with errors.reading(path):
            self._meta = folder.check(path)
            self._generations = manifest.generations(path)
            self._opened = open_segments(path)
            self._segments = [PlainSegment(segment) for segment in self._opened]

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
        with errors.reading(self._path):
            if "numpy" not in sys.modules:
                self._touched += postings(self._segments, search)
                if self._touched <= POSTINGS_MAX:
                    return search_plainly(self._segments, search)
            return self._in_arrays().search(search)

    def search_all(self, searches: Sequence[Search]) -> list[Page]:
        """The page of each search, in order."""
        return [self.search(search) for search in searches]

    def scan(self, search: Search, after: str = "") -> Iterator[ScoredDocument]:
        """All matching documents in the search's order, from the one after the id ``after``."""
        everything = sum(segment.count for segment in self._segments)
        page = self.search(replace(search, limit=everything, offset=0, facets=()))
        documents = iter(page.documents)
        if after:
            documents = islice(dropwhile(lambda each: each.id != after, documents), 1, None)
        return documents

    def capabilities(self) -> Capabilities:
        """The engine has every optional ability."""
        return Capabilities("whoosh")

    def refresh(self) -> WhooshIndex:
        """This index if nothing was committed since it was opened, else a new view of it."""
        with errors.reading(self._path):
            is_current = manifest.generations(self._path) == self._generations
        return self if is_current else type(self)(self._path)

    def explain(self, search: Search, ids: Sequence[str]) -> list[Explanation]:
        """For each of these ids, all of which match, what its score is made of."""
        with errors.reading(self._path):
            places = {id_: place for id_ in ids if (place := self._place(id_))}
            return self._in_arrays().explain(search, places)

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, in how many documents it stands in any text field, by its stem."""
        with errors.reading(self._path):
            return self._in_arrays().document_frequencies(words)

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The stored documents with these ids, in this order; an id not held is left out."""
        with errors.reading(self._path):
            places = (self._place(id_) for id_ in ids)
            return [_document(segment.values(number)) for segment, number in filter(None, places)]

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        """At most ``limit`` document ids that begin with ``start``, in order."""
        with errors.reading(self._path):
            ids = {id_ for each in self._segments for id_ in islice(each.ids(start), limit)}
            return sorted(ids)[:limit]

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents that came from the file at ``path``, in the file's order."""
        with errors.reading(self._path):
            found = [
                (segment.column("sequence")[number], segment.id(number))
                for segment in self._segments
                for number in segment.documents_with("path", path)
            ]
            return [id_ for _, id_ in sorted(found)]

    def list_terms(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field that begin with ``prefix``, in order."""
        with errors.reading(self._path):
            words = {
                word
                for segment in self._segments
                for word in islice(_words_in(segment, prefix, field), limit)
            }
            return sorted(words)[:limit]

    def keyword_fields(self) -> tuple[str, ...]:
        """The names under which documents have keywords, in order: kept columns and the like."""
        with errors.reading(self._path):
            found = {name for each in self._segments for name in each.keyword_fields()}
            return tuple(sorted(found))

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        """What documents say their acronyms mean, by how many do, the most first."""
        from asean_search import catalog

        with errors.reading(self._path), catalog.view(self._path / folder.CATALOG_FILE) as view:
            return view.acronyms(keys)

    def spelling_candidates(
        self, word: str, field: str, limit: int, *, prefix: int = 0
    ) -> list[SpellingCandidate]:
        """The folded words of a text field that may be meant by ``word``, the nearest first."""
        with errors.reading(self._path):
            if prefix:
                return spelling_candidates_small(self._segments, word, field, limit, prefix)
            return self._in_arrays().spelling_candidates(word, field, limit)

    def info(self) -> IndexInfo:
        """What the index holds."""
        from asean_search import catalog

        with errors.reading(self._path), catalog.view(self._path / folder.CATALOG_FILE) as view:
            days = [
                (segment.column("date")[n], -segment.column("last_day")[n])
                for segment in self._segments
                for n in segment.documents()
            ]
            dated = [day for day in days if day[0]]
            sources: Counter[str | None] = Counter()
            for segment in self._segments:
                sources.update(segment.sources(segment.documents()))
            files, problems = view.summary()
            return IndexInfo(
                path=str(self._path),
                documents=len(days),
                files=files,
                undated=len(days) - len(dated),
                unsourced=sources.pop(None, 0),
                first_date=_written(min(dated)) if dated else None,
                last_date=_written(max(dated)) if dated else None,
                sources=_by_count(sources),
                keywords=self._keyword_counts(),
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
        from asean_search.engine.whoosh import recovery

        return recovery.find(self._path)

    def close(self) -> None:
        """Let go of the files. Closing twice is harmless."""
        self._segments, self._arrays = [], None
        opened, self._opened = self._opened, []
        for segment in opened:
            segment.close()

    def _keyword_counts(self) -> dict[str, int]:
        """How many documents have a keyword of each name."""
        counts: Counter[str] = Counter()
        for segment in self._segments:
            for name in segment.keyword_fields():
                found = segment.keywords(keywords.prefix(name))
                counts[name] += len({doc for _, docs in found for doc in docs})
        return dict(sorted(counts.items()))

    def _in_arrays(self) -> Arrays:
        if self._arrays is None:
            from asean_search.engine.whoosh.query.searcher import Arrays

            self._arrays = Arrays(self._opened)
        return self._arrays

    def _place(self, id_: str) -> tuple[Segment, int] | None:
        for plain, segment in zip(self._segments, self._opened, strict=True):
            for number in plain.documents_with("id", id_):
                return segment, number
        return None


def _document(values: list[Any]) -> Document:
    """The document with these stored values; JSON has made lists of its tuples."""
    for place, is_nested in LISTS:
        items = values[place]
        values[place] = tuple(map(tuple, items)) if is_nested else tuple(items)
    return Document(*values)


def _written(day: tuple[int, int]) -> str:
    """The date with this first day and, negative, this last one."""
    return written(day[0], -day[1])


def _by_count(sources: Counter[str | None]) -> dict[str, int]:
    named = [(name, count) for name, count in sources.items() if name is not None]
    return dict(sorted(named, key=lambda item: (-item[1], item[0])))


def _words_in(segment: PlainSegment, prefix: str, field: str) -> Iterator[str]:
    for word in segment.words(field, prefix):
        if segment.document_frequency(words_of(field), word):
            yield word


def open_segments(path: Path) -> list[Segment]:
    """The segments of the last commit, open for reading.

    A writer may remove old files between the reading of the table of contents and the opening of
    what it names: then there is a newer table of contents, and the newer segments are opened.
    """
    for _ in range(_TRIES):
        segments: list[Segment] = []
        before = manifest.generations(path)
        try:
            for entry in _current(path, before).segments:
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


def _current(path: Path, generations: list[int]) -> manifest.Manifest:
    """The last commit; Whoosh is loaded only to read one that another program made."""
    found = manifest.read(path, generations[-1]) if generations else None
    if found is None:
        from asean_search.engine.whoosh import commit
        from asean_search.engine.whoosh.compat.schema import schema

        found = commit.current(path, schema())
    return found
