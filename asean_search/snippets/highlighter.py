"""A query made ready to mark its words in texts, and to cut the passages that show them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from asean_search.model import Snippet, Span
from asean_search.query import scoring_leaves
from asean_search.query.tree import Node
from asean_search.snippets.flat import Flat
from asean_search.snippets.matches import Match, Units, merged, units
from asean_search.snippets.passages import Passage, beginning, best

_BODY = "body"
_READABLE = re.compile(r"\S")


class Highlighter:
    """Marks what a query looks for; made once for a query, used for every hit."""

    def __init__(self, tree: Node) -> None:
        """Take what scores in the tree: nothing under a Not is ever marked."""
        self._leaves = scoring_leaves(tree)
        self._units: dict[str, Units] = {}

    def spans(self, text: str, field: str) -> tuple[Span, ...]:
        """Every true match in a field's text, in order; those that overlap or touch are one."""
        return merged(self._in(field).matches(text))

    def snippets(self, text: str, *, count: int, width_chars: int) -> tuple[Snippet, ...]:
        """The passages of a body that best show why it matches, in the order of the text.

        Where nothing in it matches (the match is in the title), its beginning serves.

        Args:
            text: The whole body; it is read once.
            count: How many passages at most.
            width_chars: How many characters a passage may have.
        """
        width_chars = max(1, width_chars)
        if count < 1:
            return ()
        matches = self._in(_BODY).matches(text)
        if matches:
            passages = best(text, matches, count, width_chars)
        else:
            start = beginning(text, width_chars)
            passages = [start] if start else []
        return tuple(_snippet(text, passage, matches) for passage in passages)

    def _in(self, field: str) -> Units:
        if field not in self._units:
            self._units[field] = units(self._leaves, field)
        return self._units[field]


def _snippet(text: str, passage: Passage, matches: Sequence[Match]) -> Snippet:
    start, end = passage
    flat = Flat(text, start, end)
    first = bisect_left(matches, (start,))
    around = matches[first : bisect_left(matches, (end,))]
    inside = [match for match in around if match.end <= end] or [
        match._replace(end=end) for match in around
    ]
    return Snippet(
        text=flat.text,
        highlights=tuple(
            Span(flat.to_flat(span.start), flat.to_flat(span.end)) for span in merged(inside)
        ),
        start=start,
        before=_READABLE.search(text, 0, start) is not None,
        after=_READABLE.search(text, end) is not None,
    )
