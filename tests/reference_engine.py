"""An engine that is small, slow and obviously right: the measure for every other engine.

It keeps documents in a dict and, for each search, reads every text again from the beginning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import TracebackType

from asean_search import agencies, analysis, query, question, ranking
from asean_search.analysis.token import Slot
from asean_search.engine.interface import Found, Page, Search
from asean_search.model import (
    Document,
    Explanation,
    FacetCount,
    FileRecord,
    IndexInfo,
    Sort,
    WordScore,
)
from asean_search.query import tree


@dataclass
class Archive:
    """What has been committed."""

    documents: dict[str, Document] = field(default_factory=dict)
    files: dict[str, FileRecord] = field(default_factory=dict)


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
        found = []
        for id_ in self._documents:
            explained = self._explained(id_, search)
            kept = search.filter is None or self._words(id_, search.filter, Scoring()) is not None
            if explained is not None and kept:
                found.append(Found(id_, explained.score))
        found.sort(key=lambda each: self._rank(each, search.sort))
        end = search.offset + search.limit
        page = tuple(found[search.offset : end]) if search.limit else ()
        return Page(len(found), page, {name: self._facet(name, found) for name in search.facets})

    def _facet(self, name: str, found: Sequence[Found]) -> tuple[FacetCount, ...]:
        documents = [self._documents[each.id] for each in found]
        if name == "source":
            names = Counter(document.source for document in documents)
            values = [
                document.source and usual_name(document.source, names) for document in documents
            ]
        else:
            size = {"year": 4, "month": 7, "day": 10}[name]
            values = [document.date and document.date[:size] for document in documents]
        counts = Counter(values)
        by_time = sorted(counts, key=lambda value: (value is None, value))
        by_size = sorted(counts, key=lambda value: (value is None, -counts[value], value))
        order = by_size if name == "source" else by_time
        return tuple(FacetCount(value, counts[value]) for value in order)

    def explain(self, search: Search, ids: Sequence[str]) -> list[Explanation]:
        explained = (self._explained(id_, search) for id_ in ids)
        return [each for each in explained if each is not None]

    def document_frequencies(self, words: Sequence[str]) -> list[int]:
        def having(term: str) -> int:
            return sum(
                any(term in text.positions for text in texts.values())
                for texts in self._texts.values()
            )

        frequencies = []
        for word in words:
            slots = analysis.slots(word)
            counts = [sum(min(having(t.text) for t in path) for path in slot) for slot in slots]
            frequencies.append(min(*counts, len(self._documents)) if counts else 0)
        return frequencies

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

    def close(self) -> None:
        pass

    def _rank(self, found: Found, sort: Sort) -> tuple[float, int, str]:
        day = self._documents[found.id].date
        ordinal = date.fromisoformat(day).toordinal() if day else 0
        if sort is Sort.OLDEST:
            return 0.0, ordinal or date.max.toordinal() + 1, found.id
        return (-found.score if sort is Sort.RELEVANCE else 0.0), -ordinal, found.id

    def _explained(self, id_: str, search: Search) -> Explanation | None:
        """What the document's score is made of, or None when it does not match."""
        profile = ranking.PROFILES[search.profile]
        asked = question.read(search.tree)
        scoring = Scoring(
            profile,
            ranking.emphasis(profile, asked.words),
            asked.function_words if profile.skips_function_words else frozenset(),
        )
        words = self._words(id_, search.tree, scoring)
        if words is None:
            return None
        for node in search.expansion:
            added = self._words(id_, node, replace(scoring, silent=frozenset()))
            words = [*words, *(replace(word, added=True) for word in added or [])]
        factor = self._freshness(id_, profile, search.today)
        return Explanation(id_, sum(word.score for word in words) * factor, tuple(words), factor)

    def _freshness(self, id_: str, profile: ranking.Profile, today: date | None) -> float:
        days = [date.fromisoformat(each.date) for each in self._documents.values() if each.date]
        newest = max((day for day in days if today is None or day <= today), default=None)
        if profile.freshness is None:
            return 1.0
        day = self._documents[id_].date
        age = (newest - date.fromisoformat(day)).days if day and newest else 0 if day else None
        return ranking.freshness(profile.freshness, age)

    def _words(self, id_: str, node: tree.Node, scoring: Scoring) -> list[WordScore] | None:
        """What scores in the document, or None when it does not match."""
        document = self._documents[id_]
        if isinstance(node, tree.Word):
            silent = node.text in scoring.silent
            slots = analysis.slots(node.text)
            found = add_all([self._phrase(id_, node, [slot], scoring) for slot in slots])
            return [] if found is not None and silent else found
        if isinstance(node, tree.Phrase):
            return self._phrase(id_, node, analysis.slots(node.text), scoring)
        if isinstance(node, tree.Prefix):
            return self._prefix(id_, node, scoring)
        if isinstance(node, tree.InField):
            return self._words(id_, node.node, replace(scoring, fields=(node.field,)))
        if isinstance(node, tree.Weighted):
            heavier = replace(scoring, factor=scoring.factor * node.weight)
            return self._words(id_, node.node, heavier)
        if isinstance(node, tree.And):
            return add_all([self._words(id_, each, scoring) for each in node.nodes])
        if isinstance(node, tree.Or):
            found_in = [self._words(id_, each, scoring) for each in node.nodes]
            return add_all([found for found in found_in if found is not None])
        if isinstance(node, tree.Not):
            return [] if self._words(id_, node.node, scoring) is None else None
        return [] if is_kept(document, node) else None

    def _phrase(
        self, id_: str, node: tree.Word | tree.Phrase, slots: Sequence[Slot], scoring: Scoring
    ) -> list[WordScore] | None:
        if not slots:
            return None
        facts = [self._facts(slot, scoring.fields) for slot in slots]

        def frequency(text: Text) -> int:
            alone = len(slots) == 1
            return slot_frequency(slots[0], text) if alone else phrase_frequency(slots, text)

        return self._bm25f(id_, node, frequency, facts, scoring)

    def _prefix(self, id_: str, node: tree.Prefix, scoring: Scoring) -> list[WordScore] | None:
        prefix = analysis.fold_prefix(node.text)
        if not prefix:
            return None

        def beginning(text: Text) -> list[int]:
            return [count for word, count in text.words.items() if word.startswith(prefix)]

        found = {
            name: [count for texts in self._texts.values() for count in beginning(texts[name])]
            for name in scoring.fields
        }
        facts = ranking.WordFacts(max(map(len, found.values())), sum(map(sum, found.values())))
        return self._bm25f(id_, node, lambda text: sum(beginning(text)), [facts], scoring)

    def _bm25f(
        self,
        id_: str,
        node: tree.Node,
        frequency: Callable[[Text], int],
        facts: Sequence[ranking.WordFacts],
        scoring: Scoring,
    ) -> list[WordScore] | None:
        frequencies, lengths, shares = [], [], []
        for name in scoring.fields:
            text = self._texts[id_][name]
            every = [texts[name].length for texts in self._texts.values()]
            count = frequency(text)
            weight = scoring.profile.fields[name]
            mean = sum(every) / len(every)
            frequencies.append((name, count))
            lengths.append(text.length)
            shares.append(ranking.weighted_frequency(count, text.length, mean, weight))
        if not any(count for _, count in frequencies):
            return None
        total = len(self._documents)
        weight_ = scoring.factor * sum(
            ranking.word_weight(each, total, scoring.power) for each in facts
        )
        shown = node if len(scoring.fields) > 1 else tree.InField(scoring.fields[0], node)
        word = WordScore(
            text=query.unparse(shown),
            score=ranking.score(shares, weight_, scoring.profile.k1),
            weight=weight_,
            documents=int(min(total, *(each.documents for each in facts))),
            fields=ranking.field_scores(frequencies, lengths, shares, weight_, scoring.profile.k1),
        )
        return [word]

    def _facts(self, slot: Slot, fields: Sequence[str]) -> ranking.WordFacts:
        def places(name: str, term: str) -> list[int]:
            found = (texts[name].positions.get(term) for texts in self._texts.values())
            return [len(positions) for positions in found if positions]

        def fewest(name: str, count: Callable[[list[int]], int]) -> int:
            return sum(min(count(places(name, term.text)) for term in path) for path in slot)

        return ranking.WordFacts(
            documents=max(fewest(name, len) for name in fields),
            occurrences=sum(fewest(name, sum) for name in fields),
        )


