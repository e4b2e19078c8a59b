"""Trees made from trees: the normal form, relaxed trees, changed leaves.

In normal form And and Or have two nodes or more and none of their own kind below them, a Not
stands in an And beside something positive (``-vaccine`` is everything AND NOT vaccine) and never
over another Not or right below a Boost, and an InField holds neither a Not, a filter, a Lead nor
another InField right below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from asean_search.query.lexer import as_text
from asean_search.query.nodes import (
    And,
    Boost,
    Everything,
    Exact,
    Filters,
    InField,
    Lead,
    MultiTerm,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Scope,
    Text,
    Word,
    assert_never,
)

ScoringLeaf = tuple["str | None", Text]
"""A leaf that scores, and the field it is limited to; None is every field of ``TEXT_FIELDS``."""


# --- constructors that keep the normal form


def all_of(nodes: Iterable[Node]) -> Node:
    """Every one of the nodes (at least one)."""
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, And) else (node,))]
    positive = [node for node in flat if not isinstance(node, Not | Everything)]
    if positive:
        flat = [node for node in flat if not isinstance(node, Everything)]
    elif any(isinstance(node, Everything) for node in flat):
        flat = [Everything(), *(node for node in flat if isinstance(node, Not))]
    elif len(flat) > 1:
        flat = [Everything(), *flat]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(nodes: Iterable[Node]) -> Node:
    """At least one of the nodes (at least one)."""
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, Or) else (node,))]
    return flat[0] if len(flat) == 1 else Or(tuple(standing_alone(node) for node in flat))


def none_of(node: Node) -> Node:
    """The documents that do not match the node."""
    return node.node if isinstance(node, Not) else Not(node)


def in_field(field: str, node: Node) -> Node:
    """The node limited to one field of ``TEXT_FIELDS``; a field named further inside wins."""
    if isinstance(node, Not):
        return Not(in_field(field, node.node))
    if isinstance(node, Everything | InField | Lead | Filters):
        return node
    if isinstance(node, Text | And | Or | Scope | Boost):
        return InField(field, node)
    return assert_never(node)


def boosted(node: Node, factor: float) -> Node:
    """The node with a weight."""
    return Boost(standing_alone(node), factor)


def standing_alone(node: Node) -> Node:
    """The node as it can stand outside an And: a Not is taken from everything."""
    return And((Everything(), node)) if isinstance(node, Not) else node


def normalise(tree: Node) -> Node:
    """The tree in normal form; it means the same."""
    return standing_alone(_normal(tree))


def _normal(node: Node) -> Node:
    return _rebuilt(node, [_normal(inner) for inner in node.children])


def _rebuilt(node: Node, children: list[Node]) -> Node:
    """The node over other children, in normal form if these are."""
    if isinstance(node, And):
        return all_of(children)
    if isinstance(node, Or):
        return any_of(children)
    if isinstance(node, Not):
        return none_of(children[0])
    if isinstance(node, InField):
        return in_field(node.field, children[0])
    if isinstance(node, Boost):
        return boosted(children[0], node.factor)
    if isinstance(node, Scope | Everything | Text | Filters):
        return node.with_children(children)
    return assert_never(node)


# --- walks


def walk(tree: Node) -> Iterator[Node]:
    """The tree's nodes in the order of its text, each before its children."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def asserted(tree: Node) -> Iterator[Node]:
    """The tree's nodes that do not stand under a Not, in order, each before its children."""
    if not isinstance(tree, Not):
        yield tree
        for inner in tree.children:
            yield from asserted(inner)


def depth(tree: Node) -> int:
    """The number of nodes above the deepest one."""
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(inner, level + 1) for inner in node.children]
    return deepest


def scoring_leaves(tree: Node) -> tuple[ScoringLeaf, ...]:
    """Every leaf that scores and is not under a Not, in order, each once."""
    found: dict[ScoringLeaf, None] = {}
    waiting: list[tuple[str | None, Node]] = [(None, tree)]
    while waiting:
        field, node = waiting.pop()
        if isinstance(node, Text):
            found[field, node] = None
        elif isinstance(node, InField | Lead):
            waiting.append((node.field, node.node))
        elif isinstance(node, And | Or | Scope | Boost):
            waiting += [(field, inner) for inner in reversed(node.children)]
        elif not isinstance(node, Not | Everything | Filters):
            assert_never(node)
    return tuple(found)


def map_leaves(tree: Node, change: Callable[[Node], Node | None]) -> Node | None:
    """The tree with every leaf changed, in normal form; None when nothing is left of it.

    Args:
        tree: Any tree.
        change: Gives the node that replaces a leaf, or None to remove the leaf.
    """
    left = _mapped(tree, change)
    return None if left is None else normalise(left)


def _mapped(node: Node, change: Callable[[Node], Node | None]) -> Node | None:
    if not node.children:
        return change(node)
    kept = [new for each in node.children if (new := _mapped(each, change)) is not None]
    if not kept or (len(node.children) > 1 and kept == [Everything()]):
        return None  # the node that was excluded from everything is gone
    # A Not or a Boost over what changed stays one until the end: normalise sees the whole tree.
    return node.with_children(kept) if isinstance(node, Not | Boost) else _rebuilt(node, kept)


# --- relaxing


def relax(tree: Node) -> Node | None:
    """The tree that partial hits match, or None when there is nothing to relax.

    Of several required words one is enough. A phrase, or words with a position, become the choice
    of each word and of the original, so that the original still ranks higher. Parts that do not
    score (Not, dates, sources) remain required.
    """
    relaxed = normalise(_relaxed(tree))
    return None if relaxed == normalise(tree) else relaxed


def _relaxed(node: Node) -> Node:
    if isinstance(node, Phrase | Near | Exact):
        words = _words(node)
        return any_of([node, *words]) if len(words) > (not isinstance(node, Exact)) else node
    if isinstance(node, InField | Boost):
        return _rebuilt(node, [_relaxed(node.node)])
    if isinstance(node, Scope):
        return _distinct([node, *map(_relaxed, _words(node))])
    if isinstance(node, Or):
        return _choice(node.nodes)
    if isinstance(node, And):
        wanted = [inner for inner in node.nodes if scoring_leaves(inner)]
        required = [inner for inner in node.nodes if not scoring_leaves(inner)]
        return all_of([_choice(wanted), *required] if wanted else required)
    if isinstance(node, Word | MultiTerm | Everything | Filters | Not):
        return node
    return assert_never(node)


def _words(node: Node) -> tuple[Node, ...]:
    """The words that a leaf, or the leaves below a node, consist of, each once."""
    if isinstance(node, Phrase | Near | Exact):
        texts = (as_text(chunk.replace("*", "")) for chunk in node.text.split())
        return tuple(dict.fromkeys(word for word in texts if word))
    return tuple(dict.fromkeys(leaf for leaf in walk(node) if isinstance(leaf, Text)))


def _choice(nodes: Iterable[Node]) -> Node:
    """One of the relaxed nodes, each of them offered once."""
    return _distinct(map(_relaxed, nodes))


def _distinct(nodes: Iterable[Node]) -> Node:
    either = any_of(nodes)
    return any_of(dict.fromkeys(either.nodes)) if isinstance(either, Or) else either
