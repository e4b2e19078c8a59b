"""What kind of file it is, told by its name and its first bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

UNREAD_ENDINGS: Mapping[str, str] = {
    ending: name
    for name, endings in {
        "HTML": (".html", ".htm", ".xhtml", ".mht", ".mhtml"),
        "PDF": (".pdf",),
        "an office document": (".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".pptx"),
        "an e-book": (".epub", ".mobi"),
        "e-mail": (".eml", ".emlx", ".mbox", ".msg"),
        "XML": (".xml", ".rss", ".atom", ".nitf", ".newsml"),
        "JSON that is not one object a line": (".json",),
        "a table": (".csv", ".tsv"),
        "a web archive": (".warc", ".arc"),
        "an archive": (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"),
    }.items()
    for ending in endings
}
"""Formats known by the name's ending that are text only to a machine, or not at all."""

_STARTS: Sequence[tuple[bytes, str]] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ\x00", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"{\\rtf", "an office document"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_MARKUP_STARTS = ((b"<!doctype html", "HTML"), (b"<html", "HTML"), (b"<?xml", "XML"))

_RECORD_NAMES = frozenset({"text", "body", "title"})


def format_of_name(suffixes: Sequence[str]) -> str | None:
    """The format that the name promises and this version does not read, else None."""
    return UNREAD_ENDINGS.get(suffixes[-1]) if suffixes else None


def format_of_start(head: bytes) -> str | None:
    """The format that the first bytes give away and this version does not read, else None."""
    return next((name for start, name in _STARTS if head.startswith(start)), None)


def markup_of_start(head: bytes) -> str | None:
    """The markup language that a text begins with, else None."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((name for mark, name in _MARKUP_STARTS if start.startswith(mark)), None)


def looks_like_records(head: bytes) -> bool:
    """Whether the first line is a JSON object with a text, a body or a title."""
    line, newline, _ = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    if not newline or not line.lstrip().startswith(b"{"):
        return False
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and not _RECORD_NAMES.isdisjoint(record)
