"""All the text that a page shows."""

from __future__ import annotations

from lxml import html

_BLOCK_NAMES = """
    address article aside blockquote br caption center dd div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul
"""
_UNSEEN_NAMES = "script style noscript template svg head iframe object select button"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset(_UNSEEN_NAMES.split())


def visible(tree: html.HtmlElement) -> str:
    """All the text that a page shows, a paragraph for each of its blocks."""
    pieces: list[str] = []
    waiting: list[tuple[html.HtmlElement, bool]] = [(tree, False)]
    while waiting:
        node, is_over = waiting.pop()
        if is_over:
            pieces.append("\n" if node.tag in _BLOCKS else "")
            pieces.append(node.tail or "")
            continue
        waiting.append((node, True))
        if not isinstance(node.tag, str) or node.tag in _UNSEEN:
            continue
        pieces.append(("\n" if node.tag in _BLOCKS else "") + (node.text or ""))
        waiting.extend((child, False) for child in reversed(node))
    paragraphs = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n\n".join(filter(None, paragraphs))
