"""Resolves a request: query string and options -> the engine's search, and how they were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from asean_search import agencies, analysis, query, ranking, synonyms
from asean_search.engine.interface import OpenIndex, Search
from asean_search.errors import DateSyntaxError, QuerySyntaxError, RequestError
from asean_search.model import FACETS, Acronym, InterpretedQuery, Location, SearchRequest
from asean_search.model.field_names import keyword_name
from asean_search.query.nodes import (
    And,
    DateRange,
    Exact,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    SourceIs,
    Wildcard,
    Word,
)


class ResolvedQuery(msgspec.Struct, frozen=True):
    """A request, resolved: the engine's search, and how the query was interpreted.

    ``typed`` is the tree without synonyms; the search has them.
    """

    search: Search
    typed: Node
    interpreted: InterpretedQuery


def interpret(
    index: OpenIndex, request: SearchRequest, today: date, add_synonyms: SynonymLookup
) -> ResolvedQuery:
    """Resolve the query, the dates and the sources; the index knows the keyword fields.

    Raises:
        RequestError: The first problem found.
    """
    if request.limit < 0 or request.offset < 0:
        raise RequestError(
            f"limit and offset cannot be negative: {request.limit}, {request.offset}"
        )
    if any(not agencies.source_key(name).strip() for name in request.sources):
        raise RequestError("--source names no source", hint="Example: --source VNA")
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
            f"the query {request.query!r} has no word to search",
            fragment=request.query,
            hint="Give a word, a phrase in double quotes, or * for every document.",
        )
    since, until = _days(request, today)
    expanded = add_synonyms(tree)
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
    narrowing = filter_of(interpreted)
    whole = query.normalise(And((tree, narrowing))) if narrowing else tree
    interpreted = replace(interpreted, standalone=query.unparse(whole))
    return ResolvedQuery(
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
    """Refuse a facet that the index does not have."""
    for name in asked:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            suggestion = f"Did you mean {near[0]}? " if near else ""
            raise RequestError(
                f"unknown facet {name!r}",
                hint=f"{suggestion}This index has the facets {', '.join(known)}.",
            )


def _days(request: SearchRequest, today: date) -> tuple[date | None, date | None]:
    """The first and the last allowed day, from ``on`` or from ``since`` and ``until``."""
    if request.on is not None:
        if request.since is not None or request.until is not None:
            raise RequestError("--on cannot be combined with --since or --until")
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
    """The tree without leaves that have no letter or digit; ``dropped`` collects their texts."""

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


def filter_of(interpreted: InterpretedQuery) -> Node | None:
    """The options that only filter, as one tree."""
    nodes = list(options_of(interpreted).values())
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def options_of(interpreted: InterpretedQuery) -> dict[str, Node]:
    """The options that only filter, each by its canonical form."""
    found: dict[str, Node] = {}
    since, until = interpreted.since, interpreted.until
    if since or until:
        found[f"date:{query.format_dates(since, until)}"] = DateRange(since, until)
    names: tuple[Node, ...] = tuple(SourceIs(name) for name in interpreted.sources)
    if names:
        node = names[0] if len(names) == 1 else Or(names)
        found[query.unparse(node)] = node
    return found


class SynonymLookup:
    """Gives the words of a tree their synonyms: aliases of a location, acronyms of an index.

    Acronyms that were fetched once are kept; ``prefetch`` fetches those of many trees in one call.
    """

    def __init__(self, index: OpenIndex, location: Location | None) -> None:
        """``location`` is the index's, which may hold aliases; without it only the defaults count.

        Raises:
            ConfigError: A file of aliases cannot be read.
        """
        self._index = index
        self._table = synonyms.load(synonyms.files(location.folder) if location else ())
        self._fetched: set[str] = set()
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._meanings: dict[str, list[Acronym]] = {}

    def __call__(self, tree: Node) -> Node:
        """The tree with synonyms."""
        return synonyms.expand(tree, self._table, self._acronyms)

    def prefetch(self, trees: Iterable[Node]) -> None:
        """Fetch the acronyms that these trees may name, in one call to the index."""
        self._fetch({key for tree in trees for key in synonyms.name_keys(tree)})

    def _acronyms(self, keys: Collection[str]) -> list[Acronym]:
        self._fetch(keys)
        shorts = {short for key in keys for short in self._by_key.get(key, ())}
        found = [each for short in shorts for each in self._meanings[short]]
        return sorted(found, key=lambda each: (-each.documents, each.short, each.long))

    def _fetch(self, keys: Collection[str]) -> None:
        """Fetch every meaning of the acronyms whose short or long form has one of the keys."""
        missing = set(keys) - self._fetched
        if not missing:
            return
        self._fetched |= missing
        fetched: dict[str, list[Acronym]] = defaultdict(list)
        for each in self._index.acronyms(missing):
            short = analysis.name_key(each.short)
            fetched[short].append(each)
            self._by_key[short].add(short)
            self._by_key[analysis.name_key(each.long)].add(short)
        self._meanings.update(fetched)
