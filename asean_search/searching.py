"""The use case of a question: SearchRequest -> SearchResult. The one place that knows the order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from asean_search import agencies, analysis, expanding, query, question, ranking
from asean_search.engine.interface import Found, Index, Page, Search
from asean_search.errors import DateSyntaxError, QuerySyntaxError, RequestError
from asean_search.model import (
    FACETS,
    AddedWord,
    Explanation,
    Hit,
    SearchRequest,
    SearchResult,
    Understanding,
)
from asean_search.query.tree import (
    And,
    DateRange,
    Everything,
    InField,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SourceIs,
    Word,
)
from asean_search.snippets import Highlighter

PARTIAL_LIMIT = 5
"""How many of the closest documents are offered when none has all the words."""


def search(index: Index, request: SearchRequest, *, today: date | None = None) -> SearchResult:
    """Answer a question from an open index.

    ``today`` is the local day that relative dates count from; by default the clock's.

    Raises:
        RequestError: the query, a date, or an option cannot be used; it quotes the fragment.
        IndexUnusableError: the index cannot be read.
    """
    started = time.perf_counter()
    plan = understand(request, today or date.today())
    asked = plan.search
    added: tuple[AddedWord, ...] = ()
    if request.expand:
        asked, added = expanding.expanded(index, asked)
        plan = replace(plan, search=asked)
    page = index.search(asked)
    hits = _hits(index, page, plan, request)
    partial: tuple[Hit, ...] = ()
    notes = plan.understanding.notes
    held = None
    if page.total == 0:
        held = index.search(Search(tree=Everything(), limit=0)).total
        partial = _closest(index, plan, request)
        notes += _unknown_sources(index, plan)
    return SearchResult(
        query=replace(plan.understanding, notes=notes),
        total=page.total,
        offset=request.offset,
        hits=hits,
        partial=partial,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
        index_documents=held,
        expansion=added,
        facets=page.facets,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """A request, resolved: what the engine is asked, and how that is told to the user."""

    search: Search
    understanding: Understanding


def understand(request: SearchRequest, today: date) -> Plan:
    """Resolve the text, the dates and the sources.

    Raises:
        RequestError: The first problem found.
    """
    if request.limit < 0 or request.offset < 0:
        raise RequestError(
            f"limit and offset cannot be negative: {request.limit}, {request.offset}"
        )
    ranking.profile_named(request.profile)
    unknown = [name for name in request.facets if name not in FACETS]
    if unknown:
        raise RequestError(f"unknown facet {unknown[0]!r}", hint=f"Facets: {', '.join(FACETS)}")
    parsed = query.parse(request.query, today=today)
    if parsed.problems:
        raise parsed.problems[0]
    dropped: list[str] = []
    left = _searchable(parsed.tree, dropped) if parsed.tree is not None else None
    tree = query.normalise(left) if left is not None else None
    if tree is None:
        raise QuerySyntaxError(
            f"there is no word to look for in {request.query!r}",
            fragment=request.query,
            hint="Give a word, a phrase in double quotes, or * for every document.",
        )
    since, until = _days(request, today)
    understanding = Understanding(
        text=request.query,
        canonical=query.unparse(tree),
        since=since,
        until=until,
        sources=tuple(agencies.canonical(name) for name in request.sources),
        sort=request.sort,
        notes=parsed.notes + tuple(f"{text!r} has no letter or digit: ignored" for text in dropped),
    )
    return Plan(
        search=Search(
            tree=tree,
            filter=_filter(understanding),
            sort=request.sort,
            limit=request.limit,
            offset=request.offset,
            profile=request.profile,
            today=today,
            facets=request.facets,
        ),
        understanding=understanding,
    )


def _days(request: SearchRequest, today: date) -> tuple[date | None, date | None]:
    """The first and the last day that ``since`` and ``until`` allow."""
    since = query.first_day(request.since, today=today) if request.since is not None else None
    until = query.last_day(request.until, today=today) if request.until is not None else None
    if since and until and since > until:
        raise DateSyntaxError(
            f"--since {request.since} is after --until {request.until}",
            fragment=f"{request.since}..{request.until}",
            suggestion=f"--since {request.until} --until {request.since}",
        )
    return since, until


def _filter(understanding: Understanding) -> Node | None:
    """The options that only narrow the answer, as one tree."""
    nodes: list[Node] = []
    if understanding.since or understanding.until:
        nodes.append(DateRange(understanding.since, understanding.until))
    names: tuple[Node, ...] = tuple(SourceIs(name) for name in understanding.sources)
    if names:
        nodes.append(names[0] if len(names) == 1 else Or(names))
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _searchable(node: Node, dropped: list[str]) -> Node | None:
    """The tree without what analysis finds no word in; those texts are added to ``dropped``."""
    if isinstance(node, (Word, Phrase)):
        if analysis.slots(node.text):
            return node
        dropped.append(node.text)
        return None
    if isinstance(node, Prefix):
        if analysis.fold(node.text):
            return node
        dropped.append(node.text + "*")
        return None
    if isinstance(node, InField):
        inner = _searchable(node.node, dropped)
        return InField(node.field, inner) if inner else None
    if isinstance(node, Not):
        inner = _searchable(node.node, dropped)
        return Not(inner) if inner else None
    if isinstance(node, (And, Or)):
        nodes = tuple(kept for child in node.nodes if (kept := _searchable(child, dropped)))
        if not nodes or nodes == (Everything(),):
            return None
        return nodes[0] if len(nodes) == 1 else type(node)(nodes)
    return node


def _hits(index: Index, page: Page, plan: Plan, request: SearchRequest) -> tuple[Hit, ...]:
    """The page's hits with their documents and snippets, ranked from ``offset`` on."""
    return _dress(index, page.found, plan.search, request, first_rank=request.offset + 1)


