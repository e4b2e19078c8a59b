"""Messages of Outlook (.msg): each is a document, and its attachments are members.

They are compound files of MAPI properties: see [MS-OXMSG] and [MS-OXPROPS]. A dozen properties are
needed, so olefile is enough; extract-msg is GPL.
"""

from __future__ import annotations

import email
import io
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import olefile  # type: ignore[import-untyped]

from asean_search.errors import ExtraMissingError
from asean_search.ingest.clean import clean
from asean_search.ingest.container import Item, seekable, suffixes_of
from asean_search.ingest.decoding import NotTextError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import html_fragments
from asean_search.ingest.readers.from_mail import add_sender, add_sender_named, attachment
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_SUBJECT, _TOPIC, _BODY, _HTML, _RTF = "0037", "0070", "1000", "1013", "1009"
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_HEADERS = "007D"
_FILE_NAME, _SHORT_FILE_NAME, _FILE = "3707", "3704", "3701"
_SENT, _DELIVERED, _CODE_PAGE, _INTERNET_CODE_PAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_UNICODE, _EIGHT_BIT, _BINARY = "001F", "001E", "0102"
_BYTES_MAX = 64 << 20
_ATTACHMENTS_MAX = 1000
_PROPERTIES, _PROPERTIES_AT, _PROPERTY_BYTES = "__properties_version1.0", 32, 16
_TICKS_PER_MICROSECOND = 10
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emz", ".wmz"))


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Item]:
    """The message and its attachments."""
    buffered = seekable(stream)
    try:
        with olefile.OleFileIO(buffered) as compound:
            yield from _items(file.path, _Message(compound))
    except (OSError, ValueError, struct.error, IndexError, TypeError, RecursionError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        yield Skipped(file.path, "a damaged Outlook message")


def _items(path: str, message: _Message) -> Iterator[Item]:
    document = _document(path, message)
    if document is None:
        yield Skipped(path, "an e-mail without text")
    else:
        yield document
    for name, data in message.attachments():
        if _PICTURES.isdisjoint(suffixes_of(name)[-1:]):
            yield attachment(document, name, data, suffixes_of(name))


def _document(path: str, message: _Message) -> Document | None:
    subject = message.text(_SUBJECT) or message.text(_TOPIC)
    body = clean(message.body()).strip()
    if not (body or subject):
        return None
    candidates = Candidates()
    candidates.add("title", subject, Provenance.MAIL)
    headers = email.message_from_string(message.text(_HEADERS))
    moments = (headers.get("Date"), message.moment(_SENT), message.moment(_DELIVERED))
    candidates.add_dates(Provenance.MAIL, *moments)
    address = message.text(_SENDER_SMTP) or message.text(_SENDER_ADDRESS)
    if headers.get("From"):
        add_sender(candidates, headers)
    add_sender_named(candidates, message.text(_SENDER), address if "@" in address else "")
    for name, _ in message.attachments():
        candidates.add_keyword("attachment", name)
    return resolve.document(path, body, candidates=candidates)


class _Message:
    """The properties of a message."""

    def __init__(self, compound: olefile.OleFileIO) -> None:
        self._compound = compound
        self._streams = {"/".join(path).upper(): path for path in compound.listdir()}
        self._numbers = self._fixed()

    def text(self, tag: str, folder: str = "") -> str:
        """The text of a property, or ""."""
        data = self._data(f"{folder}__substg1.0_{tag}{_UNICODE}")
        if data is not None:
            return data.decode("utf-16-le", "replace").rstrip("\x00")
        data = self._data(f"{folder}__substg1.0_{tag}{_EIGHT_BIT}") or b""
        return self._decoded(data).rstrip("\x00")

    def body(self) -> str:
        """The plain text of the message, or else that of its HTML."""
        if (text := self.text(_BODY)).strip():
            return text
        markup = self._data(f"__substg1.0_{_HTML}{_BINARY}")
        html = self._decoded(markup) if markup else self.text(_HTML)
        return html_fragments.text_of(html)

    def moment(self, tag: int) -> datetime | None:
        """The time of a property, or None."""
        ticks = self._numbers.get(tag, 0)
        if not ticks:
            return None
        try:
            return datetime(1601, 1, 1, tzinfo=timezone.utc) + timedelta(
                microseconds=ticks // _TICKS_PER_MICROSECOND
            )
        except OverflowError:
            return None

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """The attached files with their names, without attached messages."""
        folders = sorted({path.partition("/")[0] for path in self._streams if "__ATTACH" in path})
        for number, folder in enumerate(folders[:_ATTACHMENTS_MAX], start=1):
            data = self._data(f"{folder}/__substg1.0_{_FILE}{_BINARY}")
            name = self.text(_FILE_NAME, f"{folder}/") or self.text(_SHORT_FILE_NAME, f"{folder}/")
            if data is not None:
                yield name or f"attachment {number}", data

    def _data(self, name: str) -> bytes | None:
        path = self._streams.get(name.upper())
        if path is None or self._compound.get_size(path) > _BYTES_MAX:
            return None
        return bytes(self._compound.openstream(path).read())

    def _decoded(self, data: bytes) -> str:
        page = self._numbers.get(_INTERNET_CODE_PAGE) or self._numbers.get(_CODE_PAGE)
        page = page & 0xFFFF if page else None
        try:
            return decoded(data, stated="utf-8" if page == 65001 else f"cp{page}")  # noqa: PLR2004
        except (NotTextError, ExtraMissingError):
            return data.decode("cp1252", "replace")

    def _fixed(self) -> dict[int, int]:
        """The numbers and times among the properties, by their tags."""
        data = self._data(_PROPERTIES) or b""
        found: dict[int, int] = {}
        for at in range(_PROPERTIES_AT, len(data) - _PROPERTY_BYTES + 1, _PROPERTY_BYTES):
            _, tag, _, value = struct.unpack_from("<HHIQ", data, at)
            found[tag] = value
        return found
