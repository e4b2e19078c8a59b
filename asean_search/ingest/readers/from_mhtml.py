"""Saved pages (MHTML): the page itself, without its pictures and styles."""

from __future__ import annotations

import email
import io
from collections.abc import Iterator
from email.message import Message
from email.policy import default

from asean_search.ingest.decoding import BYTES_MAX, decoded, named_encoding
from asean_search.ingest.metadata.html.page import NotPageError
from asean_search.ingest.readers import from_html
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

PARTS_MAX = 10_000
_PAGES = ("text/html", "application/xhtml+xml")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document of the saved page. The time of saving is not its date."""
    data = stream.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        raise NotPageError(f"larger than {BYTES_MAX >> 20} MiB; save the page as HTML")
    whole = email.message_from_bytes(data, policy=default)
    part = _page(whole)
    if part is None:
        raise NotPageError("no page in it")
    address = _text(whole, "Snapshot-Content-Location") or _text(part, "Content-Location")
    content = part.get_payload(decode=True)
    page = content if isinstance(content, bytes) else b""
    text = decoded(page, stated=part.get_content_charset() or named_encoding(page))
    yield from_html.document(file.path, text, address=address)


def _page(whole: Message) -> Message | None:
    """The first part that is a page."""
    for number, part in enumerate(whole.walk()):
        if number > PARTS_MAX:
            return None
        if part.get_content_type() in _PAGES:
            return part
    return None


def _text(part: Message, name: str) -> str | None:
    try:
        value = part.get(name)
    except (ValueError, IndexError, AttributeError):
        return None
    return "".join(str(value).split()) if value else None
