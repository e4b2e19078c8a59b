"""XML of no known kind: elements are records if the names of their children are known."""

from __future__ import annotations

import io
from collections.abc import Iterator

from asean_search.ingest.container import Item
from asean_search.ingest.readers import safe_xml
from asean_search.ingest.readers.records import Records, has_text
from asean_search.ingest.readers.safe_xml import Element
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Skipped

_LISTS = {"urlset": "a list of addresses, no text", "sitemapindex": "a list of addresses, no text"}


def documents(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions = BY_NAME
) -> Iterator[Item]:
    """The elements with a text and another field, in children with the usual names.

    ``<story><headline>…</headline><content>…</content></story>``, alone or many in a list.
    """
    root = safe_xml.parsed(stream)
    kind = safe_xml.name(root)
    records = Records(file.path, options)
    number = 0
    for number, record in enumerate(_records(root, options), start=1):
        yield from records.items(record, str(number))
    if not number:
        yield Skipped(file.path, _LISTS.get(kind) or f"XML of a kind that is not read: <{kind}>")


def _records(root: Element, options: RecordOptions) -> Iterator[dict[str, str]]:
    pending = [root]
    while pending:
        element = pending.pop()
        record = {safe_xml.name(part): safe_xml.text(part) for part in element if _is_value(part)}
        if has_text(record, options):
            yield record
        else:
            pending.extend(reversed(element))


def _is_value(element: Element) -> bool:
    return bool(safe_xml.name(element)) and all(len(part) == 0 for part in element)
