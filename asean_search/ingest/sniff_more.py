"""How the formats of newsrooms, of mail and of archives begin."""

from __future__ import annotations

import re

from asean_search.ingest.sniff import first_element

_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_UTF8_MARK = b"\xef\xbb\xbf"

_FEEDS = frozenset(("rss", "rdf", "feed"))
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
"""A page saved as MHTML has none of them."""
_FIELDS_OF_DRAFT = frozenset((b"from", b"mime-version", b"content-type"))
"""What even a mail has that was sent to nobody in sight."""
_FIELDS_MIN = 3
_MBOX = re.compile(
    rb"From [^\r\n]{1,200}\d{4}[^\r\n]{0,40}\r?\n(?:[A-Za-z][A-Za-z0-9-]*:[ \t]|>From )"
)
_EMLX = re.compile(rb"\s{0,4}\d{1,10}\s*\n")

_ANPA = re.compile(rb"[\x00\r\n\s]*\x16*\x01\S{1,8}\x1f|[\x00\r\n\s]*\x16\x16\x01")
_IPTC7901 = re.compile(rb"[\x00\r\n\s]*\x01[A-Za-z]{2,5}\s?\d{2,5}\s+\d\s+\w{1,3}\s+\d*")


def is_tar(head: bytes) -> bool:
    """Whether it is a tar archive of any kind but the oldest."""
    return head[_TAR_MARK_AT:].startswith(_TAR_MARK)


def is_feed(head: bytes) -> bool:
    """Whether it is RSS, RDF or Atom."""
    return first_element(head).lower() in _FEEDS


def is_nitf(head: bytes) -> bool:
    """Whether it is a story in NITF."""
    return first_element(head).lower() == "nitf"


def is_newsml(head: bytes) -> bool:
    """Whether it is a packet in NewsML 1."""
    return first_element(head) in ("NewsML", "NewsItem")


def is_newsml_g2(head: bytes) -> bool:
    """Whether it is a message or an item in NewsML-G2."""
    element = first_element(head)
    return element != "NewsItem" and element.lower() in _G2


def is_json(head: bytes) -> bool:
    """Whether it begins as a JSON object or a list of objects does; ``[Reuters] Oil`` does not."""
    return _JSON.match(head) is not None


def is_mail(head: bytes) -> bool:
    """Whether it begins with the header of a mail."""
    fields = _fields(head.removeprefix(_UTF8_MARK).lstrip())
    return len(fields & _FIELDS_OF_MAIL) >= _FIELDS_MIN and bool(
        fields & _FIELDS_OF_SENT_MAIL or fields >= _FIELDS_OF_DRAFT
    )


def is_mbox(head: bytes) -> bool:
    """Whether it begins with a line ``From somebody Mon Jan 1 00:00:00 2001`` and a mail."""
    return _MBOX.match(head) is not None


def is_emlx(head: bytes) -> bool:
    """Whether it begins with a number of bytes and a mail, as Apple Mail has it."""
    match = _EMLX.match(head)
    return match is not None and is_mail(head[match.end() :])


def is_anpa(head: bytes) -> bool:
    """Whether it begins as a wire story in ANPA 1312 or IPTC 7901 does."""
    return bool(_ANPA.match(head) or _IPTC7901.match(head))


def _fields(head: bytes) -> set[bytes]:
    """The names of the fields at the start, lines that go on included."""
    names: set[bytes] = set()
    for line in head.splitlines():
        if line[:1] in (b" ", b"\t") and names:
            continue
        match = _FIELD.match(line + b" ")
        if not match:
            break
        names.add(match[1].lower())
    return names
