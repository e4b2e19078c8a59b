"""EPUB books: the text of all chapters in reading order, and the metadata of the package."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import NotTextError, decoded, named_encoding
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.html import page
from asean_search.ingest.metadata.html import page as page_text
from asean_search.ingest.metadata.html.page import NotPageError
from asean_search.ingest.readers import zipped_xml
from asean_search.ingest.readers.zipped_xml import BadPackageError
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

CHARS_MAX = 32 * 1024 * 1024


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document of a book. Its chapters are its pages."""
    book = zipped_xml.opened(stream)
    manifest = zipped_xml.xml_part(book, "META-INF/container.xml")
    place = None
    if manifest is not None:
        place = next(
            (one.get("full-path") for one in zipped_xml.elements(manifest, "rootfile")), None
        )
    contents = zipped_xml.xml_part(book, place) if place else None
    if contents is None or place is None:
        raise BadPackageError("damaged: no list of contents in it")
    chapters = list(_chapters(book, contents, posixpath.dirname(place)))
    if not chapters:
        if zipped_xml.part(book, "META-INF/encryption.xml"):
            raise BadPackageError("encrypted: it opens only in the shop's own reader")
        raise BadPackageError("empty: no text in it")
    starts, length = [], 0
    for chapter in chapters:
        starts.append(length)
        length += len(chapter) + len("\n\n")
    yield resolve.document(
        file.path, "\n\n".join(chapters), candidates=_candidates(contents), pages=starts
    )


def _chapters(book: zipfile.ZipFile, contents: etree._Element, folder: str) -> Iterator[str]:
    """The chapters' texts in reading order, without those that cannot be read."""
    files = {one.get("id"): one.get("href") for one in zipped_xml.elements(contents, "item")}
    left_chars = CHARS_MAX
    for entry in zipped_xml.elements(contents, "itemref"):
        href = files.get(entry.get("idref"))
        if not href:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        data = zipped_xml.part(book, name)
        if data is None:
            continue
        try:
            text = decoded(data, stated=named_encoding(data))
            shown = page_text.visible_text(page.parsed(clean(text)))
        except (NotTextError, NotPageError):
            continue
        left_chars -= len(shown)
        if left_chars < 0:
            raise BadPackageError(f"more than {CHARS_MAX >> 20} million characters")
        if shown:
            yield shown


def _candidates(contents: etree._Element) -> Candidates:
    candidates = Candidates()
    candidates.add("title", zipped_xml.first_text(contents, "title"), Provenance.PROPERTIES)
    creators = [
        " ".join(map(str, one.itertext())) for one in zipped_xml.elements(contents, "creator")
    ]
    candidates.add("author", creators, Provenance.PROPERTIES)
    candidates.add("source", zipped_xml.first_text(contents, "publisher"), Provenance.PROPERTIES)
    candidates.add("language", zipped_xml.first_text(contents, "language"), Provenance.PROPERTIES)
    candidates.add("url", zipped_xml.first_text(contents, "source"), Provenance.PROPERTIES)
    for one in zipped_xml.elements(contents, "date"):
        event = next((value for key, value in one.items() if str(key).endswith("event")), "")
        if event in ("", "publication", "original-publication", "creation"):
            candidates.add("date", one.text, Provenance.PROPERTIES)
    return candidates
