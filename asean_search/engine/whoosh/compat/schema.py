"""The fields of an index as Whoosh knows them.

Our own code opens an index with this schema: the one that Whoosh pickles into its table of contents
is never read.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

from whoosh import columns, fields, formats

from asean_search.engine.whoosh import keywords
from asean_search.engine.whoosh.fields import STORED, to_bytes, words_of
from asean_search.query.nodes import TEXT_FIELDS


class Positions(formats.Positions):
    """The positions of a term, ascending, each in four bytes, little-endian."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Positions as bytes."""
        return _little_endian(array("I", poslist)).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The inverse of ``encode``."""
        positions = array("I")
        positions.frombytes(valuestring)
        return _little_endian(positions).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """The number of positions."""
        return len(valuestring) // 4


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


class Terms(fields.FieldType):
    """Stems with their positions."""

    def __init__(self) -> None:
        self.format = Positions()
        self.stored = True


class Words(fields.FieldType):
    """Folded words, not stemmed, with their frequencies; or keywords."""

    def __init__(self) -> None:
        self.format = formats.Existence()


class Key(fields.FieldType):
    """A value that is one term as a whole; a document has at most one."""

    def __init__(self, *, stored: bool, column: columns.Column | None = None) -> None:
        self.format = formats.Existence()
        self.stored = stored
        self.column_type = column

    def to_bytes(self, value: str | bytes) -> bytes:
        """The value as a term."""
        return value if isinstance(value, bytes) else to_bytes(value)


class Day(fields.COLUMN):
    """A date, stored as ISO 8601; its column holds the proleptic ordinal of the first day, or 0."""

    stored = True

    def __init__(self) -> None:
        super().__init__(columns.NumericColumn("i", default=0))


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
    whole.add(keywords.FIELD, Words())
    for name in TEXT_FIELDS:
        whole.add(name, Terms())
        whole.add(words_of(name), Words())
    for name in STORED:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole
