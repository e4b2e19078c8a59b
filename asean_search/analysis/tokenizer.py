"""The tokenizer: each raw token to a token stream, independent of context and cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.segmentation import (
    CAPITALS,
    WORD_CHARS_MAX,
    Joiner,
    Subtoken,
    chains,
    compounds,
    subtokens,
    token_pattern,
)
from asean_search.analysis.stemming import ENGLISH, stem, stems
from asean_search.analysis.stemming import family as family_of
from asean_search.analysis.token import Token

if TYPE_CHECKING:
    from collections.abc import Callable

_CACHE_ENTRIES_MAX = 1 << 17
_CACHED_CHARS_MAX = 48


class TokenStream(NamedTuple):
    """The tokens of a raw token, relative to its start, and the positions it takes."""

    advance: int
    tokens: tuple[Token, ...]


class _Cache(dict[str, TokenStream]):
    """Token streams by raw token; a missing one is computed. A full cache is emptied."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self._family = family

    def __missing__(self, raw_token: str) -> TokenStream:
        found = tokenize(raw_token, self._family)
        if len(raw_token) <= _CACHED_CHARS_MAX:
            if len(self) >= _CACHE_ENTRIES_MAX:
                self.clear()
            self[raw_token] = found
        return found


# The dict's own method: a Python function around it would double the time of a look-up.
tokenize_english: Callable[[str], TokenStream] = _Cache(ENGLISH).__getitem__
"""The token stream of a raw token found by ``token_pattern`` in an English text."""

_by_family = {ENGLISH: tokenize_english}


def tokenizer_of(language: str | None) -> Callable[[str], TokenStream]:
    """``tokenize_english`` for texts in a language (``fr``, ``pt-BR``); None is English.

    Languages of one family have the same function.
    """
    family = family_of(language)
    known = _by_family.get(family)
    if known is None:
        # setdefault: two threads that come here at once must share one cache.
        known = _by_family.setdefault(family, _Cache(family).__getitem__)
    return known


def tokens(text: str, language: str | None = None) -> list[Token]:
    """Every token of a document's text, in order; ``text[start:end]`` is what it was made from.

    ``language`` is the document's (``fr``, ``pt-BR``); None is English.
    """
    found: list[Token] = []
    append = found.append
    new = tuple.__new__  # takes a third of the time of Token(...)
    tokenizer = tokenizer_of(language)
    position = 0
    for match in token_pattern(text).finditer(text):
        advance, parts = tokenizer(match[0])
        origin = match.start()
        for term, word, offset, width, start, end in parts:
            append(new(Token, (term, word, position + offset, width, origin + start, origin + end)))
        position += advance
    return found


def tokenize(raw_token: str, family: str) -> TokenStream:
    """The token stream of a raw token, not cached: for callers with a cache of their own."""
    if raw_token.isascii():
        if raw_token.isalnum() and raw_token not in CAPITALS:
            word = raw_token[:WORD_CHARS_MAX].lower()
            return TokenStream(1, (Token(stem(word, family), word, 0, 1, 0, len(raw_token)),))
        if (
            raw_token.count("-") == 1
            and len(raw_token) < WORD_CHARS_MAX
            and (found := _two_words(raw_token, family))
        ):
            return found
    return _subtoken_stream(raw_token, family)


def _two_words(raw_token: str, family: str) -> TokenStream | None:
    """The token stream of most compounds (``week-old``), without a search for subtokens."""
    first, _, second = raw_token.partition("-")
    if not (first.isalnum() and second.isalnum()):
        return None
    if first.upper() in CAPITALS or second.upper() in CAPITALS:
        return None
    word, other = first.lower(), second.lower()
    after = len(first) + 1
    found = [Token(stem(word, family), word, 0, 1, 0, len(first))]
    joined = word + other
    if not joined.isdigit():
        term = f"{stem(joined, family)}~2"
        found.append(Token(term, joined, 0, 2, 0, len(raw_token)))
    found.append(Token(stem(other, family), other, 1, 1, after, len(raw_token)))
    return TokenStream(2, tuple(found))


def _subtoken_stream(raw_token: str, family: str) -> TokenStream:
    parts = subtokens(raw_token)
    joined = {
        compound.first: compound
        for first, after in chains(parts)
        for compound in compounds(parts, first, after, family)
    }
    found: list[Token] = []
    for position, part in enumerate(parts):
        if part.spaceless:
            found += _spaceless_tokens(parts, position)
            continue
        word, start, end = part.word, part.start, part.end
        for term in stems(raw_token[start:end], word, family):
            found.append(Token(term, word, position, 1, start, end))
        if part.exact:
            found.append(Token(part.exact, part.exact, position, 1, start, end))
        compound = joined.get(position)
        if compound:
            width, end = compound.parts, parts[position + compound.parts - 1].end
            found.append(Token(compound.term, compound.word, position, width, start, end))
    return TokenStream(len(parts), tuple(found))


def _spaceless_tokens(parts: list[Subtoken], position: int) -> list[Token]:
    """A letter with the next one; and alone when it may be a word or has no neighbour."""
    word, start, end, joiner, _, _ = parts[position]
    after = parts[position + 1] if position + 1 < len(parts) else None
    paired = after is not None and after.joiner is Joiner.SPACELESS
    found = []
    if _may_be_a_word(word) or not (paired or joiner is Joiner.SPACELESS):
        found.append(Token(word, word, position, 1, start, end))
    if after and paired:
        pair = word + after.word
        found.append(Token(f"{pair}~2", pair, position, 2, start, after.end))
    return found


def _may_be_a_word(letter: str) -> bool:
    """Whether it is a Han character, or a letter with a vowel sign (Thai *year*, *good*)."""
    return len(letter) > 1 or "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"


def exact_words(text: str) -> tuple[str, ...]:
    """The folded, unstemmed words of a text, in order.

    A compound is one word: ``co-operation`` gives ``cooperation``, ``AT&T`` gives ``at&t``. A
    word keeps its plus sign.
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
    """The positions in a text at which ``words`` stand one after another, in order."""
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
