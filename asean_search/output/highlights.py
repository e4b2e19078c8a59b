"""Text and its highlights as a list of pieces, safe to show, each a match or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asean_search.model import Snippet, Span
from asean_search.output.safe_text import safe_block, safe_line
from asean_search.patterns import lazy

Piece = tuple[str, bool]
"""Some text, and whether it is highlighted."""

_SPACES = lazy(r"\s+")
_SENTENCE_END = lazy(r"[.!?…。！？។။][\"'”’»)\]」』]*\s*$")


def line_pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text on one line; each run of white space becomes one space."""
    return [(_SPACES.sub(" ", safe_line(piece)), marked) for piece, marked in _cut(text, spans)]


def block_pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text with its line breaks."""
    return [(safe_block(piece), marked) for piece, marked in _cut(text, spans)]


def snippet_pieces(snippet: Snippet) -> list[Piece]:
    """A snippet on one line, after its page, or its line if that is not the first of the file.

    ``…`` marks omitted text, except after a sentence.
    """
    pieces = line_pieces(snippet.text, snippet.highlights)
    if snippet.before:
        pieces.insert(0, ("… ", False))
    if snippet.after and not _SENTENCE_END.search(snippet.text):
        pieces.append(("…", False))
    if snippet.page is not None:
        pieces.insert(0, (f"p. {snippet.page:,}: ", False))
    elif snippet.line is not None and snippet.line > 1:
        pieces.insert(0, (f"line {snippet.line}: ", False))
    return pieces


def plain(pieces: Iterable[Piece]) -> str:
    """The pieces' text, without marks."""
    return "".join(text for text, _ in pieces).strip()


def _cut(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    """The text in pieces; spans are clipped to the text."""
    at = 0
    for span in spans:
        start, end = max(span.start, at), min(span.end, len(text))
        if start >= end:
            continue
        if at < start:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
