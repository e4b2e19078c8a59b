"""Makes scopes (``lead:50(vaccine)``, ``same:``, ``atleast:``); limits the size of a query."""

from __future__ import annotations

from asean_search.query.diagnostics import Fragment
from asean_search.query.nodes import (
    UNITS,
    And,
    AtLeast,
    Lead,
    MultiTerm,
    Node,
    Or,
    Positional,
    Same,
    Scope,
    Text,
)
from asean_search.query.transform import walk

TIMES_MAX = 10_000
LEAD_WORDS_MAX = 1_000_000

LEAVES_MAX = 1_000
"""Words, phrases and filters; a query with this many takes about a second."""

PATTERNS_MAX = 100
"""``MultiTerm`` leaves: each is compared with all words of an index."""

EXAMPLES = {
    "atleast": "atleast:3(vaccine)",
    "lead": "lead:50(vaccine)",
    "same": "same:sentence(vaccine access)",
}


def scoped(name: str, value: str, node: Node, fragment: Fragment) -> Scope | None:
    """The node of ``name:value(node)``; None after a diagnostic."""
    message = _wrong_value(name, value) or _wrong_group(name, node)
    if message:
        fragment.report(message, f"As in {EXAMPLES[name]}.", is_mended=False)
        return None
    if name == "same":
        return Same(value.casefold(), node)
    return Lead(int(value), node) if name == "lead" else AtLeast(int(value), node)


def _wrong_value(name: str, value: str) -> str:
    if name == "same":
        return "" if value.casefold() in UNITS else f"same: takes {' or '.join(UNITS)}"
    largest = LEAD_WORDS_MAX if name == "lead" else TIMES_MAX
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(largest))
    if is_number and 1 <= int(value) <= largest:
        return ""
    return f"{name}: takes a number from 1 to {largest:,}"


def _wrong_group(name: str, node: Node) -> str:
    if name == "atleast":
        leaves = node.nodes if isinstance(node, Or) else (node,)
        if all(isinstance(leaf, Text) for leaf in leaves):
            return ""
        return "atleast: takes a word or a phrase, or several with OR between them"
    if all(isinstance(each, And | Or | Positional) for each in walk(node)):
        return ""
    return f"{name}: takes words and phrases, with AND and OR between them"


def too_large(tree: Node) -> str:
    """A sentence that says which limit the tree exceeds; empty if it exceeds none."""
    leaves = patterns = 0
    for node in walk(tree):
        leaves += not node.children
        patterns += isinstance(node, MultiTerm)
    if leaves > LEAVES_MAX:
        return f"the query has {leaves:,} words and filters; the limit is {LEAVES_MAX:,}"
    if patterns > PATTERNS_MAX:
        return f"the query has {patterns:,} patterns; the limit is {PATTERNS_MAX}"
    return ""
