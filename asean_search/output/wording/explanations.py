"""Scores in words and numbers: what each word of the query adds, and where it occurs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asean_search.model import Explanation, FeedbackTerm, FieldScore, WordScore
from asean_search.output.safe_text import safe_line

_ADDED_MAX = 12
_SHOWN_FIELDS = {"body": "text"}


def rows(explanation: Explanation) -> Iterator[tuple[str, str, str]]:
    """For each part of the score the number, the word, and where it occurs and how rare it is."""
    for word in explanation.words:
        yield number(word.score), label(word), f"{places(word)}; {rarity(word)}"
    if explanation.freshness != 1.0:
        yield (
            f"× {explanation.freshness:.2f}",
            "freshness",
            "for the document's age",
        )


def label(word: WordScore) -> str:
    """The word as the query writes it, with a plus if expansion added it."""
    return ("+" if word.from_expansion else "") + safe_line(word.text)


def places(word: WordScore) -> str:
    """``title ×2 of 9 words (4.10), text ×6 of 412 words (2.30)``."""
    return ", ".join(_place(field) for field in word.fields)


def _place(field: FieldScore) -> str:
    name = _SHOWN_FIELDS.get(field.field, field.field)
    words = "word" if field.length == 1 else "words"
    return f"{name} ×{field.occurrences:g} of {field.length:,} {words} ({number(field.score)})"


def rarity(word: WordScore) -> str:
    """``weight 3.10, in 812 documents``: the document frequency that the weight is from."""
    documents = "document" if word.documents == 1 else "documents"
    return f"weight {number(word.weight)}, in {word.documents:,} {documents}"


def number(value: float) -> str:
    """The number with two decimal places."""
    return f"{value:.2f}"


def lines(explanation: Explanation) -> Iterator[str]:
    """The score, then the rows in columns."""
    yield f"score {number(explanation.score)}:"
    found = list(rows(explanation))
    left = max((len(score) for score, _, _ in found), default=0)
    middle = max((len(word) for _, word, _ in found), default=0)
    for score, word, why in found:
        yield f"  {score:>{left}}  {word:<{middle}}  {why}"


def reasons(explanation: Explanation, most: int) -> str:
    """The words that add the most: ``vaccine 4.10, access 2.30``."""
    words = sorted(explanation.words, key=lambda word: (-word.score, word.text))[:most]
    return ", ".join(f"{safe_line(word.text)} {number(word.score)}" for word in words)


def expansion(words: Iterable[FeedbackTerm]) -> Iterator[str]:
    """The words that expansion added, and those whose weight it raised, one sentence each."""
    words = list(words)
    for in_query, what in ((False, "Added from the top hits"), (True, "Weight raised")):
        some = [each for each in words if each.in_query is in_query]
        shown = ", ".join(
            f"{safe_line(each.word)} {'+' if in_query else ''}{number(each.weight)}"
            for each in some[:_ADDED_MAX]
        )
        more = len(some) - _ADDED_MAX
        if shown:
            yield f"{what}: {shown}" + (f" and {more} more" if more > 0 else "")
