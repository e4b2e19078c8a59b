"""NewsML 1: a packet of news items, each of which may be a story.

Elements are those of NewsML 1.2 (https://iptc.org/std/NewsML/1.2/specification/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from asean_search.ingest.clean import clean
from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import from_nitf, html_fragments, safe_xml
from asean_search.ingest.readers.html_fragments import without_headline
from asean_search.ingest.readers.safe_xml import Element, attribute, every, first, words
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_TEXTS = ("", "text", "complexmarkup", "article")
_DATES = ("FirstCreated", "ThisRevisionCreated", "DateId")
_SIDE_ROLES = ("caption", "keyword", "summary", "headline", "byline")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The stories of a packet. Their records are their public identifiers."""
    root = safe_xml.parsed(stream)
    names = UniqueNames()
    number = 0
    for number, item in enumerate(_items(root), start=1):
        name = words(first(item, "PublicIdentifier")) or words(first(item, "NewsItemId"))
        record = names.unique(name or str(number))
        if body := _text(item):
            candidates = _candidates(item, root)
            yield resolve.document(file.path, body, record=record, candidates=candidates)
        else:
            yield Skipped(f"{file.path}#{record}", _no_text_reason(item))
    if not number:
        yield Skipped(file.path, "NewsML without a news item")


def _items(root: Element) -> Iterator[Element]:
    if safe_xml.name(root) == "NewsItem":
        yield root
    else:
        yield from every(root, "NewsItem")


def _candidates(item: Element, root: Element) -> Candidates:
    candidates = Candidates()
    candidates.add(
        "title", html_fragments.title_of(words(first(item, "HeadLine"))), Provenance.WIRE
    )
    candidates.add("title", words(first(item, "hl1")), Provenance.WIRE)
    moments = (words(first(item, name)) for name in _DATES)
    candidates.add_dates(
        Provenance.WIRE, *moments, words(first(root, "NewsEnvelope", "DateAndTime"))
    )
    candidates.add_wire_sources(
        words(first(item, "CreditLine")),
        attribute(first(item, "AdministrativeMetadata", "InputFile", "Party"), "FormalName"),
        attribute(first(item, "AdministrativeMetadata", "Provider", "Party"), "FormalName"),
        attribute(first(item, "RightsMetadata", "CopyrightHolder", "Party"), "FormalName"),
        words(first(item, "ProviderId")),
    )
    candidates.add("author", words(first(item, "ByLine")), Provenance.WIRE)
    candidates.add(
        "author", attribute(first(item, "Creator", "Party"), "FormalName"), Provenance.WIRE
    )
    dateline = words(first(item, "DateLine"))
    candidates.add(
        "dateline", dateline if any(map(str.isalpha, dateline)) else None, Provenance.WIRE
    )
    candidates.add(
        "place", _city(item) if not any(candidates.stated("dateline")) else None, Provenance.WIRE
    )
    for language in every(item, "Language"):
        candidates.add("language", attribute(language, "FormalName"), Provenance.WIRE)
    candidates.add("language", attribute(item, "lang"), Provenance.WIRE)
    return candidates


def _city(item: Element) -> str | None:
    """The city that the item's location names."""
    return next(
        (
            attribute(place, "Value")
            for place in every(item, "Property")
            if attribute(place, "FormalName") == "City"
        ),
        None,
    )


def _text(item: Element) -> str:
    """The text of the item's parts, without captions and the like."""
    parts = []
    for content in every(item, "ContentItem"):
        kind = (attribute(first(content, "MediaType"), "FormalName") or "").lower()
        data = first(content, "DataContent")
        if kind not in _TEXTS or data is None or _role(content) in _SIDE_ROLES:
            continue
        inner = first(data, "nitf")
        text = from_nitf.text(inner) if inner is not None else safe_xml.text(data)
        if text and text not in parts:
            parts.append(text)
    return without_headline(clean("\n\n".join(parts)), words(first(item, "HeadLine")))


def _role(content: Element) -> str:
    component = content.getparent()
    roles = safe_xml.children(component, "Role") if component is not None else iter(())
    return next(((attribute(role, "FormalName") or "").lower() for role in roles), "")


def _no_text_reason(item: Element) -> str:
    """Why the item is not a story."""
    kinds = {(attribute(kind, "FormalName") or "").lower() for kind in every(item, "MediaType")}
    if kinds & {"photo", "picture", "graphic"}:
        return "a picture, not a story"
    if kinds & {"video", "audio"}:
        return "sound or film, not a story"
    if first(item, "NewsItemRef") is not None:
        return "a list of other items, not a story"
    return "a wire story without text"
