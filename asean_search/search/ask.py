"""The use case of a query: SearchRequest -> SearchResult. The one place that knows the order."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from asean_search import query_importance
from asean_search.engine.interface import OpenIndex, ScoredDocument, Search
from asean_search.model import (
    Explanation,
    FeedbackTerm,
    Hit,
    Location,
    SearchRequest,
    SearchResult,
    Suggestions,
)
from asean_search.query.nodes import Everything
from asean_search.search.adjacency import search_page
from asean_search.search.interpret import ResolvedQuery, SynonymLookup, interpret
from asean_search.snippets import Highlighter

FEW_HITS, SOME_HITS = 3, 10
"""Below the first a spelling mistake is likely; below the second, stop words may exclude hits."""

PARTIAL_LIMIT = 5
"""The number of partial hits that are offered when no document has all the words."""


def search(
    index: OpenIndex,
    request: SearchRequest,
    *,
    today: date | None = None,
    location: Location | None = None,
) -> SearchResult:
    """Answer a query from an open index.

    Args:
        index: The index.
        request: The query and its options.
        today: The local day that relative dates count from; by default the clock's.
        location: The index's, which may hold the user's own aliases. Without it only those count
            that come with the program.

    Raises:
        RequestError: The query, a date, or an option cannot be used; it quotes the fragment.
        ConfigError: A file of aliases cannot be read.
        IndexUnusableError: The index cannot be read.
    """
    started = time.perf_counter()
    add_synonyms = SynonymLookup(index, location)
    resolved = interpret(index, request, today or date.today(), add_synonyms)
    feedback_terms: tuple[FeedbackTerm, ...] = ()
    if request.expand:
        from asean_search.search import feedback

        expanded, feedback_terms = feedback.expanded(index, resolved.search)
        resolved = replace(resolved, search=expanded)
    page = search_page(index, resolved.search, resolved.typed, add_synonyms)
    hits = hits_of(index, page.documents, resolved.search, request, request.offset + 1)
    help_ = _help_for_few_hits(index, request, resolved, page.total, add_synonyms)
    return SearchResult(
        query=replace(resolved.interpreted, notes=resolved.interpreted.notes + help_.notes),
        total=page.total,
        offset=request.offset,
        hits=hits,
        partial=help_.partial,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        index_documents=help_.index_documents,
        facets=page.facets,
        suggestions=help_.suggestions,
        truncated=page.truncated,
        expansion=feedback_terms,
    )


class _Help(msgspec.Struct, frozen=True):
    """What a result with few hits, or none, offers beside them."""

    notes: tuple[str, ...] = ()
    partial: tuple[Hit, ...] = ()
    index_documents: int | None = None
    suggestions: Suggestions | None = None


def _help_for_few_hits(
    index: OpenIndex,
    request: SearchRequest,
    resolved: ResolvedQuery,
    total: int,
    add_synonyms: SynonymLookup,
) -> _Help:
    typed, interpreted = resolved.typed, resolved.interpreted
    is_few = total < FEW_HITS or (
        total < SOME_HITS and bool(query_importance.words_of(typed).stop_words)
    )
    if not is_few:
        return _Help()
    from asean_search.search.suggest import (
        SimilarSources,
        missing_values,
        similar_sources,
        suggestions,
    )

    help_ = _Help()
    similar: SimilarSources = {}
    if not total:
        similar = similar_sources(index, typed, interpreted)
        limit = min(PARTIAL_LIMIT, request.limit) if request.offset == 0 else 0
        wide, partial = partial_documents(index, resolved.search, limit)
        help_ = _Help(
            notes=tuple(missing_values(index, typed, interpreted, similar)),
            partial=hits_of(index, partial, wide, request, 1),
            index_documents=index.search(Search(Everything(), limit=0)).total,
        )
    if request.limit == 0 or request.offset or help_.index_documents == 0:
        return help_
    found = suggestions(index, typed, interpreted, total, add_synonyms, similar)
    return replace(help_, suggestions=found)


def hits_of(
    index: OpenIndex,
    documents: Sequence[ScoredDocument],
    search: Search,
    request: SearchRequest,
    first_rank: int,
) -> tuple[Hit, ...]:
    """The hits of a page: stored documents, snippets, highlights, and explanations if requested."""
    if not documents:
        return ()
    ids = [each.id for each in documents]
    highlighter = Highlighter(search.tree)
    explanations: dict[str, Explanation] = {}
    if request.explain:
        index.capabilities().require("explanations")
        explanations = {each.id: each for each in index.explain(search, ids)}
    stored = {document.id: document for document in index.documents(ids)}
    hits = []
    for rank, each in enumerate(documents, first_rank):
        document = stored[each.id]
        hits.append(
            Hit(
                rank=rank,
                score=each.score,
                document=document,
                snippets=highlighter.snippets(
                    document.body,
                    count=request.snippets,
                    width_chars=request.snippet_chars,
                    language=document.language,
                    pages=document.pages,
                    first_line=document.first_line,
                ),
                title_highlights=highlighter.spans(document.title, "title", document.language),
                explanation=explanations.get(each.id),
            )
        )
    return tuple(hits)


def partial_documents(
    index: OpenIndex, search: Search, limit: int, known: Collection[str] = ()
) -> tuple[Search, list[ScoredDocument]]:
    """The search for some of the words, and at most ``limit`` of its documents not ``known``."""
    tree = query_importance.partial_query(search.tree) if limit > 0 else None
    if tree is None:
        return search, []
    wide = replace(search, tree=tree, limit=limit + len(known), offset=0, facets=())
    found = index.search(wide).documents
    return wide, [each for each in found if each.id not in known and each.score > 0][:limit]
