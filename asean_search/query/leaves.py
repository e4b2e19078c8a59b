"""A chunk, a phrase or a pattern into a leaf of the tree that occurs in a text."""

from __future__ import annotations

import unicodedata

from asean_search.patterns import lazy
from asean_search.query import regex
from asean_search.query.diagnostics import Diagnostic, Diagnostics
from asean_search.query.nodes import (
    Everything,
    Exact,
    Fuzzy,
    Near,
    Node,
    Phrase,
    Prefix,
    Regex,
    Wildcard,
)
from asean_search.query.operands import (
    as_text,
    clean,
    is_separator,
    is_wildcard,
    quotable,
    split_fuzzy,
    split_weight,
)
from asean_search.query.transform import all_of, boosted

EDITS_MAX = 2
DISTANCE_MAX = 100
NEAR_WORDS_MAX = 8
WEIGHT_MAX = 1000.0

_LETTERS_MIN = 2
_FUZZY_LETTERS_MIN = 3
_INSIDE_WORDS = "-‐‑'’.&+\u00ad"
_WEIGHT = lazy(r"[0-9]{1,4}(?:\.[0-9]{1,3})?")
_STARS = lazy(r"\*{2,}")


def text_leaf(chunk: str, start: int, problems: Diagnostics) -> Node | None:
    """A word, a group of words, or everything; ``start`` is where the chunk is in the query."""
    end = start + len(chunk)
    if chunk == "*":
        return Everything()
    if is_separator(chunk):
        problems.add(Diagnostic("there is no letter or digit to search for", start, end))
        return None
    text = clean(chunk)
    if text[:1] == "=" and not is_separator(text[1:]):
        text, weight = split_weight(text[1:])
        node: Node | None = _exact(text, start, end, problems)
    else:
        text, weight = split_weight(text)
        node = _plain_leaf(text, start, end, problems)
    return weighted(node, f"^{weight}", start, end, problems) if weight and node else node


def _plain_leaf(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    if fuzzy := split_fuzzy(text):
        return _fuzzy(*fuzzy, start, end, problems)
    if is_wildcard(text):
        return _wildcard(text, start, end, problems)
    if "*" in text:
        return _star(text, start, end, problems)
    return as_text(text)


def weighted(node: Node, sign: str, start: int, end: int, problems: Diagnostics) -> Node:
    """The node with the weight that ``^2`` gives it."""
    number = sign[1:]
    if not _WEIGHT.fullmatch(number) or not 0 < float(number) <= WEIGHT_MAX:
        hint = f"A weight is a number above 0, at most {WEIGHT_MAX:.0f}, as in vaccine^2."
        problems.add(Diagnostic("there is no such weight", start, end, hint=hint))
        return node
    return boosted(node, float(number))


def _exact(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    if "*" in text or split_fuzzy(text):
        hint = 'As in =vaccines, or ="vaccine access".'
        problems.add(Diagnostic("= takes a word as it is written", start, end, hint=hint))
        text = text.replace("*", "").rstrip("~0123456789")
    text = clean(text)
    if is_separator(text):
        return None
    return Exact(quotable(text))


def _fuzzy(word: str, number: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    word = clean(word)
    edits = int(number or 1) if len(number) < EDITS_MAX else EDITS_MAX + 1
    message = ""
    if "*" in word or "?" in word or _split(word) != [word]:
        message = "~ takes a single word before it"
    elif _letters(word) < _FUZZY_LETTERS_MIN:
        message = f"~ needs at least {_FUZZY_LETTERS_MIN} letters before it"
    if message:
        hint = (
            f'As in lavrof~. To search for it as text, put it in quotes: "{quotable(word[:40])}".'
        )
        problems.add(Diagnostic(message, start, end, hint=hint))
        return as_text(word.replace("*", ""))
    if not 0 < edits <= EDITS_MAX:
        hint = f"At most {EDITS_MAX} letters can differ, as in lavrof~{EDITS_MAX}."
        problems.add(Diagnostic("there is no such distance", start, end, hint=hint))
        edits = EDITS_MAX
    return Fuzzy(word, edits)


def _wildcard(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    text = _STARS.sub("*", text)
    bare = text.replace("*", "").replace("?", "")
    if _letters(bare) < _LETTERS_MIN:
        where = "before it" if text[-1] == "*" and "*" not in text[:-1] else "with it"
        hint = f'As in vacc*. To search for it as text, put it in quotes: "{quotable(text[:40])}".'
        message = f"a star needs at least two letters {where}"
        problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
        return as_text(bare)
    if text == f"{bare}*":
        return Prefix(bare)
    return Wildcard(text)


def _star(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    """A star in what is more than one word."""
    before = text.partition("*")[0]
    *words, last = _split(before)
    if not text.partition("*")[2] and not words and _letters(last) >= _LETTERS_MIN:
        return Prefix(before)
    is_mended = _letters(last) >= _LETTERS_MIN
    hint = f'As in vacc*. To search for it as text, put it in quotes: "{quotable(text[:40])}".'
    message = "a star can only stand in a single word"
    problems.add(Diagnostic(message, start, end, hint=hint, is_mended=is_mended))
    nodes = [*map(as_text, words), Prefix(last) if is_mended else as_text(text.replace("*", ""))]
    found = [node for node in nodes if node]
    return all_of(found) if found else None


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


def regex_leaf(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    """What stands between two slashes."""
    try:
        pattern = regex.regex(text)
    except regex.PatternError as error:
        message = f"this is not a pattern of words: {error}"
    else:
        if regex.shortest(pattern):
            return Regex(text)
        message = "this pattern covers a word without letters"
    hint = f'To search for it as text, put it in quotes: "{quotable(text[:40])}".'
    problems.add(Diagnostic(message, start, end, hint=hint, is_mended=False))
    return None


def phrase_leaf(text: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    """The words between two quotes."""
    text = quotable(text)
    if not text:
        hint = 'Put words there, as in "vaccine access".'
        problems.add(Diagnostic("nothing stands between the quotes", start, end, hint=hint))
        return None
    return Phrase(text)


def near_leaf(text: str, sign: str, start: int, end: int, problems: Diagnostics) -> Node | None:
    """The words between two quotes with ``~5`` or ``~>5`` after them."""
    text = quotable(text)
    is_ordered = sign.startswith("~>")
    number = sign.lstrip("~>")
    count = sum(not is_separator(chunk) for chunk in text.split())
    distance = DISTANCE_MAX + 1
    if number.isascii() and number.isdigit() and len(number) <= len(str(DISTANCE_MAX)):
        distance = int(number)
    hint = 'As in "vaccine access"~5; in this order: "vaccine access"~>5.'
    message = ""
    if distance > DISTANCE_MAX:
        message = f"after ~ stands how many other words may be between, at most {DISTANCE_MAX}"
        distance = DISTANCE_MAX if number.isdigit() else 5
    if count < 2:  # noqa: PLR2004
        message = "nearness takes two words or more"
    elif count > NEAR_WORDS_MAX:
        message = f"nearness takes at most {NEAR_WORDS_MAX} words"
    if message:
        problems.add(Diagnostic(message, start, end, hint=hint))
    if not 2 <= count <= NEAR_WORDS_MAX:  # noqa: PLR2004
        return Phrase(text) if text else None
    return Near(text, distance, is_ordered)
