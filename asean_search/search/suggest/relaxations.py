"""Relaxed queries: variants of a query that ask for less, or for what was probably meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from asean_search import analysis, query
from asean_search.analysis.stopwords import STOP_WORDS
from asean_search.engine.interface import OpenIndex
from asean_search.model import RelaxedQuery, SpellingSuggestion
from asean_search.query.nodes import Exact, Near, Node, Or, Phrase, Scope, Word
from asean_search.search.interpret import SynonymLookup
from asean_search.search.suggest.missing import SimilarSources, with_sources
from asean_search.search.suggest.spelling import respelled
from asean_search.search.suggest.variants import (
    WORDS_MAX,
    Variant,
    all_of,
    count_variants,
    parts,
)

_SOME = "with some of the words"

Change = tuple[str, Variant]
"""What was changed, as a phrase, and the changed query."""


def relaxed_queries(  # noqa: PLR0913, PLR0917 - a query, and what is known of its result
    index: OpenIndex,
    typed: Variant,
    spelling: tuple[SpellingSuggestion, ...],
    similar: SimilarSources,
    total: int,
    add_synonyms: SynonymLookup,
    limit: int,
) -> tuple[RelaxedQuery, ...]:
    """At most ``limit`` variants that find more than ``total`` documents, the likeliest first.

    If the query has hits, only its spelling and its stop words change.
    """
    if total:
        changes = [*respelled(typed, spelling), *_without_stop_words(typed)]
        only_if_misspelt: set[Variant] = set()
    else:
        changes, only_if_misspelt = _all_changes(typed, spelling, similar)
    variants = list(dict.fromkeys(variant for _, variant in changes if variant != typed))
    counts = dict(zip(variants, count_variants(index, variants, add_synonyms), strict=True))
    if only_if_misspelt and counts.get(next(respelled(typed, spelling))[1]):
        # The right spelling alone finds documents: nothing else is wrong with the query.
        changes = [change for change in changes if change[1] not in only_if_misspelt]
    return tuple(islice(_better(changes, counts, total), limit))


def _better(
    changes: list[Change], counts: dict[Variant, int], total: int
) -> Iterator[RelaxedQuery]:
    """The variants that find more than ``total``, each once."""
    seen, numbers = set(), set()
    for change, variant in changes:
        documents = counts.get(variant, 0)
        if variant in seen or documents <= total:
            continue
        seen.add(variant)
        if change.endswith(_SOME) and documents in numbers:
            continue  # the same documents as without the word that no document has
        numbers.add(documents)
        options = variant.options
        yield RelaxedQuery(
            variant.text, change, documents, options.since, options.until, options.sources
        )


def _all_changes(
    typed: Variant, spelling: tuple[SpellingSuggestion, ...], similar: SimilarSources
) -> tuple[list[Change], set[Variant]]:
    """The changes in order; and the variants that matter only if the respelled query finds none."""
    changes = [
        *respelled(typed, spelling),
        *with_sources(typed, similar),
        *_without_stop_words(typed),
        *_looser("", typed),
    ]
    meant, some_of_them = typed, _SOME
    only_if_misspelt: set[Variant] = set()
    if spelling:
        how, meant = next(respelled(typed, spelling))
        some_of_them = f"{how}, {_SOME}"
        known = {variant for _, variant in changes}
        more = list(_looser(f"{how}, ", meant))
        only_if_misspelt = {variant for _, variant in more if variant not in known}
        changes += more
    loose = query.map_leaves(_without_scopes(meant.tree), _loosened)
    informative = query.map_leaves(loose, _unless_stop_word) if loose else None
    some = query.relax(informative or loose) if loose else None
    if some is not None:
        changes.append((some_of_them, Variant(some, meant.options)))
        only_if_misspelt.discard(Variant(some, meant.options))
    return changes, only_if_misspelt


def _without_stop_words(typed: Variant) -> Iterator[Change]:
    """The query without its stop words, which are required like any others."""
    removed: list[str] = []

    def keep(leaf: Node) -> Node | None:
        kept = _unless_stop_word(leaf)
        if kept is None:
            removed.append(query.unparse(leaf))
        return kept

    tree = query.map_leaves(typed.tree, keep)
    if tree is not None and removed and not isinstance(typed.tree, Or):
        yield f"without {', '.join(dict.fromkeys(removed))}", replace(typed, tree=tree)


def _looser(how: str, typed: Variant) -> Iterator[Change]:
    """The query with its words anywhere, and without each of its parts."""
    loose = query.map_leaves(_without_scopes(typed.tree), _loosened)
    if loose is not None:
        yield f"{how}with the words anywhere", replace(typed, tree=loose)
    words, filters = parts(typed.tree)
    for node in filters:
        rest = [each for each in (*words, *filters) if each is not node]
        if rest:
            yield f"{how}without {query.unparse(node)}", replace(typed, tree=all_of(rest))
    for change, variant in _without_options(typed):
        yield f"{how}{change}", variant
    if 1 < len(words) <= WORDS_MAX:
        for node in words:
            rest = [each for each in (*words, *filters) if each is not node]
            yield f"{how}without {query.unparse(node)}", replace(typed, tree=all_of(rest))


def _without_options(typed: Variant) -> Iterator[Change]:
    options = typed.options
    if options.since or options.until:
        label = query.format_dates(options.since, options.until)
        undated = replace(options, since=None, until=None)
        yield f"without date:{label}", replace(typed, options=undated)
    if options.sources:
        label = " or ".join(options.sources)
        yield f"without source:{label}", replace(typed, options=replace(options, sources=()))


def _without_scopes(tree: Node) -> Node:
    """The tree without demands on the positions and the number of its words."""
    if isinstance(tree, Scope):
        return _without_scopes(tree.node)
    return tree.with_children(map(_without_scopes, tree.children))


def _loosened(leaf: Node) -> Node:
    """The words of a phrase, anywhere."""
    if isinstance(leaf, Phrase | Near | Exact):
        chunks = tuple(Word(chunk) for chunk in leaf.text.split() if analysis.query_terms(chunk))
        if chunks:
            return all_of(chunks)
    return leaf


def _unless_stop_word(leaf: Node) -> Node | None:
    """The leaf, or None for a stop word: no document is offered for its sake."""
    is_stop_word = isinstance(leaf, Word) and leaf.text.casefold() in STOP_WORDS
    return None if is_stop_word else leaf
