"""NITF, the News Industry Text Format: one story.

Elements and attributes are those of NITF 3.6 (https://iptc.org/std/NITF/3.6/documentation/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from asean_search.ingest.metadata import how, resolve
from asean_search.ingest.metadata.candidates import Stated
from asean_search.ingest.readers import safe_xml
from asean_search.ingest.readers.safe_xml import (
    Element,
    NotXmlError,
    attribute,
    children,
    every,
    first,
    words,
)
from asean_search.ingest.readers.wire import say_dates, say_sources, told
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_DATES = (
    ("date.issue", "norm"),
    ("story.date", "norm"),
    ("date.release", "norm"),
    ("pubdata", "date.publication"),
    ("revision-history", "norm"),
)


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The story."""
    try:
        root = safe_xml.parsed(stream)
    except NotXmlError as problem:
        yield Skipped(file.path, str(problem))
        return
    stated = Stated()
    say(stated, root)
    body = text(root)
    if body or any(stated.candidates("title")):
        yield resolve.document(file.path, body, stated=stated)
    else:
        yield Skipped(file.path, "a wire story without text")


def text(root: Element) -> str:
    """The text of the story."""
    body = first(root, "body")
    if body is None:
        body = root
    content = next(children(body, "body.content"), body)
    return told(safe_xml.text(content), words(first(root, "hl1")))


def say(stated: Stated, root: Element) -> None:
    """Everything that a story in NITF states of itself."""
    for headline in (first(root, "hl1"), first(root, "hedline"), first(root, "head", "title")):
        stated.say("title", words(headline), how.WIRE)
    moments = (attribute(element, key) for name, key in _DATES for element in every(root, name))
    say_dates(stated, how.WIRE, *moments)
    say_sources(
        stated,
        words(first(root, "distributor")),
        attribute(first(root, "pubdata"), "name"),
        attribute(first(root, "doc.copyright"), "holder"),
        words(first(root, "rights.owner")),
        attribute(first(root, "doc.rights"), "owner"),
        attribute(first(root, "from-src"), "src-name"),
        attribute(first(root, "doc-id"), "regsrc"),
    )
    stated.say("author", _byline(first(root, "byline")), how.WIRE)
    _say_place(stated, root)
    stated.say("language", attribute(root, "baselang") or attribute(root, "lang"), how.WIRE)
    stated.say("url", attribute(first(root, "pubdata"), "ex-ref"), how.WIRE)


def _byline(byline: Element | None) -> str | list[str] | None:
    """Who wrote it, without their titles: ``<byttl>AP Business Writer</byttl>``."""
    if byline is None:
        return None
    if people := [words(person) for person in every(byline, "person")]:
        return people
    titles = {words(title) for title in every(byline, "byttl")}
    parts = (" ".join(str(part).split()) for part in byline.itertext())
    return " ".join(part for part in parts if part and part not in titles)


def _say_place(stated: Stated, root: Element) -> None:
    dateline = first(root, "dateline")
    location = first(dateline, "location")
    if location is not None:
        parts = [words(part) for part in children(location, "city", "state", "country")]
        stated.say("place", ", ".join(filter(None, parts)) or words(location), how.WIRE)
    elif dateline is not None:
        story_date = words(first(dateline, "story.date"))
        stated.say("dateline", words(dateline).replace(story_date, ""), how.WIRE)
    stated.say("place", attribute(first(root, "evloc"), "city"), how.WIRE)
