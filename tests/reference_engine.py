"""An engine that is small, slow and obviously right: the measure for every other engine.

It keeps documents in a dict and, for each search, reads every text again from the beginning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType

from asean_search import agencies, analysis, ranking
from asean_search.analysis.token import Slot
from asean_search.engine.interface import Found, Page, Search
from asean_search.model import Damage, Document, FileRecord, IndexInfo, Sort
from asean_search.query import tree


@dataclass
class Archive:
    """What has been committed."""

    documents: dict[str, Document] = field(default_factory=dict)
    files: dict[str, FileRecord] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Text:
    """One field of one document: positions of each term, number of each word, number of tokens."""

    positions: dict[str, list[int]]
    words: Counter[str]
    length: int


def read(text: str | None) -> Text:
    """Analyse a text."""
    positions: dict[str, list[int]] = {}
    words: Counter[str] = Counter()
    tokens = analysis.tokens(text or "")
    for token in tokens:
        positions.setdefault(token.term, []).append(token.position)
        words[token.word] += 1
    return Text(positions, words, len(tokens))


def walk(slot: Slot, text: Text, start: int) -> set[int]:
    """Where one gets from ``start`` by any path of the slot."""
    ends = set()
    for path in slot:
        place: int | None = start
        for term in path:
            if place is not None and place in text.positions.get(term.text, ()):
                place += term.width
            else:
                place = None
        if place is not None:
            ends.add(place)
    return ends


def stands_at(slots: Sequence[Slot], text: Text, start: int) -> bool:
    """Whether the phrase begins at ``start``."""
    places = {start}
    for slot in slots:
        places = {end for place in places for end in walk(slot, text, place)}
    return bool(places)


def phrase_frequency(slots: Sequence[Slot], text: Text) -> int:
    """At how many positions the phrase begins."""
    anywhere = {place for places in text.positions.values() for place in places}
    return sum(stands_at(slots, text, start) for start in anywhere)


def slot_frequency(slot: Slot, text: Text) -> int:
    """How often a word occurs: all its ways together, or, when one has several terms, a phrase."""
    if any(len(path) > 1 for path in slot):
        return phrase_frequency([slot], text)
    return sum(len(text.positions.get(path[0].text, ())) for path in slot)


class ReferenceIndex:
    """See ``engine.interface.Index``."""

    def __init__(self, archive: Archive) -> None:
        self._documents = dict(archive.documents)
        self._files = dict(archive.files)
        self._texts = {
            id_: {name: read(getattr(document, name)) for name in tree.TEXT_FIELDS}
            for id_, document in self._documents.items()
        }

    def __enter__(self) -> ReferenceIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def search(self, search: Search) -> Page:
        profile = ranking.PROFILES[search.profile]
        found = []
        for id_ in self._documents:
            score = self._score(id_, search.tree, tree.TEXT_FIELDS, profile)
            kept = search.filter is None or (
                self._score(id_, search.filter, tree.TEXT_FIELDS, profile) is not None
            )
            if score is not None and kept:
                found.append(Found(id_, score))
        found.sort(key=lambda each: self._rank(each, search.sort))
        end = search.offset + search.limit
        return Page(len(found), tuple(found[search.offset : end]) if search.limit else ())

    def documents(self, ids: Sequence[str]) -> list[Document]:
        return [self._documents[id_] for id_ in ids if id_ in self._documents]

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        return sorted(id_ for id_ in self._documents if id_.startswith(start))[:limit]

    def ids_of_file(self, path: str) -> list[str]:
        return [document.id for document in self._documents.values() if document.path == path]

    def expand(self, prefix: str, field: str, limit: int) -> list[str]:
        words = {word for texts in self._texts.values() for word in texts[field].words}
        return sorted(word for word in words if word.startswith(prefix))[:limit]

    def info(self) -> IndexInfo:
        documents = self._documents.values()
        dates = sorted(document.date for document in documents if document.date)
        return IndexInfo(
            path="memory",
            documents=len(documents),
            files=len(self._files),
            undated=len(documents) - len(dates),
            unsourced=sum(document.source is None for document in documents),
            first_date=dates[0] if dates else None,
            last_date=dates[-1] if dates else None,
            sources=Counter(document.source for document in documents if document.source),
            size_bytes=0,
            engine="reference",
            format_version=1,
            analysis_version=analysis.ANALYSIS_VERSION,
            created_by="the tests",
            problems=tuple(
                self._files[path] for path in sorted(self._files) if self._files[path].problem
            ),
        )

    def verify(self) -> tuple[Damage, ...]:
        return ()

    def close(self) -> None:
        pass

    def _rank(self, found: Found, sort: Sort) -> tuple[float, int, str]:
        day = self._documents[found.id].date
        ordinal = date.fromisoformat(day).toordinal() if day else 0
        if sort is Sort.OLDEST:
            return 0.0, ordinal or date.max.toordinal() + 1, found.id
        return (-found.score if sort is Sort.RELEVANCE else 0.0), -ordinal, found.id

    def _score(
        self, id_: str, node: tree.Node, fields: Sequence[str], profile: ranking.Profile
    ) -> float | None:
        """The document's score, or None when it does not match."""
        document = self._documents[id_]
        if isinstance(node, tree.Word):
            slots = analysis.slots(node.text)
            return add_all([self._word(id_, slot, fields, profile) for slot in slots])
        if isinstance(node, tree.Phrase):
            return self._phrase(id_, analysis.slots(node.text), fields, profile)
        if isinstance(node, tree.Prefix):
            return self._prefix(id_, analysis.fold_prefix(node.text), fields, profile)
        if isinstance(node, tree.InField):
            return self._score(id_, node.node, (node.field,), profile)
        if isinstance(node, tree.And):
            return add_all([self._score(id_, each, fields, profile) for each in node.nodes])
        if isinstance(node, tree.Or):
            scores = [self._score(id_, each, fields, profile) for each in node.nodes]
            return add_all([score for score in scores if score is not None])
        if isinstance(node, tree.Not):
            return 0.0 if self._score(id_, node.node, fields, profile) is None else None
        if isinstance(node, tree.SourceIs):
            source = document.source
            same = source and agencies.source_key(source) == agencies.source_key(node.name)
            return 0.0 if same else None
        if isinstance(node, tree.DateRange):
            day = document.date and date.fromisoformat(document.date)
            within = day and (node.first or date.min) <= day <= (node.last or date.max)
            return 0.0 if within else None
        return 0.0

    def _word(
        self, id_: str, slot: Slot, fields: Sequence[str], profile: ranking.Profile
    ) -> float | None:
        idf = self._slot_idf(slot, fields)
        return self._bm25f(id_, lambda _, text: slot_frequency(slot, text), idf, fields, profile)

    def _phrase(
        self, id_: str, slots: Sequence[Slot], fields: Sequence[str], profile: ranking.Profile
    ) -> float | None:
        if not slots:
            return None
        idf = sum(self._slot_idf(slot, fields) for slot in slots)
        return self._bm25f(id_, lambda _, text: phrase_frequency(slots, text), idf, fields, profile)

    def _prefix(
        self, id_: str, prefix: str, fields: Sequence[str], profile: ranking.Profile
    ) -> float | None:
        if not prefix:
            return None
        idf = ranking.idf(
            max(
                sum(
                    word.startswith(prefix)
                    for texts in self._texts.values()
                    for word in texts[name].words
                )
                for name in fields
            ),
            len(self._documents),
        )

        def frequency(_: str, text: Text) -> int:
            return sum(count for word, count in text.words.items() if word.startswith(prefix))

        return self._bm25f(id_, frequency, idf, fields, profile)

    def _bm25f(
        self,
        id_: str,
        frequency: Callable[[str, Text], int],
        idf: float,
        fields: Sequence[str],
        profile: ranking.Profile,
    ) -> float | None:
        shares = []
        for name in fields:
            text = self._texts[id_][name]
            lengths = [texts[name].length for texts in self._texts.values()]
            mean = sum(lengths) / len(lengths)
            count = frequency(name, text)
            if count:
                weight = profile.fields[name]
                shares.append(ranking.weighted_frequency(count, text.length, mean, weight))
        return ranking.score(shares, idf, profile.k1) if shares else None

    def _slot_idf(self, slot: Slot, fields: Sequence[str]) -> float:
        def having(name: str, term: str) -> int:
            return sum(term in texts[name].positions for texts in self._texts.values())

        frequency = max(
            sum(min(having(name, term.text) for term in path) for path in slot) for name in fields
        )
        return ranking.idf(frequency, len(self._documents))


