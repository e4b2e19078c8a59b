"""Prints a tree as its canonical query, which is shown to the user and reads back the same."""

from __future__ import annotations

from asean_search.dates.expressions import format_dates
from asean_search.query.lexer import is_plain, quotable
from asean_search.query.nodes import (
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Filters,
    Fuzzy,
    Has,
    InField,
    KeywordIs,
    LanguageIs,
    Lead,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Regex,
    Same,
    SourceIs,
    Text,
    Wildcard,
    Word,
    WordCount,
    assert_never,
)


def unparse(tree: Node) -> str:  # noqa: C901, PLR0911 - a branch for each kind of node
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
        inner = _operand(tree.node)
        if isinstance(tree.node, AtLeast | Same) or _is_weighted_group(tree.node):
            inner = f"({inner})"
        return f"{'text' if tree.field == 'body' else tree.field}:{inner}"
    if isinstance(tree, Boost):
        inner = unparse(tree.node)
        inner = inner if isinstance(tree.node, Text) else f"({inner})"
        return f"{inner}^{format_factor(tree.factor)}"
    if isinstance(tree, AtLeast):
        return f"atleast:{tree.count}({unparse(tree.node)})"
    if isinstance(tree, Lead):
        return f"lead:{tree.words}({unparse(tree.node)})"
    if isinstance(tree, Same):
        return f"same:{tree.unit}({unparse(tree.node)})"
    if isinstance(tree, Text):
        return _text(tree)
    if isinstance(tree, Everything | Filters):
        return _filter(tree)
    return assert_never(tree)


def format_factor(factor: float) -> str:
    """The written form of a weight: ``2``, ``0.5``."""
    return f"{factor:.3f}".rstrip("0").rstrip(".")


def _operand(node: Node) -> str:
    return f"({unparse(node)})" if isinstance(node, And | Or) else unparse(node)


def _is_weighted_group(node: Node) -> bool:
    return isinstance(node, Boost) and not isinstance(node.node, Text)


def _text(node: Text) -> str:
    if isinstance(node, Word):
        return node.text if is_plain(node.text) else _quoted(node.text)
    if isinstance(node, Phrase):
        return _quoted(node.text)
    if isinstance(node, Near):
        return f"{_quoted(node.text)}~{'>' * node.ordered}{node.distance}"
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, Wildcard):
        return node.text
    if isinstance(node, Regex):
        return f"/{node.text}/"
    if isinstance(node, Fuzzy):
        return f"{node.text}~{'' if node.edits == 1 else node.edits}"
    if isinstance(node, Exact):
        return f"={node.text if is_plain(node.text) else _quoted(node.text)}"
    return assert_never(node)


def _filter(node: Filters | Everything) -> str:
    if isinstance(node, SourceIs):
        return f"source:{_name(node.name)}"
    if isinstance(node, KeywordIs):
        return f"{node.field}:{_name(node.value)}"
    if isinstance(node, DateRange):
        return f"date:{format_dates(node.first, node.last)}"
    if isinstance(node, LanguageIs):
        return f"lang:{node.code}"
    if isinstance(node, Has):
        return f"has:{node.field}"
    if isinstance(node, WordCount):
        return f"words:{format_numbers(node.first, node.last)}"
    if isinstance(node, Everything):
        return "*"
    return assert_never(node)


def format_numbers(first: int | None, last: int | None) -> str:
    """The written form of a range of numbers; None is an open end."""
    if first is None or last is None:
        return f"<={last}" if first is None and last is not None else f">={first or 0}"
    return str(first) if first == last else f"{first}..{last}"


def _name(text: str) -> str:
    return text if is_plain(text) else _quoted(text)


def _quoted(text: str) -> str:
    return f'"{quotable(text)}"'
