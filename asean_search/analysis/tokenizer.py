"""From one raw token to its tokens: pure, free of context, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asean_search.analysis.compounds import chains, compounds
from asean_search.analysis.segmentation import CAPITALS, WORD_CHARS_MAX, Joint, Piece, pieces
from asean_search.analysis.stemming import ENGLISH, stem, stems
from asean_search.analysis.stemming import family as family_of
from asean_search.analysis.token import Token

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT_MAX = 1 << 17
_KEPT_CHARS_MAX = 48


class TokenStream(NamedTuple):
    """What a raw token gives: how many positions it takes, and its tokens relative to its start."""

    advance: int
    tokens: tuple[Token, ...]


class _Remembered(dict[str, TokenStream]):
    """A dict that analyses what it does not hold. Archives have endless words: it starts afresh."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self._family = family

    def __missing__(self, raw_token: str) -> TokenStream:
        found = tokenize(raw_token, self._family)
        if len(raw_token) <= _KEPT_CHARS_MAX:
            if len(self) >= _KEPT_MAX:
                self.clear()
            self[raw_token] = found
        return found


# The dict's own method, because a Python function around it would double the time of a look-up.
tokenize_english: Callable[[str], TokenStream] = _Remembered(ENGLISH).__getitem__
"""The tokens of a raw token found by ``token_pattern``, counted from the raw token's start.

As in an English text; ``tokenizer_of`` gives the same for other languages.
"""

_by_family = {ENGLISH: tokenize_english}


def tokenizer_of(language: str | None) -> Callable[[str], TokenStream]:
    """``tokenize_english`` for texts in a language (``fr``, ``pt-BR``); None is English.

    Languages that are stemmed alike have the very same function.
    """
    family = family_of(language)
    known = _by_family.get(family)
    if known is None:
        # setdefault: of two threads that come here at once, both must use the same one.
        known = _by_family.setdefault(family, _Remembered(family).__getitem__)
    return known


def tokenize(raw_token: str, family: str) -> TokenStream:
    """``tokenizer_of`` without remembering: for those who do so themselves."""
    if raw_token.isascii():
        if raw_token.isalnum() and raw_token not in CAPITALS:
            word = raw_token[:WORD_CHARS_MAX].lower()
            return TokenStream(1, (Token(stem(word, family), word, 0, 1, 0, len(raw_token)),))
        if (
            raw_token.count("-") == 1
            and len(raw_token) < WORD_CHARS_MAX
            and (found := _of_two_words(raw_token, family))
        ):
            return found
    return _of_pieces(raw_token, family)


def _of_two_words(raw_token: str, family: str) -> TokenStream | None:
    """What most compounds emit (``week-old``), found without looking for pieces."""
    first, _, second = raw_token.partition("-")
    if not (first.isalnum() and second.isalnum()):
        return None
    if first.upper() in CAPITALS or second.upper() in CAPITALS:
        return None
    word, other = first.lower(), second.lower()
    after = len(first) + 1
    tokens = [Token(stem(word, family), word, 0, 1, 0, len(first))]
    joined = word + other
    if not joined.isdigit():
        term = f"{stem(joined, family)}~2"
        tokens.append(Token(term, joined, 0, 2, 0, len(raw_token)))
    tokens.append(Token(stem(other, family), other, 1, 1, after, len(raw_token)))
    return TokenStream(2, tuple(tokens))


def _of_pieces(raw_token: str, family: str) -> TokenStream:
    found = pieces(raw_token)
    joined = {
        compound.first: compound
        for first, after in chains(found)
        for compound in compounds(found, first, after, family)
    }
    tokens: list[Token] = []
    for position, piece in enumerate(found):
        if piece.spaceless:
            tokens += _spaceless_tokens(found, position)
            continue
        word, start, end = piece.word, piece.start, piece.end
        for term in stems(raw_token[start:end], word, family):
            tokens.append(Token(term, word, position, 1, start, end))
        if piece.exact:
            tokens.append(Token(piece.exact, piece.exact, position, 1, start, end))
        compound = joined.get(position)
        if compound:
            parts, end = compound.parts, found[position + compound.parts - 1].end
            tokens.append(Token(compound.term, compound.word, position, parts, start, end))
    return TokenStream(len(found), tuple(tokens))


def _spaceless_tokens(found: list[Piece], position: int) -> list[Token]:
    """A letter with the next one; also by itself when it may be a word, or has no neighbour."""
    word, start, end, joint, _, _ = found[position]
    after = found[position + 1] if position + 1 < len(found) else None
    paired = after is not None and after.joint is Joint.SPACELESS
    tokens = []
    if _may_be_a_word(word) or not (paired or joint is Joint.SPACELESS):
        tokens.append(Token(word, word, position, 1, start, end))
    if after and paired:
        pair = word + after.word
        tokens.append(Token(f"{pair}~2", pair, position, 2, start, after.end))
    return tokens


def _may_be_a_word(letter: str) -> bool:
    """Han characters, and letters with a vowel sign (the Thai for *year*, *good*, *water*)."""
    return len(letter) > 1 or "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"
