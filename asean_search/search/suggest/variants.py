"""A query and its variants, and the numbers of documents that match their parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from asean_search import query
from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import InterpretedQuery, PartCount
from asean_search.query.nodes import And, Node
from asean_search.search.interpret import SynonymLookup, filter_of, options_of

WORDS_MAX = 12
"""A query with more words or filters is not taken apart."""


class Variant(msgspec.Struct, frozen=True):
    """A query, as typed or changed: its tree, and the options that filter its hits."""

    tree: Node
    options: InterpretedQuery

    @property
    def text(self) -> str:
        """The query in canonical form."""
        return query.unparse(self.tree)


def parts(tree: Node) -> tuple[list[Node], list[Node]]:
    """The required nodes that score, and those that only filter."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node for node in nodes if query.scoring_leaves(node)]
    return words, [node for node in nodes if node not in words]


def all_of(nodes: Iterable[Node]) -> Node:
    """Every one of the nodes (at least one), in normal form."""
    several = tuple(nodes)
    return query.normalise(And(several) if len(several) > 1 else several[0])


def count_all(index: OpenIndex, trees: Sequence[tuple[Node, Node | None]]) -> list[int]:
    """For each tree and its filter, the number of documents that match; one call to the index."""
    if not trees:
        return []
    searches = [Search(tree, only, limit=0) for tree, only in trees]
    return [page.total for page in index.search_all(searches)]


def count_variants(
    index: OpenIndex, variants: Sequence[Variant], add_synonyms: SynonymLookup
) -> list[int]:
    """For each variant the number of documents that it finds, with synonyms."""
    add_synonyms.prefetch(each.tree for each in variants)
    trees = [(add_synonyms(each.tree), filter_of(each.options)) for each in variants]
    return count_all(index, trees)


def part_counts(
    index: OpenIndex, typed: Variant, add_synonyms: SynonymLookup
) -> tuple[PartCount, ...]:
    """The counts of each part of a query, and of all its words together with each filter."""
    words, filters = parts(typed.tree)
    narrowing = {query.unparse(node): node for node in filters} | options_of(typed.options)
    if len(words) > WORDS_MAX or len(narrowing) > WORDS_MAX or not words:
        return ()
    rows = [(query.unparse(node), "word", add_synonyms(node)) for node in words]
    together = add_synonyms(all_of(words))
    if len(words) > 1:
        label = "both" if len(words) == 2 else "all"  # noqa: PLR2004
        rows.append((label, "all", together))
    searches: list[tuple[Node, Node | None]] = [(tree, None) for _, _, tree in rows]
    searches += [(together, query.normalise(node)) for node in narrowing.values()]
    labels = [(label, kind) for label, kind, _ in rows]
    labels += [(label, "filter") for label in narrowing]
    numbers = count_all(index, searches)
    return tuple(PartCount(*name, number) for name, number in zip(labels, numbers, strict=True))
