"""The table of formats: what each is called, who reads it, and how a file of it is recognised.

A new format is one module ``readers/from_NAME`` with a function ``documents(source, stream)`` (see
``extract.Extract``), and one row here.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from asean_search.ingest import sniff

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_EXTRA = re.compile(r"pip install 'asean-search\[(\w+)\]'")
_OTHER_NEEDS = {"text": ("chardet", "yaml")}
"""What is needed by some files of a format only."""

HEAD_BYTES = 1 << 16
"""How much of a file's start ``of`` wants to see, if there is so much."""


class Format(msgspec.Struct, frozen=True):
    """A row of the table.

    ``module`` reads it; "" when no version reads it, and then ``reason`` says why.
    ``endings`` are those of names that promise it. ``starts`` are first bytes that no other
    format has; ``is_start`` tells it from more of the first bytes. ``needs`` are the modules
    that it imports and ``extra`` is the extra of the distribution that installs them.
    ``takes_options`` is true of records: their reader is told how (see ``ingest.readers.records``).
    ``shares`` are first bytes that it has in common with others: there the name decides.
    A format whose name is ``weak`` (``.xml``, ``.txt``) yields to what the first bytes show.
    """

    name: str
    module: str = ""
    endings: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    is_start: Callable[[bytes], bool] | None = None
    extra: str = ""
    needs: tuple[str, ...] = ()
    shares: bytes = b""
    weak: bool = False
    takes_options: bool = False
    reason: str = "not a format that this version reads"

    def begins(self, head: bytes) -> bool:
        """Whether a file that begins so is surely of this format."""
        return head.startswith(self.starts) or bool(self.is_start and self.is_start(head))

    def may_begin(self, head: bytes) -> bool:
        """Whether a file that is called so and begins so is of this format."""
        return self.begins(head) or bool(self.shares and head.startswith(self.shares))

    @property
    def unreadable_reason(self) -> str | None:
        """Why a file of this format cannot be read here and now, or None."""
        if not self.module:
            return f"{self.name}: {self.reason}"
        missing = [need for need in self.needs if importlib.util.find_spec(need) is None]
        if not missing:
            return None
        return f"{self.name} needs {missing[0]}: pip install 'asean-search[{self.extra}]'"


