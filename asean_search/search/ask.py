"""The use case of a query: SearchRequest -> SearchResult. The one place that knows the order."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from asean_search import agencies, analysis, query, query_importance, ranking, synonyms
from asean_search.engine.interface import Index, ScoredDocument, Search
from asean_search.errors import DateSyntaxError, QuerySyntaxError, RequestError
from asean_search.model import (
    FACETS,
    Explanation,
    FeedbackTerm,
    Hit,
    InterpretedQuery,
    SearchRequest,
    SearchResult,
)
from asean_search.model.field_names import keyword_name
from asean_search.query.nodes import (
    And,
    Everything,
    Exact,
    Fuzzy,
    Near,
    Node,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)
from asean_search.search import feedback, suggest
from asean_search.snippets import Highlighter

LITTLE, NOT_MUCH = 3, 10
"""Of fewer hits a spelling mistake may be the cause; or that stop words are wanted, too."""

PARTIAL_LIMIT = 5
"""How many of the closest documents are offered when none has all the words."""


def search(
    index: Index,
    request: SearchRequest,
    *,
    today: date | None = None,
    folder: Path | None = None,
) -> SearchResult:
    """Answer a query from an open index.

    ``today`` is the local day that relative dates count from; by default the clock's. ``folder``
    is the index's: the user's own aliases are in it, and beside the user's settings. Without it
    only those count that come with the program.

    Raises:
        RequestError: the query, a date, or an option cannot be used; it quotes the fragment.
        ConfigError: a file of aliases cannot be read.
        IndexUnusableError: the index cannot be read.
    """
    started = time.perf_counter()
    expand = other_names(index, folder)
    plan = interpret(index, request, today or date.today(), expand)
    added: tuple[FeedbackTerm, ...] = ()
    if request.expand:
        wider, added = feedback.expanded(index, plan.search)
        plan = replace(plan, search=wider)
    page = index.search(plan.search)
    hits = _dress(index, page.documents, plan.search, request, first_rank=request.offset + 1)
    partial: tuple[Hit, ...] = ()
    notes = plan.interpreted.notes
    held = None
    suggestions = None
    near: suggest.NearSources = {}
    if page.total == 0:
        held = index.search(Search(tree=Everything(), limit=0)).total
        partial = _closest(index, plan, request)
        near = suggest.sources_near(index, plan.typed, plan.interpreted)
        notes += tuple(suggest.absent(index, plan.typed, plan.interpreted, near))
    is_little = page.total < LITTLE or (
        page.total < NOT_MUCH and query_importance.words_of(plan.typed).stop_words
    )
    if is_little and request.limit > 0 and request.offset == 0 and held != 0:
        suggestions = suggest.suggestions(
            index, plan.typed, plan.interpreted, page.total, expand, near
        )
    return SearchResult(
        query=replace(plan.interpreted, notes=notes),
        total=page.total,
        offset=request.offset,
        hits=hits,
        partial=partial,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        index_documents=held,
        facets=page.facets,
        suggestions=suggestions,
        truncated=page.truncated,
        expansion=added,
    )


class Plan(msgspec.Struct, frozen=True):
    """A request, resolved: what the engine is asked, and how that is told to the user.

    ``typed`` is the tree as it was asked; the engine is asked for other names, too.
    """

    search: Search
    typed: Node
    interpreted: InterpretedQuery


def other_names(index: Index, folder: Path | None) -> suggest.Expand:
    """What gives the words of a query their other names, with the aliases of ``folder``.

    Raises:
        ConfigError: A file of aliases cannot be read.
    """
    table = synonyms.load(synonyms.files(folder) if folder else ())
    return functools.partial(synonyms.expand, table=table, learned=index.acronyms)


def interpret(index: Index, request: SearchRequest, today: date, expand: suggest.Expand) -> Plan:
    """Resolve the text, the dates and the sources; the index says which columns were kept.

    Raises:
        RequestError: The first problem found.
    """
    if request.limit < 0 or request.offset < 0:
        raise RequestError(
            f"limit and offset cannot be negative: {request.limit}, {request.offset}"
        )
    if any(not agencies.source_key(name).strip() for name in request.sources):
        raise RequestError("--source names no source", hint="As in --source VNA.")
    ranking.profile_named(request.profile)
    facets = tuple(dict.fromkeys(map(_facet_name, request.facets)))
    is_asked = ":" in request.query or not set(facets) <= set(FACETS)
    keywords = index.keyword_fields() if is_asked else ()
    _require_facets(facets, (*FACETS, *keywords))
    parsed = query.parse(request.query, today=today, keywords=keywords)
    if parsed.problems:
        raise parsed.problems[0]
    dropped: list[str] = []
    tree = _searchable(parsed.tree, dropped) if parsed.tree is not None else None
    if tree is None:
        raise QuerySyntaxError(
            f"there is no word to look for in {request.query!r}",
            fragment=request.query,
            hint="Give a word, a phrase in double quotes, or * for every document.",
        )
    since, until = _days(request, today)
    expanded = expand(tree)
    interpreted = InterpretedQuery(
        text=request.query,
        version=query.QUERY_LANGUAGE_VERSION,
        canonical=query.unparse(tree),
        since=since,
        until=until,
        sources=tuple(agencies.canonical(name) for name in request.sources),
        sort=request.sort,
        notes=parsed.notes + tuple(f"{text!r} has no letter or digit: ignored" for text in dropped),
        synonyms=synonyms.synonyms_in(expanded),
    )
    narrowing = suggest.filter_of(interpreted)
    whole = query.normalise(And((tree, narrowing))) if narrowing else tree
    interpreted = replace(interpreted, standalone=query.unparse(whole))
    return Plan(
        search=Search(
            tree=expanded,
            filter=narrowing,
            sort=request.sort,
            limit=request.limit,
            offset=request.offset,
            profile=request.profile,
            today=today,
            facets=facets,
        ),
        typed=tree,
        interpreted=interpreted,
    )


def _facet_name(name: str) -> str:
    return name if name in FACETS else keyword_name(name) or name


def _require_facets(asked: Sequence[str], known: Sequence[str]) -> None:
    """See that documents can be counted by all of these."""
    for name in asked:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            suggestion = f"Did you mean {near[0]}? " if near else ""
            raise RequestError(
                f"unknown facet {name!r}",
                hint=f"{suggestion}Documents of this index are counted by {', '.join(known)}.",
            )


def _days(request: SearchRequest, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that ``on``, or ``since`` and ``until``, allow."""
    if request.on is not None:
        if request.since is not None or request.until is not None:
            raise RequestError("--on takes the place of --since and --until: give one or the other")
        return query.parse_dates(request.on, today=today)
    since = query.first_day(request.since, today=today) if request.since is not None else None
    until = query.last_day(request.until, today=today) if request.until is not None else None
    if since and until and since > until:
        raise DateSyntaxError(
            f"--since {request.since} is after --until {request.until}",
            fragment=f"{request.since}..{request.until}",
            suggestion=f"--since {request.until} --until {request.since}",
        )
    return since, until


