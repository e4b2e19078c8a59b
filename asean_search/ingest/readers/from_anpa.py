"""Wire stories in ANPA 1312 and IPTC 7901.

Both use control characters: SOH begins the header of a story, STX its text, ETX its trailer, and
EOT ends it (https://iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import msgspec

from asean_search.errors import ExtraMissingError
from asean_search.ingest.clean import clean
from asean_search.ingest.container import UniqueNames
from asean_search.ingest.decoding import BYTES_MAX, NotTextError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"
_CONTROLS_OF_WIRE = bytes(code for code in range(0x20) if code not in b"\t\n\r\x1b") + b"\x7f"

_ANPA_FILED = re.compile(r"(?P<bureau>[A-Z]{2,5})-[A-Z]{2}-(\d{2})-(\d{2})-(\d{2})\s+\d{4}\s?GMT")
_FILED = re.compile(
    r"(?P<day>\d{2})\d{4}\s+(?:[A-Z]{2,4}\s+)?(?P<month>[^\W\d]{3,9})\.?\s+(?P<year>\d{2,4})"
)
_PROVIDER = re.compile(r"\d\s+\w\s+(?:\d+\s+)?(?:\S+\s+)?(?P<name>[^\W\d][\w-]*)\s+\d+\s*$")
_SEQUENCE = re.compile(r"\w+")
_BYLINE = re.compile(r"by\b[:\s]", re.IGNORECASE)
_NOTE = re.compile(r"(?:AP Photos?|Eds?|Note|AP Video|Photo)\b[:\s]", re.IGNORECASE)
_NOTE_WORDS_MAX = 4
_CENTURY_TURN = 70


class _Story(msgspec.Struct):
    """The parts of a story."""

    header: str
    body: str = ""
    headline: str = ""
    byline: str = ""
    sources: list[str] = msgspec.field(default_factory=list)
    date: str = ""


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Document | Skipped]:
    """The stories. If there are several, their records are their sequence numbers."""
    data = stream.read(BYTES_MAX + 1)
    try:
        text = _decoded(data)
    except ExtraMissingError as problem:
        raise NotTextError(str(problem)) from None
    names = UniqueNames()
    messages = [part for part in text.split(_SOH) if part.strip("\x16\x00 \r\n")]
    for number, message in enumerate(messages, start=1):
        story = _anpa(message) if "\x1f" in message.partition(_STX)[0] else _iptc(message)
        record = None
        if len(messages) > 1:
            sequence = _SEQUENCE.search(story.header)
            record = names.unique(sequence[0] if sequence else str(number))
        if story.body or story.headline:
            yield _document(file.path, story, record)
    if not messages:
        yield Skipped(file.path, "a wire story without text")


def _document(path: str, story: _Story, record: str | None) -> Document:
    candidates = Candidates()
    candidates.add("title", story.headline, Provenance.WIRE)
    candidates.add("date", story.date, Provenance.WIRE)
    candidates.add_wire_sources(None, *story.sources)
    candidates.add("author", story.byline, Provenance.WIRE)
    return resolve.document(path, story.body, record=record, candidates=candidates)


def _decoded(data: bytes) -> str:
    """The text, with the control characters between its parts."""
    plain = data.translate(None, _CONTROLS_OF_WIRE)
    text = decoded(plain)
    if len(text) == len(plain):  # one byte is one character: the controls keep their places
        return data.decode("latin-1") if text.isascii() else _one_by_one(data, text)
    return data.decode("utf-8", "replace")


def _one_by_one(data: bytes, text: str) -> str:
    """The text of a single-byte encoding with the control characters inserted again."""
    letters = iter(text)
    return "".join(chr(byte) if byte in _CONTROLS_OF_WIRE else next(letters) for byte in data)


def _anpa(message: str) -> _Story:
    """A story of ANPA 1312. The lines of its heading end in ``<`` or ``=``."""
    header, _, rest = message.partition(_STX)
    content, _, trailer = rest.partition(_ETX)
    story = _Story(header)
    if filed := _ANPA_FILED.search(trailer):
        bureau, month, day, year = filed.groups()
        story.date = f"{_century(int(year))}-{month}-{day}"
        story.sources.append(bureau)
    lines = [line.rstrip() for line in content.replace("< ^", "<\n^").splitlines()]
    kept = []
    slug_was = False
    for line in lines:
        bare = line.lstrip("^ ").rstrip("<= ").strip()
        is_head = line.endswith(("<", "=")) and not line.startswith(("\t", "  "))
        if not is_head:
            kept.append(line.lstrip("^"))
        elif _BYLINE.match(bare) and line.endswith("="):
            story.byline = bare
        elif not slug_was:
            slug_was = not bare.startswith("*")
        elif not (story.headline or _NOTE.match(bare) or line.endswith("=")):
            story.headline = bare
    story.body = _paragraphs(kept)
    return story


def _iptc(message: str) -> _Story:
    """A story of IPTC 7901: header, then headline and byline up to a blank line, then the text."""
    header, _, rest = message.partition(_STX)
    content, _, trailer = rest.partition(_ETX)
    story = _Story(header.strip())
    first = story.header.splitlines()[0] if story.header else ""
    if provider := _PROVIDER.search(first):
        story.sources.append(provider["name"].partition("-")[0])
    if filed := _FILED.search(trailer):
        year = filed["year"]
        year = _century(int(year)) if len(year) == len("yy") else year
        story.date = f"{filed['day']} {filed['month']} {year}"
    head, gap, body = clean(content).strip().partition("\n\n")
    if not gap:
        head, body = "", head
    titles: list[str] = []
    for line in map(str.strip, head.splitlines()):
        bare = line.rstrip("= ").strip()
        if _BYLINE.match(bare):
            story.byline = bare
        elif not (_is_note(bare) and not titles):
            titles.append(bare)
    story.headline = " ".join(titles)
    story.body = _paragraphs(body.splitlines())
    return story


def _is_note(line: str) -> bool:
    """Whether it is a note to editors: ``1ST LEAD``, ``ATTENTION - ADDS details ///``."""
    return (line.isupper() and len(line.split()) <= _NOTE_WORDS_MAX) or line.endswith("///")


def _paragraphs(lines: list[str]) -> str:
    """The body. An indented line begins a paragraph; quotes and dashes become typographic."""
    text = "\n".join(
        f"\n{line.strip()}" if line.startswith(("\t", "   ")) else line.strip() for line in lines
    )
    text = text.replace("``", "“").replace("''", "”").replace(" _ ", " — ")
    return clean(text).strip()


def _century(year: int) -> str:
    return str(year + (1900 if year >= _CENTURY_TURN else 2000))
