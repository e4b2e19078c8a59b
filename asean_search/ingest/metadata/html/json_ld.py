"""Reads what the JSON-LD of a page states about its article (https://schema.org/Article)."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from asean_search.ingest.metadata.candidates import Candidates, Provenance

CHARS_MAX = 2_000_000
_LAYERS_MAX = 12
_NODES_MAX = 20_000

_BEFORE = ("<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[")
_AFTER = ("-->", "//]]>", "/*]]>*/", "]]>", ";")
_LINE_ENDS = re.compile(r"[\x00-\x1f]+")

_DATE_IN_BROKEN = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
"""The date in a script that is not valid JSON (a comma too many, a quote in a quote)."""

_ARTICLES = frozenset(
    {
        "advertisercontentarticle", "analysisnewsarticle", "article", "askpublicnewsarticle",
        "backgroundnewsarticle", "blogposting", "liveblogposting", "medicalscholarlyarticle",
        "newsarticle", "opinionnewsarticle", "report", "reportagenewsarticle",
        "reviewnewsarticle", "satiricalarticle", "scholarlyarticle", "socialmediaposting",
        "techarticle", "discussionforumposting", "review", "recipe", "creativework",
    }
)  # fmt: skip
_PAGES = frozenset({"webpage", "itempage", "aboutpage"})
_OTHERS = frozenset({"videoobject", "podcastepisode", "event", "audioobject"})
_ORDER = (_ARTICLES, _PAGES, _OTHERS)
_PLATFORMS = frozenset({"blogger", "wordpress", "wordpress.com", "wix", "squarespace", "tumblr"})
"""Hosting services that some pages state as their publisher."""


def add_statements(candidates: Candidates, scripts: Sequence[str]) -> None:
    """Add the statements of scripts of type ``application/ld+json``."""
    nodes = [node for script in scripts for node in _nodes(script)]
    by_id = {
        node["@id"]: node
        for node in nodes
        if isinstance(node.get("@id"), str) and len(node) > len(("@id", "@type"))
    }
    for kinds in _ORDER:
        for node in nodes:
            if not kinds.isdisjoint(_types(node)):
                _add_node(candidates, node, by_id, is_article=kinds is _ARTICLES)
    for node in nodes:
        if "website" in _types(node):
            candidates.add_guess("source", _text(node.get("name")), Provenance.JSON_LD)
    for script in scripts:
        for date in _DATE_IN_BROKEN.findall(script[:CHARS_MAX]) if _loaded(script) is None else ():
            candidates.add("date", date, Provenance.JSON_LD)


def _add_node(
    candidates: Candidates, node: Mapping[str, Any], by_id: Mapping[str, Any], *, is_article: bool
) -> None:
    if is_article:
        candidates.add(
            "title", _text(node.get("headline")) or _text(node.get("name")), Provenance.JSON_LD
        )
        candidates.add("url", node.get("url"), Provenance.JSON_LD)
        candidates.add("dateline", _text(node.get("dateline")), Provenance.JSON_LD)
    candidates.add("date", _text(node.get("datePublished")), Provenance.JSON_LD)
    candidates.add("date", _text(node.get("uploadDate")), Provenance.JSON_LD)
    candidates.add("date", _text(node.get("dateCreated")), Provenance.JSON_LD)
    candidates.add("language", _language(node.get("inLanguage")), Provenance.JSON_LD)
    candidates.add("author", _names(node.get("author"), by_id), Provenance.JSON_LD)
    for field in ("publisher", "sourceOrganization", "provider"):
        for name in _names(node.get(field), by_id):
            if name.lower() not in _PLATFORMS:
                candidates.add("source", name, Provenance.JSON_LD)


def _loaded(script: str) -> Any:
    """The value of a script, or None if it is not JSON even after the usual repairs."""
    text = script.strip()
    for mark in _BEFORE:
        text = text.removeprefix(mark).lstrip()
    for mark in _AFTER:
        text = text.removesuffix(mark).rstrip()
    if len(text) > CHARS_MAX:
        return None
    for attempt in (text, _LINE_ENDS.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(script: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a script, the outermost first."""
    waiting = deque([(_loaded(script), 0)])
    for _ in range(_NODES_MAX):
        if not waiting:
            return
        value, layer = waiting.popleft()
        if isinstance(value, Mapping):
            yield value
            inside = [part for part in value.values() if isinstance(part, (list, Mapping))]
        else:
            inside = value if isinstance(value, list) else []
        if layer < _LAYERS_MAX:
            waiting.extend((part, layer + 1) for part in inside)


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return frozenset(
        name.rpartition("/")[2].rpartition(":")[2].lower()
        for name in names
        if isinstance(name, str)
    )


def _names(value: Any, by_id: Mapping[str, Any]) -> list[str]:
    """The names of persons or organisations: plain, in an object, or by its ``@id``."""
    names = []
    for part in value if isinstance(value, list) else [value]:
        described = part
        if isinstance(part, Mapping) and "name" not in part:
            described = by_id.get(str(part.get("@id")), part)
        name = described.get("name") if isinstance(described, Mapping) else described
        if text := _text(name):
            names.append(text)
    return names


def _language(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, Mapping):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _text(value: Any) -> str | None:
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, Mapping):
        value = value.get("@value")
    return html.unescape(value).strip() or None if isinstance(value, str) else None
