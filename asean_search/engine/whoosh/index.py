"""An index open for reading: one unchanging view of its last commit, plain frozen values out."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from asean_search.dates.periods import written
from asean_search.engine.interface import Capabilities
from asean_search.engine.whoosh import errors, folder, keywords, manifest
from asean_search.engine.whoosh.fields import LISTS
from asean_search.engine.whoosh.small.searcher import POSTINGS_MAX, SmallSearcher
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.engine.whoosh.spelling import spelling_candidates
from asean_search.engine.whoosh.store.segment import Segment
from asean_search.model import Acronym, Damage, Document, Explanation, IndexInfo

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from asean_search.engine.interface import Page, ScoredDocument, Search, SpellingCandidate
    from asean_search.engine.whoosh.query.searcher import ArraySearcher

_TRIES = 20
_PAUSE_S = 0.02


class Evaluator(Enum):
    """Which code answers searches: plain Python (SMALL), or arrays, for which NumPy is loaded.

    AUTO is SMALL until the searches of the open index have touched ``POSTINGS_MAX`` postings. What
    SMALL cannot answer, arrays answer always.
    """

    AUTO = "auto"
    SMALL = "small"
    ARRAYS = "arrays"


class WhooshIndex:
    """An index, open for reading. See ``engine.interface.Index``.

    Threads may share it, but not close it while another uses it. AUTO may then count the work of
    some searches late or not at all, and so load NumPy later. What is committed after the opening
    is seen in the index that ``refresh`` gives.
    """

    def __init__(self, path: Path, evaluator: Evaluator = Evaluator.AUTO) -> None:
        self._path = path
        self._evaluator = evaluator
        self._readers: list[SmallSegmentReader] = []
        self._arrays: ArraySearcher | None = None
        self._arrays_lock = Lock()
        self._postings = 0.0
        with errors.reading(path):
            self._meta = folder.check(path)
            self._generations = manifest.generations(path)
            self._opened = open_segments(path)
            self._readers = [SmallSegmentReader(segment) for segment in self._opened]
            self._small = SmallSearcher(self._readers)

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
        """The page of documents that match, with their number and facets."""
        with errors.reading(self._path):
            if self._is_small(search):
                return self._small.search(search)
            return self._in_arrays().search(search)

    def search_all(self, searches: Sequence[Search]) -> list[Page]:
        """The page of each search, in their order; one evaluator answers all of them."""
        with errors.reading(self._path):
            if self._is_small(*searches):
                return [self._small.search(each) for each in searches]
            arrays = self._in_arrays()
            return [arrays.search(each) for each in searches]

    def scan(self, search: Search, after: str = "") -> Iterator[ScoredDocument]:
        """Every document that matches, in the order of the search; its page is ignored.

        Args:
            search: The search.
            after: The id of the last document seen; an id that does not match gives nothing.
        """
        with errors.reading(self._path):
            yield from self._in_arrays().scan(search, after)

    def capabilities(self) -> Capabilities:
        """The engine has every optional ability."""
        return Capabilities("whoosh")

    def refresh(self) -> WhooshIndex:
        """This index if nothing was committed since it was opened, else a new view of it."""
        with errors.reading(self._path):
            is_current = manifest.generations(self._path) == self._generations
        return self if is_current else type(self)(self._path, self._evaluator)

    def explain(self, search: Search, ids: Sequence[str]) -> list[Explanation]:
        """How the scores of these documents, all of which match, are made up."""
        with errors.reading(self._path):
            places = {id_: place for id_ in ids if (place := self._place(id_))}
            return self._in_arrays().explain(search, places)

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        """For each word, the number of documents that hold its stem in any text field."""
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
            ids = {id_ for each in self._readers for id_ in islice(each.ids(start), limit)}
            return sorted(ids)[:limit]

    def ids_of_file(self, path: str) -> list[str]:
        """The ids of the documents that came from the file at ``path``, in the file's order."""
        with errors.reading(self._path):
            found = [
                (reader.column("sequence")[number], reader.id(number))
                for reader in self._readers
                for number in reader.documents_with("path", path)
            ]
            return [id_ for _, id_ in sorted(found)]

    def list_terms(self, prefix: str, field: str, limit: int) -> list[str]:
        """At most ``limit`` folded words of a text field that begin with ``prefix``, in order."""
        with errors.reading(self._path):
            words = {
                word
                for reader in self._readers
                for word in islice(_words_in(reader, prefix, field), limit)
            }
            return sorted(words)[:limit]

    def keyword_fields(self) -> tuple[str, ...]:
        """The names of the keyword fields (kept columns, author, attachment), in order."""
        with errors.reading(self._path):
            found = {name for each in self._readers for name in each.keyword_fields()}
            return tuple(sorted(found))

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        """The meanings that documents give to acronyms, those of most documents first."""
        from asean_search import catalog

        with errors.reading(self._path), catalog.view(self._path / folder.CATALOG_FILE) as view:
            return view.acronyms(keys)

    def spelling_candidates(
        self, word: str, field: str, limit: int, *, prefix: int = 0
    ) -> list[SpellingCandidate]:
        """The words of a text field that ``word`` may be a misspelling of, the nearest first."""
        with errors.reading(self._path):
            if prefix:
                return spelling_candidates(self._readers, word, field, limit, prefix)
            return self._in_arrays().spelling_candidates(word, field, limit)

    def info(self) -> IndexInfo:
        """The index in numbers."""
        from asean_search import catalog

        with errors.reading(self._path), catalog.view(self._path / folder.CATALOG_FILE) as view:
            days = [
                (reader.column("date")[n], -reader.column("last_day")[n])
                for reader in self._readers
                for n in reader.documents()
            ]
            dated = [day for day in days if day[0]]
            sources: Counter[str | None] = Counter()
            for reader in self._readers:
                sources.update(reader.sources(reader.documents()))
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
                segments=len(self._readers),
                problems=problems,
            )

    def verify(self) -> tuple[Damage, ...]:
        """Read the whole index and compare it with its checksums; the damage found."""
        from asean_search.engine.whoosh import recovery

        return recovery.find(self._path)

    def close(self) -> None:
        """Close the files. Closing twice is harmless."""
        self._readers, self._arrays = [], None
        opened, self._opened = self._opened, []
        for segment in opened:
            segment.close()

    def _keyword_counts(self) -> dict[str, int]:
        """The number of documents with a keyword, by keyword field."""
        counts: Counter[str] = Counter()
        for reader in self._readers:
            for name in reader.keyword_fields():
                found = reader.keywords(keywords.prefix(name))
                counts[name] += len({doc for _, docs in found for doc in docs})
        return dict(sorted(counts.items()))

    def _is_small(self, *searches: Search) -> bool:
        """Whether plain Python answers some searches; adds their cost to the work of AUTO."""
        arrays_loaded = self._evaluator is Evaluator.AUTO and self._arrays is not None
        if self._evaluator is Evaluator.ARRAYS or arrays_loaded:
            return False
        cost = sum(map(self._small.cost, searches))
        if self._evaluator is Evaluator.SMALL:
            return cost < math.inf
        self._postings += cost
        return self._postings <= POSTINGS_MAX

    def _in_arrays(self) -> ArraySearcher:
        if self._arrays is not None:
            return self._arrays
        with self._arrays_lock:
            if self._arrays is None:
                from asean_search.engine.whoosh.query.searcher import ArraySearcher

                self._arrays = ArraySearcher(self._opened)
            return self._arrays

    def _place(self, id_: str) -> tuple[Segment, int] | None:
        for reader in self._readers:
            for number in reader.documents_with("id", id_):
                return reader.segment, number
        return None


