"""HTML pages: the text of the article, and the metadata that the page states."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import trafilatura
from lxml import html

from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import BYTES_MAX, decoded, named_encoding
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Provenance
from asean_search.ingest.metadata.html import date, page
from asean_search.ingest.metadata.html import page as page_text
from asean_search.ingest.metadata.html.page import NotPageError
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_LINES = re.compile(r"\n+")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in a page."""
    data = stream.read(BYTES_MAX + 1)
    yield document(file.path, decoded(data, stated=named_encoding(data)))


def document(
    path: str, text: str, *, record: str | None = None, address: str | None = None
) -> Document:
    """The document of a decoded page. ``address`` is where it was fetched.

    Raises:
        NotPageError: There is no text in it.
    """
    text = clean(text)
    tree = page.parsed(text)
    candidates = page.candidates(tree, address)
    if not resolve.has_date(candidates):
        candidates.add_guess(
            "date", date.likely(tree, address, day_first=candidates.day_first), Provenance.PAGE
        )
    body = article(text, tree)
    if not body:
        raise NotPageError("no text in it")
    return resolve.document(path, body, record=record, candidates=candidates)


def article(text: str, tree: html.HtmlElement) -> str:
    """The article's text without menus and the like, or else all the text of the page."""
    try:
        found = trafilatura.extract(text, include_comments=False, include_tables=True)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        found = None
    if not found or not found.strip():
        return page_text.visible_text(tree)
    return _LINES.sub("\n\n", found.strip())
