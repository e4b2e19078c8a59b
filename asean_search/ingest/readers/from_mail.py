"""E-mail: each message is a document, and its attachments are members.

The source is a known agency in the sender's name, else the mailing list, else the sender's
organisation, else the domain of the address, except that of a mail provider. The author is the
sender. The names of attachments are keywords (``attachment``).
"""

from __future__ import annotations

import email
import email.message
import io
import json
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.utils import collapse_rfc2231_value, parseaddr
from typing import BinaryIO, cast

from asean_search import agencies
from asean_search.errors import ExtraMissingError
from asean_search.ingest.clean import clean
from asean_search.ingest.container import Item, Member, suffixes_of
from asean_search.ingest.decoding import NotTextError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import html_fragments, records
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

BYTES_MAX = 64 << 20
PARTS_MAX = 1000
_HEADER_CHARS_MAX = 10_000
"""The time to decode a header grows with the square of its length."""

_FROM_LINE = re.compile(rb"From [^\r\n]*\r?\n")
_EMLX_COUNT = re.compile(rb"\s*(\d{1,10})\s*\n")
_LIST_ID = re.compile(r"^\s*\"?(?P<name>[^<\"]*)\"?\s*<(?P<id>\s*[^<>\s]+\s*)>")
_GENERATED = re.compile(r"(?=[0-9a-f]*\d)[0-9a-f]{12,}", re.IGNORECASE)
"""A generated number in the name of a list, as newsletter services set it."""
_ESCAPED_BYTE = re.compile(rb"\\udc([89a-f][0-9a-f])")
_NO_DOCUMENTS = ("image", "audio", "video", "font")
_SUFFIXES = {
    "text/plain": (".txt",),
    "text/html": (".html",),
    "text/csv": (".csv",),
    "message/rfc822": (".eml",),
    "application/pdf": (".pdf",),
    "application/zip": (".zip",),
}

Message = email.message.Message

_PROVIDERS_TABLE = """
    126.com 163.com aim.com aol.com att.net bigpond.com bluewin.ch btinternet.com comcast.net
    cox.net daum.net earthlink.net fastmail.com foxmail.com free.fr freenet.de gmail.com gmx.at
    gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com
    hotmail.de hotmail.fr hotmail.it icloud.com laposte.net libero.it live.co.uk live.com
    live.fr mac.com mail.com mail.ru me.com msn.com naver.com ntlworld.com optusnet.com.au
    orange.fr outlook.com outlook.fr pm.me posteo.de proton.me protonmail.com qq.com rambler.ru
    rediffmail.com rocketmail.com sbcglobal.net sfr.fr shaw.ca sina.com sohu.com sympatico.ca
    t-online.de telus.net tiscali.it tutanota.com ukr.net verizon.net virgilio.it wanadoo.fr
    web.de yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.au
    yahoo.com.br yahoo.com.ph yahoo.com.sg yahoo.com.vn yahoo.de yahoo.es yahoo.fr yahoo.it
    yandex.com yandex.ru ymail.com zoho.com
"""
_PROVIDERS = frozenset(_PROVIDERS_TABLE.split())
"""Domains of mail providers, which are not sources."""


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Item]:
    """The message in a file, and its attachments."""
    data = stream.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        yield Skipped(file.path, f"an e-mail larger than {BYTES_MAX >> 20} MiB")
        return
    yield from of_bytes(file.path, data)


def of_bytes(path: str, data: bytes, record: str | None = None) -> Iterator[Item]:
    """The document of a message, and its attachments."""
    count = _EMLX_COUNT.match(data[:16])
    if count:
        data = data[count.end() : count.end() + int(count[1])]
    data = data.lstrip()
    if line := _FROM_LINE.match(data):
        data = data[line.end() :]
    place = path if record is None else f"{path}#{record}"
    try:
        message = email.message_from_bytes(data)
        parts = _parts(message)
    except (MessageError, ValueError, RecursionError, LookupError, AttributeError, TypeError):
        yield Skipped(place, "a damaged e-mail")
        return
    document = _document(path, record, message, parts)
    if document is None:
        yield Skipped(place, "an e-mail without text")
    else:
        yield document
    yield from _attachments(document, parts, record)


def name_of(data: bytes) -> str:
    """The id of a message without brackets; "" if it has none."""
    head = email.message_from_bytes(data.partition(b"\n\n")[0] + b"\n\n")
    return _header(head, "Message-ID").strip("<> ")


def _document(
    path: str, record: str | None, message: Message, parts: list[Message]
) -> Document | None:
    subject = _header(message, "Subject")
    body = _body(parts)
    if not (body or subject):
        return None
    parsed = _record(body)
    body, candidates = (parsed.body, parsed.candidates) if parsed else (body, Candidates())
    candidates.add("title", subject, Provenance.MAIL)
    moments = [_header(message, name) for name in ("Date", "Resent-Date", "Delivery-Date")]
    moments.append(_header(message, "Received").rpartition(";")[2])
    candidates.add_dates(Provenance.MAIL, *moments)
    add_sender(candidates, message)
    candidates.add("language", _header(message, "Content-Language"), Provenance.MAIL)
    candidates.add("url", _header(message, "Archived-At").strip("<> "), Provenance.MAIL)
    for part in parts:
        if name := _file_name(part):
            candidates.add_keyword("attachment", name)
    return resolve.document(path, body, record=record, candidates=candidates)


def _record(body: str) -> records.ParsedRecord | None:
    """The record in the body of a mail, such as those that web forms send; else None."""
    if not body.startswith("{"):
        return None
    try:
        return records.read(json.loads(body, strict=False))
    except (ValueError, RecursionError):
        return None


