"""Other queries, which ask for less or for what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from asean_search import analysis, query
from asean_search.analysis.stopwords import STOP_WORDS
from asean_search.engine.interface import Index
from asean_search.model import RelaxedQuery, SpellingSuggestion
from asean_search.query.nodes import (
    And,
    Exact,
    InField,
    Near,
    Node,
    Or,
    Phrase,
    Scope,
    Word,
)
from asean_search.search.suggest.missing import NearSources, with_sources
from asean_search.search.suggest.spelling import respelled
from asean_search.search.suggest.variants import (
    WORDS_MAX,
    Variant,
    all_of,
    count,
    filter_of,
    parts,
)

_SOME = "with some of the words"


def ways(
    index: Index,
    asked: Variant,
    spelling: tuple[SpellingSuggestion, ...],
    near_sources: NearSources,
) -> Iterator[tuple[str, Variant]]:
    """Queries like the one asked, the likeliest to be meant first, with what is changed."""
    yield from respelled(asked, spelling)
    yield from with_sources(asked, near_sources)
    yield from without_stop_words(asked)
    yield from _looser("", asked)
    meant, some_of_them = asked, _SOME
    if spelling:
        how, meant = next(respelled(asked, spelling))
        some_of_them = f"{how}, {_SOME}"
        if not _found(index, meant):  # something else is wrong, too
            yield from _looser(f"{how}, ", meant)
    loose = query.map_leaves(_unplaced(meant.tree), _loosened)
    telling = query.map_leaves(loose, _telling) if loose else None
    some = query.relax(telling or loose) if loose else None
    if some is not None:
        yield some_of_them, replace(meant, tree=some)


def without_stop_words(asked: Variant) -> Iterator[tuple[str, Variant]]:
    """The query without its stop words, which are wanted like any others."""
    silent: list[str] = []

    def keep(leaf: Node) -> Node | None:
        if _telling(leaf):
            return leaf
        silent.append(query.unparse(leaf))
        return None

    tree = query.map_leaves(asked.tree, keep)
    if tree is not None and silent and not isinstance(asked.tree, Or):
        yield f"without {', '.join(dict.fromkeys(silent))}", replace(asked, tree=tree)


def _looser(how: str, asked: Variant) -> Iterator[tuple[str, Variant]]:
    """The query with its words anywhere, and without each of its parts."""
    loose = query.map_leaves(_unplaced(asked.tree), _loosened)
    if loose is not None:
        yield f"{how}with the words anywhere", replace(asked, tree=loose)
    words, filters = parts(asked.tree)
    for node in filters:
        rest = [each for each in (*words, *filters) if each is not node]
        if rest:
            yield f"{how}without {query.unparse(node)}", replace(asked, tree=all_of(rest))
    for change, way in _without_options(asked):
        yield f"{how}{change}", way
    if 1 < len(words) <= WORDS_MAX:
        for node in words:
            rest = [each for each in (*words, *filters) if each is not node]
            yield f"{how}without {query.unparse(node)}", replace(asked, tree=all_of(rest))


def _without_options(asked: Variant) -> Iterator[tuple[str, Variant]]:
    options = asked.options
    if options.since or options.until:
        label = query.format_dates(options.since, options.until)
        yield (
            f"without date:{label}",
            replace(asked, options=replace(options, since=None, until=None)),
        )
    if options.sources:
        label = " or ".join(options.sources)
        yield f"without source:{label}", replace(asked, options=replace(options, sources=()))


def _unplaced(tree: Node) -> Node:
    """The tree without demands on where and how often its words stand."""
    if isinstance(tree, And | Or):
        return replace(tree, nodes=tuple(map(_unplaced, tree.nodes)))
    if isinstance(tree, Scope):
        return _unplaced(tree.node)
    if isinstance(tree, InField):
        return replace(tree, node=_unplaced(tree.node))
    return tree


def _loosened(leaf: Node) -> Node:
    """The words of a phrase, anywhere."""
    if isinstance(leaf, Phrase | Near | Exact):
        chunks = tuple(Word(chunk) for chunk in leaf.text.split() if analysis.query_terms(chunk))
        if chunks:
            return all_of(chunks)
    return leaf


def _telling(leaf: Node) -> Node | None:
    """The leaf, unless it is a stop word: nothing is found for its sake."""
    is_silent = isinstance(leaf, Word) and leaf.text.casefold() in STOP_WORDS
    return None if is_silent else leaf


def _found(index: Index, way: Variant) -> int:
    return count(index, way.expand(way.tree), filter_of(way.options))


def counted(
    index: Index, asked: Variant, ways: Iterable[tuple[str, Variant]], more_than: int
) -> Iterator[RelaxedQuery]:
    """Those of the queries that find more than was found, each once."""
    seen = {asked}
    numbers = set()
    for change, way in ways:
        if way in seen:
            continue
        seen.add(way)
        documents = _found(index, way)
        if change.endswith(_SOME) and documents in numbers:
            continue  # the same documents as without the word that nobody wrote
        if documents > more_than:
            numbers.add(documents)
            options = way.options
            yield RelaxedQuery(
                way.text, change, documents, options.since, options.until, options.sources
            )
