"""The probable day of publication of a page that states none."""

from __future__ import annotations

import re

import htmldate
from lxml import html

from asean_search.dates import in_text

_UNKNOWN_DAY = "-01-01"
"""htmldate returns 1 January for a year alone, such as that of a copyright line."""
_CHARS_MAX = 120
"""Longer texts are prose, and their dates are those of events."""
_PARTS_MAX = 8
_NOT_SHOWN = frozenset({"script", "style", "noscript", "template", "svg", "option"})
_OTHER_ATTRIBUTES = re.compile(
    r"href|src|srcset|action|id|class|style|data-(?:src|url|href)"
    r"|.*(?:modif|update|unpub|republ|expir|end|until).*"
)
"""Attributes that hold addresses, or other dates than that of publication."""
_ELSEWHERE = re.compile(
    r"\b(?:comment|related|recent|popular|teaser|recommend|infobox|bday|dtstart)"
    r"|(?:^|\s)(?:sidebar|widget)(?:\s|$)",
    re.IGNORECASE,
)
"""Classes of elements about other stories, readers' comments, and biographical dates."""
_PUBLISHED = re.compile(r"(?<!un)(?:publi|pubdate|creat|issue)[\w-]*[\"']?\s*[:=,]\s*[\"']?$", re.I)


def likely(tree: html.HtmlElement, address: str | None, *, day_first: bool | None) -> str | None:
    """The day that htmldate finds, or None. It may be wrong, so it is only a last resort.

    The page must show the day by itself, in a short text or an attribute. Days found in prose, in
    addresses of links and scripts, or in a copyright line are rejected.
    """
    try:
        day = htmldate.find_date(tree, url=address, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if day is None or day.endswith(_UNKNOWN_DAY):
        return None
    return day if _is_shown(day, tree, day_first) else None


def _is_shown(day: str, tree: html.HtmlElement, day_first: bool | None) -> bool:
    year = day[:4]
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag == "script":
            if _is_published_in(node.text or "", day):
                return True
            continue
        texts = [value for key, value in node.items() if not _OTHER_ATTRIBUTES.fullmatch(key)]
        if node.tag not in _NOT_SHOWN and len(node) <= _PARTS_MAX:
            texts.append(" ".join("".join(map(str, node.itertext())).split()))
        if any(
            year in text and len(text) <= _CHARS_MAX and _has(text, day, day_first)
            for text in texts
        ) and not _is_elsewhere(node):
            return True
    return False


def _is_elsewhere(node: html.HtmlElement) -> bool:
    return any(
        part.tag not in ("body", "html") and _ELSEWHERE.search(part.get("class") or "")
        for part in (node, *node.iterancestors())
    )


def _has(text: str, day: str, day_first: bool | None) -> bool:
    return any(found == day for _, found in in_text.days_in(text, day_first=day_first))


def _is_published_in(script: str, day: str) -> bool:
    """Whether a script names that day as the date of publication."""
    return any(
        _PUBLISHED.search(script[max(0, match.start() - _CHARS_MAX) : match.start()])
        for match in re.finditer(re.escape(day), script)
    )
