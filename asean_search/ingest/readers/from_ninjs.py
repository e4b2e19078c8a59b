"""ninjs, the JSON format of the IPTC: one story, or a list of stories in an envelope.

Properties are those of ninjs 1.4 and 2.1 (https://iptc.org/std/ninjs/).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from asean_search.ingest.clean import clean
from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import html_fragments
from asean_search.ingest.readers.html_fragments import without_headline
from asean_search.model import Document, Skipped

_OWN = frozenset(("versioncreated", "versionCreated", "firstcreated", "firstCreated"))
_ALSO = frozenset(
    (
        *("body_text", "body_html", "bodies", "headline", "headlines", "pubstatus", "pubStatus"),
        *("renditions", "associations", "description_text", "descriptions", "slugline"),
    )
)

_DATES = (
    *("firstcreated", "firstCreated", "contentcreated", "contentCreated"),
    *("versioncreated", "versionCreated"),
)
_ENVELOPES = ("item", "items", "_items", "data", "newsItems")
_REASONS = {
    "picture": "a picture, not a story",
    "graphic": "a picture, not a story",
    "video": "sound or film, not a story",
    "audio": "sound or film, not a story",
}


def items(value: object) -> list[Mapping[str, Any]]:
    """The JSON value itself if it is a ninjs item, or the items in the usual envelopes."""
    if isinstance(value, list):
        return [item for part in value for item in items(part)]
    if not isinstance(value, dict):
        return []
    if _OWN & value.keys() and len(_ALSO & value.keys()) > 1:
        return [value]
    inside = (items(value.get(name)) for name in _ENVELOPES)
    return next(filter(None, inside), [])


def documents(path: str, stories: list[Mapping[str, Any]]) -> Iterator[Document | Skipped]:
    """The documents of ninjs items. Their records are their URIs."""
    names = UniqueNames()
    for number, item in enumerate(stories, start=1):
        own = next(filter(None, (_word(item.get(name)) for name in ("uri", "guid", "id"))), "")
        record = names.unique(own or str(number))
        kind = (_word(item.get("type")) or "").lower()
        body = _body(item)
        if kind in _REASONS or not body:
            reason = _REASONS.get(kind) or _no_text_reason(item)
            yield Skipped(f"{path}#{record}", reason)
        else:
            yield resolve.document(path, body, record=record, candidates=_candidates(item))


def _candidates(item: Mapping[str, Any]) -> Candidates:
    candidates = Candidates()
    for name in ("headline", "title", "headlines"):
        candidates.add(
            "title", html_fragments.title_of(_word(item.get(name)) or ""), Provenance.WIRE
        )
    candidates.add_dates(Provenance.WIRE, *(item.get(name) for name in _DATES))
    sources = ("source", "infosource", "infoSources", "creditline", "provider", "copyrightholder")
    candidates.add_wire_sources(*(_word(item.get(name)) for name in (*sources, "copyrightHolder")))
    for name in ("byline", "by", "bylines"):
        candidates.add("author", _word(item.get(name)), Provenance.WIRE)
    located = item.get("dateline") or item.get("located") or item.get("datelinelocation")
    candidates.add(
        "dateline" if isinstance(located, str) else "place", _place(located), Provenance.WIRE
    )
    candidates.add("language", item.get("language"), Provenance.WIRE)
    for name in ("url", "link", "uri"):
        candidates.add("url", item.get(name), Provenance.WIRE)
    return candidates


def _body(item: Mapping[str, Any]) -> str:
    """The plain text of the story, or else that of its HTML, or else its description."""
    texts = [item.get("body_text"), item.get("body_html"), item.get("body_xhtml")]
    bodies = item.get("bodies")
    if isinstance(bodies, list):
        texts += [body.get("value") for body in bodies if isinstance(body, dict)]
    if (_word(item.get("type")) or "text").lower() == "text":
        texts += [item.get("description_text"), item.get("description_html")]
        texts += [_word(item.get("descriptions"))]
    for text in texts:
        if isinstance(text, str) and text.strip():
            body = clean(html_fragments.text_or_markup(text)).strip()
            return without_headline(body, _word(item.get("headline")) or "")
    return ""


def _no_text_reason(item: Mapping[str, Any]) -> str:
    if item.get("renditions"):
        return "it holds only the address of its text"
    return "a wire story without text"


def _word(value: object) -> str | None:
    """A value as text; of an object its name, of a list all names."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_word, value))) or None
    if isinstance(value, Mapping):
        names = (value.get(name) for name in ("value", "name", "literal", "code", "title"))
        return next((name for name in names if isinstance(name, str) and name.strip()), None)
    return str(value) if isinstance(value, (str, int)) and str(value).strip() else None


def _place(value: object) -> str | None:
    if isinstance(value, Mapping):
        return _word(value.get("city")) or _word(value)
    return _word(value)
