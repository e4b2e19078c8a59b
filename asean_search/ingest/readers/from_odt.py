"""OpenDocument texts: headings and paragraphs in order, and the properties."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from asean_search.ingest.clean import clean
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.readers import office, zipped_xml
from asean_search.ingest.readers.zipped_xml import BadPackageError
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_NOT_TEXT = frozenset({"tracked-changes", "annotation", "note-citation"})


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in an OpenDocument file."""
    package = zipped_xml.opened(stream)
    manifest = zipped_xml.part(package, "META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise BadPackageError("encrypted; it opens only with its password")
    content = zipped_xml.xml_part(package, "content.xml")
    meta = zipped_xml.xml_part(package, "meta.xml")
    if content is None:
        raise BadPackageError("damaged: content.xml is missing in it")
    candidates = Candidates()
    candidates.add("title", zipped_xml.first_text(meta, "title"), Provenance.PROPERTIES)
    candidates.add(
        "author", zipped_xml.first_text(meta, "initial-creator", "creator"), Provenance.PROPERTIES
    )
    candidates.add(
        "date", zipped_xml.first_text(meta, "creation-date", "date"), Provenance.PROPERTIES
    )
    candidates.add("language", zipped_xml.first_text(meta, "language"), Provenance.PROPERTIES)
    yield office.document(file, list(_lines(content)), candidates)


def _lines(content: etree._Element) -> Iterator[Line]:
    for element in zipped_xml.elements(content, "h", "p"):
        if any(_name(parent) in _NOT_TEXT for parent in element.iterancestors()):
            continue
        style = next(
            (value for key, value in element.items() if str(key).endswith("style-name")), ""
        )
        level = next(
            (value for key, value in element.items() if str(key).endswith("outline-level")), ""
        )
        is_title = style.lower() == "title" or (_name(element) == "h" and level in ("", "1"))
        yield Line(clean(_text(element)), is_title=is_title)


def _text(element: etree._Element) -> str:
    """The text of a paragraph, in which line breaks, tabs and runs of spaces are elements."""
    parts = [element.text or ""]
    for child in element:
        name = _name(child)
        if name == "line-break":
            parts.append("\n")
        elif name in ("tab", "s"):
            parts.append(" ")
        elif name not in _NOT_TEXT and name not in ("p", "h", "frame"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
