"""Rich Text Format: the text, and the properties of its ``info`` group."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from striprtf import striprtf

from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import BYTES_MAX, UnreadableError
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.metadata.heading_block import Line
from asean_search.ingest.readers import office
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_HEAD_CHARS = 1 << 16
_TITLE = re.compile(r"\{(?:\\\*)?\\title\s(?P<value>(?:[^{}\\]|\\.)*)\}")
_AUTHOR = re.compile(r"\{(?:\\\*)?\\author\s(?P<value>(?:[^{}\\]|\\.)*)\}")
_CREATED = re.compile(r"\{\\creatim\\yr(?P<year>\d{1,4})\\mo(?P<month>\d{1,2})\\dy(?P<day>\d{1,2})")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The document in an RTF file."""
    data = stream.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        raise UnreadableError(
            f"larger than {BYTES_MAX >> 20} MiB, too large for one document; split it"
        )
    marked = data.decode("latin-1")
    try:
        text = clean(_plain(marked))
    except (ValueError, LookupError, RecursionError, IndexError, AttributeError, TypeError):
        raise UnreadableError("damaged: not RTF that can be read") from None
    yield office.document(file, [Line(line) for line in text.split("\n")], _properties(marked))


def _plain(marked: str) -> str:
    text: str = striprtf.rtf_to_text(marked, errors="replace")  # type: ignore[no-untyped-call]
    return text


def _properties(marked: str) -> Candidates:
    candidates = Candidates()
    head = marked[:_HEAD_CHARS]
    for field, form in (("title", _TITLE), ("author", _AUTHOR)):
        if match := form.search(head):
            value = _plain("{\\rtf1 " + match["value"] + "}").strip()
            candidates.add("title" if field == "title" else "author", value, Provenance.PROPERTIES)
    if match := _CREATED.search(head):
        day = f"{int(match['year']):04}-{int(match['month']):02}-{int(match['day']):02}"
        candidates.add("date", day, Provenance.PROPERTIES)
    return candidates
