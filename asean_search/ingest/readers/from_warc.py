"""Web archives, WARC and ARC: each page of a successful response is a member."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from asean_search.ingest.container import Member, suffixes_of
from asean_search.ingest.metadata.candidates import Provenance
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

_KINDS = ("response", "resource", "conversion")
_SUFFIXES = {
    "text/html": (".html",),
    "application/xhtml+xml": (".html",),
    "text/plain": (".txt",),
    "application/pdf": (".pdf",),
    "message/rfc822": (".eml",),
}
"""The kinds of pages. A response of another kind is an optional member."""
_PARTS_OF_PAGES = ("image/", "audio/", "video/", "font/", "text/css", "text/dns")
_SCRIPTS = ("javascript", "ecmascript", "font", "wasm")
_ROBOTS = "/robots.txt"


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Member | Skipped]:
    """The pages in the archive. Their records are their addresses.

    The day on which a page was fetched is not its date.
    """
    records = iter(ArchiveIterator(stream, arc2warc=True))
    while True:
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # warcio prints its warnings there
                record = next(records, None)
        except (ArchiveLoadFailed, ValueError, KeyError, AttributeError, IndexError):
            yield Skipped(file.path, "the web archive is damaged")
            return
        if record is None:
            return
        if page := _page(record):
            yield page


def _page(record: ArcWarcRecord) -> Member | None:
    """The page in a record; None for a request, a redirection, an image."""
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    kind = _content_type(record)
    if (
        record.rec_type not in _KINDS
        or not _is_success(record)
        or kind.startswith(_PARTS_OF_PAGES)
        or any(word in kind for word in _SCRIPTS)
        or address.endswith(_ROBOTS)
        or address.startswith("dns:")
    ):
        return None
    is_web = urlsplit(address).scheme in ("http", "https")
    return Member(
        address or None,
        cast("BinaryIO", record.content_stream()),
        _SUFFIXES.get(kind) or suffixes_of(urlsplit(address).path),
        damage=(ArchiveLoadFailed, ValueError),
        defaults=(("url", address),) if is_web else (),
        provenance=Provenance.WEB_ARCHIVE,
        is_optional=kind not in _SUFFIXES,
    )


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _is_success(record: ArcWarcRecord) -> bool:
    return record.http_headers is None or record.http_headers.get_statuscode().startswith("2")
