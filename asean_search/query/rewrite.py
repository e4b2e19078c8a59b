"""Trees made from trees: what to look for when nothing has all the words, and what scores."""

from __future__ import annotations

from collections.abc import Iterable

from asean_search.query.chunks import as_text
from asean_search.query.normal import all_of, any_of, in_field, normalise
from asean_search.query.tree import (
    And,
    InField,
    Node,
    Or,
    Phrase,
    Prefix,
    Weighted,
    Word,
)

ScoringLeaf = tuple[str | None, Word | Phrase | Prefix]
"""A leaf that scores, and the field it looks in; None is every field of ``TEXT_FIELDS``."""


def relax(tree: Node) -> Node | None:
    """The tree that the closest documents match, or None when there is nothing to relax.

    Of the words that all had to be there, one is enough; a phrase becomes the choice of its words
    and itself, so that it still ranks higher. What does not score (Not, dates, sources) remains
    required.
    """
    relaxed = normalise(_relaxed(tree))
    return None if relaxed == normalise(tree) else relaxed


def _relaxed(node: Node) -> Node:
    if isinstance(node, Phrase):
        texts = (as_text(chunk.replace("*", "")) for chunk in node.text.split())
        words: dict[Node, None] = {word: None for word in texts if word}
        return any_of([node, *words]) if len(words) > 1 else node
    if isinstance(node, InField):
        return in_field(node.field, _relaxed(node.node))
    if isinstance(node, Weighted):
        return Weighted(_relaxed(node.node), node.weight)
    if isinstance(node, Or):
        return _choice(node.nodes)
    if isinstance(node, And):
        wanted = [inner for inner in node.nodes if scoring_leaves(inner)]
        required = [inner for inner in node.nodes if not scoring_leaves(inner)]
        return all_of([_choice(wanted), *required] if wanted else required)
    return node


def _choice(nodes: Iterable[Node]) -> Node:
    """One of the relaxed nodes, each of them offered once."""
    either = any_of(_relaxed(node) for node in nodes)
    return any_of(dict.fromkeys(either.nodes)) if isinstance(either, Or) else either


def scoring_leaves(tree: Node) -> tuple[ScoringLeaf, ...]:
    """Every word, phrase and prefix that is not under a Not, in order, each once."""
    found: dict[ScoringLeaf, None] = {}
    waiting: list[tuple[str | None, Node]] = [(None, tree)]
    while waiting:
        field, node = waiting.pop()
        if isinstance(node, And | Or):
            waiting += [(field, inner) for inner in reversed(node.nodes)]
        elif isinstance(node, InField):
            waiting.append((node.field, node.node))
        elif isinstance(node, Weighted):
            waiting.append((field, node.node))
        elif isinstance(node, Word | Phrase | Prefix):
            found[field, node] = None
    return tuple(found)
