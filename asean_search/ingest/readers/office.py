"""Office documents of all formats: paragraphs, the heading above them, and properties."""

from __future__ import annotations

import re
from collections.abc import Sequence

from asean_search.ingest.decoding import UnreadableError
from asean_search.ingest.metadata import heading_block, resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document

_FILE_NAME = re.compile(r"\S+\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|tex|pub|pages|txt|html?)")
_BY_PROGRAM = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b|powerpoint\b|adobe(?: \w+ pdf)?|word|document"
    r"|dokument|documento|presentation|untitled|slide|folie|title|paper title|template"
    r"|microsoft\b|scan|img|doc|page|layout|letterhead|press[-_ ]?release|news[-_ ]?release)"
    r"[\s_-]*\d*(?:\s*[-:(].*)?",
    re.IGNORECASE,
)
_UNTITLED = re.compile(
    r"(?:\w+\s*\d*\s+)?(?:untitled|no title|sans titre|ohne titel|unbenannt|sin t[ií]tulo"
    r"|sem t[ií]tulo|senza (?:nome|titolo)|naamloos|bez (?:tytułu|názvu)|без (?:имени|названия))"
    r"(?:\s*\d+|\s+(?:document|page|design|presentation|spreadsheet|form))?",
    re.IGNORECASE,
)
"""Titles that programs set: ``Untitled document``, ``Document 1 sans titre``."""
_WORDS_MIN = 2


def document(file: InputFile, paragraphs: Sequence[Line], properties: Candidates) -> Document:
    """The document with these paragraphs.

    ``properties`` are the candidates in the file's properties; those of the heading go first.

    Raises:
        UnreadableError: There is no text.
    """
    shown = [line for line in paragraphs if line.text.strip()]
    if not shown:
        raise UnreadableError("empty: no text in it")
    body = "\n\n".join(line.text.strip() for line in shown)
    lines = [
        Line(row, line.height, is_title=line.is_title)
        for line in paragraphs[: heading_block.LINES_MAX]
        for row in (line.text.split("\n") or [""])
    ]
    head = heading_block.read(lines, body)
    candidates = Candidates()
    marked = any(line.is_title for line in lines)
    titles = [str(candidate.value) for candidate in properties.stated("title")]
    if marked:
        candidates.add("title", head.title, Provenance.HEADING)
    for title in filter(is_good_title, titles):
        candidates.add("title", title, Provenance.PROPERTIES)
    candidates.add("title", head.title, Provenance.HEADING)
    candidates.add("date", head.date, Provenance.HEADER)
    candidates.add("source", head.source, Provenance.HEADER)
    candidates.add("author", head.author, Provenance.BYLINE)
    candidates.add_all("author", properties.stated("author"))
    candidates.add_all("language", properties.stated("language"))
    if not head.date:
        for candidate in properties.stated("date"):
            candidates.add_guess("date", candidate.value, candidate.provenance)
    return resolve.document(file.path, body, candidates=candidates)


def is_good_title(title: str | None) -> bool:
    """Whether a title seems to be written by a person, not by a program or as a file name."""
    words = (title or "").split()
    text = " ".join(words)
    return (
        len(words) >= _WORDS_MIN
        and not _FILE_NAME.search(text)
        and not _BY_PROGRAM.fullmatch(text)
        and not _UNTITLED.fullmatch(text)
        and "_" not in text
    )
