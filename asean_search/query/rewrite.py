"""Trees made from trees: what to look for when nothing has all the words, and what scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from asean_search.query.nodes import (
    LEAVES,
    And,
    AtLeast,
    Boost,
    Everything,
    Exact,
    InField,
    Lead,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Same,
    Text,
)
from asean_search.query.operands import as_text
from asean_search.query.transform import all_of, any_of, below, boosted, in_field, normalise

ScoringLeaf = tuple["str | None", Text]
"""A leaf that scores, and the field it looks in; None is every field of ``TEXT_FIELDS``."""


def relax(tree: Node) -> Node | None:
    """The tree that the closest documents match, or None when there is nothing to relax.

    Of the words that all had to be there, one is enough; words that had to stand together, or at
    a place, become the choice of each of them and of what was asked, so that it still ranks
    higher. What does not score (Not, dates, sources) remains required.
    """
    relaxed = normalise(_relaxed(tree))
    return None if relaxed == normalise(tree) else relaxed


def _relaxed(node: Node) -> Node:
    if isinstance(node, Phrase | Near | Exact):
        words = _words(node)
        return any_of([node, *words]) if len(words) > (not isinstance(node, Exact)) else node
    if isinstance(node, InField):
        return in_field(node.field, _relaxed(node.node))
    if isinstance(node, Boost):
        return boosted(_relaxed(node.node), node.factor)
    if isinstance(node, AtLeast | Lead | Same):
        return _distinct([node, *map(_relaxed, _words(node))])
    if isinstance(node, Or):
        return _choice(node.nodes)
    if isinstance(node, And):
        wanted = [inner for inner in node.nodes if scoring_leaves(inner)]
        required = [inner for inner in node.nodes if not scoring_leaves(inner)]
        return all_of([_choice(wanted), *required] if wanted else required)
    return node


def _words(node: Node) -> tuple[Node, ...]:
    """The words that something is made of, each once."""
    if isinstance(node, Phrase | Near | Exact):
        texts = (as_text(chunk.replace("*", "")) for chunk in node.text.split())
        return tuple(dict.fromkeys(word for word in texts if word))
    return tuple(dict.fromkeys(leaf for inner in below(node) for leaf in _leaves(inner)))


def _leaves(node: Node) -> tuple[Node, ...]:
    return (
        (node,)
        if isinstance(node, LEAVES)
        else tuple(leaf for inner in below(node) for leaf in _leaves(inner))
    )


def _choice(nodes: Iterable[Node]) -> Node:
    """One of the relaxed nodes, each of them offered once."""
    return _distinct(map(_relaxed, nodes))


def _distinct(nodes: Iterable[Node]) -> Node:
    either = any_of(nodes)
    return any_of(dict.fromkeys(either.nodes)) if isinstance(either, Or) else either


def scoring_leaves(tree: Node) -> tuple[ScoringLeaf, ...]:
    """Every word, phrase and group of words that is not under a Not, in order, each once."""
    found: dict[ScoringLeaf, None] = {}
    waiting: list[tuple[str | None, Node]] = [(None, tree)]
    while waiting:
        field, node = waiting.pop()
        if isinstance(node, LEAVES):
            found[field, node] = None
        elif not isinstance(node, Not):
            inside = node.field if isinstance(node, InField) else field
            inside = "body" if isinstance(node, Lead) else inside
            waiting += [(inside, inner) for inner in reversed(below(node))]
    return tuple(found)


def rewritten(tree: Node, change: Callable[[Node], Node | None]) -> Node | None:
    """The tree with every leaf changed, in normal form; None when nothing is left of it.

    ``change`` gives what stands in the place of a leaf: itself, another, or None to leave it out.
    """
    left = _rewritten(tree, change)
    return None if left is None else normalise(left)


def _rewritten(node: Node, change: Callable[[Node], Node | None]) -> Node | None:
    inner = below(node)
    if not inner:
        return change(node)
    kept = [new for each in inner if (new := _rewritten(each, change)) is not None]
    if not kept or (len(inner) > 1 and kept == [Everything()]):
        return None  # what was to be left out of everything is gone
    if isinstance(node, And):
        return all_of(kept)
    if isinstance(node, Or):
        return any_of(kept)
    if isinstance(node, InField):
        return in_field(node.field, kept[0])
    if isinstance(node, Not | AtLeast | Lead | Same | Boost):
        return replace(node, node=kept[0])
    return node
