"""The use case of many queries: lines -> answers, one after another, in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from asean_search import analysis, query_importance
from asean_search.engine.interface import OpenIndex, ScoredDocument, Search
from asean_search.errors import RequestError
from asean_search.model import (
    BadLine,
    BatchAnswer,
    BatchQuery,
    Document,
    FeedbackTerm,
    Hit,
    Location,
    SearchRequest,
)
from asean_search.query import unparse
from asean_search.query.nodes import Word
from asean_search.query.scopes import LEAVES_MAX
from asean_search.query.transform import all_of
from asean_search.search import ask, feedback
from asean_search.search.adjacency import search_page
from asean_search.search.interpret import ResolvedQuery, SynonymLookup, interpret

_KEPT_MAX = 100_000
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_CAPITALS = "the whole query is in capitals: AND, OR and NOT were read as words"


def queries(lines: Iterable[str]) -> Iterator[BatchQuery | BadLine]:
    """The queries of the lines: each a text, or a JSON object with ``text`` and perhaps ``id``."""
    used: set[str] = set()
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        is_json = text.startswith("{")
        asked = _from_json(number, text) if is_json else BatchQuery(number, f"{number}", text)
        if isinstance(asked, BatchQuery):
            if asked.id in used:
                asked = BadLine(number, f"an earlier query has the id {asked.id!r}")
            else:
                used.add(asked.id)
        yield asked


def _from_json(number: int, line: str) -> BatchQuery | BadLine:
    try:
        row = json.loads(line)
    except ValueError as error:
        return BadLine(number, f"not JSON: {error}")
    text, id_ = row.get("text"), row.get("id")
    id_ = number if id_ is None else id_
    if not isinstance(text, str):
        return BadLine(number, 'the object has no "text"')
    if not isinstance(id_, (str, int)) or isinstance(id_, bool) or not str(id_).strip():
        return BadLine(number, f"an id is a text or a number, not {id_!r}")
    return BatchQuery(number, str(id_).strip(), text)


class Batch:
    """Answers queries from one open index, and caches the documents that it fetches."""

    def __init__(
        self,
        index: OpenIndex,
        request: SearchRequest,
        *,
        today: date | None = None,
        location: Location | None = None,
    ) -> None:
        """Take everything but the text of the queries from ``request``.

        ``today`` and ``location`` are as for ``ask.search``.

        Raises:
            RequestError: A date or an option cannot be used.
            ConfigError: A file of aliases cannot be read.
        """
        self._index = index
        self._request = request
        self._today = today or date.today()
        self._documents: dict[str, Document] = {}
        self._add_synonyms = SynonymLookup(index, location)
        self._interpret("*")

    def answers(self, lines: Iterable[str]) -> Iterator[BatchAnswer | BadLine]:
        """Answer line by line. No line stops the others.

        A text that is no query is reported as a bad line; then its words are searched.
        """
        for asked in queries(lines):
            if isinstance(asked, BadLine):
                yield asked
                continue
            started = time.perf_counter()
            resolved, problem = self._resolve(asked.text)
            if problem:
                yield BadLine(asked.line, problem)
            if resolved:
                yield self._answer(asked, resolved, started)

    def _resolve(self, text: str) -> tuple[ResolvedQuery | None, str]:
        """The query of a text, and a message if it is no valid query."""
        if _hides_operators(text):
            return self._words_only(text, note=_CAPITALS), ""
        try:
            return self._interpret(text), ""
        except RequestError as error:
            resolved = self._words_only(text)
            fallback = "; its words are searched" if resolved else ""
            return resolved, f"{error.message}{fallback}"

    def _interpret(self, text: str) -> ResolvedQuery:
        asked = replace(self._request, query=text)
        return interpret(self._index, asked, self._today, self._add_synonyms)

    def _words_only(self, text: str, note: str = "") -> ResolvedQuery | None:
        """The text as words without operators; None if it has no word."""
        words = [Word(chunk) for chunk in text.split()[:LEAVES_MAX] if analysis.query_terms(chunk)]
        if not words:
            return None
        resolved = self._interpret("*")
        tree = all_of(words)
        understood = replace(
            resolved.interpreted,
            text=text,
            canonical=unparse(tree),
            standalone=unparse(tree),
            notes=(note,) if note else (),
        )
        search = replace(resolved.search, tree=self._add_synonyms(tree))
        return replace(resolved, search=search, typed=tree, interpreted=understood)

    def _answer(self, asked: BatchQuery, resolved: ResolvedQuery, started: float) -> BatchAnswer:
        search = resolved.search
        terms: tuple[FeedbackTerm, ...] = ()
        if self._request.expand:
            search, terms = self._expanded(search)
        page = search_page(self._index, search, resolved.typed, self._add_synonyms)
        known = {each.id for each in page.documents}
        missing = search.limit - page.total
        _, partial = ask.partial_documents(self._index, search, missing, known)
        return BatchAnswer(
            query=asked,
            canonical=resolved.interpreted.canonical,
            total=page.total,
            hits=self._hits(page.documents, 1),
            partial=self._hits(partial, len(page.documents) + 1),
            notes=resolved.interpreted.notes,
            expansion=terms,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def _expanded(self, search: Search) -> tuple[Search, tuple[FeedbackTerm, ...]]:
        """The search with terms of the best documents, partial ones where hits are few."""
        partial = query_importance.partial_query(search.tree)
        first = search
        if partial and self._index.search(replace(search, limit=0)).total < feedback.DOCUMENTS:
            first = replace(search, tree=partial)
        wide, terms = feedback.expanded(self._index, first)
        return replace(search, expansion=wide.expansion), terms

    def _hits(self, found: Sequence[ScoredDocument], first_rank: int) -> tuple[Hit, ...]:
        """The documents as hits, without their texts, which would fill the memory."""
        missing = [each.id for each in found if each.id not in self._documents]
        if len(self._documents) > _KEPT_MAX:
            self._documents.clear()
            missing = [each.id for each in found]
        for document in self._index.documents(missing):
            self._documents[document.id] = replace(document, body="")
        return tuple(
            Hit(rank, each.score, self._documents[each.id])
            for rank, each in enumerate(found, first_rank)
        )


def _hides_operators(text: str) -> bool:
    """Whether AND, OR and NOT cannot be told from words: everything is in capitals."""
    return text.isupper() and not _OPERATORS.isdisjoint(text.split())
