"""Text files: one file, one document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from asean_search.ingest import decoding
from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import BYTES_MAX, NotTextError, decoded, not_decoded
from asean_search.ingest.metadata import how, resolve
from asean_search.ingest.readers import front_matter
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

__all__ = ["BYTES_MAX", "NotTextError", "decoded", "documents", "not_decoded"]

_LOOKED_AT_CHARS = 1000
_ODD_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]|\r(?!\n)")
_MARKDOWN = (".md", ".markdown")
_HEADING = re.compile(
    r"\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\s#>*|+-][^\n]*)\n=+)[ \t]*(?:\n+|\Z)"
)


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document that a text file holds; front matter and a first heading are read off it."""
    try:
        raw = decoded(decoding.read(stream))
    except NotTextError as problem:
        yield Skipped(file.path, str(problem))
        return
    text = whole = clean(raw)
    if not text.strip():
        yield Skipped(file.path, "empty")
        return
    stated, text = front_matter.split(text)
    if file.suffixes[-1:] and file.suffixes[-1] in _MARKDOWN:
        heading = _HEADING.match(text[:_LOOKED_AT_CHARS])
        if heading and text[heading.end() :].strip():
            stated.say("title", heading["atx"] or heading["setext"], how.HEADING)
            text = text[heading.end() :]
    # Elsewhere a form feed and its like begin no line: then lines are not told.
    above = None if _ODD_LINE_END.search(raw) else whole.count("\n", 0, len(whole) - len(text))
    first_line = None if above is None else above + 1
    yield resolve.document(file.path, text, stated=stated, first_line=first_line)
