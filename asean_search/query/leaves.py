"""Makes leaves that occur in a text: words, phrases, wildcards, patterns, fuzzy and exact words."""

from __future__ import annotations

import unicodedata

from asean_search.patterns import lazy
from asean_search.query import regex
from asean_search.query.diagnostics import Fragment
from asean_search.query.lexer import (
    as_text,
    clean,
    is_separator,
    is_wildcard,
    quotable,
    split_fuzzy,
    split_weight,
)
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
from asean_search.query.transform import all_of, boosted

EDITS_MAX = 2
DISTANCE_MAX = 100
NEAR_WORDS_MAX = 8
WEIGHT_MAX = 1000.0

_DISTANCE_DEFAULT = 5
_LETTERS_MIN = 2
_FUZZY_LETTERS_MIN = 3
_INSIDE_WORDS = "-‐‑'’.&+\u00ad"
_WEIGHT = lazy(r"[0-9]{1,4}(?:\.[0-9]{1,3})?")
_STARS = lazy(r"\*{2,}")


def text_leaf(text: str, fragment: Fragment) -> Node | None:
    """The leaf or group of unquoted text; None, with a diagnostic, if there is nothing in it."""
    if text == "*":
        return Everything()
    if is_separator(text):
        fragment.report("there is no letter or digit to search for")
        return None
    text = clean(text)
    if text[:1] == "=" and not is_separator(text[1:]):
        text, weight = split_weight(text[1:])
        node: Node | None = _exact(text, fragment)
    else:
        text, weight = split_weight(text)
        node = _unweighted(text, fragment)
    return weighted(node, f"^{weight}", fragment) if weight and node else node


def _unweighted(text: str, fragment: Fragment) -> Node | None:
    if fuzzy := split_fuzzy(text):
        return _fuzzy(*fuzzy, fragment)
    if is_wildcard(text):
        return _wildcard(text, fragment)
    if "*" in text:
        return _misplaced_star(text, fragment)
    return as_text(text)


def weighted(node: Node, sign: str, fragment: Fragment) -> Node:
    """The node with the weight of a ``sign`` such as ``^2``."""
    number = sign[1:]
    if not _WEIGHT.fullmatch(number) or not 0 < float(number) <= WEIGHT_MAX:
        hint = f"A weight is a number above 0, at most {WEIGHT_MAX:.0f}, as in vaccine^2."
        fragment.report("this is not a weight", hint)
        return node
    return boosted(node, float(number))


def _exact(text: str, fragment: Fragment) -> Node | None:
    if "*" in text or split_fuzzy(text):
        fragment.report("= takes a word or a phrase", 'As in =vaccines, or ="vaccine access".')
        text = text.replace("*", "").rstrip("~0123456789")
    text = clean(text)
    return None if is_separator(text) else Exact(quotable(text))


def _fuzzy(word: str, number: str, fragment: Fragment) -> Node | None:
    word = clean(word)
    edits = int(number or 1) if len(number) < EDITS_MAX else EDITS_MAX + 1
    message = ""
    if "*" in word or "?" in word or _split(word) != [word]:
        message = "~ takes a single word before it"
    elif _letters(word) < _FUZZY_LETTERS_MIN:
        message = f"~ needs at least {_FUZZY_LETTERS_MIN} letters before it"
    if message:
        fragment.report(message, f"As in lavrof~. {_quoting(word)}")
        return as_text(word.replace("*", ""))
    if not 0 < edits <= EDITS_MAX:
        hint = f"At most {EDITS_MAX} letters can differ, as in lavrof~{EDITS_MAX}."
        fragment.report("this is not a number of edits", hint)
        edits = EDITS_MAX
    return Fuzzy(word, edits)


def _wildcard(text: str, fragment: Fragment) -> Node | None:
    text = _STARS.sub("*", text)
    bare = text.replace("*", "").replace("?", "")
    if _letters(bare) < _LETTERS_MIN:
        where = "before it" if text[-1] == "*" and "*" not in text[:-1] else "with it"
        message = f"a star needs at least two letters {where}"
        fragment.report(message, f"As in vacc*. {_quoting(text)}", is_mended=False)
        return as_text(bare)
    return Prefix(bare) if text == f"{bare}*" else Wildcard(text)


def _misplaced_star(text: str, fragment: Fragment) -> Node | None:
    """The words of a text with a star that is more than one word; ``U.S.*`` is a prefix."""
    before, _, after = text.partition("*")
    *words, last = _split(before)
    is_prefix = _letters(last) >= _LETTERS_MIN
    if not after and not words and is_prefix:
        return Prefix(before)
    message = "a star can only stand in a single word"
    fragment.report(message, f"As in vacc*. {_quoting(text)}", is_mended=is_prefix)
    nodes = [*map(as_text, words), Prefix(last) if is_prefix else as_text(text.replace("*", ""))]
    found = [node for node in nodes if node]
    return all_of(found) if found else None


def _quoting(text: str) -> str:
    return f'To search for it as text, put it in quotes: "{quotable(text[:40])}".'


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _split(text: str) -> list[str]:
    """The words of a text, split at every character that no word has inside it."""
    inner = "".join(
        letter
        if letter.isalnum() or letter in _INSIDE_WORDS or unicodedata.category(letter)[0] == "M"
        else " "
        for letter in text
    )
    return [clean(word) for word in inner.split()] or [""]


def regex_leaf(text: str, fragment: Fragment) -> Node | None:
    """The leaf of a pattern, without its slashes; None after a diagnostic."""
    try:
        pattern = regex.regex(text)
    except regex.PatternError as error:
        message = f"this is not a valid pattern: {error}"
    else:
        if regex.length_min(pattern):
            return Regex(text)
        message = "this pattern matches a word without letters"
    fragment.report(message, _quoting(text), is_mended=False)
    return None


def phrase_leaf(text: str, fragment: Fragment) -> Node | None:
    """The leaf of a quoted text; None, with a diagnostic, if it is empty."""
    text = quotable(text)
    if not text:
        fragment.report("nothing stands between the quotes", 'As in "vaccine access".')
        return None
    return Phrase(text)


def near_leaf(text: str, sign: str, fragment: Fragment) -> Node | None:
    """The leaf of a quoted text with a ``sign`` such as ``~5`` or ``~>5`` after it."""
    text = quotable(text)
    number = sign.lstrip("~>")
    count = sum(not is_separator(word) for word in text.split())
    distance = DISTANCE_MAX + 1
    if number.isascii() and number.isdigit() and len(number) <= len(str(DISTANCE_MAX)):
        distance = int(number)
    message = ""
    if distance > DISTANCE_MAX:
        message = f"~ takes the number of words allowed in between, at most {DISTANCE_MAX}"
        distance = DISTANCE_MAX if number.isdigit() else _DISTANCE_DEFAULT
    if count < 2:  # noqa: PLR2004
        message = "~ after a phrase takes two words or more"
    elif count > NEAR_WORDS_MAX:
        message = f"~ after a phrase takes at most {NEAR_WORDS_MAX} words"
    if message:
        fragment.report(message, 'As in "vaccine access"~5; in this order: "vaccine access"~>5.')
    if not 2 <= count <= NEAR_WORDS_MAX:  # noqa: PLR2004
        return Phrase(text) if text else None
    return Near(text, distance, sign.startswith("~>"))
