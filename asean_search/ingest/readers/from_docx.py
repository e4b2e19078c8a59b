"""Word documents: paragraphs and tables in order, and the core properties."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from asean_search.ingest.clean import clean
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.readers import office, zipped_xml
from asean_search.ingest.readers.zipped_xml import BadPackageError
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_FAULTS = (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, IndexError)
_TITLE_STYLES = ("title", "heading 1")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in a Word file."""
    try:
        opened = zipped_xml.opened(stream)
        whole = docx.Document(opened.fp)
        paragraphs = list(_lines(whole))
    except (*_FAULTS, *zipped_xml.FAULTS):
        raise BadPackageError("damaged: not a Word document that can be opened") from None
    yield office.document(file, paragraphs, _properties(whole))


def _lines(whole: WordDocument) -> Iterator[Line]:
    """The paragraphs, and the rows of tables, each cell once."""
    for block in whole.iter_inner_content():
        if isinstance(block, Paragraph):
            yield Line(clean(block.text), is_title=_style(block) in _TITLE_STYLES)
        elif isinstance(block, Table):
            for row in block.rows:
                cells = {cell._tc: " ".join(cell.text.split()) for cell in row.cells}
                yield Line(clean(" | ".join(filter(None, cells.values()))))


def _style(paragraph: Paragraph) -> str:
    try:
        return (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    except _FAULTS:
        return ""


def _properties(whole: WordDocument) -> Candidates:
    candidates = Candidates()
    try:
        core = whole.core_properties
        candidates.add("title", core.title, Provenance.PROPERTIES)
        candidates.add("author", core.author, Provenance.PROPERTIES)
        candidates.add("language", core.language, Provenance.PROPERTIES)
        candidates.add("date", core.created, Provenance.PROPERTIES)
    except _FAULTS:
        return candidates
    return candidates
