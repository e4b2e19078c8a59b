"""What kind of file it is, told by its first bytes."""

from __future__ import annotations

import json
import re

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
"""Where an OpenDocument or EPUB package, whose first member is ``mimetype``, says what it is."""


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
    """Whether it begins as a page does."""
    doctype, element = _beginning(head)
    return doctype == "html" or element.lower() in _HTML_ELEMENTS


def _beginning(head: bytes) -> tuple[str, str]:
    """The names of the document type and of the first element; "" for what is not there.

    Read step by step: one expression for all would try every way to split a row of comments.
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


def is_docx(head: bytes) -> bool:
    """Whether it is a package of Word."""
    return head.startswith(_ZIP_START) and b"word/" in head and b"[Content_Types].xml" in head


def is_odt(head: bytes) -> bool:
    """Whether it is a package of OpenDocument text."""
    return _mime_type(head).startswith(b"application/vnd.oasis.opendocument.text")


def is_epub(head: bytes) -> bool:
    """Whether it is a package of an electronic book."""
    return _mime_type(head).startswith(b"application/epub+zip")


def is_spreadsheet(head: bytes) -> bool:
    """Whether it is a package or a compound file of a spreadsheet."""
    package = head.startswith(_ZIP_START) and b"[Content_Types].xml" in head and b"xl/" in head
    return (
        package
        or _mime_type(head).startswith(b"application/vnd.oasis.opendocument.spreadsheet")
        or _is_compound(head, "Workbook")
    )


def is_presentation(head: bytes) -> bool:
    """Whether it is a package or a compound file of a presentation."""
    package = head.startswith(_ZIP_START) and b"[Content_Types].xml" in head and b"ppt/" in head
    return (
        package
        or _mime_type(head).startswith(b"application/vnd.oasis.opendocument.presentation")
        or _is_compound(head, "PowerPoint Document")
    )


def is_doc(head: bytes) -> bool:
    """Whether it is a compound file of Word 97-2003."""
    return _is_compound(head, "WordDocument")


def is_encrypted(head: bytes) -> bool:
    """Whether it is the compound file that an encrypted package is kept in."""
    return _is_compound(head, "EncryptedPackage")


def is_mhtml(head: bytes) -> bool:
    """Whether it is a page saved by a browser, as a message of many parts."""
    top = head.lstrip().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0].lower()
    return b"multipart/related" in top and (
        b"snapshot-content-location:" in top or b"<saved by" in top
    )


def is_msg(head: bytes) -> bool:
    """Whether it is a compound file of Outlook."""
    return _is_compound(head, "__properties_version1.0") or _is_compound(head, "__substg1.0_")


def _is_compound(head: bytes, stream: str) -> bool:
    """Whether it is an OLE compound file with such a stream, if its directory is in sight."""
    return head.startswith(_OLE_START) and stream.encode("utf-16-le") in head


def _mime_type(head: bytes) -> bytes:
    if not head.startswith(_ZIP_START) or not head[_MIME_OFFSET:].startswith(b"mimetype"):
        return b""
    return head[_MIME_OFFSET + len(b"mimetype") :]


def _narrow(head: bytes) -> bytes:
    """A text's first bytes as ASCII shows them, whatever its width; without a byte order mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in head[:8] or b"\x00<" in head[:8]:
        return head.replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.removeprefix(_UTF8_MARK)
