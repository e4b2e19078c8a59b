"""Recognises the format of a file by its first bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Test = Callable[[bytes], bool]
"""Whether a file that begins with these bytes is of some format."""

_UTF8_MARK = b"\xef\xbb\xbf"
_RECORD_NAMES = frozenset({"text", "body", "title"})

_MAY_BE_MARKUP = re.compile(rb"[\s\x00\xff\xfe\xef\xbb\xbf]*<")
_NOT_ELEMENT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+(?P<name>[\w:.-]*)[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.I)
_ELEMENT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?P<name>[A-Za-z_][\w.-]*)")
_HTML_ELEMENTS = frozenset(
    {"html", "head", "body", "title", "meta", "script", "style", "link", "div", "p", "table", "h1"}
)
_ZIP_START = b"PK\x03\x04"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIME_OFFSET = 30
"""The place of the MIME type in an OpenDocument or EPUB package: its first member."""

_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_G2 = frozenset(
    ("newsmessage", "newsitem", "packageitem", "conceptitem", "knowledgeitem", "planningitem")
)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{]|\{\s*[\"}])")
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]")
_FIELDS_OF_MAIL = frozenset(
    (
        *(b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path"),
        *(b"delivered-to", b"mime-version", b"content-type", b"newsgroups", b"reply-to", b"cc"),
        *(b"x-mailer", b"x-received", b"received-spf", b"authentication-results"),
    )
)
_FIELDS_OF_SENT_MAIL = frozenset(
    (b"to", b"cc", b"received", b"message-id", b"delivered-to", b"newsgroups", b"return-path")
)
"""Fields that a page saved as MHTML does not have."""
_FIELDS_OF_DRAFT = frozenset((b"from", b"mime-version", b"content-type"))
"""The fields of a mail without a recipient."""
_FIELDS_MIN = 3
_MBOX = re.compile(
    rb"From [^\r\n]{1,200}\d{4}[^\r\n]{0,40}\r?\n(?:[A-Za-z][A-Za-z0-9-]*:[ \t]|>From )"
)
_EMLX = re.compile(rb"\s{0,4}\d{1,10}\s*\n")
_ANPA = re.compile(rb"[\x00\r\n\s]*\x16*\x01\S{1,8}\x1f|[\x00\r\n\s]*\x16\x16\x01")
_IPTC7901 = re.compile(rb"[\x00\r\n\s]*\x01[A-Za-z]{2,5}\s?\d{2,5}\s+\d\s+\w{1,3}\s+\d*")


def looks_like_records(head: bytes) -> bool:
    """Whether the first line is a JSON object with a text, a body or a title."""
    if b"{" not in head:
        return False
    line, newline, _ = head.removeprefix(_UTF8_MARK).partition(b"\n")
    if not newline or not line.lstrip().startswith(b"{"):
        return False
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and not _RECORD_NAMES.isdisjoint(record)


def first_element(head: bytes) -> str:
    """The name of an XML or HTML text's first element, without its prefix; "" if there is none."""
    return _beginning(head)[1]


def is_html(head: bytes) -> bool:
    """Whether it begins as an HTML page."""
    doctype, element = _beginning(head)
    return doctype == "html" or element.lower() in _HTML_ELEMENTS


def _beginning(head: bytes) -> tuple[str, str]:
    """The names of the document type and of the first element; "" for a missing one.

    Step by step, because one expression would try every way to split a row of comments.
    """
    if not _MAY_BE_MARKUP.match(head):
        return "", ""
    text = _narrow(head)
    doctype, place = "", 0
    while place < len(text):
        if match := _NOT_ELEMENT.match(text, place):
            place = match.end()
        elif match := _DOCTYPE.match(text, place):
            doctype = match["name"].decode("ascii", "replace").lower()
            place = match.end()
        else:
            break
    element = _ELEMENT.match(text, place)
    return doctype, element["name"].decode("ascii", "replace") if element else ""