def add_sender(candidates: Candidates, message: Message) -> None:
    """Add the author and the source of a message."""
    name, address = _mailbox(message, "From")
    if not (name or address):
        name, address = _mailbox(message, "Sender")
    add_sender_named(candidates, name, address, _list(message), _header(message, "Organization"))


def add_sender_named(candidates: Candidates, name: str, address: str, *holders: str) -> None:
    """The same by a sender's name and address. ``holders`` are its list and organisation."""
    agency = agencies.find(name.strip(" \"'"))
    if agency:
        candidates.add("source", agency.code, Provenance.MAIL)
    else:
        candidates.add("author", name.strip(" \"'") or address, Provenance.MAIL)
    for holder in holders:
        candidates.add("source", holder, Provenance.MAIL)
    domain = address.rpartition("@")[2].strip("> ").lower()
    if domain and domain not in _PROVIDERS:
        candidates.add("source", domain, Provenance.MAIL)


def _mailbox(message: Message, field: str) -> tuple[str, str]:
    """The name and the address in a header.

    It is parsed before encoded words are decoded, because these may contain a comma; but after,
    if they contain the address.
    """
    name, address = parseaddr(_raw(message, field))
    if "@" in address:
        return _unfolded(name), _unfolded(address)
    return parseaddr(_header(message, field))


def _list(message: Message) -> str:
    """The name or id of the mailing list of a message; "" for a generated number."""
    stated = _LIST_ID.match(_header(message, "List-Id"))
    if stated is None:
        return ""
    name = stated["name"].strip() or stated["id"].strip()
    return "" if _GENERATED.search(name) else name


def _parts(message: Message) -> list[Message]:
    """The parts with content, in order. The parts of an attached message are not included."""
    found: list[Message] = []
    pending = [message]
    while pending and len(found) < PARTS_MAX:
        part = pending.pop()
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list) and not _is_message(part):
            pending.extend(reversed(cast("list[Message]", inner)))
        else:
            found.append(part)
    return found


def _is_message(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822"


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return _is_message(part) or disposition.startswith("attachment") or bool(_file_name(part))


def _body(parts: list[Message]) -> str:
    """The plain texts of a message, or else those of its HTML parts."""
    shown = [part for part in parts if not _is_attached(part)]
    for kind in ("text/plain", "text/html"):
        texts = [_text(part) for part in shown if part.get_content_type() == kind]
        if kind == "text/html":
            texts = [html_fragments.text_of(text) for text in texts]
        if body := "\n\n".join(text.strip() for text in texts if text.strip()):
            return clean(body)
    return ""


def _text(part: Message) -> str:
    """The text of a part, in the stated or the detected charset."""
    data = _payload(part)
    try:
        return decoded(data, stated=_charset(part))
    except (NotTextError, ExtraMissingError):
        return data[:BYTES_MAX].decode("utf-8", "replace")


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        return None


def _payload(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding decoded."""
    if _is_message(part):
        inner = part.get_payload()
        attached = inner[0] if isinstance(inner, list) and inner else None
        return attached.as_bytes() if isinstance(attached, Message) else b""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    return data if isinstance(data, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _attachments(
    document: Document | None, parts: list[Message], record: str | None
) -> Iterator[Member]:
    """The parts of a message that are files."""
    for number, part in enumerate(parts, start=1):
        kind = part.get_content_type()
        if not _is_attached(part) or part.get_content_maintype() in _NO_DOCUMENTS:
            continue
        name = _file_name(part) or f"{number}{''.join(_SUFFIXES.get(kind, ()))}"
        data = _payload(part)
        whole_name = name if record is None else f"{record}#{name}"
        suffixes = suffixes_of(name) or _SUFFIXES.get(kind, ())
        yield attachment(document, whole_name, data, suffixes)


def attachment(
    document: Document | None, name: str, data: bytes, suffixes: tuple[str, ...]
) -> Member:
    """An attachment of a message. The date and source of the message are its defaults."""
    stated = [(field, getattr(document, field, None)) for field in ("date", "source")]
    return Member(
        name,
        cast("BinaryIO", io.BytesIO(data)),
        suffixes,
        size_bytes=len(data),
        defaults=tuple((field, value) for field, value in stated if value),
        provenance=Provenance.MAIL,
        is_optional=True,
    )


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        return _unfolded(collapse_rfc2231_value(name)) if name else ""
    except (LookupError, ValueError, TypeError, UnicodeError):
        return ""


def _header(message: Message, name: str) -> str:
    """A header's text on one line with its encoded words decoded."""
    return _unfolded(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    """The raw value of a header, or ""."""
    wanted = name.lower()
    values = (str(value) for field, value in message.raw_items() if field.lower() == wanted)
    return next(values, "")[:_HEADER_CHARS_MAX]


def _unfolded(value: str) -> str:
    value = value[:_HEADER_CHARS_MAX]
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError, LookupError):
        pieces = [(value, None)]
    texts = []
    for piece, charset in pieces:
        data = _bytes(piece)
        try:
            texts.append(decoded(data, stated=charset) if data else "")
        except (NotTextError, ExtraMissingError):
            texts.append(data.decode("utf-8", "replace"))
    return " ".join(clean("".join(texts)).split())


def _bytes(piece: str | bytes) -> bytes:
    """The bytes of a part of a header; ``decode_header`` escapes those that are not ASCII."""
    if isinstance(piece, str):
        return piece.encode("utf-8", "surrogateescape")
    return _ESCAPED_BYTE.sub(lambda escape: bytes.fromhex(escape[1].decode()), piece)
