"""What is wrong with a query, gathered while it is read and turned into errors at the end."""

from __future__ import annotations

import msgspec

from asean_search.errors import DateSyntaxError, QuerySyntaxError
from asean_search.query.nodes import Node
from asean_search.query.printer import unparse

_MOST = 20
_SHOWN_CHARS = 80


class Diagnostic(msgspec.Struct, frozen=True):
    """What is wrong with ``query[start:end]``, and what else helps, as a sentence in ``hint``.

    ``is_mended`` says whether the tree holds what was probably meant instead. If not, the tree
    cannot be suggested: something the user asked for is missing from it.
    """

    message: str
    start: int
    end: int | None
    kind: type[QuerySyntaxError] = QuerySyntaxError
    hint: str = ""
    is_mended: bool = True


class Diagnostics:
    """The problems of one query, in the order they were met."""

    def __init__(self, query: str) -> None:
        """Begin with none."""
        self.query = query
        self._met: dict[str, Diagnostic] = {}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._met)

    def add(self, problem: Diagnostic) -> None:
        """Remember the problem: each message once, and the first few only."""
        if len(self._met) < _MOST:
            self._met.setdefault(problem.message, problem)

    def errors(self, nearest: Node | None) -> tuple[QuerySyntaxError, ...]:
        """The problems as errors that suggest ``nearest``, the valid tree closest to the query."""
        is_mended = all(problem.is_mended for problem in self._met.values())
        suggestion = unparse(nearest) if self._met and is_mended and nearest else ""
        return tuple(self._error(problem, suggestion) for problem in self._met.values())

    def _error(self, problem: Diagnostic, suggestion: str) -> QuerySyntaxError:
        fragment = self.query[problem.start : problem.end].strip()
        if len(fragment) > _SHOWN_CHARS:
            fragment = f"{fragment[:_SHOWN_CHARS]}…"
        message = problem.message
        if fragment and problem.kind is not DateSyntaxError:  # its message quotes the date
            message = f"{message}: {fragment}"
        ask = f"Did you mean: {suggestion}" if suggestion else ""
        return problem.kind(
            message,
            fragment=fragment,
            suggestion=suggestion,
            hint="\n".join(filter(None, (ask, problem.hint))),
        )
