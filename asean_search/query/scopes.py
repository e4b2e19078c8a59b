"""What stands before a group and says where or how often it has to match: ``lead:50(vaccine)``."""

from __future__ import annotations

from asean_search.query.diagnostics import Diagnostic, Diagnostics
from asean_search.query.nodes import (
    LEAVES,
    PLACED,
    UNITS,
    And,
    AtLeast,
    Lead,
    Node,
    Or,
    Same,
)

TIMES_MAX = 10_000
LEAD_WORDS_MAX = 1_000_000

EXAMPLES = {
    "atleast": "atleast:3(vaccine)",
    "lead": "lead:50(vaccine)",
    "same": "same:sentence(vaccine access)",
}


def placed(  # noqa: PLR0913, PLR0917 - the name, the value, the group and where they stand
    name: str, value: str, node: Node, start: int, end: int, problems: Diagnostics
) -> Node | None:
    """The node of ``name:value(node)``; ``query[start:end]`` is all of it."""
    message = _wrong_value(name, value) or _wrong_group(name, node)
    if message:
        hint = f"As in {EXAMPLES[name]}."
        problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
        return None
    if name == "same":
        return Same(value.casefold(), node)
    return Lead(int(value), node) if name == "lead" else AtLeast(int(value), node)


def _wrong_value(name: str, value: str) -> str:
    if name == "same":
        return "" if value.casefold() in UNITS else f"same: takes {' or '.join(UNITS)}"
    most = LEAD_WORDS_MAX if name == "lead" else TIMES_MAX
    if value.isascii() and value.isdigit() and len(value) <= len(str(most)):
        return "" if 1 <= int(value) <= most else f"{name}: takes a number from 1 to {most:,}"
    return f"{name}: takes a number from 1 to {most:,}"


def _wrong_group(name: str, node: Node) -> str:
    if name == "atleast":
        leaves = node.nodes if isinstance(node, Or) else (node,)
        if all(isinstance(leaf, LEAVES) for leaf in leaves):
            return ""
        return "atleast: takes a word or a phrase, or several with OR between them"
    if _is_made_of(node):
        return ""
    return f"{name}: takes words and phrases, with AND and OR between them"


def _is_made_of(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(map(_is_made_of, node.nodes))
    return isinstance(node, PLACED)
