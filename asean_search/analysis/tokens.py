"""Text to tokens, and the text of a query to query terms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from asean_search.analysis.slotting import surface_query_terms
from asean_search.analysis.stemming import ENGLISH, family
from asean_search.analysis.surfaces import token_pattern
from asean_search.analysis.token import QueryTerm, Token
from asean_search.analysis.tokenizer import tokenizer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENGLISH_ALONE = (ENGLISH,)


def tokens(text: str, language: str | None = None) -> list[Token]:
    """Every token of a document's text, in order; ``text[start:end]`` is what it was made from.

    ``language`` is the document's (``fr``, ``pt-BR``); None is English.
    """
    found: list[Token] = []
    append = found.append
    new = tuple.__new__  # takes a third of the time of Token(...)
    tokenize_english = tokenizer_of(language)
    position = 0
    for match in token_pattern(text).finditer(text):
        advance, parts = tokenize_english(match[0])
        origin = match.start()
        for term, word, offset, width, start, end in parts:
            append(new(Token, (term, word, position + offset, width, origin + start, origin + end)))
        position += advance
    return found


def query_terms(text: str, languages: Iterable[str] = ()) -> tuple[QueryTerm, ...]:
    """The query terms of a query's word or phrase, in order; empty when it holds no word.

    ``languages`` are those of the texts that are looked in; English is always among them. A query term's
    first path is the English one.
    """
    return _query_terms(text, families_of(languages))


@lru_cache(maxsize=4096)
def _query_terms(text: str, families: tuple[str, ...]) -> tuple[QueryTerm, ...]:
    return tuple(
        query_term
        for raw_token in token_pattern(text).findall(text)
        for query_term in surface_query_terms(raw_token, families)
    )


def families_of(languages: Iterable[str]) -> tuple[str, ...]:
    """The families of languages, each once, in one order: English first."""
    if languages in ((), _ENGLISH_ALONE):
        return _ENGLISH_ALONE
    others = sorted({family(language) for language in languages} - {ENGLISH})
    return (ENGLISH, *others)
