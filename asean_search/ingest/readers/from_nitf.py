"""NITF, the News Industry Text Format: one story.

Elements and attributes are those of NITF 3.6 (https://iptc.org/std/NITF/3.6/documentation/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import safe_xml
from asean_search.ingest.readers.html_fragments import without_headline
from asean_search.ingest.readers.safe_xml import Element, attribute, children, every, first, words
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
    root = safe_xml.parsed(stream)
    candidates = Candidates()
    _add_statements(candidates, root)
    body = text(root)
    if body or any(candidates.stated("title")):
        yield resolve.document(file.path, body, candidates=candidates)
    else:
        yield Skipped(file.path, "a wire story without text")


def text(root: Element) -> str:
    """The text of the story."""
    body = first(root, "body")
    if body is None:
        body = root
    content = next(children(body, "body.content"), body)
    return without_headline(safe_xml.text(content), words(first(root, "hl1")))


def _add_statements(candidates: Candidates, root: Element) -> None:
    """Add what the story states."""
    for headline in (first(root, "hl1"), first(root, "hedline"), first(root, "head", "title")):
        candidates.add("title", words(headline), Provenance.WIRE)
    moments = (attribute(element, key) for name, key in _DATES for element in every(root, name))
    candidates.add_dates(Provenance.WIRE, *moments)
    candidates.add_wire_sources(
        words(first(root, "distributor")),
        attribute(first(root, "pubdata"), "name"),
        attribute(first(root, "doc.copyright"), "holder"),
        words(first(root, "rights.owner")),
        attribute(first(root, "doc.rights"), "owner"),
        attribute(first(root, "from-src"), "src-name"),
        attribute(first(root, "doc-id"), "regsrc"),
    )
    candidates.add("author", _byline(first(root, "byline")), Provenance.WIRE)
    _add_place(candidates, root)
    candidates.add(
        "language", attribute(root, "baselang") or attribute(root, "lang"), Provenance.WIRE
    )
    candidates.add("url", attribute(first(root, "pubdata"), "ex-ref"), Provenance.WIRE)


def _byline(byline: Element | None) -> str | list[str] | None:
    """The authors without their titles: ``<byttl>AP Business Writer</byttl>``."""
    if byline is None:
        return None
    if people := [words(person) for person in every(byline, "person")]:
        return people
    titles = {words(title) for title in every(byline, "byttl")}
    parts = (" ".join(str(part).split()) for part in byline.itertext())
    return " ".join(part for part in parts if part and part not in titles)


def _add_place(candidates: Candidates, root: Element) -> None:
    dateline = first(root, "dateline")
    location = first(dateline, "location")
    if location is not None:
        parts = [words(part) for part in children(location, "city", "state", "country")]
        candidates.add("place", ", ".join(filter(None, parts)) or words(location), Provenance.WIRE)
    elif dateline is not None:
        story_date = words(first(dateline, "story.date"))
        candidates.add("dateline", words(dateline).replace(story_date, ""), Provenance.WIRE)
    candidates.add("place", attribute(first(root, "evloc"), "city"), Provenance.WIRE)
