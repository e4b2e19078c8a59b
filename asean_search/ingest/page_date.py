"""The day on which a page was most likely published, when it states none."""

from __future__ import annotations

import htmldate
from lxml import html

_UNKNOWN_DAY = "-01-01"
"""What is found as a mere year, in a copyright line say, comes as the first of January."""


def likely(tree: html.HtmlElement, address: str | None) -> str | None:
    """The likely day, from what the page shows. It may be wrong: ask only when all else fails."""
    try:
        day = htmldate.find_date(tree, url=address, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return None if day is None or day.endswith(_UNKNOWN_DAY) else day
