r"""Patterns of words, as trees: regular expressions of a subset that needs no backtracking.

A pattern covers a word from its beginning to its end. There are letters, ``.``, ``[a-z]``,
``[^a-z]``, ``\d``, groups, ``|`` and the repetitions ``* + ? {n} {n,} {n,m}``; nothing that
looks back or ahead. How a pattern is matched is the engine's business.
"""

from __future__ import annotations

import msgspec

PLACES_MAX = 400
"""How many places for characters a pattern may have, when its repetitions are written out."""
NESTING_MAX = 20
_REPEATS_MAX = 100
_LAST = 0x10FFFF
_DIGITS = ((48, 57),)
_REPETITIONS = ("*", "+", "?", "{")


class Letter(msgspec.Struct, frozen=True):
    """One character, as typed."""

    character: str


class OneOf(msgspec.Struct, frozen=True):
    """One character of these ranges of code points (both ends included), in order and apart."""

    ranges: tuple[tuple[int, int], ...]


class Sequence(msgspec.Struct, frozen=True):
    """Patterns one after another."""

    parts: tuple[Pattern, ...]


class Choice(msgspec.Struct, frozen=True):
    """Any of the patterns."""

    parts: tuple[Pattern, ...]


class Repeat(msgspec.Struct, frozen=True):
    """The pattern ``least`` to ``most`` times; None is without end."""

    part: Pattern
    least: int
    most: int | None


Pattern = Letter | OneOf | Sequence | Choice | Repeat

ANY = OneOf(((0, _LAST),))
"""Any one character."""


class PatternError(ValueError):
    """Not a pattern, or one outside the subset; the message says why."""


def wildcard(text: str) -> Pattern:
    """The pattern of ``organi?ation*``."""
    parts: list[Pattern] = []
    for character in text:
        if character == "*":
            parts.append(Repeat(ANY, 0, None))
        else:
            parts.append(ANY if character == "?" else Letter(character))
    return Sequence(tuple(parts))


def regex(text: str) -> Pattern:
    """The pattern that a regular expression describes.

    Raises:
        PatternError: It is none, or it is too large.
    """
    pattern = _Reader(text).read()
    if places(pattern) > PLACES_MAX:
        raise PatternError(f"it has more than {PLACES_MAX} places for letters")
    return pattern


def places(pattern: Pattern) -> int:
    """How many places for characters the pattern has when its repetitions are written out."""
    if isinstance(pattern, Letter | OneOf):
        return 1
    if isinstance(pattern, Repeat):
        return places(pattern.part) * max(pattern.least, pattern.most or 0, 1)
    return sum(map(places, pattern.parts))


class _Reader:
    """One reading of one regular expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nesting = 0

    def read(self) -> Pattern:
        pattern = self.choice()
        if self.at < len(self.text):
            raise PatternError("a ) has no ( before it")
        return pattern

    @property
    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        character = self.next
        if not character:
            raise PatternError("it ends too early")
        self.at += 1
        return character

    def choice(self) -> Pattern:
        parts = [self.sequence()]
        while self.next == "|":
            self.at += 1
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while self.next not in ("", "|", ")"):
            parts.append(self.repeated(self.one()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def one(self) -> Pattern:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return OneOf(self.ranges())
        if character == ".":
            return ANY
        if character == "\\":
            return self.escape()
        if character in "^$":
            raise PatternError(f"{character} is not needed: a pattern always covers a whole word")
        if character in _REPETITIONS:
            raise PatternError(f"{character} has nothing to repeat")
        if character in "]}":
            raise PatternError(f"a {character} is never opened; write \\{character} for itself")
        return Letter(character)

    def group(self) -> Pattern:
        self.nesting += 1
        if self.nesting > NESTING_MAX:
            raise PatternError(f"it is nested more than {NESTING_MAX} deep")
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.next == "?":
            raise PatternError("groups that begin with (? are not supported")
        pattern = self.choice()
        if self.next != ")":
            raise PatternError("a ( is never closed")
        self.at += 1
        self.nesting -= 1
        return pattern

    def escape(self) -> Pattern:
        character = self.take()
        if character in "dD":
            return OneOf(_DIGITS if character == "d" else _without(_DIGITS))
        if character.isalnum():
            raise PatternError(f"\\{character} is not supported")
        return Letter(character)

    def repeated(self, part: Pattern) -> Pattern:
        sign = self.next
        if sign not in _REPETITIONS:
            return part
        self.at += 1
        least, most = self.bounds() if sign == "{" else _TIMES[sign]
        if self.next in _REPETITIONS:
            raise PatternError(f"{self.next} stands after another repetition")
        return Repeat(part, least, most)

    def bounds(self) -> tuple[int, int | None]:
        inner, closed, _ = self.text[self.at :].partition("}")
        first, comma, last = inner.partition(",")
        if not closed or not _is_number(first) or (last and not _is_number(last)):
            raise PatternError("a repetition is written {2}, {2,} or {2,5}")
        self.at += len(inner) + 1
        least = int(first)
        most = int(last) if last else (None if comma else least)
        if max(least, most or 0) > _REPEATS_MAX:
            raise PatternError(f"nothing can be repeated more than {_REPEATS_MAX} times")
        if most is not None and most < max(least, 1):
            raise PatternError(f"{{{inner}}} repeats nothing")
        return least, most

    def ranges(self) -> tuple[tuple[int, int], ...]:
        is_negative = self.next == "^"
        self.at += is_negative
        found: list[tuple[int, int]] = []
        while self.next != "]" or not found:
            if not self.next:
                raise PatternError("a [ is never closed")
            found += self.one_range()
        self.at += 1
        ranges = _joined(found)
        return _without(ranges) if is_negative else ranges

    def one_range(self) -> tuple[tuple[int, int], ...]:
        first = self.in_class()
        if isinstance(first, OneOf):
            return first.ranges
        if self.next == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]"):
            self.at += 1
            last = self.in_class()
            if isinstance(last, OneOf) or last < first:
                raise PatternError("a range of letters runs backwards")
            return _both_cases(ord(first), ord(last))
        return _both_cases(ord(first), ord(first))

    def in_class(self) -> str | OneOf:
        character = self.take()
        if character == "[":
            raise PatternError("a [ stands inside [ ]; write \\[ for itself")
        if character != "\\":
            return character
        escaped = self.escape()
        return escaped if isinstance(escaped, OneOf) else self.text[self.at - 1]


_TIMES: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4  # noqa: PLR2004


def _both_cases(first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The range; words are in lower case, so that capital letters stand for small ones."""
    low, high = max(first, ord("A")), min(last, ord("Z"))
    if low > high:
        return ((first, last),)
    return ((first, last), (low + 32, high + 32))


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _without(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    found, begin = [], 0
    for first, last in ranges:
        if first > begin:
            found.append((begin, first - 1))
        begin = last + 1
    if begin <= _LAST:
        found.append((begin, _LAST))
    return tuple(found)


def shortest(pattern: Pattern) -> int:
    """How many characters the shortest word has that the pattern covers."""
    if isinstance(pattern, Letter | OneOf):
        return 1
    if isinstance(pattern, Repeat):
        return pattern.least * shortest(pattern.part)
    lengths = [shortest(part) for part in pattern.parts]
    return min(lengths) if isinstance(pattern, Choice) else sum(lengths)
