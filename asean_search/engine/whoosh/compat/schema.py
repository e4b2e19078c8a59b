"""The fields of an index as Whoosh knows them: our own writer fills them, any Whoosh reads them.

The schema is always ours and always passed when an index is opened: the one that Whoosh pickles
into its table of contents is never read.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from asean_search import analysis
from asean_search.dates.precision import span
from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import STORED, to_bytes, words_of
from asean_search.query.nodes import TEXT_FIELDS

if TYPE_CHECKING:
    from asean_search.analysis.token import Token

Postings = Generator[tuple[bytes, int, float, bytes], Any, None]
"""Whoosh's form of the terms of a document: term, frequency, weight, and what else is kept."""


class Positions(formats.Positions):
    """The positions of a term, each in four bytes, the lowest first."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Positions, in order, as bytes."""
        places = array("I", poslist)
        if sys.byteorder == "big":
            places.byteswap()
        return places.tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The inverse of ``encode``."""
        places = array("I")
        places.frombytes(valuestring)
        if sys.byteorder == "big":
            places.byteswap()
        return places.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // 4


POSITIONS = Positions()


class Terms(fields.FieldType):
    """Stems with their positions. The value to index is a text's tokens, or the text itself."""

    def __init__(self) -> None:
        self.format = POSITIONS
        self.stored = True

    def index(self, value: str | Sequence[Token], **_: Any) -> Postings:
        """The text's postings, one for each distinct stem."""
        positions: dict[str, list[int]] = {}
        for token in _tokens(value):
            positions.setdefault(token.term, []).append(token.position)
        encode = POSITIONS.encode
        for term, places in positions.items():
            yield to_bytes(term), len(places), float(len(places)), encode(places)


class Words(fields.FieldType):
    """Folded words with their frequencies (in the weight), for prefixes. Value: as of ``Terms``."""

    def __init__(self) -> None:
        self.format = formats.Existence()

    def index(self, value: str | Sequence[Token], **_: Any) -> Postings:
        """The text's postings, one for each distinct word."""
        for word, count in Counter(token.word for token in _tokens(value)).items():
            yield to_bytes(word), count, float(count), b""


class Key(fields.FieldType):
    """A name that is looked for whole."""

    def __init__(self, *, stored: bool, column: columns.Column | None = None) -> None:
        self.format = formats.Existence()
        self.stored = stored
        self.column_type = column

    def index(self, value: str, **_: Any) -> Postings:
        """The name's one posting."""
        yield to_bytes(value), 1, 1.0, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """The name as it is kept."""
        return value if isinstance(value, bytes) else to_bytes(value)


class Keywords(fields.FieldType):
    """Names looked for whole, several a document. The value to index: ``keywords.terms``."""

    def __init__(self) -> None:
        self.format = formats.Existence()

    def index(self, value: Sequence[str], **_: Any) -> Postings:
        """A posting for each term."""
        for term in value:
            yield to_bytes(term), 1, 1.0, b""


class Day(fields.COLUMN):
    """A date, stored as ISO 8601, with its proleptic ordinal in a column; 0 is no day.

    A month or a year (``2020-06``, ``2020``) stands at its first day.
    """

    stored = True

    def __init__(self) -> None:
        super().__init__(columns.NumericColumn("i", default=0))

    def to_column_value(self, value: str) -> int:  # type: ignore[override]
        """The first day's ordinal."""
        return span(value)[0]


def schema() -> fields.Schema:
    """The fields of an index."""
    whole = fields.Schema(
        id=Key(stored=True, column=columns.VarBytesColumn()),
        path=Key(stored=True),
        source=Key(stored=True),
        source_name=Key(stored=False, column=columns.VarBytesColumn()),
        language=Key(stored=True, column=columns.VarBytesColumn()),
        date=Day(),
        last_day=fields.COLUMN(columns.NumericColumn("i", default=0)),
        sequence=fields.COLUMN(columns.NumericColumn("I", default=0)),
    )
    whole.add(keywords.FIELD, Keywords())
    for name in TEXT_FIELDS:
        whole.add(name, Terms())
        whole.add(words_of(name), Words())
    for name in STORED:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole


def _tokens(value: str | Sequence[Token]) -> Sequence[Token]:
    return list(analysis.tokens(value)) if isinstance(value, str) else value
