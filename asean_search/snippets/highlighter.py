"""A query made ready to mark its words in texts, and to cut the passages that show them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from asean_search import analysis
from asean_search.model import Snippet, Span
from asean_search.patterns import lazy
from asean_search.query.nodes import Node
from asean_search.snippets.matcher import Match, merged
from asean_search.snippets.passages import Flat, Passage, beginning, best
from asean_search.snippets.targets import Field

_BODY = "body"
_READABLE = lazy(r"\S")


class Highlighter:
    """Marks what a query looks for; made once for a query, used for every hit."""

    def __init__(self, tree: Node) -> None:
        """Take what scores in the tree: nothing under a Not is ever marked."""
        self._tree = tree
        self._fields: dict[tuple[str, str], Field] = {}

    def spans(self, text: str, field: str, language: str | None = None) -> tuple[Span, ...]:
        """Every true match in a field's text, in order; those that overlap or touch are one.

        ``language`` is the document's.
        """
        return merged(self._in(field, language).matches(text))

    def snippets(  # noqa: PLR0913 - a text, what is wanted of it, and what is known of it
        self,
        text: str,
        *,
        count: int,
        width_chars: int,
        language: str | None = None,
        pages: Sequence[int] = (),
        first_line: int | None = None,
    ) -> tuple[Snippet, ...]:
        """The passages of a body that best show why it matches, in the order of the text.

        Where nothing in it matches (the match is in the title), its beginning serves.

        Args:
            text: The whole body; it is read once.
            count: How many passages at most.
            width_chars: How many characters a passage may have.
            language: The document's.
            pages: Where the pages of the text begin, if it has any.
            first_line: The line of its file on which the text begins, if it is made of lines.
        """
        width_chars = max(1, width_chars)
        if count < 1:
            return ()
        matches = self._in(_BODY, language).matches(text)
        if matches:
            passages = best(text, matches, count, width_chars)
        else:
            start = beginning(text, width_chars)
            passages = [start] if start else []
        return tuple(_snippet(text, passage, matches, pages, first_line) for passage in passages)

    def _in(self, field: str, language: str | None) -> Field:
        key = (field, analysis.family(language))
        if key not in self._fields:
            self._fields[key] = Field(self._tree, *key)
        return self._fields[key]


def _snippet(
    text: str,
    passage: Passage,
    matches: Sequence[Match],
    pages: Sequence[int],
    first_line: int | None,
) -> Snippet:
    start, end = passage
    flat = Flat(text, start, end)
    first = bisect_left(matches, (start,))
    around = matches[first : bisect_left(matches, (end,))]
    inside = [match for match in around if match.end <= end] or [
        match._replace(end=end) for match in around
    ]
    at = inside[0].start if inside else start
    return Snippet(
        text=flat.text,
        highlights=tuple(
            Span(flat.to_flat(span.start), flat.to_flat(span.end)) for span in merged(inside)
        ),
        start=start,
        before=_READABLE.search(text, 0, start) is not None,
        after=_READABLE.search(text, end) is not None,
        page=bisect_right(pages, at) or None,
        line=first_line and first_line + text.count("\n", 0, at),
    )
