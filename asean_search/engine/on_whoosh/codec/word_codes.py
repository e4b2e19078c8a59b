r"""Text with its frequent words as codes of one byte or two; zlib shrinks that further.

A *piece* is what stands between two spaces. Line ends and the borders of JSON strings are made to
stand there first, as a byte that JSON never has: ``\n`` becomes a space and 01, ``","`` a space
and 02. Then every piece becomes

- its code, if it has one: bytes 03 to 1E and 80 to 9F, the lowest for the words that occur most;
  then A0 to FF with any other byte;
- a space and itself, if it is all ASCII;
- 1F, a space and itself, 1F.

So the space before a piece costs nothing where there is a code. Measured on the Reuters stories,
with zlib: 5.3 MB instead of 6.6 MB, in the same time, as zlib has half as much to do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

_RAW = b"\x1f"
_ONE = [bytes([byte]) for byte in (*range(0x03, 0x1F), *range(0x80, 0xA0))]
_FIRST = 0xA0
_TWO = [bytes([first, second]) for first in range(_FIRST, 0x100) for second in range(0x100)]
_CODES = [*_ONE, *_TWO]
_NUMBER_OF = {code: number for number, code in enumerate(_ONE)}
_PART = re.compile(rb"[\xa0-\xff].|[\x01\x02 -\x7f]+|\x1f[^\x1f]*\x1f|.", re.DOTALL)
_SHORTEST, _LONGEST = 2, 64
_MOST_KEPT = 8192


def _pieces(text: bytes) -> list[bytes]:
    return text.replace(b"\\n", b" \x01").replace(b'","', b" \x02").split(b" ")


def learn(texts: Iterable[bytes], least: int) -> list[bytes]:
    """The pieces worth a code: those that occur ``least`` times or more, the commonest first."""
    seen: Counter[bytes] = Counter()
    for text in texts:
        seen.update(_pieces(text))
    return [
        piece
        for piece, count in seen.most_common(len(_CODES))
        if count >= least and _SHORTEST <= len(piece) <= _LONGEST
    ]


class Encoder(dict[bytes, bytes]):
    """Maps a piece to what it is written as."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        super().__init__(zip(pieces, _CODES, strict=False))

    def __missing__(self, piece: bytes) -> bytes:
        """A piece without a code; not kept, as most occur once."""
        return b" " + piece if piece.isascii() else b"\x1f " + piece + b"\x1f"

    def encode(self, text: bytes) -> bytes:
        """One text: JSON without line ends between its values."""
        return b"".join(map(self.__getitem__, _pieces(text)))


class Pieces(Protocol):
    """The pieces that have codes, in the order of these."""

    def __getitem__(self, number: int) -> bytes: ...


class Decoder(dict[bytes, bytes]):
    """Maps what is written to the piece, with the space before it; ``first`` has the first code."""

    def __init__(self, pieces: Pieces, first: int = 0) -> None:
        super().__init__()
        self._pieces = pieces
        self._first = first

    def __missing__(self, part: bytes) -> bytes:
        """A code that was not met before; what has none is as it is."""
        first = part[0]
        if first >= _FIRST:
            number = len(_ONE) + ((first - _FIRST) << 8 | part[1])
        elif part in _NUMBER_OF:
            number = _NUMBER_OF[part]
        else:
            return part[1:-1] if part[:1] == _RAW else part
        if len(self) >= _MOST_KEPT:
            self.clear()
        piece = self[part] = b" " + self._pieces[self._first + number]
        return piece

    def decode(self, data: bytes) -> bytes:
        """The inverse of ``Encoder.encode``."""
        text = b"".join(map(self.__getitem__, _PART.findall(data)))
        return text[1:].replace(b" \x01", b"\\n").replace(b" \x02", b'","')
