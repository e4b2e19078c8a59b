"""A query's text into lexemes, in one pass; deciding what they mean together is the parser's."""

from __future__ import annotations

import enum
from collections.abc import Container, Iterator
from typing import NamedTuple

from asean_search.model.field_names import FIELDS, keyword_name
from asean_search.patterns import lazy
from asean_search.query.operands import OPERATORS, QUOTES, is_separator, split_field


class Kind(enum.Enum):
    """What a lexeme is. ``TEXT`` is a chunk; a ``FIELD``'s text is its name without the colon."""

    TEXT = enum.auto()
    PHRASE = enum.auto()
    OPEN_PHRASE = enum.auto()
    OPEN = enum.auto()
    CLOSE = enum.auto()
    AND = enum.auto()
    OR = enum.auto()
    NOT = enum.auto()
    MINUS = enum.auto()
    FIELD = enum.auto()
    LABEL = enum.auto()
    REGEX = enum.auto()
    EXACT = enum.auto()
    NEAR = enum.auto()
    WEIGHT = enum.auto()
    END = enum.auto()


class Lexeme(NamedTuple):
    """A piece of the query: ``query[start:end]`` is where it stands, ``text`` what it says.

    ``LABEL`` is a chunk such as ``text:`` that names a field but is followed by a space: text.
    ``OPEN_PHRASE`` is a phrase whose closing quote is missing. ``EXACT`` is the ``=`` before a
    phrase; ``NEAR`` and ``WEIGHT`` are what stands right after a phrase or a group: ``~5``, ``^2``.
    """

    kind: Kind
    text: str
    start: int
    end: int


_PIECE = lazy(rf"(?P<open>\()|(?P<close>\))|(?P<quote>[{QUOTES}])|(?P<chunk>[^\s(){QUOTES}]+)")
_QUOTE = lazy(rf"[{QUOTES}]")
_REGEX = lazy(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s)^]|$)")
_AFTER = lazy(r"([~^])[^\s()~^" + QUOTES + "]*")
_NOTHING_MORE = lazy(r"\s*(?:\)|$)")


def lexemes(query: str, keywords: Container[str] = ()) -> Iterator[Lexeme]:
    """The query's lexemes, ``END`` last; punctuation that stands alone is left out.

    ``keywords`` are the fields that the index has beside those that every index has.
    """
    position = 0
    glued = False  # a minus or a field stands right before
    takes_more = False  # what stands right before may have ~5 or ^2 after it
    while piece := _PIECE.search(query, position):
        is_next, (start, position) = piece.start() == position, piece.span()
        if takes_more and is_next and (more := _AFTER.match(query, start)):
            position = more.end()
            yield Lexeme(Kind.NEAR if more[1] == "~" else Kind.WEIGHT, more[0], *more.span())
            continue
        takes_more = False
        if piece["open"] or piece["close"]:
            yield Lexeme(Kind.OPEN if piece["open"] else Kind.CLOSE, piece[0], start, position)
            glued, takes_more = False, bool(piece["close"])
        elif piece["quote"]:
            lexeme = _phrase(query, start)
            position, glued, takes_more = lexeme.end, False, True
            yield lexeme
        elif pattern := _regex(query, start, glued):
            yield pattern
            position, glued, takes_more = pattern.end, False, True
        elif chunk := _chunk(query, piece[0], start, glued, keywords):
            yield chunk
            position = chunk.end
            glued = chunk.kind in (Kind.MINUS, Kind.FIELD)
    yield Lexeme(Kind.END, "", len(query), len(query))


def _phrase(query: str, start: int) -> Lexeme:
    close = _QUOTE.search(query, start + 1)
    if close is None:
        return Lexeme(Kind.OPEN_PHRASE, query[start + 1 :], start, len(query))
    return Lexeme(Kind.PHRASE, query[start + 1 : close.start()], start, close.end())


def _regex(query: str, start: int, glued: bool) -> Lexeme | None:
    """``/pattern/`` where a word may begin."""
    if query[start] != "/" or not (glued or _begins_a_chunk(query, start)):
        return None
    found = _REGEX.match(query, start)
    return Lexeme(Kind.REGEX, found[1], start, found.end()) if found else None


def _begins_a_chunk(query: str, start: int) -> bool:
    return not start or query[start - 1].isspace() or query[start - 1] == "("


def _chunk(
    query: str, chunk: str, start: int, glued: bool, keywords: Container[str]
) -> Lexeme | None:
    """The first lexeme of the chunk, or None if there is nothing to search for in it."""
    end = start + len(chunk)
    if chunk == "=" and query[end : end + 1] in QUOTES and query[end:]:
        return Lexeme(Kind.EXACT, chunk, start, end)
    if not glued:
        if chunk in OPERATORS:
            return Lexeme(Kind[chunk], chunk, start, end)
        if _begins_with_minus(query, chunk, start):
            return Lexeme(Kind.MINUS, "-", start, start + 1)
        if chunk != "*" and not chunk.isalnum() and is_separator(chunk):
            return None
    after_field = glued and query[start - 1] == ":"
    if not after_field and (named := split_field(chunk, keywords)):
        name, rest = named
        colon = start + len(name) + 1
        if rest or query[colon : colon + 1] in ("(", *QUOTES):
            return Lexeme(Kind.FIELD, name, start, colon)
        if name.casefold() in FIELDS or keyword_name(name) in keywords:
            is_bare = _NOTHING_MORE.match(query, colon)
            return Lexeme(Kind.FIELD if is_bare else Kind.LABEL, name, start, colon)
    return Lexeme(Kind.TEXT, chunk, start, end)


def _begins_with_minus(query: str, chunk: str, start: int) -> bool:
    """Whether the chunk's first character is a minus sign, not a hyphen or a dash."""
    if chunk[0] != "-" or chunk[1:2] == "-":
        return False
    if not _begins_a_chunk(query, start):
        return False
    if chunk == "-":
        return query[start + 1 : start + 2] in ("(", *QUOTES)
    if chunk == "-=":
        return query[start + 2 : start + 3] in QUOTES and bool(query[start + 2 :])
    return chunk == "-*" or not is_separator(chunk)
