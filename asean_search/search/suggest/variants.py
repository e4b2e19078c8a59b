"""A query that could be asked, taken apart, and how many documents its parts have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from asean_search import query
from asean_search.engine.interface import Index, Search
from asean_search.model import InterpretedQuery, PartCount
from asean_search.query.nodes import And, DateRange, Node, Or, SourceIs

WORDS_MAX = 12
"""Of so many words and filters each is counted, and left out by itself."""

Expand = Callable[[Node], Node]
"""Gives the words of a tree their other names, as whoever asks it gets them."""


class Variant(msgspec.Struct, frozen=True):
    """A query, as it was asked or another: its tree, and the options that narrow its answer."""

    tree: Node
    options: InterpretedQuery
    expand: Expand

    @property
    def text(self) -> str:
        """The query, in canonical form."""
        return query.unparse(self.tree)


def filter_of(interpreted: InterpretedQuery) -> Node | None:
    """The options that only narrow the answer, as one tree."""
    nodes = list(options_of(interpreted).values())
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def options_of(interpreted: InterpretedQuery) -> dict[str, Node]:
    """The options by what they are called."""
    found: dict[str, Node] = {}
    since, until = interpreted.since, interpreted.until
    if since or until:
        found[f"date:{query.format_dates(since, until)}"] = DateRange(since, until)
    names: tuple[Node, ...] = tuple(SourceIs(name) for name in interpreted.sources)
    if names:
        node = names[0] if len(names) == 1 else Or(names)
        found[query.unparse(node)] = node
    return found


def parts(tree: Node) -> tuple[list[Node], list[Node]]:
    """What is looked for, and what only narrows the answer."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node for node in nodes if query.scoring_leaves(node)]
    return words, [node for node in nodes if node not in words]


def all_of(nodes: Iterable[Node]) -> Node:
    """Every one of the nodes (at least one), in normal form."""
    several = tuple(nodes)
    return query.normalise(And(several) if len(several) > 1 else several[0])


def count(index: Index, tree: Node, only: Node | None = None) -> int:
    """How many documents match."""
    return index.search(Search(tree, only, limit=0)).total


def counts(index: Index, asked: Variant) -> Iterator[PartCount]:
    """How many documents have each part, and all words together with each filter."""
    words, filters = parts(asked.tree)
    narrowing = {query.unparse(node): node for node in filters} | options_of(asked.options)
    if len(words) > WORDS_MAX or len(narrowing) > WORDS_MAX or not words:
        return
    for node in words:
        yield PartCount(query.unparse(node), "word", count(index, asked.expand(node)))
    together = asked.expand(all_of(words))
    if len(words) > 1:
        label = "both" if len(words) == 2 else "all"  # noqa: PLR2004
        yield PartCount(label, "together", count(index, together))
    for label, node in narrowing.items():
        only = query.normalise(node)
        yield PartCount(label, "filter", count(index, together, only))
