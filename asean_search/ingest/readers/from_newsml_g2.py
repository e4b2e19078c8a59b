"""NewsML-G2: a message with news items, or one item alone. Each text item is a story.

Elements are those of NewsML-G2 2.x (https://iptc.org/std/NewsML-G2/specification/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import how, resolve
from asean_search.ingest.metadata.candidates import Stated
from asean_search.ingest.readers import from_nitf, html_fragments, safe_xml
from asean_search.ingest.readers.safe_xml import (
    Element,
    NotXmlError,
    attribute,
    children,
    every,
    first,
    words,
)
from asean_search.ingest.readers.wire import code, say_dates, say_sources, told
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
    """The stories of a message, called by their ids."""
    try:
        root = safe_xml.parsed(stream)
    except NotXmlError as problem:
        yield Skipped(file.path, str(problem))
        return
    names = UniqueNames()
    number = 0
    for number, item in enumerate(_items(root), start=1):
        record = names.unique(attribute(item, "guid") or str(number))
        body = _text(item)
        if reason := _other_than_story(item) or ("" if body else _lack(item)):
            yield Skipped(f"{file.path}#{record}", reason)
        else:
            stated = _stated(item, root)
            yield resolve.document(file.path, body, record=record, stated=stated)
    if not number:
        yield Skipped(file.path, "NewsML-G2 without a news item")


def _items(root: Element) -> Iterator[Element]:
    if safe_xml.name(root) in _ITEMS:
        yield root
        return
    for item in root.iter("{*}*"):
        if safe_xml.name(item) in _ITEMS:
            yield item


def _stated(item: Element, root: Element) -> Stated:
    stated = Stated()
    content = first(item, "contentMeta")
    about = first(item, "itemMeta")
    for headline in (first(content, "headline"), first(about, "title"), first(content, "title")):
        stated.say("title", html_fragments.title_of(words(headline)), how.WIRE)
    say_dates(
        stated,
        how.WIRE,
        words(first(about, "firstCreated")),
        words(first(content, "contentCreated")),
        words(first(about, "versionCreated")),
        words(first(root, "sent")),
    )
    say_sources(stated, *_sources(item, content, about))
    stated.say("author", words(first(content, "by")), how.WIRE)
    if dateline := words(first(content, "dateline")):
        stated.say("dateline", dateline, how.WIRE)
    else:
        located = first(content, "located")
        stated.say("place", words(first(located, "name")), how.WIRE)
        stated.say("place", attribute(located, "literal"), how.WIRE)
    stated.say("language", attribute(first(content, "language"), "tag"), how.WIRE)
    stated.say("language", attribute(item, "lang"), how.WIRE)
    return stated


def _sources(item: Element, content: Element | None, about: Element | None) -> Iterator[str | None]:
    """Who the story is from: as it is to be credited, as it came, and who sent it."""
    yield words(first(content, "creditline"))
    parties = [] if content is None else list(children(content, "infoSource"))
    parties += [] if about is None else list(children(about, "provider"))
    parties += list(every(item, "copyrightHolder"))
    for party in parties:
        yield words(first(party, "name"))
        yield attribute(party, "literal")
    for party in parties:
        yield code(attribute(party, "qcode"))


def _text(item: Element) -> str:
    """The text of the first content that is in the item; others are it in another form."""
    for contents in every(item, "contentSet"):
        for content in children(contents, "inlineXML", "inlineData"):
            for header in list(every(content, "header")):
                safe_xml.drop(header)  # keywords, the headline, the time
            inner = first(content, "nitf")
            text = from_nitf.text(inner) if inner is not None else safe_xml.text(content)
            if text:
                return told(text, words(first(item, "contentMeta", "headline")))
    return ""


def _other_than_story(item: Element) -> str | None:
    kind = attribute(first(item, "itemClass"), "qcode")
    return _KINDS.get((code(kind) or "").lower())


def _lack(item: Element) -> str:
    if code(attribute(first(item, "pubStatus"), "qcode")) == "canceled":
        return "withdrawn by its agency; it has no text"
    if first(item, "remoteContent") is not None:
        return "its text is not in it, only where to fetch it"
    if safe_xml.name(item) != "newsItem":
        return "no story: it tells of other items"
    return "a wire story without text"