def _searchable(tree: Node, dropped: list[str]) -> Node | None:
    """The tree without what analysis finds no word in; those texts are added to ``dropped``."""

    def keep(leaf: Node) -> Node | None:
        if isinstance(leaf, Prefix | Wildcard | Fuzzy):
            has_word = analysis.fold_prefix(leaf.text.strip("*?")) != ""
        elif isinstance(leaf, Word | Phrase | Near | Exact):
            has_word = bool(analysis.query_terms(leaf.text))
        else:
            return leaf
        if not has_word:
            dropped.append(query.unparse(leaf) if isinstance(leaf, Prefix) else leaf.text)
        return leaf if has_word else None

    return query.map_leaves(tree, keep)


def _dress(
    index: Index,
    found: Sequence[ScoredDocument],
    asked: Search,
    request: SearchRequest,
    first_rank: int,
) -> tuple[Hit, ...]:
    """Fetch and highlight only what will be shown."""
    if not found:
        return ()
    highlighter = Highlighter(asked.tree)
    reasons: dict[str, Explanation] = {}
    if request.explain:
        explained = index.explain(asked, [one.id for one in found])
        reasons = {each.id: each for each in explained}
    documents = {document.id: document for document in index.documents([f.id for f in found])}
    hits = []
    for rank, one in enumerate(found, first_rank):
        document = documents[one.id]
        hits.append(
            Hit(
                rank=rank,
                score=one.score,
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
                explanation=reasons.get(one.id),
            )
        )
    return tuple(hits)


def _closest(index: Index, plan: Plan, request: SearchRequest) -> tuple[Hit, ...]:
    """The best documents that have some of the words, when none has them all."""
    tree = query_importance.partial_query(plan.search.tree)
    if tree is None or request.limit == 0 or request.offset > 0:
        return ()
    limit = min(PARTIAL_LIMIT, request.limit)
    asked = replace(plan.search, tree=tree, limit=limit, offset=0, facets=())
    return _dress(index, index.search(asked).documents, asked, request, first_rank=1)
