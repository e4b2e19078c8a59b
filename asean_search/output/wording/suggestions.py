"""What is said when nothing, or little, was found: counts, spelling, and commands to paste."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from asean_search.model import RelaxedQuery, Suggestions
from asean_search.output.safe_text import safe_line

_LABEL_CHARS = 80


def suggestion_lines(suggestions: Suggestions | None) -> Iterator[str]:
    """The lines, none of them empty: remarks, then commands with what they find."""
    yield from suggestion_remarks(suggestions)
    for way, aside in suggestion_commands(suggestions):
        yield f"  {way}    {aside}"


def suggestion_commands(suggestions: Suggestions | None) -> Iterator[tuple[str, str]]:
    """The commands that ask the other queries, and what each finds: ``9 without vaccine``."""
    for way in suggestions.relaxed if suggestions else ():
        yield command(way), f"{way.documents:,} {_short(way.change)}"


def suggestion_remarks(suggestions: Suggestions | None) -> Iterator[str]:
    """What is known of the query, and the line above the commands."""
    if suggestions is None:
        return
    if len(suggestions.counts) > 1:
        yield "Documents: " + " · ".join(
            f"{'with ' * (each.kind == 'filter')}{_short(each.label)} {each.documents:,}"
            for each in suggestions.counts
        )
    for each in suggestions.spelling:
        words = " or ".join(f"{safe_line(word)} ({count:,})" for word, count in each.candidates)
        yield f"Instead of {_short(each.word)}: {words}?"
    if suggestions.relaxed:
        yield "Other queries, and how many documents they find:"


def command(way: RelaxedQuery) -> str:
    """The command that asks this query, as a POSIX shell reads it."""
    parts = ["asearch", "query", way.query]
    if way.since and way.since == way.until:
        parts += ["--on", way.since.isoformat()]
    else:
        parts += ["--since", way.since.isoformat()] if way.since else []
        parts += ["--until", way.until.isoformat()] if way.until else []
    for name in way.sources:
        parts += ["--source", name]
    return safe_line(shlex.join(parts))


def _short(text: str) -> str:
    line = safe_line(text)
    return line if len(line) <= _LABEL_CHARS else f"{line[: _LABEL_CHARS - 1]}…"