def _document(values: list[Any]) -> Document:
    """The document with these stored values; JSON turned its tuples into lists."""
    for index, is_nested in LISTS:
        items = values[index]
        values[index] = tuple(map(tuple, items)) if is_nested else tuple(items)
    return Document(*values)


def _written(day: tuple[int, int]) -> str:
    """The text of a date, given as its first day and its negative last day."""
    return written(day[0], -day[1])


def _by_count(sources: Counter[str | None]) -> dict[str, int]:
    named = [(name, count) for name, count in sources.items() if name is not None]
    return dict(sorted(named, key=lambda item: (-item[1], item[0])))


def _words_in(reader: SmallSegmentReader, prefix: str, field: str) -> Iterator[str]:
    return (word for word in reader.words(prefix) if reader.word_documents(word, field))


def open_segments(path: Path) -> list[Segment]:
    """The segments of the last commit, open for reading.

    A writer may remove files after the manifest was read and before they are opened: there is a
    newer manifest then, and its segments are opened instead.
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
    """The last commit; Whoosh is loaded only to read the commit of another program."""
    found = manifest.read(path, generations[-1]) if generations else None
    if found is None:
        from asean_search.engine.whoosh import commit
        from asean_search.engine.whoosh.compat.schema import schema

        found = commit.current(path, schema())
    return found
