"""PDF: the text page by page, and the metadata in its heading and its properties."""

from __future__ import annotations

import contextlib
import io
import re
import statistics
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pypdfium2 import PdfDocument, PdfiumError, PdfTextPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from asean_search.ingest import container
from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import UnreadableError
from asean_search.ingest.metadata import heading_block, resolve, titles
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.readers.office import is_good_title
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

PAGES_MAX = 20_000
CHARS_MAX = 32 * 1024 * 1024
_CHARS_OF_HEAD_MAX = 4000
_PAGES_SCANNED_MAX = 20
_HEIGHTS_OF_LINE = 12
"""At most about this many letters of a line are measured."""
_CHUNK_BYTES = 1 << 20
_ENCRYPTED = b"/Encrypt"
_DAMAGED = "damaged: not a PDF that can be opened"
_BREAK = re.compile("[\x02\ufffe](?:\r?\n)?")
_FULL = 0.75
"""A line of at least this share of the usual length is full, and the next one continues it."""


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in a PDF file."""
    data = container.seekable(stream)
    try:
        pdf = PdfDocument(data)
    except PdfiumError as problem:
        raise UnreadableError(_open_failure(problem) if _is_encrypted(data) else _DAMAGED) from None
    try:
        yield _document(file, pdf)
    except PdfiumError as problem:
        raise UnreadableError(_open_failure(problem)) from None
    finally:
        pdf.close()


def _document(file: InputFile, pdf: PdfDocument) -> Document:
    pages: list[str] = []
    chars = 0
    for number in range(min(len(pdf), PAGES_MAX)):
        text = _page_text(pdf, number)
        chars += len(text)
        if chars > CHARS_MAX:
            raise UnreadableError(f"more than {CHARS_MAX >> 20} million characters; split it")
        pages.append(text)
    if sum(map(str.isalnum, "".join(pages))) == 0:
        raise UnreadableError(_no_text_reason(pdf))
    body, starts = joined(pages)
    candidates = Candidates()
    _add_statements(candidates, pdf, body)
    return resolve.document(file.path, body, candidates=candidates, pages=starts)


def joined(pages: Sequence[str]) -> tuple[str, list[int]]:
    """The pages as one text, and their offsets in it."""
    starts = []
    length = 0
    for page in pages:
        starts.append(length)
        length += len(page) + (len("\n\n") if page else 0)
    return "\n\n".join(filter(None, pages)), starts


def _page_text(pdf: PdfDocument, number: int) -> str:
    """A page's text in paragraphs; "" for a page without text, or a damaged one."""
    try:
        page = pdf[number]
        try:
            return paragraphs(page.get_textpage().get_text_range(errors="replace"))
        finally:
            page.close()
    except PdfiumError:
        return ""


def paragraphs(text: str) -> str:
    """Joins printed lines to paragraphs: a line that is not full ends one."""
    lines = clean(_BREAK.sub(_hyphen, text)).split("\n")
    lengths = [len(line.strip()) for line in lines if line.strip()]
    usual = statistics.quantiles(lengths, n=5)[-1] if len(lengths) > 1 else 0
    found: list[list[str]] = [[]]
    for line in lines:
        words = " ".join(line.split())
        if words:
            found[-1].append(words)
        if len(words) < usual * _FULL:
            found.append([])
    return "\n\n".join(" ".join(paragraph) for paragraph in found if paragraph)


def _hyphen(hyphen: re.Match[str]) -> str:
    """The text for a hyphen at a line's end: "" inside a word, ``-`` before a capital or digit."""
    after = hyphen.string[hyphen.end() : hyphen.end() + 1]
    return "-" if after.isupper() or after.isdigit() else ""


def _add_statements(candidates: Candidates, pdf: PdfDocument, body: str) -> None:
    properties = pdf.get_metadata_dict(skip_empty=True)
    lines = _lines_of_head(pdf)
    head = heading_block.read(lines, body)
    title = properties.get("Title", "")
    first_page = " ".join(line.text for line in lines)
    if is_good_title(title) and titles.is_in(title, first_page):
        candidates.add("title", title, Provenance.PROPERTIES)
    candidates.add("title", head.title, Provenance.HEADING)
    if is_good_title(title):
        candidates.add("title", title, Provenance.PROPERTIES)
    candidates.add("date", head.date, Provenance.HEADER)
    candidates.add("source", head.source, Provenance.HEADER)
    candidates.add("author", head.author, Provenance.BYLINE)
    candidates.add("author", properties.get("Author"), Provenance.PROPERTIES)
    if not head.date:
        candidates.add_guess("date", properties.get("CreationDate"), Provenance.PROPERTIES)


def _lines_of_head(pdf: PdfDocument) -> list[Line]:
    """The lines of the first page with text, with the height of their letters."""
    for number in range(min(len(pdf), len(("cover", "title page", "text")))):
        try:
            lines = list(_lines(pdf[number].get_textpage()))
        except PdfiumError:
            continue
        if any(line.text for line in lines):
            return lines
    return []


def _lines(page: PdfTextPage) -> Iterator[Line]:
    text = page.get_text_range(0, min(page.count_chars(), _CHARS_OF_HEAD_MAX), errors="replace")
    start = 0
    for printed in text.split("\r\n"):
        places = [start + offset for offset, letter in enumerate(printed) if not letter.isspace()]
        step = len(places) // _HEIGHTS_OF_LINE + 1
        boxes = [page.get_charbox(place, loose=True) for place in places[::step]]
        height = statistics.median(top - bottom for _, bottom, _, top in boxes) if boxes else 0.0
        words = " ".join(clean(_BREAK.sub(_hyphen, printed)).split())
        yield Line(words, height, goes_on=printed.endswith((" ", "\x02", "\ufffe")))
        start += len(printed) + len("\r\n")


def _open_failure(problem: PdfiumError) -> str:
    text = str(problem).lower()
    if "password" in text:
        return "encrypted; it opens only with its password"
    if "security" in text:
        return "encrypted by an unsupported method"
    return _DAMAGED


def _is_encrypted(data: BinaryIO) -> bool:
    """Whether a PDF has the mark of encryption, which is in plain bytes.

    PDFium may report the error of the previous file instead.
    """
    before = b""
    data.seek(0)
    while chunk := data.read(_CHUNK_BYTES):
        if _ENCRYPTED in before + chunk:
            return True
        before = chunk[-len(_ENCRYPTED) :]
    return False


def _no_text_reason(pdf: PdfDocument) -> str:
    """Why there is no text, according to the first pages."""
    pages = len(pdf)
    if not pages:
        return "empty: a PDF without pages"
    kinds: set[int] = set()
    readable = 0
    for number in range(min(pages, _PAGES_SCANNED_MAX)):
        with contextlib.suppress(PdfiumError):
            page = pdf[number]
            kinds.update(part.type for part in page.get_objects())
            page.close()
            readable += 1
    if not readable:
        return "damaged: none of its pages can be read"
    what = "its page holds" if pages == 1 else f"its {pages:,} pages hold"
    if FPDF_PAGEOBJ_IMAGE in kinds:
        return f"scanned: {what} pictures and no text; use OCR, for example ocrmypdf"
    if kinds:
        return f"drawn: {what} no readable text; use OCR, for example ocrmypdf"
    return f"empty: {what} neither text nor pictures (form fields are not read)"