@dataclass(frozen=True)
class Scoring:
    """How what is being looked at scores."""

    profile: ranking.Profile = ranking.PROFILES["plain"]
    power: float = 0.0
    silent: frozenset[str] = frozenset()
    fields: tuple[str, ...] = tree.TEXT_FIELDS
    factor: float = 1.0


def is_kept(document: Document, node: tree.Node) -> bool:
    """Whether a filter lets the document through."""
    if isinstance(node, tree.SourceIs):
        source = document.source
        return bool(source) and agencies.source_key(source or "") == agencies.source_key(node.name)
    if isinstance(node, tree.DateRange):
        day = document.date and date.fromisoformat(document.date)
        return bool(day and (node.first or date.min) <= day <= (node.last or date.max))
    return True


def add_all(parts: Sequence[list[WordScore] | None]) -> list[WordScore] | None:
    """All of them together, or None when there is nothing to add or a part is None."""
    known = [part for part in parts if part is not None]
    return [word for part in known for word in part] if parts and len(known) == len(parts) else None


def usual_name(name: str, names: Counter[str | None]) -> str:
    """The name that most documents give the same source."""
    key = agencies.source_key(name)
    same = [each for each in names if each is not None and agencies.source_key(each) == key]
    return min(same, key=lambda each: (-names[each], each))


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

    def commit(self) -> None:
        self._archive.documents = dict(self._documents)
        self._archive.files = dict(self._files)

    def rollback(self) -> None:
        self._documents = dict(self._archive.documents)
        self._files = dict(self._archive.files)
