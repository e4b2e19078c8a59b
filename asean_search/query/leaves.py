"""A chunk or a phrase into a leaf of the tree, by the field it is written for."""

from __future__ import annotations

import unicodedata
from datetime import date

from asean_search.errors import DateSyntaxError
from asean_search.query.chunks import as_text, clean, is_separator, quotable
from asean_search.query.dates import parse_dates
from asean_search.query.normal import all_of
from asean_search.query.problems import Problem, Problems
from asean_search.query.tree import DateRange, Everything, Node, Phrase, Prefix, SourceIs

_FEWEST_LETTERS = 2
_INSIDE_WORDS = "-‐‑'’.&+\u00ad"


def text_leaf(chunk: str, start: int, problems: Problems) -> Node | None:
    """A word, a prefix, or everything; ``start`` is where the chunk stands in the query."""
    if chunk == "*":
        return Everything()
    end = start + len(chunk)
    if is_separator(chunk):
        problems.add(Problem("there is no letter or digit to search for", start, end))
        return None
    text = clean(chunk)
    if "*" not in text:
        return as_text(text)
    before = text.partition("*")[0]
    message = _wrong_star(text, before)
    if not message:
        return Prefix(before)
    *words, last = _split(before)
    is_mended = _letters(last) >= _FEWEST_LETTERS
    hint = f'As in vacc*. To search for it as text, put it in quotes: "{quotable(text[:40])}".'
    problems.add(Problem(message, start, end, hint=hint, is_mended=is_mended))
    nodes = [*map(as_text, words), Prefix(last) if is_mended else as_text(text.replace("*", ""))]
    found = [node for node in nodes if node]
    return all_of(found) if found else None


def _wrong_star(text: str, before: str) -> str:
    """What is wrong with a word that has a star, ``before`` being what comes before the star."""
    if len(before) + 1 < len(text):
        return "a star can only end a word"
    if _letters(before) < _FEWEST_LETTERS:
        return "a star needs at least two letters before it"
    return "a star can only end a single word" if _split(before) != [before] else ""


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _split(text: str) -> list[str]:
    """The words that the text holds where it is parted at anything no word has inside it."""
    inner = "".join(
        letter
        if letter.isalnum() or letter in _INSIDE_WORDS or unicodedata.category(letter)[0] == "M"
        else " "
        for letter in text
    )
    return [clean(word) for word in inner.split()] or [""]


def source_leaf(
    name: str, start: int, end: int, problems: Problems, *, quoted: bool
) -> Node | None:
    """A source's name."""
    name = quotable(name) if quoted else name.strip(",;")
    if "*" in name and not quoted:
        message = "source: takes a whole name, without a star"
        hint = "The command `asearch info` lists the sources of an index."
        problems.add(Problem(message, start, end, hint=hint))
        name = name.replace("*", "")
    if is_separator(name):
        message, hint = "source: has no name after it", "As in source:VNA."
        problems.add(Problem(message, start, end, hint=hint, is_mended=False))
        return None
    return SourceIs(name)


def date_leaf(
    texts: list[str], today: date | None
) -> tuple[DateRange | None, DateSyntaxError | None, int]:
    """The dates in the first text, else the error and the dates that were probably meant.

    The texts after the first serve only to know what is meant by ``date:June 2020``; the last
    item says how many texts were understood.
    """
    expression = texts[0].strip(",;")
    try:
        return DateRange(*parse_dates(expression, today=today)), None, 1
    except DateSyntaxError as error:
        problem, used = error, 1
    if not problem.suggestion:
        for count in range(len(texts), 1, -1):
            if guess := _guess(" ".join(texts[:count]), today):
                problem, used = guess, count
                break
    if not problem.suggestion:
        return None, problem, used
    return DateRange(*parse_dates(problem.suggestion, today=today)), problem, used


def _guess(text: str, today: date | None) -> DateSyntaxError | None:
    """The error about the whole text, if it knows what was meant."""
    try:
        parse_dates(text, today=today)
    except DateSyntaxError as error:
        return error if error.suggestion else None
    return DateSyntaxError(
        f'"{text}" must be written without spaces',
        fragment=text,
        suggestion="".join(text.split()),
    )


def phrase_leaf(text: str, start: int, end: int, problems: Problems) -> Node | None:
    """The words between two quotes."""
    text = quotable(text)
    if not text:
        hint = 'Put words there, as in "vaccine access".'
        problems.add(Problem("nothing stands between the quotes", start, end, hint=hint))
        return None
    return Phrase(text)
