"""Sources, times and languages asked for that no document has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from asean_search import agencies, query
from asean_search.engine.interface import Index
from asean_search.model import InterpretedQuery
from asean_search.query.nodes import DateRange, Filters, LanguageIs, Node, Not, SourceIs
from asean_search.search.suggest.variants import Variant, count, options_of

_NEAR_NAME = 0.5

NearSources = Mapping[str, Sequence[str]]
"""For each source asked for that no document has, the nearest that some have."""


def absent(
    index: Index, tree: Node, interpreted: InterpretedQuery, near: NearSources
) -> Iterator[str]:
    """A remark for every source, time and language asked for that no document has."""
    for name, nearest in near.items():
        yield f"no document has the source {name!r}" + (
            f"; near it: {', '.join(nearest)}" if nearest else ""
        )
    for node in dict.fromkeys((*_filters(tree), *options_of(interpreted).values())):
        if isinstance(node, DateRange) and not count(index, node):
            info = index.info()
            first, last = info.first_date, info.last_date
            yield f"no document has a date in {query.unparse(node).removeprefix('date:')}" + (
                f"; the dates are {first} to {last}" if first and last else "; none has a date"
            )
        elif isinstance(node, LanguageIs) and not count(index, node):
            yield f"no document is known to be in the language {node.code!r}"


def _filters(node: Node) -> Iterator[Node]:
    """The filters of a tree that are not excluded."""
    if isinstance(node, Filters):
        yield node
    elif not isinstance(node, Not):
        for inner in node.children:
            yield from _filters(inner)


def sources_near(index: Index, tree: Node, interpreted: InterpretedQuery) -> NearSources:
    """For each source asked for that no document has, the nearest that some have."""
    asked = {*interpreted.sources, *_source_names(tree)}
    if not asked:
        return {}
    from difflib import get_close_matches  # only an empty answer needs it

    held = {agencies.source_key(name): name for name in index.info().sources}
    return {
        name: [
            held[key]
            for key in get_close_matches(agencies.source_key(name), held, n=3, cutoff=_NEAR_NAME)
        ]
        for name in sorted(asked)
        if agencies.source_key(name) not in held
    }


def with_sources(asked: Variant, near: NearSources) -> Iterator[tuple[str, Variant]]:
    """The query with the nearest names of sources."""
    meant = {name: names[0] for name, names in near.items() if names}
    if not meant:
        return

    def change(leaf: Node) -> Node:
        return SourceIs(meant.get(leaf.name, leaf.name)) if isinstance(leaf, SourceIs) else leaf

    sources = tuple(meant.get(name, name) for name in asked.options.sources)
    how = ", ".join(f"source {new} for {old}" for old, new in meant.items())
    yield (
        f"with {how}",
        replace(
            asked,
            tree=query.map_leaves(asked.tree, change) or asked.tree,
            options=replace(asked.options, sources=sources),
        ),
    )


def _source_names(node: Node) -> set[str]:
    """Every source that the tree names."""
    if isinstance(node, SourceIs):
        return {node.name}
    return {name for inner in node.children for name in _source_names(inner)}
