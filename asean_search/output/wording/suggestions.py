"""Suggestions after an answer with few or no hits: counts, spelling, and commands to paste."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from asean_search.model import RelaxedQuery, Suggestions
from asean_search.output.safe_text import safe_line

_LABEL_CHARS = 80


def suggestion_lines(suggestions: Suggestions | None) -> Iterator[str]:
    """Remarks, then commands with the number of documents that they find; no line is empty."""
    yield from suggestion_remarks(suggestions)
    for line, aside in suggestion_commands(suggestions):
        yield f"  {line}    {aside}"


def suggestion_commands(suggestions: Suggestions | None) -> Iterator[tuple[str, str]]:
    """The commands of the relaxed queries, and what each finds."""
    for each in suggestions.relaxed if suggestions else ():
        documents = "document" if each.documents == 1 else "documents"
        yield command(each), f"{each.documents:,} {documents}, {_short(each.change)}"


def suggestion_remarks(suggestions: Suggestions | None) -> Iterator[str]:
    """Counts and spelling, and the line above the commands."""
    if suggestions is None:
        return
    if len(suggestions.counts) > 1:
        yield "Documents: " + " · ".join(
            f"{'with ' * (each.kind == 'filter')}{_short(each.label)} {each.documents:,}"
            for each in suggestions.counts
        )
    for each in suggestions.spelling:
        words = " or ".join(
            f"{safe_line(other.word)} ({other.documents:,})" for other in each.candidates
        )
        yield f"Did you mean {words} instead of {_short(each.word)}?"
    if suggestions.relaxed:
        yield "Try instead:"


def command(relaxed: RelaxedQuery) -> str:
    """The command that runs this query, quoted for a POSIX shell."""
    parts = ["asearch", "query", relaxed.query]
    if relaxed.since and relaxed.since == relaxed.until:
        parts += ["--on", relaxed.since.isoformat()]
    else:
        parts += ["--since", relaxed.since.isoformat()] if relaxed.since else []
        parts += ["--until", relaxed.until.isoformat()] if relaxed.until else []
    for name in relaxed.sources:
        parts += ["--source", name]
    return safe_line(shlex.join(parts))


def _short(text: str) -> str:
    line = safe_line(text)
    return line if len(line) <= _LABEL_CHARS else f"{line[: _LABEL_CHARS - 1]}…"
