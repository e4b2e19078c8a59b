"""Where a phrase stands in a text: the slow and obviously right way, for tests of the analysis."""

from __future__ import annotations

from collections.abc import Sequence

from asean_search.analysis import QueryTerm, Token


def occurrences(phrase: Sequence[QueryTerm], tokens: Sequence[Token]) -> list[int]:
    """The positions where ``phrase`` begins: each query term by any of its paths."""
    standing = {(token.position, token.term) for token in tokens}
    starts = []
    for start in sorted({token.position for token in tokens}):
        reached = {start}
        for query_term in phrase:
            reached = {
                end
                for position in reached
                for path in query_term
                if (end := _walk(path, position, standing)) is not None
            }
        if reached:
            starts.append(start)
    return starts


def _walk(
    path: Sequence[tuple[str, int]], position: int, standing: set[tuple[int, str]]
) -> int | None:
    for term, width in path:
        if (position, term) not in standing:
            return None
        position += width
    return position
