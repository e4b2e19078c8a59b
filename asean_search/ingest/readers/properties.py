"""The properties that office programs write into their files, as far as they can be trusted."""

from __future__ import annotations

import re

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
"""What programs call what nobody named: ``Untitled document``, ``Document 1 sans titre``."""
_WORDS_MIN = 2


def is_good_title(title: str | None) -> bool:
    """Whether a title looks written by somebody, not by a program or taken from a file's name."""
    words = (title or "").split()
    text = " ".join(words)
    return (
        len(words) >= _WORDS_MIN
        and not _FILE_NAME.search(text)
        and not _BY_PROGRAM.fullmatch(text)
        and not _UNTITLED.fullmatch(text)
        and "_" not in text
    )
