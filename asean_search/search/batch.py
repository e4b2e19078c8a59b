"""The use case of many queries at once: lines -> answers, one after another, in one process."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from asean_search import analysis, query_importance
from asean_search.engine.interface import Index, ScoredDocument, Search
from asean_search.errors import RequestError
from asean_search.model import (
    BadLine,
    BatchAnswer,
    BatchQuery,
    Document,
    FeedbackTerm,
    Hit,
    SearchRequest,
)
from asean_search.query import unparse
from asean_search.query.nodes import Word
from asean_search.query.scopes import LEAVES_MAX
from asean_search.query.transform import all_of
from asean_search.search import ask, feedback

_KEPT_MAX = 100_000
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_CAPITALS = "all of it is in capitals: AND, OR and NOT were read as words"


def questions(lines: Iterable[str]) -> Iterator[BatchQuery | BadLine]:
    """Read queries: a text a line, or a JSON object with ``text`` and perhaps ``id``."""
    used: set[str] = set()
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        is_json = text.startswith("{")
        asked = _from_json(number, text) if is_json else BatchQuery(number, f"{number}", text)
        if isinstance(asked, BatchQuery):
            if asked.id in used:
                asked = BadLine(number, f"the id {asked.id!r} is that of an earlier query")
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
        return BadLine(number, 'there is no "text" in it')
    if not isinstance(id_, (str, int)) or isinstance(id_, bool) or not str(id_).strip():
        return BadLine(number, f"an id is a text or a number, and not {id_!r}")
    return BatchQuery(number, str(id_).strip(), text)


class Batch:
    """Answers queries from one open index; what it has fetched of a document it remembers."""

    def __init__(
        self,
        index: Index,
        request: SearchRequest,
        *,
        today: date | None = None,
        folder: Path | None = None,
    ) -> None:
        """Take everything but the text of the queries from ``request``.

        ``today`` and ``folder`` are as for ``searching.search``.

        Raises:
            RequestError: A date or an option cannot be used.
            ConfigError: A file of aliases cannot be read.
        """
        self._index = index
        self._request = request
        self._today = today or date.today()
        self._documents: dict[str, Document] = {}
        self._expand = ask.other_names(index, folder)
        self._understand("*")

    def answers(self, lines: Iterable[str]) -> Iterator[BatchAnswer | BadLine]:
        """Answer line by line. No line stops the others.

        A text that is no query is reported as a bad line, and then its words are looked for.
        """
        for asked in questions(lines):
            if isinstance(asked, BadLine):
                yield asked
                continue
            started = time.perf_counter()
            plan, problem = self._plan(asked.text)
            if problem:
                yield BadLine(asked.line, problem)
            if plan:
                yield self._answer(asked, plan, started)

    def _plan(self, text: str) -> tuple[ask.Plan | None, str]:
        """How a text is searched for, and what is wrong with it as a query."""
        if _hides_operators(text):
            return self._plan_of_words(text, note=_CAPITALS), ""
        try:
            return self._understand(text), ""
        except RequestError as error:
            plan = self._plan_of_words(text)
            looked = "; its words are looked for" if plan else ""
            return plan, f"{error.message}{looked}"

    def _understand(self, text: str) -> ask.Plan:
        asked = replace(self._request, query=text)
        return ask.interpret(self._index, asked, self._today, self._expand)

    def _plan_of_words(self, text: str, note: str = "") -> ask.Plan | None:
        """The text as words and nothing else; None if it has none."""
        words = [Word(chunk) for chunk in text.split()[:LEAVES_MAX] if analysis.query_terms(chunk)]
        if not words:
            return None
        plan = self._understand("*")
        tree = all_of(words)
        understood = replace(
            plan.interpreted,
            text=text,
            canonical=unparse(tree),
            standalone=unparse(tree),
            notes=(note,) if note else (),
        )
        search = replace(plan.search, tree=self._expand(tree))
        return replace(plan, search=search, typed=tree, interpreted=understood)

    def _answer(self, asked: BatchQuery, plan: ask.Plan, started: float) -> BatchAnswer:
        search = plan.search
        closest = query_importance.partial_query(search.tree)
        near = replace(search, tree=closest) if closest else None
        added: tuple[FeedbackTerm, ...] = ()
        if self._request.expand:
            search, near, added = self._expanded(search, near)
        page = self._index.search(search)
        partial: list[ScoredDocument] = []
        if near and page.total < search.limit:
            known = {each.id for each in page.documents}
            others = (each for each in self._index.search(near).documents if each.id not in known)
            partial = [each for each in others if each.score > 0][: search.limit - page.total]
        return BatchAnswer(
            asked=asked,
            canonical=plan.interpreted.canonical,
            total=page.total,
            hits=self._hits(page.documents, 1),
            partial=self._hits(partial, len(page.documents) + 1),
            notes=plan.interpreted.notes,
            expansion=added,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def _expanded(
        self, search: Search, near: Search | None
    ) -> tuple[Search, Search | None, tuple[FeedbackTerm, ...]]:
        """Both searches with the words of the best documents, partial ones where hits are few."""
        few = self._index.search(replace(search, limit=0)).total < feedback.DOCUMENTS
        wide, added = feedback.expanded(self._index, near if near and few else search)
        return (
            replace(search, expansion=wide.expansion),
            replace(near, expansion=wide.expansion) if near else None,
            added,
        )

    def _hits(self, found: Sequence[ScoredDocument], first_rank: int) -> tuple[Hit, ...]:
        """The documents found, without their texts, which would fill the memory."""
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
