"""How large a query may be, so that no search runs away."""

from __future__ import annotations

from asean_search.query.nodes import EXPANDED, Node
from asean_search.query.transform import below

LEAVES_MAX = 1_000
"""Words, phrases and filters; a query of so many takes about a second."""

PATTERNS_MAX = 100
"""What stands for many words: each is compared with all words of an index."""


def too_large(tree: Node) -> str:
    """What is too much in the tree, as a sentence; empty where nothing is."""
    leaves = patterns = 0
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        inner = below(node)
        waiting += inner
        leaves += not inner
        patterns += isinstance(node, EXPANDED)
    if leaves > LEAVES_MAX:
        return f"the query has {leaves:,} words and filters; there can be {LEAVES_MAX:,} at most"
    if patterns > PATTERNS_MAX:
        return f"the query has {patterns:,} patterns; there can be {PATTERNS_MAX} at most"
    return ""
