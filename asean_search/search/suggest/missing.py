"""Sources, dates and languages of a query that no document has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from asean_search import agencies, query
from asean_search.engine.interface import OpenIndex
from asean_search.model import InterpretedQuery
from asean_search.query.nodes import DateRange, LanguageIs, Node, SourceIs
from asean_search.search.interpret import options_of
from asean_search.search.suggest.variants import Variant, count_all

_SIMILARITY_MIN = 0.5
"""difflib's ratio from which a source's name is similar to another."""

SimilarSources = Mapping[str, Sequence[str]]
"""For each source of a query that no document has, the most similar names that some have."""


def missing_values(
    index: OpenIndex, tree: Node, interpreted: InterpretedQuery, similar: SimilarSources
) -> Iterator[str]:
    """A remark for every source, date and language of a query that no document has."""
    for name, nearest in similar.items():
        yield f"no document has the source {name!r}" + (
            f"; similar names: {', '.join(nearest)}" if nearest else ""
        )
    asserted = (*query.asserted(tree), *options_of(interpreted).values())
    filters = [node for node in dict.fromkeys(asserted) if isinstance(node, DateRange | LanguageIs)]
    counts = count_all(index, [(node, None) for node in filters])
    for node, documents in zip(filters, counts, strict=True):
        if documents:
            continue
        if isinstance(node, LanguageIs):
            yield f"no document is in the language {node.code!r}"
            continue
        info = index.info()
        first, last = info.first_date, info.last_date
        yield f"no document has a date in {query.unparse(node).removeprefix('date:')}" + (
            f"; the dates are {first} to {last}" if first and last else "; none has a date"
        )


def similar_sources(index: OpenIndex, tree: Node, interpreted: InterpretedQuery) -> SimilarSources:
    """For each source of a query that no document has, the most similar names that some have."""
    named = {node.name for node in query.walk(tree) if isinstance(node, SourceIs)}
    named |= set(interpreted.sources)
    if not named:
        return {}
    from difflib import get_close_matches  # only a query without hits needs it

    known = {agencies.source_key(name): name for name in index.info().sources}
    keys = {name: agencies.source_key(name) for name in sorted(named)}
    return {
        name: [known[each] for each in get_close_matches(key, known, n=3, cutoff=_SIMILARITY_MIN)]
        for name, key in keys.items()
        if key not in known
    }


def with_sources(typed: Variant, similar: SimilarSources) -> Iterator[tuple[str, Variant]]:
    """The query with the most similar names of sources."""
    names = {name: nearest[0] for name, nearest in similar.items() if nearest}
    if not names:
        return

    def change(leaf: Node) -> Node:
        return SourceIs(names.get(leaf.name, leaf.name)) if isinstance(leaf, SourceIs) else leaf

    tree = query.map_leaves(typed.tree, change) or typed.tree
    sources = tuple(names.get(name, name) for name in typed.options.sources)
    changes = ", ".join(f"source {new} instead of {old}" for old, new in names.items())
    yield f"with {changes}", Variant(tree, replace(typed.options, sources=sources))
