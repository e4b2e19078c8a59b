"""JSON Feed (https://jsonfeed.org/version/1.1): each item is a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from asean_search.ingest.clean import clean
from asean_search.ingest.container import UniqueNames
from asean_search.ingest.metadata import resolve
from asean_search.ingest.metadata.candidates import Candidates, Provenance
from asean_search.ingest.readers import html_fragments
from asean_search.model import Document, Skipped


def is_feed(value: object) -> bool:
    """Whether a JSON value is a JSON Feed."""
    return isinstance(value, Mapping) and "jsonfeed.org/version" in str(value.get("version"))


def documents(path: str, feed: Mapping[str, Any]) -> Iterator[Document | Skipped]:
    """The items of a feed, called by their ids."""
    items = feed.get("items")
    names = UniqueNames()
    given = 0
    for number, item in enumerate(items if isinstance(items, list) else [], start=1):
        if isinstance(item, Mapping) and (document := _document(path, item, feed, names, number)):
            given += 1
            yield document
    if not given:
        yield Skipped(path, "a feed without entries")


def _document(
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
    """The names of the authors; version 1 had one ``author``, 1.1 has ``authors``."""
    authors = holder.get("authors") or [holder.get("author")]
    people = authors if isinstance(authors, list) else []
    names = (person.get("name") for person in people if isinstance(person, Mapping))
    return [name for name in names if isinstance(name, str)]
