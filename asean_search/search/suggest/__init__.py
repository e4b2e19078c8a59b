"""The use case of an empty answer: why nothing was found, and what could be asked instead.

Nothing here changes the answer. Each part of the question is counted by itself, words that nobody
wrote are compared with those of the index, and questions that ask for less are counted, so that
one of them can be asked next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from asean_search.engine.interface import Index
from asean_search.model import Rescue, Understanding
from asean_search.query.nodes import Node
from asean_search.search.suggest.missing import NearSources, absent, sources_near
from asean_search.search.suggest.variants import Expand, Variant, counts, filter_of

MOST_RELAXED = 5
_RIGHT_LETTERS = 2
"""Where something was found, the first letters are taken to be right: that is looked up at once."""


def rescue(  # noqa: PLR0913, PLR0917 - a question, and what is known of its answer
    index: Index,
    tree: Node,
    understanding: Understanding,
    total: int,
    expand: Expand,
    near_sources: NearSources,
) -> Rescue | None:
    """What is known of a question that found nothing, or little; None when that is nothing.

    ``tree`` is the question as it was asked; what is counted is counted with other names.
    Of a question that found something only the spelling and the function words are looked at.
    ``near_sources`` are those of ``sources_near``.
    """
    # Loaded here: most answers need no rescue.
    from asean_search.search.suggest.relaxations import counted, ways, without_function_words
    from asean_search.search.suggest.spelling import respelled, spellings

    asked = Variant(tree, understanding, expand)
    spelling = tuple(spellings(index, tree, _RIGHT_LETTERS if total else 0))
    numbers = tuple(counts(index, asked)) if not total else ()
    others: Iterator[tuple[str, Variant]]
    if total:
        others = chain(respelled(asked, spelling), without_function_words(asked))
    else:
        others = ways(index, asked, spelling, near_sources)
    relaxed = tuple(islice(counted(index, asked, others, more_than=total), MOST_RELAXED))
    if total and not relaxed:
        return None
    return Rescue(numbers, spelling, relaxed) if numbers or spelling or relaxed else None


__all__ = ["Expand", "NearSources", "absent", "filter_of", "rescue", "sources_near"]
