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
from collections.abc import Callable, Iterable, Iterator, Sequence

_RAW = b"\x1f"
_ONE = [bytes([byte]) for byte in (*range(0x03, 0x1F), *range(0x80, 0xA0))]
_FIRST = 0xA0
_MOST = len(_ONE) + (0x100 - _FIRST) * 0x100
_NUMBER_OF = {code: number for number, code in enumerate(_ONE)}
_CODE = re.compile(rb"([\xa0-\xff].|[\x03-\x1e\x80-\x9f]|\x1f[^\x1f]*\x1f)", re.DOTALL)
_SHORTEST, _LONGEST = 2, 64


def _pieces(text: bytes) -> list[bytes]:
    return text.replace(b"\\n", b" \x01").replace(b'","', b" \x02").split(b" ")


def learn(texts: Iterable[bytes], least: int) -> list[bytes]:
    """The pieces worth a code: those that occur ``least`` times or more, the commonest first."""
    seen: Counter[bytes] = Counter()
    for text in texts:
        seen.update(_pieces(text))
    return [
        piece
        for piece, count in seen.most_common(_MOST)
        if count >= least and _SHORTEST <= len(piece) <= _LONGEST
    ]


class Encoder(dict[bytes, bytes]):
    """Maps a piece to what it is written as."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        super().__init__(zip(pieces, _codes(), strict=False))

    def __missing__(self, piece: bytes) -> bytes:
        """A piece without a code; not kept, as most occur once."""
        return b" " + piece if piece.isascii() else b"\x1f " + piece + b"\x1f"

    def encode(self, text: bytes) -> bytes:
        """One text: JSON without line ends between its values."""
        return b"".join(map(self.__getitem__, _pieces(text)))


def _codes() -> Iterator[bytes]:
    yield from _ONE
    for first in range(_FIRST, 0x100):
        for second in range(0x100):
            yield bytes((first, second))


class Decoder(dict[bytes, bytes]):
    """Maps what is written to the piece, with the space before it.

    ``piece`` gives the piece that has a code, by the code's number.
    """

    def __init__(self, piece: Callable[[int], bytes]) -> None:
        super().__init__()
        self._piece = piece

    def __missing__(self, part: bytes) -> bytes:
        """A code that was not met before, or a piece between two 1F."""
        if part[:1] == _RAW:
            return part[1:-1]
        first = part[0]
        if first >= _FIRST:
            number = len(_ONE) + ((first - _FIRST) << 8 | part[1])
        else:
            number = _NUMBER_OF[part]
        piece = self[part] = b" " + self._piece(number)
        return piece

    def decode(self, data: bytes) -> bytes:
        """The inverse of ``Encoder.encode``."""
        parts = _CODE.split(data)  # what is as it is, a code, what is as it is, ...
        parts[1::2] = map(self.__getitem__, parts[1::2])
        text = b"".join(parts)
        return text[1:].replace(b" \x01", b"\\n").replace(b" \x02", b'","')
