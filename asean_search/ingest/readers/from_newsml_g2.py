"""NewsML-G2: a message with news items, or a single item. Each text item is a story.

Elements are those of NewsML-G2 2.x (https://iptc.org/std/NewsML-G2/specification/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import from_nitf, html_fragments, safe_xml
from asean_search.ingest.readers.html_fragments import without_headline
from asean_search.ingest.readers.safe_xml import Element, attribute, children, every, first, words
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_KINDS = {
    "picture": "a picture, not a story",
    "graphic": "a picture, not a story",
    "video": "sound or film, not a story",
    "audio": "sound or film, not a story",
    "composite": "a list of other items, not a story",
}


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The stories of a message. Their records are their ids."""
    root = safe_xml.parsed(stream)
    names = UniqueNames()
    number = 0
    for number, item in enumerate(_items(root), start=1):
        record = names.unique(attribute(item, "guid") or str(number))
        body = _text(item)
        if reason := _no_story_reason(item) or ("" if body else _no_text_reason(item)):
            yield Skipped(f"{file.path}#{record}", reason)
        else:
            candidates = _candidates(item, root)
            yield resolve.document(file.path, body, record=record, candidates=candidates)
    if not number:
        yield Skipped(file.path, "NewsML-G2 without a news item")


def _items(root: Element) -> Iterator[Element]:
    if safe_xml.name(root) in _ITEMS:
        yield root
        return
    for item in root.iter("{*}*"):
        if safe_xml.name(item) in _ITEMS:
            yield item


def _candidates(item: Element, root: Element) -> Candidates:
    candidates = Candidates()
    content = first(item, "contentMeta")
    about = first(item, "itemMeta")
    for headline in (first(content, "headline"), first(about, "title"), first(content, "title")):
        candidates.add("title", html_fragments.title_of(words(headline)), Provenance.WIRE)
    candidates.add_dates(
        Provenance.WIRE,
        words(first(about, "firstCreated")),
        words(first(content, "contentCreated")),
        words(first(about, "versionCreated")),
        words(first(root, "sent")),
    )
    candidates.add_wire_sources(*_sources(item, content, about))
    candidates.add("author", words(first(content, "by")), Provenance.WIRE)
    if dateline := words(first(content, "dateline")):
        candidates.add("dateline", dateline, Provenance.WIRE)
    else:
        located = first(content, "located")
        candidates.add("place", words(first(located, "name")), Provenance.WIRE)
        candidates.add("place", attribute(located, "literal"), Provenance.WIRE)
    candidates.add("language", attribute(first(content, "language"), "tag"), Provenance.WIRE)
    candidates.add("language", attribute(item, "lang"), Provenance.WIRE)
    return candidates


def _sources(item: Element, content: Element | None, about: Element | None) -> Iterator[str | None]:
    """The sources of a story: its credit line, then the names and codes of the parties."""
    yield words(first(content, "creditline"))
    parties = [] if content is None else list(children(content, "infoSource"))
    parties += [] if about is None else list(children(about, "provider"))
    parties += list(every(item, "copyrightHolder"))
    for party in parties:
        yield words(first(party, "name"))
        yield attribute(party, "literal")
    for party in parties:
        yield _code(attribute(party, "qcode"))


def _text(item: Element) -> str:
    """The first text in the item; others are the same text in another form."""
    for contents in every(item, "contentSet"):
        for content in children(contents, "inlineXML", "inlineData"):
            # The header has keywords, the headline and the time.
            etree.strip_elements(content, "{*}header", with_tail=False)
            inner = first(content, "nitf")
            text = from_nitf.text(inner) if inner is not None else safe_xml.text(content)
            if text:
                return without_headline(text, words(first(item, "contentMeta", "headline")))
    return ""


def _no_story_reason(item: Element) -> str | None:
    kind = attribute(first(item, "itemClass"), "qcode")
    return _KINDS.get((_code(kind) or "").lower())


def _no_text_reason(item: Element) -> str:
    if _code(attribute(first(item, "pubStatus"), "qcode")) == "canceled":
        return "withdrawn by its agency; it has no text"
    if first(item, "remoteContent") is not None:
        return "it holds only the address of its text"
    if safe_xml.name(item) != "newsItem":
        return "not a story: it describes other items"
    return "a wire story without text"


def _code(qcode: str | None) -> str | None:
    """The code in a qualified one: ``nprov:dpa`` -> ``dpa``."""
    return qcode.rpartition(":")[2] if qcode else None
