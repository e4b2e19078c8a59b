"""A search in plain Python, and whether it is worth while: it is, when it touches little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from asean_search import analysis, ranking
from asean_search.engine.interface import Page, ScoredDocument
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.facets import Counting
from asean_search.engine.whoosh.fields import TERMS, WORDS, to_bytes
from asean_search.engine.whoosh.small import order
from asean_search.engine.whoosh.small.compile import compile_filter, compile_scoring
from asean_search.engine.whoosh.small.weight import Statistics
from asean_search.model import Sort
from asean_search.query import nodes as tree

if TYPE_CHECKING:
    from asean_search.analysis.token import QueryTerm
    from asean_search.engine.interface import Search
    from asean_search.engine.whoosh.small.scorer import Matches
    from asean_search.engine.whoosh.small.segment_reader import PlainSegment

POSTINGS_MAX = 60_000
"""Some 1 µs each: about what loading NumPy takes. Searches that touch more in all are for NumPy."""

_AFTER_EVERY_DAY = date.max.toordinal() + 1
_Place = tuple[int, int]


def postings(segments: Sequence[PlainSegment], search: Search) -> int:
    """About how many postings a search touches: what it costs in plain Python."""
    nodes = [search.tree, *search.expansion]
    if search.filter is not None:
        nodes.append(search.filter)
    return sum(_size(segment, node) for segment in segments for node in nodes)


def _size(segment: PlainSegment, node: tree.Node) -> int:
    if isinstance(node, (tree.Word, tree.Phrase)):
        dictionary = segment.dictionary(TERMS)
        terms = {
            term.text
            for query_term in _query_terms(segment, node)
            for path in query_term
            for term in path
        }
        numbers = [dictionary.find(to_bytes(term)) for term in terms]
        found = sum(
            segment.posting_count(TERMS, number, number + 1) for number in numbers if number >= 0
        )
        return 3 * found if isinstance(node, tree.Phrase) else found
    if isinstance(node, tree.Prefix):
        prefix = to_bytes(analysis.fold_prefix(node.text))
        first, end = segment.dictionary(WORDS).prefix_range(prefix)
        return 20 * (end - first) + 2 * segment.posting_count(WORDS, first, end)
    if isinstance(node, (tree.And, tree.Or)):
        return sum(_size(segment, each) for each in node.nodes)
    if isinstance(node, (tree.Not, tree.InField, tree.Boost)):
        own = segment.count if isinstance(node, tree.Not) else 0
        return own + _size(segment, node.node)
    if isinstance(node, (tree.Everything, tree.DateRange, tree.SourceIs, tree.KeywordIs)):
        return segment.count
    if isinstance(node, tree.Has) and node.field not in tree.KNOWN_FIELDS:
        return 2 * segment.count
    return POSTINGS_MAX + 1  # the other operators are for arrays alone


def _query_terms(segment: PlainSegment, node: tree.Word | tree.Phrase) -> Iterator[QueryTerm]:
    """Every query term that is looked for, other names included."""
    languages = segment.languages()
    if isinstance(node, tree.Word):
        readings = analysis.word_leaf_terms(node.text, node.synonyms, languages)
    else:
        readings = (analysis.phrase_leaf_terms(node.text, node.synonyms, languages),)
    for reading in readings:
        yield from reading.wide


def search_plainly(segments: Sequence[PlainSegment], search: Search) -> Page:
    """The page of documents that match, best first."""
    statistics = Statistics(segments)
    profile = ranking.PROFILES[search.profile]
    query, *added = compile_scoring(search, profile, statistics)
    only = search.filter and compile_filter(search.filter, profile, statistics)
    found: list[Matches] = []
    places: list[_Place] = []
    counting = Counting(search.facets)
    for index, segment in enumerate(segments):
        matches = query.matches(segment)
        documents = matches.documents
        if only and documents:
            documents = documents & only.matches(segment).documents
        found.append(matches)
        places.extend((index, number) for number in documents)
        _count(segment, documents, counting)

    more = [[node.matches(segment) for node in added] for segment in segments]
    factor = _freshness(segments, profile, search.today)

    def score(place: _Place) -> float:
        index, number = place
        extra = (each.score(number) for each in more[index] if number in each.documents)
        return sum(extra, found[index].score(number)) * factor(place)

    page = _page(segments, places, search, score) if search.limit > 0 else []
    return Page(
        len(places),
        tuple(ScoredDocument(segments[place[0]].id(place[1]), score(place)) for place in page),
        counting.facets(),
    )


def _freshness(
    segments: Sequence[PlainSegment], profile: ranking.Profile, today: date | None
) -> Callable[[_Place], float]:
    """What a document's score is multiplied by."""
    freshness = profile.freshness
    if freshness is None:
        return lambda _: 1.0
    last = date.max.toordinal() if today is None else today.toordinal()
    days = (each.column("date")[number] for each in segments for number in each.documents())
    newest = max((day for day in days if 0 < day <= last), default=0)

    def factor(place: _Place) -> float:
        day = segments[place[0]].column("date")[place[1]]
        return ranking.freshness(freshness, newest - day if day > 0 else None)

    return factor


def _count(segment: PlainSegment, documents: Iterable[int], counting: Counting) -> None:
    if counting.by_day:
        begins, ends = segment.column("date"), segment.column("last_day")
        for (first, last), count in Counter((begins[n], ends[n]) for n in documents).items():
            if first == last:
                counting.days.append((first, count))
            else:
                counting.spans[first, last] += count
    if counting.by_source:
        counting.sources.update(segment.sources(documents))
    for name in counting.keyword_fields:
        _count_keywords(segment, set(documents), name, counting)


def _count_keywords(
    segment: PlainSegment, documents: set[int], name: str, counting: Counting
) -> None:
    having: set[int] = set()
    for term, docs in segment.keywords(keywords.prefix(name)):
        found = documents.intersection(docs)
        if found:
            counting.add_keyword(term, len(found))
            having |= found
    counting.without_keyword[name] += len(documents) - len(having)


def _page(
    segments: Sequence[PlainSegment],
    places: list[_Place],
    search: Search,
    score: Callable[[_Place], float],
) -> list[_Place]:
    def id_(place: _Place) -> str:
        return segments[place[0]].id(place[1])

    def day(place: _Place) -> int:
        return segments[place[0]].column("date")[place[1]]

    keys: dict[Sort, list[Callable[[_Place], Any]]] = {
        Sort.RELEVANCE: [lambda place: -score(place), lambda place: -day(place), id_],
        Sort.NEWEST: [lambda place: -day(place), id_],
        Sort.OLDEST: [lambda place: day(place) or _AFTER_EVERY_DAY, id_],
    }
    count = search.offset + search.limit
    return order.first(places, count, keys[search.sort])[search.offset :]
