"""The table of formats: the name of each, its reader, and how its files are recognised.

A new format is a module ``readers/from_NAME`` with a function ``documents(file, stream)`` (see
``extract.ReaderFunction``), a row here, and its endings in the table of ``docs/ingest.md``.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from asean_search.ingest import sniff

_ZIP = b"PK\x03\x04"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_EXTRA = re.compile(r"pip install 'asean-search\[(\w+)\]'")
_NEEDED_BY_SOME = {"text": ("chardet", "yaml")}
"""Modules that only some files of a format need, by their extra."""

HEAD_BYTES = 1 << 16
"""``detect`` looks at this many first bytes."""

_HTML = "html: trafilatura lxml_html_clean lxml"
_NO_TEXT = "it holds no text"


class Format(msgspec.Struct, frozen=True):
    """A row of the table.

    ``module`` reads it; if "", no version reads it, and ``reason`` says why. ``endings`` are those
    of its files' names. ``starts`` are first bytes that no other format has; ``is_start`` tells it
    by more of the first bytes. ``shared_start`` are first bytes that it has in common with other
    formats: there the name decides. A format whose names are ``weak`` (``.xml``, ``.txt``) yields
    to one that the first bytes show. ``needs`` are the modules that its reader imports, ``extra``
    the extra that installs them. ``takes_options`` is true of records (see ``RecordOptions``).
    """

    name: str
    module: str = ""
    endings: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    is_start: sniff.Test | None = None
    extra: str = ""
    needs: tuple[str, ...] = ()
    shared_start: bytes = b""
    weak: bool = False
    takes_options: bool = False
    reason: str = "not a format that this version reads"

    def matches(self, head: bytes) -> bool:
        """Whether these first bytes prove this format."""
        return head.startswith(self.starts) or bool(self.is_start and self.is_start(head))

    def may_match(self, head: bytes) -> bool:
        """Whether these first bytes prove this format, or one with the same start."""
        return self.matches(head) or bool(self.shared_start and head.startswith(self.shared_start))

    @property
    def unreadable_reason(self) -> str | None:
        """Why no file of this format can be read in this installation, or None."""
        if not self.module:
            return f"{self.name}: {self.reason}"
        missing = [need for need in self.needs if importlib.util.find_spec(need) is None]
        if not missing:
            return None
        return f"{self.name} needs {missing[0]}: pip install 'asean-search[{self.extra}]'"


def _row(name: str, module: str = "", endings: str = "", needs: str = "", **more: Any) -> Format:
    """A row; ``needs`` is ``extra: module module``."""
    extra, _, modules = needs.partition(": ")
    return Format(
        name, module, tuple(endings.split()), extra=extra, needs=tuple(modules.split()), **more
    )


RECORDS = _row(
    "records",
    "from_records",
    ".jsonl .ndjson",
    is_start=sniff.looks_like_records,
    takes_options=True,
)
TEXT = _row("text", "from_text", ".txt .text .md .markdown .rst .log", weak=True)

FORMATS: Sequence[Format] = (
    RECORDS,
    _row("PDF", "from_pdf", ".pdf", "pdf: pypdfium2", starts=(b"%PDF-",)),
    _row("RTF", "from_rtf", ".rtf", "office: striprtf", starts=(b"{\\rtf",)),
    _row(
        "Word", "from_docx", ".docx .docm", "office: docx lxml",
        is_start=sniff.office_package(b"word/"), shared_start=_ZIP,
    ),
    _row(
        "OpenDocument text", "from_odt", ".odt .ott", "office: lxml",
        is_start=sniff.package_of_type(_OPEN_DOCUMENT + b"text"), shared_start=_ZIP,
    ),
    _row(
        "EPUB", "from_epub", ".epub", "epub: lxml",
        is_start=sniff.package_of_type(b"application/epub+zip"), shared_start=_ZIP,
    ),
    _row(
        "an encrypted office document", is_start=sniff.compound_file("EncryptedPackage"),
        reason="it opens only with its password; save it without one",
    ),
    _row(
        "Word 97-2003", endings=".doc",
        is_start=sniff.compound_file("WordDocument"), shared_start=_OLE,
        reason="no well-kept library reads it; save it as DOCX or PDF",
    ),
    _row("MHTML", "from_mhtml", ".mht .mhtml", _HTML, is_start=sniff.is_mhtml),
    _row("a table", "from_csv", ".csv .tsv .tab", takes_options=True),
    _row(
        "a web archive", "from_warc", ".warc .arc", "archives: warcio",
        starts=(b"WARC/", b"filedesc://"),
    ),
    _row(
        "a compressed file", "from_compressed", ".gz .tgz .bz2 .tbz2 .xz .txz .lzma",
        starts=(b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"),
    ),
    _row(
        "a file compressed by Zstandard", "from_compressed", ".zst .zstd .tzst",
        "archives: zstandard", starts=(b"\x28\xb5\x2f\xfd",),
    ),
    _row("an archive", "from_tar", ".tar", is_start=sniff.is_tar),
    _row("an archive", "from_zip", ".zip", starts=(b"PK\x03\x04", b"PK\x05\x06")),
    _row("an archive", endings=".7z .rar", starts=(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")),
    _row(
        "a spreadsheet", endings=".xls .xlsx .xlsm .ods",
        shared_start=_ZIP,
        is_start=sniff.any_of(
            sniff.office_package(b"xl/"), sniff.package_of_type(_OPEN_DOCUMENT + b"spreadsheet"),
            sniff.compound_file("Workbook"),
        ),
    ),
    _row(
        "a presentation", endings=".ppt .pptx .odp",
        shared_start=_ZIP,
        is_start=sniff.any_of(
            sniff.office_package(b"ppt/"), sniff.package_of_type(_OPEN_DOCUMENT + b"presentation"),
            sniff.compound_file("PowerPoint Document"),
        ),
    ),
    _row("an e-book", endings=".mobi .azw3"),
    _row("an office document", starts=(_OLE,)),
    _row(
        "an image", endings=".png .jpg .jpeg .gif .tif .tiff .webp .bmp .heic .ico",
        reason=_NO_TEXT,
        starts=(b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"),
    ),
    _row(
        "sound or film", endings=".mp3 .mp4 .m4a .wav .ogg .webm .mov .avi .mkv", reason=_NO_TEXT,
        starts=(b"ID3", b"OggS", b"\x1aE\xdf\xa3"),
    ),
    _row("HTML", "from_html", ".html .htm .xhtml .shtml", _HTML, is_start=sniff.is_html),
    _row(
        "a feed", "from_feed", ".rss .atom .rdf", "feeds: lxml",
        is_start=sniff.xml_of("rss", "rdf", "feed"),
    ),
    _row("NITF", "from_nitf", ".nitf", "feeds: lxml", is_start=sniff.xml_of("nitf")),
    _row("NewsML", "from_newsml", ".newsml", "feeds: lxml", is_start=sniff.is_newsml),
    _row("NewsML-G2", "from_newsml_g2", "", "feeds: lxml", is_start=sniff.is_newsml_g2),
    _row("ANPA or IPTC 7901", "from_anpa", ".anpa", is_start=sniff.is_anpa),
    _row("an mbox of e-mails", "from_mbox", ".mbox .mbx", is_start=sniff.is_mbox),
    _row("e-mail", "from_mail", ".eml", is_start=sniff.is_mail),
    _row("e-mail", "from_mail", ".emlx", is_start=sniff.is_emlx),
    _row(
        "an Outlook e-mail", "from_msg", ".msg", "mail: olefile",
        is_start=sniff.compound_file("__properties_version1.0", "__substg1.0_"),
    ),
    _row(
        "XML", "from_xml", ".xml", "feeds: lxml",
        is_start=sniff.is_xml, weak=True, takes_options=True,
    ),
    _row(
        "JSON", "from_json", ".json .geojson", is_start=sniff.is_json, weak=True, takes_options=True
    ),
    TEXT,
)  # fmt: skip
"""In the order in which the first bytes are tried: the surest proofs first."""

_ALL_STARTS = tuple(start for row in FORMATS for start in row.starts)
_WITH_IS_START = [(row, row.is_start) for row in FORMATS if row.is_start]


def extra_is_installed(reason: str) -> bool:
    """Whether the reason why a file was not read names an extra that is installed now."""
    found = _EXTRA.search(reason)
    if found is None:
        return False
    needs = {need for row in FORMATS if row.extra == found[1] for need in row.needs}
    needs.update(_NEEDED_BY_SOME.get(found[1], ()))
    return bool(needs) and all(importlib.util.find_spec(need) for need in needs)


@lru_cache(maxsize=8)
def detect(suffixes: tuple[str, ...], head: bytes) -> Format:
    """The format of a file, by the suffixes of its name (in lower case) and its first bytes.

    First bytes that prove a format go first, then the name; without either it is text. The last
    answers are cached, because each file is asked about twice: before it is read, and when it is.
    """
    by_name = _by_name("".join(suffixes))
    if head.startswith(_ALL_STARTS):
        by_head = next((row for row in FORMATS if row.matches(head)), None)
    else:
        by_head = next((row for row, is_start in _WITH_IS_START if is_start(head)), None)
    is_proven = by_head is not None and not by_head.weak
    if by_name and not by_name.weak and (by_name.may_match(head) or not is_proven):
        return by_name
    return by_head or by_name or TEXT


@lru_cache(maxsize=256)
def _by_name(name: str) -> Format | None:
    """The row with the longest ending that the name has."""
    fitting = [
        (len(ending), -number)
        for number, row in enumerate(FORMATS)
        for ending in row.endings
        if name.endswith(ending)
    ]
    return FORMATS[-max(fitting)[1]] if fitting else None
