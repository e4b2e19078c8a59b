"""The words of a query as they are written, for those who do not want their stems."""

from __future__ import annotations

from asean_search.analysis.token import Token
from asean_search.analysis.tokens import tokens


def exact_words(text: str) -> tuple[str, ...]:
    """The folded words of a text that follow one another.

    A compound is the one word that it makes: ``co-operation`` is ``cooperation``, ``AT&T`` is
    ``at&t``; with a plus sign a word is the one with the sign.
    """
    words: list[str] = []
    place = 0
    by_position: dict[int, list[Token]] = {}
    for token in tokens(text):
        by_position.setdefault(token.position, []).append(token)
    while place in by_position:
        widest = max(by_position[place], key=lambda token: (token.width, len(token.word)))
        words.append(widest.word)
        place += widest.width
    return tuple(words)


def exact_positions(words: tuple[str, ...], text_tokens: list[Token]) -> list[int]:
    """The positions in a text at which words stand that follow one another."""
    after: dict[str, dict[int, set[int]]] = {word: {} for word in words}
    for token in text_tokens:
        if token.word in after:
            ends = after[token.word].setdefault(token.position, set())
            ends.add(token.position + token.width)
    found = []
    for begin in after[words[0]] if words else ():
        reached = {begin}
        for word in words:
            reached = {end for place in reached for end in after[word].get(place, ())}
        if reached:
            found.append(begin)
    return sorted(found)
