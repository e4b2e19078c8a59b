"""Suggestions for a query with few or no hits: counts of its parts, spellings, relaxed queries.

Nothing here changes the result. Suggestions cost a handful of calls to the index, whatever the
length of the query.
"""

from __future__ import annotations

from asean_search.engine.interface import OpenIndex
from asean_search.model import InterpretedQuery, Suggestions
from asean_search.query.nodes import Node
from asean_search.search.interpret import SynonymLookup
from asean_search.search.suggest.missing import SimilarSources, missing_values, similar_sources
from asean_search.search.suggest.relaxations import relaxed_queries
from asean_search.search.suggest.spelling import spelling_suggestions
from asean_search.search.suggest.variants import Variant, part_counts

RELAXED_MAX = 5
_PREFIX_WITH_HITS = 2
"""If the query has hits, only candidates that share this many letters are tried: a cheap scan."""


def suggestions(  # noqa: PLR0913, PLR0917 - a query, and what is known of its result
    index: OpenIndex,
    tree: Node,
    interpreted: InterpretedQuery,
    total: int,
    add_synonyms: SynonymLookup,
    similar: SimilarSources,
) -> Suggestions | None:
    """The suggestions for a query with ``total`` hits; None when there are none.

    ``tree`` is the query as typed; counts include synonyms. For a query with hits only spelling
    and stop words are considered. ``similar`` comes from ``similar_sources``.
    """
    typed = Variant(tree, interpreted)
    spelling = spelling_suggestions(index, tree, _PREFIX_WITH_HITS if total else 0)
    counts = part_counts(index, typed, add_synonyms) if not total else ()
    relaxed = relaxed_queries(index, typed, spelling, similar, total, add_synonyms, RELAXED_MAX)
    if total and not relaxed:
        return None
    return Suggestions(counts, spelling, relaxed) if counts or spelling or relaxed else None


__all__ = ["SimilarSources", "missing_values", "similar_sources", "suggestions"]