def is_xml(head: bytes) -> bool:
    """Whether it begins with an XML declaration."""
    return bool(_MAY_BE_MARKUP.match(head)) and _narrow(head).lstrip().startswith(b"<?xml")


def office_package(folder: bytes) -> Test:
    """Whether it is an Office Open XML package with this folder."""
    parts = (folder, b"[Content_Types].xml")
    return lambda head: head.startswith(_ZIP_START) and all(part in head for part in parts)


def package_of_type(mime_type: bytes) -> Test:
    """Whether it is an OpenDocument or EPUB package of this MIME type."""
    return lambda head: _mime_type(head).startswith(mime_type)


def compound_file(*streams: str) -> Test:
    """Whether it is an OLE compound file with one of these streams, if ``head`` names it."""
    names = [stream.encode("utf-16-le") for stream in streams]
    return lambda head: head.startswith(_OLE_START) and any(name in head for name in names)


def xml_of(*names: str) -> Test:
    """Whether the first element has one of these names, in any case."""
    return lambda head: first_element(head).lower() in names


def any_of(*tests: Test) -> Test:
    """Whether one of the tests is true."""
    return lambda head: any(test(head) for test in tests)


def is_mhtml(head: bytes) -> bool:
    """Whether it is a page that a browser saved as a message of many parts."""
    top = head.lstrip().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].lower()
    return b"multipart/related" in top and (
        b"snapshot-content-location:" in top or b"<saved by" in top
    )


def _mime_type(head: bytes) -> bytes:
    if not head.startswith(_ZIP_START) or not head[_MIME_OFFSET:].startswith(b"mimetype"):
        return b""
    return head[_MIME_OFFSET + len(b"mimetype") :]


def _narrow(head: bytes) -> bytes:
    """The first bytes of a UTF-16 or UTF-8 text as ASCII, without a byte order mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in head[:8] or b"\x00<" in head[:8]:
        return head.replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.removeprefix(_UTF8_MARK)


def is_tar(head: bytes) -> bool:
    """Whether it is a tar archive, except in the oldest form."""
    return head[_TAR_MARK_AT:].startswith(_TAR_MARK)


def is_newsml(head: bytes) -> bool:
    """Whether it is a packet in NewsML 1."""
    return first_element(head) in ("NewsML", "NewsItem")


def is_newsml_g2(head: bytes) -> bool:
    """Whether it is a message or an item in NewsML-G2."""
    element = first_element(head)
    return element != "NewsItem" and element.lower() in _G2


def is_mail(head: bytes) -> bool:
    """Whether it begins with the header of a mail."""
    fields = _fields(head.removeprefix(_UTF8_MARK).lstrip())
    return len(fields & _FIELDS_OF_MAIL) >= _FIELDS_MIN and bool(
        fields & _FIELDS_OF_SENT_MAIL or fields >= _FIELDS_OF_DRAFT
    )


def is_emlx(head: bytes) -> bool:
    """Whether it begins with a number of bytes and a mail, as Apple Mail writes it."""
    match = _EMLX.match(head)
    return match is not None and is_mail(head[match.end() :])


def is_json(head: bytes) -> bool:
    """Whether it begins as a JSON object or list of objects; ``[Reuters] Oil`` does not."""
    return _JSON.match(head) is not None


def is_mbox(head: bytes) -> bool:
    """Whether it begins with a line ``From somebody Mon Jan 1 00:00:00 2001`` and a mail."""
    return _MBOX.match(head) is not None


def is_anpa(head: bytes) -> bool:
    """Whether it begins as a wire story in ANPA 1312 or IPTC 7901."""
    return bool(_ANPA.match(head) or _IPTC7901.match(head))


def _fields(head: bytes) -> set[bytes]:
    """The names of the header fields at the start, in lower case."""
    names: set[bytes] = set()
    for line in head.splitlines():
        if line[:1] in (b" ", b"\t") and names:
            continue
        match = _FIELD.match(line + b" ")
        if not match:
            break
        names.add(match[1].lower())
    return names
