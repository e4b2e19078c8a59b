"""The day on which a page was most likely published, when it states none."""

from __future__ import annotations

import htmldate
from lxml import html


def likely(tree: html.HtmlElement, address: str | None) -> str | None:
    """The likely day, from what the page shows."""
    try:
        return htmldate.find_date(tree, url=address, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