def add_all(scores: Sequence[float | None]) -> float | None:
    """The sum, or None when there is nothing to add or a part is None."""
    known = [score for score in scores if score is not None]
    return sum(known) if scores and len(known) == len(scores) else None


class ReferenceWriter:
    """See ``engine.interface.Writer``."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.rollback()

    def __enter__(self) -> ReferenceWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.rollback()

    def file(self, path: str) -> FileRecord | None:
        return self._files.get(path)

    def files_under(self, folder: str) -> Iterator[FileRecord]:
        below = folder.rstrip("/") + "/" if folder else ""
        paths = sorted(path for path in self._files if path == folder or path.startswith(below))
        return iter([self._files[path] for path in paths])

    def put(self, documents: Iterable[Document]) -> int:
        before = len(self._documents)
        self._documents.update((document.id, document) for document in documents)
        return len(self._documents) - before

    def remove_file(self, path: str) -> int:
        self._files.pop(path, None)
        gone = [id_ for id_, document in self._documents.items() if document.path == path]
        for id_ in gone:
            del self._documents[id_]
        return len(gone)

    def record_file(self, record: FileRecord) -> None:
        self._files[record.path] = record

    def remember_root(self, path: str) -> None:
        self._archive.roots.add(path)

    def commit(self) -> None:
        self._archive.documents = dict(self._documents)
        self._archive.files = dict(self._files)

    def rollback(self) -> None:
        self._documents = dict(self._archive.documents)
        self._files = dict(self._archive.files)
