"""The query tree matched against one segment: a set of documents, and the score of each.

``cost`` tells how many postings that touches, and whether arrays are needed for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date

import msgspec
from msgspec.structs import replace

from asean_search import agencies, analysis, ranking
from asean_search.analysis import LeafTerms
from asean_search.analysis.token import QueryTerm
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import FIELD_NUMBERS, TERMS, WORDS
from asean_search.engine.whoosh.small.segment_reader import SmallSegmentReader
from asean_search.engine.whoosh.small.weight import Similarity, Statistics
from asean_search.query import nodes

Counts = Sequence[Mapping[int, float]]
"""By text field: document number -> frequency."""

_ByArrays = (
    nodes.Near
    | nodes.Exact
    | nodes.Wildcard
    | nodes.Regex
    | nodes.Fuzzy
    | nodes.AtLeast
    | nodes.Lead
    | nodes.Same
    | nodes.WordCount
    | nodes.LanguageIs
)
"""Nodes that only arrays match."""

_PHRASE_COST = 3
"""The cost of a posting with its positions, in postings without."""
_WORD_COST = 20
"""The cost of a word that a prefix stands for, beside its postings."""


def _no_score(_: int) -> float:
    return 0.0


class DocSet(msgspec.Struct, eq=False):
    """The matching documents of a segment; ``score`` takes one of them."""

    documents: Set[int]
    score: Callable[[int], float] = _no_score


class Matcher(msgspec.Struct, frozen=True):
    """Matches nodes in ``fields``; scores are multiplied by ``factor``, or 0 unless ``scoring``.

    ``unscored_words`` match without scoring.
    """

    statistics: Statistics
    similarity: Similarity
    unscored_words: frozenset[str] = frozenset()
    fields: tuple[str, ...] = nodes.TEXT_FIELDS
    scoring: bool = True
    factor: float = 1.0

    def match(self, node: nodes.Node, reader: SmallSegmentReader) -> DocSet:
        """The documents that a node matches in a segment.

        Raises:
            AssertionError: The node is unknown, or only arrays can match it.
        """
        if isinstance(node, nodes.Word | nodes.Phrase):
            return self._leaf(node, reader)
        if isinstance(node, nodes.Prefix):
            prefix = analysis.fold_prefix(node.text)
            if not prefix:
                return DocSet(set())
            counts = _sum(reader.frequencies(word, WORDS) for word in reader.words(prefix))
            statistics = self.statistics.prefix_statistics(prefix, self.fields)
            return self._scored(counts, [statistics], reader)
        if isinstance(node, nodes.And):
            return _all(self.match(each, reader) for each in node.nodes)
        if isinstance(node, nodes.Or):
            return _any([self.match(each, reader) for each in node.nodes])
        if isinstance(node, nodes.Not):
            unwanted = replace(self, scoring=False).match(node.node, reader)
            return DocSet(set(reader.documents()) - unwanted.documents)
        if isinstance(node, nodes.InField):
            return replace(self, fields=(node.field,)).match(node.node, reader)
        if isinstance(node, nodes.Boost):
            return replace(self, factor=self.factor * node.factor).match(node.node, reader)
        return DocSet(_filtered(node, reader))

    def _leaf(self, node: nodes.Word | nodes.Phrase, reader: SmallSegmentReader) -> DocSet:
        """A chunk of text means every word in it."""
        silent = isinstance(node, nodes.Word) and node.text in self.unscored_words
        matcher = replace(self, scoring=False) if silent else self
        found = self.statistics.leaf_terms(node)
        return _all(matcher._terms(terms, reader) for terms in found) if found else DocSet(set())

    def _terms(self, terms: LeafTerms, reader: SmallSegmentReader) -> DocSet:
        """A word, or words that follow one another, with their synonyms, by BM25F."""
        find = self.statistics.query_term_statistics
        statistics = (find(query_term, self.fields) for query_term in terms.expanded)
        return self._scored(_counts(terms, reader), statistics, reader)

    def _scored(
        self,
        every: Counts,
        statistics: Iterable[ranking.TermStatistics],
        reader: SmallSegmentReader,
    ) -> DocSet:
        counts = [(field, every[FIELD_NUMBERS[field]]) for field in self.fields]
        documents: set[int] = set().union(*(frequencies for _, frequencies in counts))
        if not self.scoring:
            return DocSet(documents)
        parts = [
            (field, frequencies, reader.column(f"len.{field}"))
            for field, frequencies in counts
            if frequencies
        ]
        similarity = self.similarity
        weight = self.factor * sum(map(similarity.term_weight, statistics))

        def score(document: int) -> float:
            shares = [
                similarity.share(field, frequencies[document], lengths[document])
                for field, frequencies, lengths in parts
                if document in frequencies
            ]
            return ranking.score(shares, weight, similarity.k1)

        return DocSet(documents, score)


def cost(  # noqa: C901, PLR0911 - one case for each kind of node
    node: nodes.Node, reader: SmallSegmentReader, statistics: Statistics
) -> float:
    """An upper bound of the postings that ``Matcher.match`` touches; inf: only arrays can.

    Raises:
        AssertionError: The node is unknown.
    """
    if isinstance(node, nodes.Word | nodes.Phrase):
        return sum(_terms_cost(terms, reader) for terms in statistics.leaf_terms(node))
    if isinstance(node, nodes.And | nodes.Or):
        return sum(cost(each, reader, statistics) for each in node.nodes)
    if isinstance(node, nodes.Not):
        return reader.segment.documents + cost(node.node, reader, statistics)
    if isinstance(node, nodes.InField | nodes.Boost):
        return cost(node.node, reader, statistics)
    if isinstance(node, nodes.Prefix):
        prefix = analysis.fold_prefix(node.text)
        if not prefix:
            return 0
        words = sum(1 for _ in reader.words(prefix))
        return _WORD_COST * words + reader.posting_count(WORDS, prefix, prefix=True)
    if isinstance(node, nodes.Everything | nodes.DateRange):
        return reader.segment.documents
    if isinstance(node, nodes.SourceIs):
        return reader.posting_count("source", agencies.source_key(node.name))
    if isinstance(node, nodes.KeywordIs | nodes.Has):
        if node.field in nodes.KNOWN_FIELDS:
            return math.inf
        return reader.posting_count(keywords.FIELD, _keyword_prefix(node), prefix=True)
    if isinstance(node, _ByArrays):
        return math.inf
    return nodes.assert_never(node)


def _keyword_prefix(node: nodes.KeywordIs | nodes.Has) -> str:
    return keywords.prefix(node.field, node.value if isinstance(node, nodes.KeywordIs) else None)


def _terms_cost(terms: LeafTerms, reader: SmallSegmentReader) -> int:
    rows = [terms.typed, *(other.query_terms for other in terms.synonyms), terms.expanded]
    names = {
        term.text for row in rows for query_term in row for path in query_term for term in path
    }
    found = sum(reader.posting_count(TERMS, name) for name in names)
    return found if all(map(_is_one_word, rows)) else _PHRASE_COST * found


def _filtered(
    node: nodes.Everything | nodes.Filters | _ByArrays, reader: SmallSegmentReader
) -> Set[int]:
    """The documents that a filter matches."""
    if isinstance(node, nodes.Everything):
        return set(reader.documents())
    if isinstance(node, nodes.DateRange):
        first = node.first.toordinal() if node.first else 1
        last = node.last.toordinal() if node.last else date.max.toordinal()
        first_days, last_days = reader.column("date"), reader.column("last_day")
        return {
            number
            for number in reader.documents()
            if first <= first_days[number] and last_days[number] <= last
        }
    if isinstance(node, nodes.SourceIs):
        return set(reader.documents_with("source", agencies.source_key(node.name)))
    if isinstance(node, nodes.KeywordIs | nodes.Has):
        found = reader.keywords(_keyword_prefix(node))
        return {document for _, documents in found for document in documents}
    if isinstance(node, _ByArrays):
        raise AssertionError(f"only arrays match this node: {node!r}")
    return nodes.assert_never(node)


def _all(parts: Iterable[DocSet]) -> DocSet:
    """The documents in every part, of which there is one or more; scores are added."""
    found: list[DocSet] = []
    for part in parts:
        found.append(part)
        if not part.documents:
            return part
    if len(found) == 1:
        return found[0]
    smallest, *others = sorted((each.documents for each in found), key=len)
    documents = set(smallest).intersection(*others)
    scores = [each.score for each in found if each.score is not _no_score]
    if not scores:
        return DocSet(documents)
    return DocSet(documents, lambda document: sum(score(document) for score in scores))


def _any(parts: Sequence[DocSet]) -> DocSet:
    """The documents in at least one part; scores are added."""
    documents: set[int] = set().union(*(each.documents for each in parts))
    scoring = [each for each in parts if each.score is not _no_score]
    if not scoring:
        return DocSet(documents)
    return DocSet(
        documents,
        lambda document: sum(
            each.score(document) for each in scoring if document in each.documents
        ),
    )


def _is_one_word(query_terms: Sequence[QueryTerm]) -> bool:
    """Whether frequencies alone decide: nothing has to stand beside anything."""
    return len(query_terms) == 1 and all(len(path) == 1 for path in query_terms[0])


def _counts(terms: LeafTerms, reader: SmallSegmentReader) -> Counts:
    """The frequencies of a leaf; an occurrence of a synonym counts for its weight."""
    total = _row_counts(terms.typed, reader)
    if not terms.synonyms:
        return total
    weighted = [dict(frequencies) for frequencies in total]
    for other in terms.synonyms:
        for into, found in zip(weighted, _row_counts(other.query_terms, reader), strict=True):
            for document, frequency in found.items():
                into[document] = into.get(document, 0.0) + other.weight * frequency
    return weighted


def _row_counts(query_terms: Sequence[QueryTerm], reader: SmallSegmentReader) -> Counts:
    if not _is_one_word(query_terms):
        return _phrase_counts(query_terms, reader)
    return _sum(reader.frequencies(path[0].text) for path in query_terms[0])


def _sum(every: Iterable[Counts]) -> Counts:
    total: list[dict[int, float]] = [{} for _ in FIELD_NUMBERS]
    for each in every:
        for number, found in enumerate(each):
            into = total[number]
            if not into:
                total[number] = dict(found)
                continue
            for document, frequency in found.items():
                into[document] = into.get(document, 0) + frequency
    return total


def _phrase_counts(query_terms: Sequence[QueryTerm], reader: SmallSegmentReader) -> Counts:
    """The number of positions at which query terms that follow one another start."""

    def holding(query_term: QueryTerm, field: int) -> set[int]:
        ways = (
            set.intersection(*(set(reader.frequencies(term.text)[field]) for term in path))
            for path in query_term
        )
        return set().union(*ways)

    candidates = [
        set.intersection(*(holding(query_term, field) for query_term in query_terms))
        for field in FIELD_NUMBERS.values()
    ]
    wanted = set().union(*candidates)
    names = {term.text for query_term in query_terms for path in query_term for term in path}
    positions = {name: reader.positions(name, wanted) for name in names} if wanted else {}
    counts: list[dict[int, float]] = []
    for field, documents in enumerate(candidates):
        here: dict[int, float] = {}
        for document in sorted(documents):
            found = {name: each[field].get(document, ()) for name, each in positions.items()}
            if count := len(starts(query_terms, found)):
                here[document] = count
        counts.append(here)
    return counts


def starts(query_terms: Sequence[QueryTerm], positions: Mapping[str, Iterable[int]]) -> set[int]:
    """The positions at which a phrase starts in one text, given those of its terms.

    From the last query term to the first: a position is kept if one of the query term's paths
    leads from it to a kept position of the next query term. A term leads ``width`` positions on.
    """
    kept: set[int] | None = None
    for query_term in reversed(query_terms):
        here: set[int] = set()
        for path in query_term:
            ends = kept
            for term in reversed(path):
                at = positions[term.text]
                ends = (
                    set(at)
                    if ends is None
                    else {position for position in at if position + term.width in ends}
                )
            here |= ends or set()
        kept = here
    return kept or set()
