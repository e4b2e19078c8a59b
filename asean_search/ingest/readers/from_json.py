"""JSON other than one object a line: lists of records, single records, JSON Feed, ninjs.

JSON Feed: https://jsonfeed.org/version/1.1
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from asean_search.errors import ExtraMissingError
from asean_search.ingest import decoding
from asean_search.ingest.clean import clean
from asean_search.ingest.container import Item, UniqueNames
from asean_search.ingest.decoding import UnreadableError, decoded
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import from_ninjs, from_records, html_fragments
from asean_search.ingest.readers.records import RECORD_BYTES_MAX, Records, has_text
from asean_search.ingest.record_options import BY_NAME, RecordOptions
from asean_search.ingest.walk.files import InputFile
from asean_search.model import Document, Skipped

_LISTS = (
    *("records", "articles", "items", "documents", "docs", "results", "stories", "news"),
    *("entries", "posts", "data", "rows", "hits", "response", "_source", "value", "content"),
)
"""The keys under which an object that is not a record may hold records."""
_LAYERS_MAX = 4
_SCANNED_BYTES = 1 << 16

_CHUNK_BYTES = 1 << 18
_SPACE = " \t\r\n\ufeff"


def documents(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions = BY_NAME
) -> Iterator[Item]:
    """The documents in a JSON file. A list of any length is read record by record."""
    head = stream.peek(_SCANNED_BYTES)[:_SCANNED_BYTES].removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith(b"["):
        yield from _of_list(file, stream, options)
    elif _is_line_by_line(head):
        yield from from_records.documents(file, stream, options)
    else:
        yield from _of_object(file, stream, options)


def _is_line_by_line(head: bytes) -> bool:
    """Whether the first line is an object, and the next one begins another."""
    first, newline, rest = head.partition(b"\n")
    if not newline or not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _of_list(file: InputFile, stream: io.BufferedReader, options: RecordOptions) -> Iterator[Item]:
    records = Records(file.path, options)
    number = 0
    try:
        for number, value in enumerate(elements(stream), start=1):
            yield from _of_value(file.path, value, records, str(number))
    except NotJsonError as problem:
        yield from records.bad("", f"{problem} after record {number:,}" if number else str(problem))
    yield from records.end()


def _of_object(
    file: InputFile, stream: io.BufferedReader, options: RecordOptions
) -> Iterator[Item]:
    data = stream.read(RECORD_BYTES_MAX + 1)
    try:
        text = decoded(data)
        value = json.loads(text)
    except ExtraMissingError as problem:
        raise NotJsonError(str(problem)) from None
    except RecursionError:
        raise NotJsonError("JSON nested too deeply") from None
    except ValueError as problem:
        raise NotJsonError(f"not JSON: {problem}") from None
    if is_feed(value):
        yield from feed_items(file.path, value)
    elif stories := from_ninjs.items(value):
        yield from from_ninjs.documents(file.path, stories)
    else:
        found = _records_in(value, options)
        records = Records(file.path, options)
        for number, record in enumerate(found, start=1):
            yield from records.items(record, str(number))
        if not found and ".json" not in file.suffixes:  # only its first bytes look like JSON
            yield resolve.document(file.path, clean(text))
        elif not found:
            yield Skipped(file.path, "JSON without a record with a text")


def _of_value(path: str, value: object, records: Records, number: str) -> Iterator[Item]:
    if stories := from_ninjs.items(value):
        records.count_story()
        yield from from_ninjs.documents(path, stories)
    else:
        yield from records.items(value, number)


def _records_in(value: Any, options: RecordOptions, layer: int = 0) -> list[Mapping[str, Any]]:
    """The JSON value itself if it is a record, or the records under the usual keys."""
    if isinstance(value, list):
        return [record for part in value for record in _records_in(part, options, layer)]
    if not isinstance(value, dict) or layer > _LAYERS_MAX:
        return []
    if has_text(value, options):
        return [value]
    inside = (_records_in(value[name], options, layer + 1) for name in _LISTS if name in value)
    return next(filter(None, inside), [])


class NotJsonError(UnreadableError):
    """The file is not valid JSON."""


def elements(stream: io.BufferedReader) -> Iterator[object]:
    """The elements of the list in the stream, in the memory that one of them takes.

    Raises:
        NotJsonError: After the elements yielded so far, it is not JSON.
    """
    text = _Reader(stream)
    text.expect("[")
    mark = text.next()
    if mark == "]":
        return
    while True:
        yield text.value()
        mark = text.next()
        if mark == "]":
            return
        text.expect(",")


class _Reader:
    """Reads JSON values from a stream. Holds the text not yet consumed."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        encoding = decoding.encoding_of(stream)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._json = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._ended = False

    def next(self) -> str:
        """The next character that is not white space, without consuming it; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def expect(self, mark: str) -> None:
        """Consume this character.

        Raises:
            NotJsonError: The next one is another.
        """
        found = self.next()
        if found != mark:
            what = f"“{found}”" if found else "the end"
            raise NotJsonError(f"not JSON: {what} where “{mark}” should be")
        self._at += 1

    def value(self) -> object:
        """Consume the next value."""
        self.next()
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise NotJsonError("JSON nested too deeply") from None
            except ValueError as problem:
                if not self._double():
                    raise NotJsonError(f"not JSON: {problem}") from None
                continue
            length = end - self._at
            if end < len(self._text) or not self._more():  # 12 may be the start of 123
                self._at += length
                return value

    def _double(self) -> bool:
        """Read until the text is twice as long, so that a long value is parsed only a few times."""
        wanted = 2 * (len(self._text) - self._at)
        grown = False
        while len(self._text) - self._at < wanted and self._more():
            grown = True
        return grown

    def _more(self) -> bool:
        """Read a chunk. Returns False at the end, and if the text is too long for one value."""
        if self._ended or len(self._text) - self._at > RECORD_BYTES_MAX:
            return False
        chunk = self._stream.read(_CHUNK_BYTES)
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=not chunk)
        self._at = 0
        return not self._ended


def is_feed(value: object) -> bool:
    """Whether a JSON value is a JSON Feed."""
    return isinstance(value, Mapping) and "jsonfeed.org/version" in str(value.get("version"))


def feed_items(path: str, feed: Mapping[str, Any]) -> Iterator[Document | Skipped]:
    """The items of a JSON Feed. Their records are their ids."""
    items = feed.get("items")
    names = UniqueNames()
    given = 0
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if isinstance(item, Mapping) and (document := _feed_item(path, item, feed, names, number)):
            given += 1
            yield document
    if not given:
        yield Skipped(path, "a feed without entries")


def _feed_item(
    path: str, item: Mapping[str, Any], feed: Mapping[str, Any], names: UniqueNames, number: int
) -> Document | None:
    texts = (item.get(name) for name in ("content_text", "content_html", "summary"))
    body = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    title = item.get("title")
    if not (body or title):
        return None
    candidates = Candidates()
    candidates.add("title", html_fragments.title_of(str(title or "")), Provenance.FEED)
    candidates.add_dates(Provenance.FEED, item.get("date_published"), item.get("date_modified"))
    candidates.add("source", feed.get("title"), Provenance.FEED)
    candidates.add("author", _authors(item) or _authors(feed), Provenance.FEED)
    candidates.add("language", item.get("language") or feed.get("language"), Provenance.FEED)
    for name in ("url", "external_url", "id"):
        candidates.add("url", item.get(name), Provenance.FEED)
    own = item.get("id") or item.get("url") or number
    record = names.unique(" ".join(clean(str(own)).split()) or str(number))
    text = clean(html_fragments.text_or_markup(body)).strip()
    return resolve.document(path, text, record=record, candidates=candidates)


def _authors(holder: Mapping[str, Any]) -> list[str]:
    """The names of the authors: of ``author`` in version 1, of ``authors`` in 1.1."""
    authors = holder.get("authors") or [holder.get("author")]
    people = authors if isinstance(authors, list) else []
    names = (person.get("name") for person in people if isinstance(person, Mapping))
    return [name for name in names if isinstance(name, str)]
