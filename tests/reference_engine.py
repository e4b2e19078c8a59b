"""An engine that is small, slow and obviously right: the measure for every other engine.

It keeps documents in a dict and, for each search, reads every text again from the beginning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise, product
from types import TracebackType
from typing import Any

from msgspec import structs

from asean_search import agencies, analysis, query, query_importance, ranking
from asean_search.analysis import LeafTerms
from asean_search.analysis.sentences import sentences
from asean_search.analysis.token import QueryTerm, Token
from asean_search.engine.interface import (
    Capabilities,
    Page,
    ScoredDocument,
    Search,
    SpellingCandidate,
)
from asean_search.model import (
    FACETS,
    Acronym,
    Damage,
    Document,
    Explanation,
    FacetCount,
    FileRecord,
    IndexInfo,
    Sort,
    WordScore,
)
from asean_search.query import nodes


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
    tokens: list[Token]
    text: str


def read(text: str | None, language: str | None = None) -> Text:
    """Analyse a text."""
    positions: dict[str, list[int]] = {}
    words: Counter[str] = Counter()
    tokens = analysis.tokens(text or "", language)
    for token in tokens:
        positions.setdefault(token.term, []).append(token.position)
        words[token.word] += 1
    return Text(positions, words, len(tokens), tokens, text or "")


def walk(query_term: QueryTerm, text: Text, start: int) -> set[int]:
    """Where one gets from ``start`` by any path of the query term."""
    ends = set()
    for path in query_term:
        place: int | None = start
        for term in path:
            if place is not None and place in text.positions.get(term.text, ()):
                place += term.width
            else:
                place = None
        if place is not None:
            ends.add(place)
    return ends


def stands_at(query_terms: Sequence[QueryTerm], text: Text, start: int) -> bool:
    """Whether the phrase begins at ``start``."""
    places = {start}
    for query_term in query_terms:
        places = {end for place in places for end in walk(query_term, text, place)}
    return bool(places)


def phrase_begins(query_terms: Sequence[QueryTerm], text: Text) -> set[int]:
    """At which positions the phrase begins."""
    anywhere = {place for places in text.positions.values() for place in places}
    return {start for start in anywhere if stands_at(query_terms, text, start)}


def near_begins(
    query_terms: Sequence[QueryTerm], text: Text, distance: int, *, ordered: bool = False
) -> set[int]:
    """Where stretches begin that hold every word, each at a place of its own."""
    anywhere = {place for places in text.positions.values() for place in places}
    spans = [
        [(start, end) for start in anywhere for end in walk(query_term, text, start)]
        for query_term in query_terms
    ]
    return {
        min(start for start, _ in chosen)
        for chosen in product(*spans)
        if is_near(list(chosen), distance, ordered=ordered)
    }


def is_near(spans: list[tuple[int, int]], distance: int, *, ordered: bool) -> bool:
    if not ordered:
        spans = sorted(spans)
    between = [after[0] - before[1] for before, after in pairwise(spans)]
    return all(gap >= 0 for gap in between) and sum(between) <= distance


def exact_begins(words: Sequence[str], text: Text) -> set[int]:
    """Where words stand one after another as they are written."""
    begins = set()
    for first in text.tokens:
        places = {first.position}
        for word in words:
            places = {
                token.position + token.width
                for token in text.tokens
                if token.position in places and token.word == word
            }
        if places:
            begins.add(first.position)
    return begins


def slot_frequency(query_term: QueryTerm, text: Text) -> int:
    """How often a word occurs: all its ways together, or, when one has several terms, a phrase."""
    if any(len(path) > 1 for path in query_term):
        return len(phrase_begins([query_term], text))
    return sum(len(text.positions.get(path[0].text, ())) for path in query_term)


def readings(node: nodes.Node, languages: Collection[str]) -> Sequence[LeafTerms]:
    """What a leaf looks for: each word of a chunk, or a phrase, or words near one another."""
    assert isinstance(node, nodes.Positional)
    if isinstance(node, nodes.Word):
        return analysis.word_leaf_terms(node.text, node.synonyms, languages)
    also = node.synonyms if isinstance(node, nodes.Phrase) else ()
    reading = analysis.phrase_leaf_terms(node.text, also, languages)
    return [reading] if reading.typed else []


def rows(reading: LeafTerms) -> list[tuple[float, Sequence[QueryTerm]]]:
    """What a reading looks for, as typed and by other names, with what it counts for."""
    return [
        (1.0, reading.typed),
        *((other.weight, other.query_terms) for other in reading.synonyms),
    ]


def begins_of(node: nodes.Node, query_terms: Sequence[QueryTerm], text: Text) -> set[int]:
    if isinstance(node, nodes.Near):
        return near_begins(query_terms, text, node.distance, ordered=node.ordered)
    return phrase_begins(query_terms, text)


def stretches(
    node: nodes.Node, text: Text, bounds: list[int], languages: Collection[str]
) -> set[int]:
    """In which stretches between bounds the node matches."""
    if isinstance(node, nodes.And):
        return set.intersection(*(stretches(each, text, bounds, languages) for each in node.nodes))
    if isinstance(node, nodes.Or):
        return set.union(*(stretches(each, text, bounds, languages) for each in node.nodes))
    found = [
        {
            sum(bound <= begin for bound in bounds)
            for _, row in rows(reading)
            for begin in begins_of(node, row, text)
        }
        for reading in readings(node, languages)
    ]
    return set.intersection(*found) if found else set()


def bounds(text: Text, unit: str) -> list[int]:
    """The position of the first token in each sentence or paragraph."""
    if unit == "sentence":
        parts = list(sentences(text.text))
    else:
        marks = [match.span() for match in re.finditer(r"\n\s*\n\s*|\n[ \t]{2,}", text.text)]
        parts = list(
            zip(
                [0, *(end for _, end in marks)],
                [*(start for start, _ in marks), len(text.text)],
                strict=True,
            )
        )
    inside = [
        [token.position for token in text.tokens if start <= token.start < end]
        for start, end in parts
    ]
    return sorted({min(positions) for positions in inside if positions})


def is_meant(node: nodes.Node, word: str) -> bool:
    """Whether a word of an index is one of those that a group of words stands for."""
    if isinstance(node, nodes.Prefix):
        prefix = analysis.fold_prefix(node.text)
        return bool(prefix) and word.startswith(prefix)
    if isinstance(node, nodes.Wildcard):
        folded = analysis.fold(node.text).replace("-", "").replace("'", "")
        pattern = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in folded)
        return re.fullmatch(pattern, word, re.DOTALL) is not None
    if isinstance(node, nodes.Regex):
        return re.fullmatch(node.text, word, re.DOTALL | re.IGNORECASE) is not None
    assert isinstance(node, nodes.Fuzzy)
    meant = analysis.fold_prefix(node.text)
    return word[:1] == meant[:1] and changes(word, meant) <= node.edits


def changes(one: str, other: str) -> int:
    """How many changes make one word of the other: optimal string alignment, by the book."""
    rows = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, j in product(range(1, len(one) + 1), range(1, len(other) + 1)):
        rows[i, j] = min(
            rows[i - 1, j] + 1,
            rows[i, j - 1] + 1,
            rows[i - 1, j - 1] + (one[i - 1] != other[j - 1]),
        )
        if i > 1 and j > 1 and (one[i - 1], one[i - 2]) == (other[j - 2], other[j - 1]):
            rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(one), len(other)]


def frequency(
    node: nodes.Node, query_terms: Sequence[QueryTerm], text: Text, lead: int | None
) -> int:
    """How often a word, a phrase or words near one another occur; only where they begin early."""
    if lead is None and len(query_terms) == 1 and not isinstance(node, nodes.Near):
        return slot_frequency(query_terms[0], text)
    return sum(lead is None or begin < lead for begin in begins_of(node, query_terms, text))


def exact_frequency(words: Sequence[str], text: Text) -> int:
    if len(words) == 1:
        return text.words[words[0]]
    return len(exact_begins(words, text)) if words else 0


def group_frequency(node: nodes.Node, text: Text) -> int:
    return sum(count for word, count in text.words.items() if is_meant(node, word))


def days_of(written: str) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year."""
    year = date(int(written[:4]), 1, 1)
    days = [year + timedelta(number) for number in range(366)]
    covered = [day for day in days if day.isoformat().startswith(written)]
    return covered[0], covered[-1]


