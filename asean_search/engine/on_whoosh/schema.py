"""What Whoosh keeps of a document: indexed fields, columns, stored values.

The schema is always ours and always passed when an index is opened: the one that Whoosh pickles
into its table of contents is never read.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Generator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from whoosh import columns, fields, formats

from asean_search import agencies, analysis
from asean_search.model import Document
from asean_search.query.tree import TEXT_FIELDS

if TYPE_CHECKING:
    from asean_search.analysis.token import Token

Postings = Generator[tuple[bytes, int, float, bytes], Any, None]
"""Whoosh's form of the terms of a document: term, frequency, weight, and what else is kept."""

STORED = tuple(Document.__dataclass_fields__)


def to_bytes(text: str) -> bytes:
    """A key or term as it is kept. File names may hold lone surrogates; they survive."""
    return text.encode("utf-8", "surrogatepass")


def to_text(key: bytes) -> str:
    """The inverse of ``to_bytes``."""
    return bytes(key).decode("utf-8", "surrogatepass")


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


class Numbers(columns.NumericColumn):
    """Whole numbers, one for each document, that load at once."""

    class Reader(columns.NumericColumn.Reader):
        """As Whoosh's, but ``load`` copies the file in one go instead of number by number."""

        def load(self) -> list[int]:
            """Every document's number, by document number (an array, but Whoosh says list)."""
            numbers = self._dbfile.get_array(self._basepos, self._typecode, self._count)
            numbers.extend([self._default] * (self._doccount - len(numbers)))
            return cast("list[int]", numbers)


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


class Day(fields.COLUMN):
    """A date, stored as ISO 8601, with its proleptic ordinal in a column; 0 is no day.

    A month or a year (``2020-06``, ``2020``) stands at its first day.
    """

    stored = True

    def __init__(self) -> None:
        super().__init__(Numbers("i", default=0))

    def to_column_value(self, value: str) -> int:  # type: ignore[override]
        """The first day's ordinal."""
        year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
        return date(year, month, day).toordinal()


def schema() -> fields.Schema:
    """The fields of an index."""
    whole = fields.Schema(
        id=Key(stored=True, column=columns.VarBytesColumn()),
        path=Key(stored=True),
        source=Key(stored=True),
        source_name=fields.COLUMN(columns.RefBytesColumn()),
        date=Day(),
        sequence=fields.COLUMN(Numbers("I", default=0)),
    )
    for name in TEXT_FIELDS:
        whole.add(name, Terms())
        whole.add(words_of(name), Words())
        whole.add(length_of(name), fields.COLUMN(Numbers("I", default=0)))
    for name in STORED:
        if name not in whole:
            whole.add(name, fields.STORED())
    return whole


def words_of(field: str) -> str:
    """The field that holds the unstemmed words of a text field."""
    return f"{field}_words"


def length_of(field: str) -> str:
    """The column that holds the number of tokens of a text field. Whoosh's own is rounded."""
    return f"{field}_length"


def to_fields(document: Document, sequence: int) -> dict[str, Any]:
    """What to pass to Whoosh for a document; each text is analysed once for all its fields.

    ``sequence`` orders the documents of one file.
    """
    values: dict[str, Any] = {"sequence": sequence}
    for name in STORED:
        value = getattr(document, name)
        if value is not None:
            values[name] = values[f"_stored_{name}"] = value
    if document.source is not None:
        values["source"] = agencies.source_key(document.source)
        values["source_name"] = to_bytes(document.source)
    for name in TEXT_FIELDS:
        if name in values:
            tokens = list(analysis.tokens(values[name]))
            values[name] = values[words_of(name)] = tokens
            values[length_of(name)] = len(tokens)
    return values


def to_document(stored: dict[str, Any]) -> Document:
    """The document that Whoosh has stored."""
    return Document(**stored)


def _tokens(value: str | Sequence[Token]) -> Sequence[Token]:
    return list(analysis.tokens(value)) if isinstance(value, str) else value
