"""The use case of showing one document: an id or a path, as typed -> the document."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from asean_search import query
from asean_search.engine.interface import OpenIndex
from asean_search.errors import DocumentNotFoundError, RequestError
from asean_search.model import Document, Location, ShownDocument
from asean_search.paths import ID_CHARS, document_id, key_at
from asean_search.search.interpret import SynonymLookup
from asean_search.snippets import Highlighter

ID_START_MIN_CHARS = 4
"""The shortest beginning of an id that is accepted."""

LISTED_MAX = 10
"""Documents that an ambiguous target lists."""


def show(  # noqa: PLR0913 - a document, and what to highlight in it
    index: OpenIndex,
    target: str,
    *,
    archive_root: Path,
    highlight: str | None = None,
    today: date | None = None,
    location: Location | None = None,
) -> ShownDocument:
    """The one document that ``target`` names, with highlights of the query ``highlight``.

    ``target`` is an id or the beginning of one, a path (seen from the current folder or from
    ``archive_root``), or ``PATH#RECORD`` for one of the many documents of a file.
    ``location`` is the index's, which may hold aliases.

    Raises:
        DocumentNotFoundError: The index holds no such document.
        RequestError: ``target`` means more than one document, or ``highlight`` is no query.
        IndexUnusableError: The index cannot be read.
    """
    document = find(index, target, archive_root)
    if highlight is None:
        return ShownDocument(document)
    keywords = index.keyword_fields()
    parsed = query.parse(highlight, today=today or date.today(), keywords=keywords)
    if parsed.problems:
        raise parsed.problems[0]
    if parsed.tree is None:
        return ShownDocument(document)
    highlighter = Highlighter(SynonymLookup(index, location)(parsed.tree))
    return ShownDocument(
        document,
        title_highlights=highlighter.spans(document.title, "title", document.language),
        body_highlights=highlighter.spans(document.body, "body", document.language),
    )


def find(index: OpenIndex, target: str, archive_root: Path) -> Document:
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
        hint=_hint(index, target, archive_root),
    )


def _possible_ids(target: str, archive_root: Path) -> Iterator[str]:
    """The ids that ``target`` as a whole can mean."""
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


def _ids_starting_with(index: OpenIndex, target: str) -> list[str]:
    start = target.lower()
    if not start.isalnum() or len(start) < ID_START_MIN_CHARS:
        return []
    return index.ids_starting_with(start, LISTED_MAX + 1)


def _hint(index: OpenIndex, target: str, archive_root: Path) -> str:
    if target and "\0" not in target and os.path.lexists(target):
        return _hint_for_file(index, target, archive_root)
    if target.isalnum() and len(target) < ID_START_MIN_CHARS:
        return f"Give at least {ID_START_MIN_CHARS} characters of an id."
    return "asearch query lists the id and the path of each document it finds."


def _hint_for_file(index: OpenIndex, path: str, archive_root: Path) -> str:
    """Why the index holds no document of an existing file."""
    if Path(path).is_dir():
        return "It is a folder: name one of its documents."
    keys = set(_possible_keys(path, archive_root))
    for file in index.info().problems:
        if file.path in keys and file.problem:
            return f"The file exists, but asearch index could not read it: {file.problem}"
    return f"The file exists, but is not in the index. Run: asearch index {shlex.quote(path)}"


def _choose(index: OpenIndex, ids: list[str], what: str) -> Document:
    """The one document; if there are more, the error lists them."""
    listed = index.documents(ids[:LISTED_MAX])
    if len(ids) == 1 and listed:
        return listed[0]
    lines = [
        f"  {document.id}  {document.date or '(no date) '}  {document.title}" for document in listed
    ]
    if len(ids) > LISTED_MAX:
        lines.append("  and more")
    raise RequestError(f"{what}; name one of them by its id:", hint="\n".join(lines))
