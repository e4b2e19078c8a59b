"""Mailboxes in mbox: each message is a document, and its record the message id."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from asean_search.ingest.container import Item, UniqueNames
from asean_search.ingest.readers import from_mail
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

_LINE_BYTES_MAX = 1 << 20
_FROM = re.compile(rb"From \S.*\d{4}|From -\s|From \S+\s*$")
_QUOTED = re.compile(rb">+From ")


def documents(file: InputFile, stream: io.BufferedReader) -> Iterator[Item]:
    """The messages of a mailbox in order, in the memory that one of them takes."""
    names = UniqueNames()
    number = 0
    for number, message in enumerate(_messages(stream), start=1):
        if message is None:
            reason = f"an e-mail larger than {from_mail.BYTES_MAX >> 20} MiB"
            yield Skipped(f"{file.path}#{number}", reason)
            continue
        record = names.unique(from_mail.name_of(message) or str(number))
        yield from from_mail.of_bytes(file.path, message, record)
    if not number:
        yield Skipped(file.path, "a mailbox without a message")


def _messages(stream: io.BufferedReader) -> Iterator[bytes | None]:
    """The bytes of each message without its ``From `` line; None if it is too large."""
    lines: list[bytes] = []
    size = 0
    begun = False
    after_blank = True
    while line := stream.readline(_LINE_BYTES_MAX):
        if after_blank and _FROM.match(line):
            if begun:
                yield _joined(lines, size)
            lines, size, begun = [], 0, True
        elif begun or line.strip():
            begun = True
            size += len(line)
            if size <= from_mail.BYTES_MAX:
                lines.append(line[1:] if _QUOTED.match(line) else line)
            else:
                lines.clear()
        after_blank = not line.strip()
    if begun:
        yield _joined(lines, size)


def _joined(lines: list[bytes], size: int) -> bytes | None:
    return b"".join(lines) if size <= from_mail.BYTES_MAX else None