def plain_form(value: str) -> str:
    """What of a keyword's value makes a difference."""
    for mark in '\0"“”„‟＂':
        value = value.replace(mark, " ")
    return " ".join(analysis.fold(value).split())


def spoken(document: Document) -> dict[str, dict[str, str]]:
    """The keywords of a document: for each field the plain forms, and the values as written."""
    found: dict[str, dict[str, str]] = {}
    pairs = [*document.keywords, *([("author", document.author)] if document.author else [])]
    for column, value in pairs:
        if plain_form(value):
            shown = " ".join(value.replace("\0", " ").split())
            found.setdefault(column.casefold().replace(" ", "_"), {}).setdefault(
                plain_form(value), shown
            )
    return found


class ReferenceIndex:
    """See ``engine.interface.OpenIndex``."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._documents = dict(archive.documents)
        self._files = dict(archive.files)
        self._texts = {
            id_: {
                name: read(getattr(document, name), document.language) for name in nodes.TEXT_FIELDS
            }
            for id_, document in self._documents.items()
        }
        self._languages = {document.language or "en" for document in self._documents.values()}

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
                found.append(ScoredDocument(id_, explained.score))
        found.sort(key=lambda each: self._rank(each, search.sort))
        end = search.offset + search.limit
        page = tuple(found[search.offset : end]) if search.limit else ()
        return Page(len(found), page, {name: self._facet(name, found) for name in search.facets})

    def search_all(self, searches: Sequence[Search]) -> list[Page]:
        return [self.search(search) for search in searches]

    def scan(self, search: Search, after: str = "") -> Iterator[ScoredDocument]:
        found = self.search(structs.replace(search, limit=len(self._documents), offset=0)).documents
        ids = ["", *(each.id for each in found)]
        return iter(found[ids.index(after) :] if after in ids else ())

    def capabilities(self) -> Capabilities:
        return Capabilities("reference")

    def refresh(self) -> ReferenceIndex:
        is_current = self._documents == self._archive.documents
        return self if is_current else ReferenceIndex(self._archive)

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
            query_terms = analysis.query_terms(word, self._languages)
            counts = [
                sum(min(having(t.text) for t in path) for path in query_term)
                for query_term in query_terms
            ]
            frequencies.append(min(*counts, len(self._documents)) if counts else 0)
        return frequencies

    def keyword_fields(self) -> tuple[str, ...]:
        return tuple(sorted({name for each in self._documents.values() for name in spoken(each)}))

    def _facet(self, name: str, found: Sequence[ScoredDocument]) -> tuple[FacetCount, ...]:
        documents = [self._documents[each.id] for each in found]
        if name not in FACETS:
            return self._keyword_facet([spoken(each).get(name, {}) for each in documents])
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

    @staticmethod
    def _keyword_facet(values: Sequence[dict[str, str]]) -> tuple[FacetCount, ...]:
        """``values`` has, for each document, what stands for a key there."""
        spellings = {key: Counter[str]() for each in values for key in each}
        for each in values:
            for key, shown in each.items():
                spellings[key][shown] += 1
        rows = sorted(
            (-sum(counts.values()), min(counts, key=lambda name: (-counts[name], name)))
            for counts in spellings.values()
        )
        missing = sum(not each for each in values)
        none = (FacetCount(None, missing),) if missing else ()
        return (*(FacetCount(shown, -count) for count, shown in rows), *none)

    def documents(self, ids: Sequence[str]) -> list[Document]:
        return [self._documents[id_] for id_ in ids if id_ in self._documents]

    def ids_starting_with(self, start: str, limit: int) -> list[str]:
        return sorted(id_ for id_ in self._documents if id_.startswith(start))[:limit]

    def ids_of_file(self, path: str) -> list[str]:
        return [document.id for document in self._documents.values() if document.path == path]

    def list_terms(self, prefix: str, field: str, limit: int) -> list[str]:
        words = {word for texts in self._texts.values() for word in texts[field].words}
        return sorted(word for word in words if word.startswith(prefix))[:limit]

    def acronyms(self, keys: Collection[str] | None = None) -> list[Acronym]:
        found = analysis.count_definitions(
            (document.id, each.short, each.long)
            for document in self._documents.values()
            for each in analysis.acronym_definitions(document.body)
        )
        if keys is None:
            return found
        asked = {
            analysis.name_key(each.short)
            for each in found
            if {analysis.name_key(each.short), analysis.name_key(each.long)} & set(keys)
        }
        return [each for each in found if analysis.name_key(each.short) in asked]

    def spelling_candidates(
        self, word: str, field: str, limit: int, *, prefix: int = 0
    ) -> list[SpellingCandidate]:
        word = analysis.fold_prefix(word)
        counts = Counter(other for texts in self._texts.values() for other in texts[field].words)
        most = 0 if len(word) < 2 else 1 if len(word) <= 4 else 2
        found = [
            SpellingCandidate(other, count, edits)
            for other, count in counts.items()
            if other[:prefix] == word[:prefix] and 0 < (edits := changes(word, other)) <= most
        ]
        return sorted(found, key=lambda near: (near.edits, -near.documents, near.word))[:limit]

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
            keywords={
                name: sum(name in spoken(each) for each in documents)
                for name in self.keyword_fields()
            },
            problems=tuple(
                each for _, each in sorted(self._files.items()) if each.problem or each.unread
            ),
        )

    def verify(self) -> tuple[Damage, ...]:
        return ()

    def close(self) -> None:
        pass

    def _rank(self, found: ScoredDocument, sort: Sort) -> tuple[float, int, str]:
        day = self._documents[found.id].date
        ordinal = days_of(day)[0].toordinal() if day else 0
        if sort is Sort.OLDEST:
            return 0.0, ordinal or date.max.toordinal() + 1, found.id
        return (-found.score if sort is Sort.RELEVANCE else 0.0), -ordinal, found.id

    def _explained(self, id_: str, search: Search) -> Explanation | None:
        """What the document's score is made of, or None when it does not match."""
        profile = ranking.PROFILES[search.profile]
        asked = query_importance.words_of(search.tree)
        scoring = Scoring(
            profile,
            ranking.emphasis(profile, asked.informative),
            asked.stop_words if profile.skips_stop_words else frozenset(),
        )
        words = self._words(id_, search.tree, scoring)
        if words is None:
            return None
        for node in search.expansion:
            added = self._words(id_, node, replace(scoring, silent=frozenset()))
            words = [*words, *(structs.replace(word, from_expansion=True) for word in added or [])]
        factor = self._freshness(id_, profile, search.today)
        return Explanation(id_, sum(word.score for word in words) * factor, tuple(words), factor)

    def _freshness(self, id_: str, profile: ranking.Profile, today: date | None) -> float:
        if profile.freshness is None:
            return 1.0
        days = [days_of(each.date)[0] for each in self._documents.values() if each.date]
        newest = max((day for day in days if today is None or day <= today), default=None)
        day = self._documents[id_].date
        age = (newest - days_of(day)[0]).days if day and newest else 0 if day else None
        return ranking.freshness(profile.freshness, age)

    def _words(self, id_: str, node: nodes.Node, scoring: Scoring) -> list[WordScore] | None:
        """What scores in the document, or None when it does not match."""

        def below(inner: nodes.Node, **changes: Any) -> list[WordScore] | None:
            return self._words(id_, inner, replace(scoring, **changes))

        if isinstance(node, nodes.And):
            return add_all([below(each) for each in node.nodes])
        if isinstance(node, nodes.Or):
            parts = [below(each) for each in node.nodes]
            return add_all([part for part in parts if part is not None])
        if isinstance(node, nodes.Not):
            return [] if below(node.node) is None else None
        if isinstance(node, nodes.InField):
            return below(node.node, fields=(node.field,))
        if isinstance(node, nodes.Boost):
            return below(node.node, factor=scoring.factor * node.factor)
        if isinstance(node, nodes.Lead):
            return below(node.node, fields=("body",), lead=node.words)
        if isinstance(node, nodes.AtLeast | nodes.Same):
            return below(node.node) if self._is_so(id_, node, scoring.fields) else None
        if isinstance(node, nodes.Text | nodes.Filters | nodes.Everything):
            return self._leaf(id_, node, scoring)
        return nodes.assert_never(node)

    def _is_so(self, id_: str, node: nodes.AtLeast | nodes.Same, fields: Sequence[str]) -> bool:
        """Whether something is there often enough, or all in one place."""
        if isinstance(node, nodes.AtLeast):
            return self._times(id_, node.node, fields) >= node.count
        texts = [self._texts[id_][name] for name in fields]
        return any(
            stretches(node.node, text, bounds(text, node.unit), self._languages) for text in texts
        )

    def _leaf(self, id_: str, node: nodes.Node, scoring: Scoring) -> list[WordScore] | None:
        if isinstance(node, nodes.Positional):
            readings_ = readings(node, self._languages)
            found = add_all([self._placed(id_, node, each, scoring) for each in readings_])
            silent = isinstance(node, nodes.Word) and node.text in scoring.silent
            return [] if found is not None and silent else found
        if isinstance(node, nodes.MultiTerm | nodes.Exact):
            return self._group(id_, node, scoring)
        return [] if self._is_kept(id_, node) else None

    def _is_kept(self, id_: str, node: nodes.Node) -> bool:
        """Whether a filter keeps the document."""
        document, texts = self._documents[id_], self._texts[id_]
        if isinstance(node, nodes.SourceIs):
            source = document.source
            return bool(source) and (
                agencies.source_key(source or "") == agencies.source_key(node.name)
            )
        if isinstance(node, nodes.KeywordIs):
            return plain_form(node.value) in spoken(document).get(node.field, {})
        if isinstance(node, nodes.DateRange):
            if not document.date:
                return False
            first, last = days_of(document.date)
            return (node.first or date.min) <= first and last <= (node.last or date.max)
        if isinstance(node, nodes.WordCount):
            length = texts["body"].length
            most = length if node.last is None else node.last
            return (node.first or 0) <= length <= most
        if isinstance(node, nodes.Has):
            if node.field == "place":
                return texts["place"].length > 0
            if node.field not in nodes.KNOWN_FIELDS:
                return node.field in spoken(document)
            return bool(getattr(document, node.field, None))
        if isinstance(node, nodes.LanguageIs):
            code = (getattr(document, "language", None) or "").casefold()
            return code == node.code or code.startswith(f"{node.code}-")
        return True

    def _placed(
        self, id_: str, node: nodes.Text, reading: LeafTerms, scoring: Scoring
    ) -> list[WordScore] | None:
        def weighted(text: Text) -> float:
            return sum(
                weight * frequency(node, row, text, scoring.lead) for weight, row in rows(reading)
            )

        facts = [self._facts(query_term, scoring.fields) for query_term in reading.expanded]
        return self._bm25f(id_, node, weighted, facts, scoring)

    def _group(self, id_: str, node: nodes.Text, scoring: Scoring) -> list[WordScore] | None:
        if isinstance(node, nodes.Exact):
            words = analysis.exact_words(node.text)
            facts = [self._group_facts(one.__eq__, scoring.fields) for one in words]
            return self._bm25f(id_, node, lambda text: exact_frequency(words, text), facts, scoring)
        facts = [self._group_facts(lambda word: is_meant(node, word), scoring.fields)]
        return self._bm25f(id_, node, lambda text: group_frequency(node, text), facts, scoring)

    def _group_facts(
        self, is_one: Callable[[str], bool], fields: Sequence[str]
    ) -> ranking.TermStatistics:
        counts = {
            name: [
                count
                for texts in self._texts.values()
                for word, count in texts[name].words.items()
                if is_one(word)
            ]
            for name in fields
        }
        return ranking.TermStatistics(
            max(map(len, counts.values())), sum(map(sum, counts.values()))
        )

    def _times(self, id_: str, node: nodes.Node, fields: Sequence[str]) -> int:
        """How often a leaf, or any of several, occurs in the fields together."""
        if isinstance(node, nodes.Or):
            return sum(self._times(id_, each, fields) for each in node.nodes)
        texts = [self._texts[id_][name] for name in fields]
        if isinstance(node, nodes.Exact):
            words = analysis.exact_words(node.text)
            return sum(exact_frequency(words, text) for text in texts)
        if isinstance(node, nodes.Positional):
            return min(
                (
                    sum(frequency(node, row, text, None) for text in texts for _, row in rows(each))
                    for each in readings(node, self._languages)
                ),
                default=0,
            )
        return sum(group_frequency(node, text) for text in texts)

    def _bm25f(
        self,
        id_: str,
        node: nodes.Text,
        frequency: Callable[[Text], float],
        facts: Sequence[ranking.TermStatistics],
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
        total, k1 = len(self._documents), scoring.profile.k1
        worth = scoring.factor * sum(
            ranking.word_weight(each, total, scoring.power) for each in facts
        )
        alone = len(scoring.fields) == 1
        word = WordScore(
            text=query.unparse(nodes.InField(scoring.fields[0], node) if alone else node),
            score=ranking.score(shares, worth, k1),
            weight=worth,
            documents=int(min(total, *(each.documents for each in facts))),
            fields=ranking.field_scores(frequencies, lengths, shares, worth, k1),
        )
        return [word]

    def _facts(self, query_term: QueryTerm, fields: Sequence[str]) -> ranking.TermStatistics:
        def places(name: str, term: str) -> list[int]:
            found = (texts[name].positions.get(term) for texts in self._texts.values())
            return [len(positions) for positions in found if positions]

        def fewest(name: str, count: Callable[[list[int]], int]) -> int:
            return sum(min(count(places(name, term.text)) for term in path) for path in query_term)

        return ranking.TermStatistics(
            documents=max(fewest(name, len) for name in fields),
            occurrences=sum(fewest(name, sum) for name in fields),
        )


@dataclass(frozen=True)
class Scoring:
    """How what is being looked at scores."""

    profile: ranking.Profile = ranking.PROFILES["plain"]
    power: float = 0.0
    silent: frozenset[str] = frozenset()
    fields: tuple[str, ...] = nodes.TEXT_FIELDS
    factor: float = 1.0
    lead: int | None = None


def usual_name(name: str, names: Counter[str | None]) -> str:
    """The name that most documents give the same source."""
    key = agencies.source_key(name)
    same = [each for each in names if each is not None and agencies.source_key(each) == key]
    return min(same, key=lambda each: (-names[each], each))


def add_all(parts: Sequence[list[WordScore] | None]) -> list[WordScore] | None:
    """All of them together, or None when there is nothing to add or a part is None."""
    known = [part for part in parts if part is not None]
    return [word for part in known for word in part] if parts and len(known) == len(parts) else None


class ReferenceWriter:
    """See ``engine.interface.Writer``."""

    batch_analyser = ""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.commits = 0
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

    def put_analysed(self, prepared: object, first: int, end: int) -> None:
        raise TypeError("this engine has no preparer")

    def remove_file(self, path: str) -> int:
        self._files.pop(path, None)
        gone = [id_ for id_, document in self._documents.items() if document.path == path]
        for id_ in gone:
            del self._documents[id_]
        return len(gone)

    def record_file(self, record: FileRecord) -> None:
        self._files[record.path] = record

    def record_root(self, path: str) -> None:
        self._archive.roots.add(path)

    def commit(self) -> None:
        self._archive.documents = dict(self._documents)
        self._archive.files = dict(self._files)
        self.commits += 1

    def rollback(self) -> None:
        self._documents = dict(self._archive.documents)
        self._files = dict(self._archive.files)
