"""Problems of a query: collected while it is parsed, turned into errors at the end."""

from __future__ import annotations

import msgspec

from asean_search.errors import DateSyntaxError, QuerySyntaxError
from asean_search.query.nodes import Node
from asean_search.query.printer import unparse

_PROBLEMS_MAX = 20
_FRAGMENT_CHARS_MAX = 80


class Diagnostic(msgspec.Struct, frozen=True):
    """A problem of ``query[start:end]``, with what to do about it in ``hint``.

    ``is_mended`` says whether the tree holds the probable meaning instead. Otherwise the tree
    lacks something that the user typed, and is not suggested.
    """

    message: str
    start: int
    end: int | None
    hint: str
    is_mended: bool
    kind: type[QuerySyntaxError]


class Diagnostics:
    """The problems of one query, in the order in which they were found."""

    def __init__(self, query: str) -> None:
        """Start without problems."""
        self.query = query
        self._found: dict[str, Diagnostic] = {}

    def __bool__(self) -> bool:
        """Whether there are problems."""
        return bool(self._found)

    def fragment(self, start: int, end: int | None) -> Fragment:
        """The part ``query[start:end]``, on which problems can be reported."""
        return Fragment(self, start, end)

    def add(self, problem: Diagnostic) -> None:
        """Add a problem: each message once, and only the first few."""
        if len(self._found) < _PROBLEMS_MAX:
            self._found.setdefault(problem.message, problem)

    def errors(self, nearest: Node | None) -> tuple[QuerySyntaxError, ...]:
        """The problems as errors that suggest ``nearest``, the valid tree closest to the query."""
        is_mended = all(problem.is_mended for problem in self._found.values())
        suggestion = unparse(nearest) if self._found and is_mended and nearest else ""
        return tuple(self._error(problem, suggestion) for problem in self._found.values())

    def _error(self, problem: Diagnostic, suggestion: str) -> QuerySyntaxError:
        fragment = self.query[problem.start : problem.end].strip()
        if len(fragment) > _FRAGMENT_CHARS_MAX:
            fragment = f"{fragment[:_FRAGMENT_CHARS_MAX]}…"
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


class Fragment(msgspec.Struct, frozen=True):
    """A part of a query, ``query[start:end]``; without an end it reaches to the query's."""

    diagnostics: Diagnostics
    start: int
    end: int | None

    def report(
        self,
        message: str,
        hint: str = "",
        *,
        is_mended: bool = True,
        kind: type[QuerySyntaxError] = QuerySyntaxError,
    ) -> None:
        """Add a problem of this part: see :class:`Diagnostic`."""
        self.diagnostics.add(Diagnostic(message, self.start, self.end, hint, is_mended, kind))