RECORDS = Format(
    "records",
    "from_records",
    endings=(".jsonl", ".ndjson"),
    is_start=sniff.looks_like_records,
    takes_options=True,
)
TEXT = Format(
    "text", "from_text", endings=(".txt", ".text", ".md", ".markdown", ".rst", ".log"), weak=True
)
FORMATS: Sequence[Format] = (
    RECORDS,
    Format(
        "PDF",
        "from_pdf",
        endings=(".pdf",),
        starts=(b"%PDF-",),
        extra="pdf",
        needs=("pypdfium2",),
    ),
    Format(
        "RTF",
        "from_rtf",
        endings=(".rtf",),
        starts=(b"{\\rtf",),
        extra="office",
        needs=("striprtf",),
    ),
    Format(
        "Word",
        "from_docx",
        endings=(".docx", ".docm"),
        is_start=sniff.is_docx,
        shares=_ZIP,
        extra="office",
        needs=("docx", "lxml"),
    ),
    Format(
        "OpenDocument text",
        "from_odt",
        endings=(".odt", ".ott"),
        is_start=sniff.is_odt,
        shares=_ZIP,
        extra="office",
        needs=("lxml",),
    ),
    Format(
        "EPUB",
        "from_epub",
        endings=(".epub",),
        is_start=sniff.is_epub,
        shares=_ZIP,
        extra="epub",
        needs=("lxml",),
    ),
    Format(
        "an encrypted office document",
        is_start=sniff.is_encrypted,
        reason="it opens only with its password; save it without one",
    ),
    Format(
        "Word 97-2003",
        endings=(".doc",),
        is_start=sniff.is_doc,
        shares=_OLE,
        reason="no well-kept library reads it; save it as DOCX or PDF",
    ),
    Format(
        "MHTML",
        "from_mhtml",
        endings=(".mht", ".mhtml"),
        is_start=sniff.is_mhtml,
        extra="html",
        needs=("trafilatura", "lxml_html_clean", "lxml"),
    ),
    Format("a table", "from_csv", endings=(".csv", ".tsv", ".tab"), takes_options=True),
    Format(
        "a web archive",
        "from_warc",
        endings=(".warc", ".arc"),
        starts=(b"WARC/", b"filedesc://"),
        extra="archives",
        needs=("warcio",),
    ),
    Format(
        "a compressed file",
        "from_compressed",
        endings=(".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".lzma"),
        starts=(b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"),
    ),
    Format(
        "a file compressed by Zstandard",
        "from_compressed",
        endings=(".zst", ".zstd", ".tzst"),
        starts=(b"\x28\xb5\x2f\xfd",),
        extra="archives",
        needs=("zstandard",),
    ),
    Format("an archive", "from_tar", endings=(".tar",), is_start=sniff.is_tar),
    Format("an archive", "from_zip", endings=(".zip",), starts=(b"PK\x03\x04", b"PK\x05\x06")),
    Format(
        "an archive",
        endings=(".7z", ".rar"),
        starts=(b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"),
    ),
    Format(
        "a spreadsheet",
        endings=(".xls", ".xlsx", ".xlsm", ".ods"),
        is_start=sniff.is_spreadsheet,
        shares=_ZIP,
    ),
    Format(
        "a presentation",
        endings=(".ppt", ".pptx", ".odp"),
        is_start=sniff.is_presentation,
        shares=_ZIP,
    ),
    Format("an e-book", endings=(".mobi", ".azw3")),
    Format("an office document", starts=(_OLE,)),
    Format(
        "an image",
        endings=(
            ".png",
            ".jpg",
            ".jpeg",
            ".gif",
            ".tif",
            ".tiff",
            ".webp",
            ".bmp",
            ".heic",
            ".ico",
        ),
        starts=(b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"),
        reason="it holds no text",
    ),
    Format(
        "sound or film",
        endings=(".mp3", ".mp4", ".m4a", ".wav", ".ogg", ".webm", ".mov", ".avi", ".mkv"),
        starts=(b"ID3", b"OggS", b"\x1aE\xdf\xa3"),
        reason="it holds no text",
    ),
    Format(
        "HTML",
        "from_html",
        endings=(".html", ".htm", ".xhtml", ".shtml"),
        is_start=sniff.is_html,
        extra="html",
        needs=("trafilatura", "lxml_html_clean", "lxml"),
    ),
    *(
        Format(name, module, endings=endings, is_start=is_start, extra="feeds", needs=("lxml",))
        for name, module, endings, is_start in (
            ("a feed", "from_feed", (".rss", ".atom", ".rdf"), sniff.is_feed),
            ("NITF", "from_nitf", (".nitf",), sniff.is_nitf),
            ("NewsML", "from_newsml", (".newsml",), sniff.is_newsml),
            ("NewsML-G2", "from_newsml_g2", (), sniff.is_newsml_g2),
        )
    ),
    Format("ANPA or IPTC 7901", "from_anpa", endings=(".anpa",), is_start=sniff.is_anpa),
    Format("an mbox of e-mails", "from_mbox", endings=(".mbox", ".mbx"), is_start=sniff.is_mbox),
    Format("e-mail", "from_mail", endings=(".eml",), is_start=sniff.is_mail),
    Format("e-mail", "from_mail", endings=(".emlx",), is_start=sniff.is_emlx),
    Format(
        "an Outlook e-mail",
        "from_msg",
        endings=(".msg",),
        is_start=sniff.is_msg,
        extra="mail",
        needs=("olefile",),
    ),
    Format(
        "XML",
        "from_xml",
        endings=(".xml",),
        is_start=sniff.is_xml,
        extra="feeds",
        needs=("lxml",),
        weak=True,
        takes_options=True,
    ),
    Format(
        "JSON",
        "from_json",
        endings=(".json", ".geojson"),
        is_start=sniff.is_json,
        weak=True,
        takes_options=True,
    ),
    TEXT,
)
"""First come those that are told by their first bytes beyond doubt; the order is that of trying."""


def extra_is_installed(reason: str) -> bool:
    """Whether a reason why something was not read names an extra that is installed by now."""
    found = _EXTRA.search(reason)
    if found is None:
        return False
    needs = {need for row in FORMATS if row.extra == found[1] for need in row.needs}
    needs.update(_OTHER_NEEDS.get(found[1], ()))
    return bool(needs) and all(importlib.util.find_spec(need) for need in needs)


_ALL_STARTS = tuple(start for row in FORMATS for start in row.starts)
_TOLD_BY_MORE = [(row, row.is_start) for row in FORMATS if row.is_start]


@lru_cache(maxsize=8)
def of(suffixes: tuple[str, ...], head: bytes) -> Format:
    """The format of a file, by the suffixes of its name (in lower case) and its first bytes.

    What the bytes show beyond doubt counts most, then the name; what neither knows is text. The
    last answers are remembered: it is asked whether a file can be read, and again when it is.
    """
    promised = _of_name("".join(suffixes))
    if head.startswith(_ALL_STARTS):
        shown = next((row for row in FORMATS if row.begins(head)), None)
    else:
        shown = next((row for row, is_start in _TOLD_BY_MORE if is_start(head)), None)
    is_doubted = shown is not None and not shown.weak
    if promised and not promised.weak and (promised.may_begin(head) or not is_doubted):
        return promised
    return shown or promised or TEXT


@lru_cache(maxsize=256)
def _of_name(name: str) -> Format | None:
    """The row with the longest ending that the name has."""
    fitting = [
        (len(ending), -number)
        for number, row in enumerate(FORMATS)
        for ending in row.endings
        if name.endswith(ending)
    ]
    return FORMATS[-max(fitting)[1]] if fitting else None