def _dress(
    index: Index, found: Sequence[Found], asked: Search, request: SearchRequest, first_rank: int
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
                    document.body, count=request.snippets, width_chars=request.snippet_chars
                ),
                title_highlights=highlighter.spans(document.title, "title"),
                explanation=reasons.get(one.id),
            )
        )
    return tuple(hits)


def _closest(index: Index, plan: Plan, request: SearchRequest) -> tuple[Hit, ...]:
    """The best documents that have some of the words, when none has them all."""
    tree = question.closest(plan.search.tree)
    if tree is None or request.limit == 0 or request.offset > 0:
        return ()
    limit = min(PARTIAL_LIMIT, request.limit)
    asked = replace(plan.search, tree=tree, limit=limit, offset=0, facets=())
    return _dress(index, index.search(asked).found, asked, request, first_rank=1)


def _unknown_sources(index: Index, plan: Plan) -> tuple[str, ...]:
    """A remark for every source asked for that no document has, naming the nearest one."""
    asked = {*plan.understanding.sources, *_source_names(plan.search.tree)}
    if not asked:
        return ()
    # difflib only matters on this path, where nothing was found.
    from difflib import get_close_matches

    held = {agencies.source_key(name): name for name in index.info().sources}
    notes = []
    for name in sorted(asked):
        key = agencies.source_key(name)
        if key in held:
            continue
        near = [held[found] for found in get_close_matches(key, held, n=3, cutoff=0.5)]
        notes.append(
            f"no document has the source {name!r}"
            + (f"; near it: {', '.join(near)}" if near else "")
        )
    return tuple(notes)


def _source_names(node: Node) -> set[str]:
    """Every source that the tree names."""
    if isinstance(node, SourceIs):
        return {node.name}
    if isinstance(node, (And, Or)):
        return set().union(*(_source_names(child) for child in node.nodes))
    if isinstance(node, (Not, InField)):
        return _source_names(node.node)
    return set()
