"""Where the sentences and paragraphs of a text begin, counted in positions as tokens are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asean_search.analysis.sentences import sentences
from asean_search.analysis.surfaces import token_pattern
from asean_search.analysis.tokenizer import tokenize_english

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE, PARAGRAPH = "sentence", "paragraph"

_PARTING = re.compile(r"\n[^\S\n]*\n\s*|\n(?:[^\S\n]{2,}|[\t\u3000])")


def unit_positions(text: str, unit: str) -> list[int]:
    """The positions of the first token of each sentence or paragraph, in order.

    ``unit`` is ``sentence`` or ``paragraph``; paragraphs are parted by blank lines, and by lines
    that are indented. A unit without a token has no place of its own.
    """
    starts = _sentence_starts(text) if unit == SENTENCE else paragraph_starts(text)
    start: int | None = next(starts, None)
    found: list[int] = []
    position = 0
    for match in token_pattern(text).finditer(text):
        if start is None:
            break
        begin, end = match.span()
        raw_token = match[0]
        if raw_token.isascii() and raw_token.isalnum():  # one word: seven raw tokens of eight are
            if start <= begin:
                found.append(position)
            while start is not None and start < end:
                start = next(starts, None)
            position += 1
            continue
        advance, tokens = tokenize_english(raw_token)
        while start is not None and start < end:
            inside = [token.position for token in tokens if begin + token.start >= start]
            if not inside:
                break
            found.append(position + min(inside))
            start = next(starts, None)
        position += advance
    return list(dict.fromkeys(found))


def _sentence_starts(text: str) -> Iterator[int]:
    return (start for start, _ in sentences(text))


def paragraph_starts(text: str) -> Iterator[int]:
    """The places, in characters, at which paragraphs begin."""
    yield 0
    for mark in _PARTING.finditer(text):
        yield mark.end()
