"""The normal form of a tree, and the constructors that keep to it.

In normal form And and Or have two nodes or more and none of their own kind below them, a Not
stands in an And beside something positive (``-vaccine`` is everything AND NOT vaccine) and never
over another Not or right below a Boost, and an InField holds neither a Not, a filter, a Lead nor
another InField right below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from asean_search.query.nodes import (
    FILTERS,
    And,
    AtLeast,
    Boost,
    Everything,
    InField,
    Lead,
    Node,
    Not,
    Or,
    Same,
)


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
    """What does not match the node."""
    return node.node if isinstance(node, Not) else Not(node)


def in_field(field: str, node: Node) -> Node:
    """The node looked for in one field of ``TEXT_FIELDS``; a field named further inside wins."""
    if isinstance(node, Not):
        return Not(in_field(field, node.node))
    if isinstance(node, (Everything, InField, Lead, *FILTERS)):
        return node
    return InField(field, node)


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
    if isinstance(node, And):
        return all_of(_normal(inner) for inner in node.nodes)
    if isinstance(node, Or):
        return any_of(_normal(inner) for inner in node.nodes)
    if isinstance(node, Not):
        return none_of(_normal(node.node))
    if isinstance(node, InField):
        return in_field(node.field, _normal(node.node))
    if isinstance(node, Boost):
        return boosted(_normal(node.node), node.factor)
    if isinstance(node, AtLeast | Lead | Same):
        return replace(node, node=_normal(node.node))
    return node


def below(node: Node) -> tuple[Node, ...]:
    """The nodes right below this one."""
    if isinstance(node, And | Or):
        return node.nodes
    if isinstance(node, Not | InField | AtLeast | Lead | Same | Boost):
        return (node.node,)
    return ()


def depth(tree: Node) -> int:
    """How many nodes stand over the deepest one."""
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(inner, level + 1) for inner in below(node)]
    return deepest
