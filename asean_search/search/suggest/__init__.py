"""The use case of an empty answer: why nothing was found, and what could be asked instead.

Nothing here changes the answer. Each part of the query is counted by itself, words that nobody
wrote are compared with those of the index, and queries that ask for less are counted, so that
one of them can be asked next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from asean_search.engine.interface import Index
from asean_search.model import InterpretedQuery, Suggestions
from asean_search.query.nodes import Node
from asean_search.search.suggest.missing import NearSources, absent, sources_near
from asean_search.search.suggest.variants import Expand, Variant, counts, filter_of

RELAXED_MAX = 5
_RIGHT_LETTERS = 2
"""Where something was found, the first letters are taken to be right: that is looked up at once."""


def suggestions(  # noqa: PLR0913, PLR0917 - a query, and what is known of its answer
    index: Index,
    tree: Node,
    interpreted: InterpretedQuery,
    total: int,
    expand: Expand,
    near_sources: NearSources,
) -> Suggestions | None:
    """What is known of a query that found nothing, or little; None when that is nothing.

    ``tree`` is the query as it was asked; what is counted is counted with other names.
    Of a query that found something only the spelling and the stop words are looked at.
    ``near_sources`` are those of ``sources_near``.
    """
    # Loaded here: most answers need no rescue.
    from asean_search.search.suggest.relaxations import counted, ways, without_stop_words
    from asean_search.search.suggest.spelling import respelled, spellings

    asked = Variant(tree, interpreted, expand)
    spelling = tuple(spellings(index, tree, _RIGHT_LETTERS if total else 0))
    numbers = tuple(counts(index, asked)) if not total else ()
    others: Iterator[tuple[str, Variant]]
    if total:
        others = chain(respelled(asked, spelling), without_stop_words(asked))
    else:
        others = ways(index, asked, spelling, near_sources)
    relaxed = tuple(islice(counted(index, asked, others, more_than=total), RELAXED_MAX))
    if total and not relaxed:
        return None
    return Suggestions(numbers, spelling, relaxed) if numbers or spelling or relaxed else None


__all__ = ["Expand", "NearSources", "absent", "filter_of", "sources_near", "suggestions"]
