"""Highlights a query's words in texts, and cuts the snippets that show them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from asean_search import analysis
from asean_search.model import Snippet, Span
from asean_search.patterns import lazy
from asean_search.query.nodes import Node
from asean_search.snippets.matcher import Occurrence, merged
from asean_search.snippets.passages import FlatText, Passage, beginning, best
from asean_search.snippets.targets import FieldMatcher

_BODY = "body"
_READABLE = lazy(r"\S")


class Highlighter:
    """Highlights one query; made once, used for every hit."""

    def __init__(self, tree: Node) -> None:
        """Prepare the tree, whose parts under a Not are never highlighted."""
        self._tree = tree
        self._matchers: dict[tuple[str, str], FieldMatcher] = {}

    def spans(self, text: str, field: str, language: str | None = None) -> tuple[Span, ...]:
        """The spans of a field's text that match, in order; those that overlap or touch are one.

        ``language`` is that of the document.
        """
        return merged(self._matcher(field, language).occurrences(text))

    def snippets(  # noqa: PLR0913 - a text, its facts, and two limits
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

        A body without matches, such as that of a match in the title, gives its beginning.

        Args:
            text: The whole body.
            count: The maximum number of passages.
            width_chars: The maximum width of a passage.
            language: The language of the document.
            pages: The offsets at which the pages of the text begin, if it has any.
            first_line: The number of the text's first line in its file, if it has lines.
        """
        width_chars = max(1, width_chars)
        if count < 1:
            return ()
        found = self._matcher(_BODY, language).occurrences(text)
        if found:
            passages = best(text, found, count, width_chars)
        else:
            start = beginning(text, width_chars)
            passages = [start] if start else []
        return tuple(_snippet(text, passage, found, pages, first_line) for passage in passages)

    def _matcher(self, field: str, language: str | None) -> FieldMatcher:
        key = (field, analysis.family(language))
        if key not in self._matchers:
            self._matchers[key] = FieldMatcher(self._tree, *key)
        return self._matchers[key]


def _snippet(
    text: str,
    passage: Passage,
    found: Sequence[Occurrence],
    pages: Sequence[int],
    first_line: int | None,
) -> Snippet:
    start, end = passage
    flat = FlatText(text, start, end)
    first = bisect_left(found, (start,))
    around = found[first : bisect_left(found, (end,))]
    inside = [each for each in around if each.end <= end] or [
        each._replace(end=end) for each in around
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
