r"""Patterns of words, as trees: regular expressions of a subset that needs no backtracking.

A pattern matches a word from its beginning to its end. There are letters, ``.``, ``[a-z]``,
``[^a-z]``, ``\d``, groups, ``|`` and the repetitions ``* + ? {n} {n,} {n,m}``; no anchors,
look-around or back references. ``query.dfa`` matches patterns.
"""

from __future__ import annotations

import msgspec

POSITIONS_MAX = 400
"""Characters in a pattern whose repetitions are written out."""
NESTING_MAX = 20
_REPEATS_MAX = 100
_LAST = 0x10FFFF
_DIGITS = ((48, 57),)
_REPETITIONS = ("*", "+", "?", "{")


class Literal(msgspec.Struct, frozen=True):
    """One character, as typed."""

    character: str


class CharacterClass(msgspec.Struct, frozen=True):
    """One character of these ranges of code points: both ends included, in order, disjoint."""

    ranges: tuple[tuple[int, int], ...]


class Sequence(msgspec.Struct, frozen=True):
    """Patterns one after another."""

    parts: tuple[Pattern, ...]


class Alternation(msgspec.Struct, frozen=True):
    """Any one of the patterns."""

    parts: tuple[Pattern, ...]


class Repeat(msgspec.Struct, frozen=True):
    """The pattern ``minimum`` to ``maximum`` times; a maximum of None is no limit."""

    part: Pattern
    minimum: int
    maximum: int | None


Pattern = Literal | CharacterClass | Sequence | Alternation | Repeat

ANY = CharacterClass(((0, _LAST),))
"""Any one character."""


class PatternError(ValueError):
    """The pattern is invalid or outside the subset; the message says why."""


def wildcard(text: str) -> Pattern:
    """The pattern of ``organi?ation*``."""
    special: dict[str, Pattern] = {"*": Repeat(ANY, 0, None), "?": ANY}
    return Sequence(tuple(special.get(character) or Literal(character) for character in text))


def regex(text: str) -> Pattern:
    """The pattern of a regular expression.

    Raises:
        PatternError: The expression is invalid, or too large.
    """
    pattern = _RegexParser(text).parse()
    if positions(pattern) > POSITIONS_MAX:
        raise PatternError(f"it has more than {POSITIONS_MAX} positions for letters")
    return pattern


def positions(pattern: Pattern) -> int:
    """The number of characters in the pattern when its repetitions are written out."""
    if isinstance(pattern, Literal | CharacterClass):
        return 1
    if isinstance(pattern, Repeat):
        return positions(pattern.part) * max(pattern.minimum, pattern.maximum or 0, 1)
    return sum(map(positions, pattern.parts))


def length_min(pattern: Pattern) -> int:
    """The number of characters in the shortest word that the pattern matches."""
    if isinstance(pattern, Literal | CharacterClass):
        return 1
    if isinstance(pattern, Repeat):
        return pattern.minimum * length_min(pattern.part)
    lengths = map(length_min, pattern.parts)
    return min(lengths) if isinstance(pattern, Alternation) else sum(lengths)


class _RegexParser:
    """Parses one regular expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.nesting = 0

    def parse(self) -> Pattern:
        pattern = self.alternation()
        if self.at < len(self.text):
            raise PatternError("this ) closes no (")
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

    def alternation(self) -> Pattern:
        parts = [self.sequence()]
        while self.next == "|":
            self.at += 1
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else Alternation(tuple(parts))

    def sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while self.next not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def atom(self) -> Pattern:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return CharacterClass(self.ranges())
        if character == ".":
            return ANY
        if character == "\\":
            return self.escape()
        if character in "^$":
            raise PatternError(f"{character} is not needed: a pattern always matches a whole word")
        if character in _REPETITIONS:
            raise PatternError(f"{character} has nothing to repeat")
        if character in "]}":
            raise PatternError(f"a {character} is never opened; write \\{character} for itself")
        return Literal(character)

    def group(self) -> Pattern:
        self.nesting += 1
        if self.nesting > NESTING_MAX:
            raise PatternError(f"it is nested more than {NESTING_MAX} deep")
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.next == "?":
            raise PatternError("groups that begin with (? are not supported")
        pattern = self.alternation()
        if self.next != ")":
            raise PatternError("a ( is never closed")
        self.at += 1
        self.nesting -= 1
        return pattern

    def escape(self) -> Pattern:
        character = self.take()
        if character in "dD":
            return CharacterClass(_DIGITS if character == "d" else _without(_DIGITS))
        if character.isalnum():
            raise PatternError(f"\\{character} is not supported")
        return Literal(character)

    def repeated(self, part: Pattern) -> Pattern:
        sign = self.next
        if sign not in _REPETITIONS:
            return part
        self.at += 1
        minimum, maximum = self.bounds() if sign == "{" else _BOUNDS[sign]
        if self.next in _REPETITIONS:
            raise PatternError(f"{self.next} stands after another repetition")
        return Repeat(part, minimum, maximum)

    def bounds(self) -> tuple[int, int | None]:
        inner, closed, _ = self.text[self.at :].partition("}")
        first, comma, last = inner.partition(",")
        if not closed or not _is_number(first) or (last and not _is_number(last)):
            raise PatternError("a repetition is written {2}, {2,} or {2,5}")
        self.at += len(inner) + 1
        minimum = int(first)
        maximum = int(last) if last else (None if comma else minimum)
        if max(minimum, maximum or 0) > _REPEATS_MAX:
            raise PatternError(f"nothing can be repeated more than {_REPEATS_MAX} times")
        if maximum is not None and maximum < max(minimum, 1):
            raise PatternError(f"{{{inner}}} repeats nothing")
        return minimum, maximum

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
        first = self.class_character()
        if isinstance(first, CharacterClass):
            return first.ranges
        if self.next == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]"):
            self.at += 1
            last = self.class_character()
            if isinstance(last, CharacterClass) or last < first:
                raise PatternError("a range of letters runs backwards")
            return _both_cases(ord(first), ord(last))
        return _both_cases(ord(first), ord(first))

    def class_character(self) -> str | CharacterClass:
        character = self.take()
        if character == "[":
            raise PatternError("a [ stands inside [ ]; write \\[ for itself")
        if character != "\\":
            return character
        escaped = self.escape()
        return escaped if isinstance(escaped, CharacterClass) else self.text[self.at - 1]


_BOUNDS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4  # noqa: PLR2004


def _both_cases(first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The range, and its capitals in lower case, because words are in lower case."""
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
