"""A tree as a query: the canonical form, which is shown to the user and reads back the same."""

from __future__ import annotations

from asean_search.query.chunks import is_plain, quotable
from asean_search.query.dates import format_dates
from asean_search.query.tree import (
    And,
    DateRange,
    InField,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SourceIs,
    Weighted,
    Word,
)


def unparse(tree: Node) -> str:
    """The canonical query of a tree: ``parse(unparse(tree)).tree == tree`` in normal form.

    Every operator is written out. A word that would read as something else is put in quotes.
    """
    if isinstance(tree, And):
        return " AND ".join(_operand(node) for node in tree.nodes)
    if isinstance(tree, Or):
        return " OR ".join(_operand(node) for node in tree.nodes)
    if isinstance(tree, Not):
        return f"NOT {_operand(tree.node)}"
    if isinstance(tree, InField):
        return f"{'text' if tree.field == 'body' else tree.field}:{_operand(tree.node)}"
    if isinstance(tree, Weighted):
        return f"{_operand(tree.node)}^{tree.weight:g}"
    return _leaf(tree)


def _operand(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, And | Or) else unparse(node)


def _leaf(node: Leaf) -> str:
    if isinstance(node, Word):
        return node.text if is_plain(node.text) else _quoted(node.text)
    if isinstance(node, Phrase):
        return _quoted(node.text)
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, SourceIs):
        return f"source:{node.name if is_plain(node.name) else _quoted(node.name)}"
    if isinstance(node, DateRange):
        return f"date:{format_dates(node.first, node.last)}"
    return "*"


def _quoted(text: str) -> str:
    return f'"{quotable(text)}"'
