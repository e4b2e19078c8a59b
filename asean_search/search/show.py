"""The use case of reading one document: an id or a path, as somebody typed it -> the document."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from asean_search import query, synonyms
from asean_search.engine.interface import Index
from asean_search.errors import DocumentNotFoundError, RequestError
from asean_search.model import Document, Span
from asean_search.paths import ID_CHARS, document_id, key_at
from asean_search.snippets import Highlighter

ID_START_MIN_CHARS = 4
"""How much of an id has to be given."""

LISTED_MAX = 10
"""How many documents are named when more than one was meant."""


class Shown(msgspec.Struct, frozen=True):
    """A document, and where a query's words stand in its title and in its body."""

    document: Document
    title_highlights: tuple[Span, ...] = ()
    body_highlights: tuple[Span, ...] = ()


def show(  # noqa: PLR0913 - a document, and what to mark in it
    index: Index,
    target: str,
    *,
    archive_root: Path,
    highlight: str | None = None,
    today: date | None = None,
    folder: Path | None = None,
) -> Shown:
    """The one document that ``target`` names, with the words of the query ``highlight`` marked.

    ``target`` is an id or the beginning of one, a path (seen from the current folder or from
    ``archive_root``), or ``PATH#RECORD`` for one of the many documents of a file.
    ``folder`` is the index's, which may hold aliases.

    Raises:
        DocumentNotFoundError: The index holds no such document.
        RequestError: ``target`` means more than one document, or ``highlight`` is no query.
        IndexUnusableError: The index cannot be read.
    """
    document = find(index, target, archive_root)
    if highlight is None:
        return Shown(document)
    keywords = index.keyword_fields()
    parsed = query.parse(highlight, today=today or date.today(), keywords=keywords)
    if parsed.problems:
        raise parsed.problems[0]
    if parsed.tree is None:
        return Shown(document)
    table = synonyms.load(synonyms.files(folder) if folder else ())
    highlighter = Highlighter(synonyms.expand(parsed.tree, table, index.acronyms))
    return Shown(
        document,
        title_highlights=highlighter.spans(document.title, "title", document.language),
        body_highlights=highlighter.spans(document.body, "body", document.language),
    )


def find(index: Index, target: str, archive_root: Path) -> Document:
    """The one document that ``target`` names, as for ``show``; it raises the same errors."""
    for id_ in _possible_ids(target, archive_root):
        if found := index.documents([id_]):
            return found[0]
    for key in _possible_keys(target, archive_root):
        if ids := index.ids_of_file(key):
            return _choose(index, ids, f"{target} holds {len(ids):,} documents")
    if ids := _ids_starting_with(index, target):
        return _choose(index, ids, f"several ids begin with {target}")
    raise DocumentNotFoundError(
        f"no document has the id or the path {target!r}",
        hint=_what_to_do(index, target, archive_root),
    )


def _possible_ids(target: str, archive_root: Path) -> Iterator[str]:
    """The ids that the whole of ``target`` can mean."""
    if len(target) == ID_CHARS:
        yield target.lower()
    for at, char in enumerate(target):
        if char == "#":
            for key in _possible_keys(target[:at], archive_root):
                yield document_id(key, target[at + 1 :])


def _possible_keys(path: str, archive_root: Path) -> Iterator[str]:
    """The path keys that a path can mean: seen from the current folder, or the key itself."""
    if path and "\0" not in path:
        yield key_at(Path(path), archive_root)
        yield path.removeprefix("./")


def _ids_starting_with(index: Index, target: str) -> list[str]:
    start = target.lower()
    if not start.isalnum() or len(start) < ID_START_MIN_CHARS:
        return []
    return index.ids_starting_with(start, LISTED_MAX + 1)


def _what_to_do(index: Index, target: str, archive_root: Path) -> str:
    if target and "\0" not in target and os.path.lexists(target):
        return _what_to_do_with_file(index, target, archive_root)
    if target.isalnum() and len(target) < ID_START_MIN_CHARS:
        return f"Give at least {ID_START_MIN_CHARS} characters of an id."
    return "asearch query finds documents, and says the id and the path of each."


def _what_to_do_with_file(index: Index, path: str, archive_root: Path) -> str:
    """Why the index holds nothing of a file that is there."""
    if Path(path).is_dir():
        return "It is a folder: name one of the documents in it."
    keys = set(_possible_keys(path, archive_root))
    for file in index.info().problems:
        if file.path in keys and file.problem:
            return f"It is there, but asearch index could not read it: {file.problem}"
    return f"It is there, but it is not in the index. Run: asearch index {shlex.quote(path)}"


def _choose(index: Index, ids: list[str], what: str) -> Document:
    """The one document; when there are more, they are listed to choose from."""
    listed = index.documents(ids[:LISTED_MAX])
    if len(ids) == 1 and listed:
        return listed[0]
    lines = [
        f"  {document.id}  {document.date or '(no date) '}  {document.title}" for document in listed
    ]
    if len(ids) > LISTED_MAX:
        lines.append("  and more")
    raise RequestError(f"{what}; name one of them by its id:", hint="\n".join(lines))
