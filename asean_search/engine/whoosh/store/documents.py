r"""Stored documents: JSON arrays in compressed blocks, so that one can be fetched alone.

Sections::

    stored, stored.starts    zlib blocks; the start of each, and the end
    stored.first             the number of each block's first document, and of all documents
    stored.coding_of         the *coding* of each block: the preset dictionary of zlib, and the
                             words that have codes
    stored.dictionaries      the dictionaries (zlib); in stored.dictionary_starts the start of each,
                             and the end
    stored.words             the words of all codings; in stored.first_words the first of each
                             coding, and the end
    stored.word_starts       the start of every 256th word; in stored.word_offsets the distance of
                             each word from there, and the end

A block unpacks to the number of its documents and the length of each (u32), then the documents.
Each coding is learned from one segment; merging copies blocks as they are.

A *word* is what stands between two spaces. First, line ends and the borders of JSON strings become
a space and a byte that JSON never has: ``\n`` becomes a space and 01, ``","`` a space and 02.
Then each word becomes

- its code, if it has one: bytes 03 to 1E and 80 to 9F for the words that occur most; then A0 to FF
  and any other byte;
- a space and itself, if it is all ASCII;
- 1F, a space and itself, 1F.

So a code includes the space before its word.

Measured on the Reuters stories (18.6 MB of JSON): 6.6 MB in blocks of 16 KiB with a dictionary of
32 KiB; with codes 5.4 MB in blocks of 17 KiB, and 5.5 MB in those of 9 KiB with a dictionary of
16 KiB. Unpacking such a block and decoding a document takes 0.1 ms.
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from asean_search.engine.whoosh.store.sections import SectionFile

Values = list[Any]

_CACHED_BLOCKS = 16
BLOCK_WORDS = 256
"""The file holds the start of every block of this many words."""


class Coding(msgspec.Struct, frozen=True):
    """The preset dictionary of zlib, and the words that have codes."""

    dictionary: bytes = b""
    words: Sequence[bytes] = ()


class Block(msgspec.Struct, frozen=True):
    """A compressed block, and the number of its coding."""

    first: int
    documents: int
    data: bytes
    coding: int


class StoredReader:
    """The stored documents of one segment. The blocks unpacked last are cached."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file
        self._blocks = file.view("stored")
        self._starts = file.view("stored.starts")
        self._first = file.view("stored.first")
        self._coding_of = file.view("stored.coding_of")
        self._first_words = file.view("stored.first_words")
        self._words = _Words(file)
        self._dictionaries: dict[int, bytes] = {}
        self._decoders: dict[int, Decoder] = {}
        self._cache: OrderedDict[int, tuple[bytes, list[int]]] = OrderedDict()

    def encoded(self, document: int) -> bytes:
        """One document's values as JSON."""
        block = bisect_right(self._first, document) - 1
        data, ends = self._unpacked(block)
        nth = document - self._first[block]
        return self._decoder(self._coding_of[block]).decode(data[ends[nth] : ends[nth + 1]])

    def values(self, document: int) -> Values:
        """One document's values as they are stored: see ``Segment.values``."""
        values: Values = json.loads(self.encoded(document).decode("utf-8", "surrogatepass"))
        return values

    def blocks(self) -> Iterator[Block]:
        """Every block, in order."""
        for number in range(len(self._starts) - 1):
            first, end = self._first[number], self._first[number + 1]
            data = bytes(self._blocks[self._starts[number] : self._starts[number + 1]])
            yield Block(first, end - first, data, self._coding_of[number])

    def coding(self, number: int) -> Coding:
        """A coding."""
        first, end = self._first_words[number], self._first_words[number + 1]
        return Coding(
            self._dictionary(number), list(map(self._words.__getitem__, range(first, end)))
        )

    def codings_of(self, blocks: int) -> list[int]:
        """The codings with words that have codes and with at least this many blocks."""
        first = self._first_words
        return [
            coding
            for coding, count in sorted(Counter(self._coding_of).items())
            if count >= blocks and first[coding + 1] > first[coding]
        ]

    def _dictionary(self, coding: int) -> bytes:
        found = self._dictionaries.get(coding)
        if found is None:
            starts = self._file.view("stored.dictionary_starts")
            packed = self._file.view("stored.dictionaries")[starts[coding] : starts[coding + 1]]
            found = self._dictionaries[coding] = zlib.decompress(packed)
        return found

    def _decoder(self, coding: int) -> Decoder:
        found = self._decoders.get(coding)
        if found is None:
            # Not ``self``: a cycle of references would keep the file open after it is closed.
            first, words = self._first_words[coding], self._words
            found = self._decoders[coding] = Decoder(lambda number: words[first + number])
        return found

    def _unpacked(self, block: int) -> tuple[bytes, list[int]]:
        found = self._cache.get(block)
        if found is None:
            unpacker = zlib.decompressobj(zdict=self._dictionary(self._coding_of[block]))
            data = unpacker.decompress(self._blocks[self._starts[block] : self._starts[block + 1]])
            header = memoryview(data)[: 4 + 4 * int.from_bytes(data[:4], "little")].cast("I")
            end = header.nbytes
            ends = [end]
            for length in header[1:]:
                end += length
                ends.append(end)
            found = data, ends
            self._cache[block] = found
            if len(self._cache) > _CACHED_BLOCKS:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(block)
        return found


class _Words:
    """The words of all codings, by number."""

    def __init__(self, file: SectionFile) -> None:
        self._bytes = file.view("stored.words")
        self._starts = file.view("stored.word_starts")
        self._offsets = file.view("stored.word_offsets")

    def __getitem__(self, number: int) -> bytes:
        starts, offsets, after = self._starts, self._offsets, number + 1
        start = starts[number // BLOCK_WORDS] + offsets[number]
        return bytes(self._bytes[start : starts[after // BLOCK_WORDS] + offsets[after]])


_RAW = b"\x1f"
_ONE = [bytes([byte]) for byte in (*range(0x03, 0x1F), *range(0x80, 0xA0))]
_FIRST = 0xA0
_CODES_MAX = len(_ONE) + (0x100 - _FIRST) * 0x100
_NUMBER_OF = {code: number for number, code in enumerate(_ONE)}
_CODE = rb"([\xa0-\xff].|[\x03-\x1e\x80-\x9f]|\x1f[^\x1f]*\x1f)"
_WORD_BYTES_MIN, _WORD_BYTES_MAX = 2, 64


def _split(text: bytes) -> list[bytes]:
    return text.replace(b"\\n", b" \x01").replace(b'","', b" \x02").split(b" ")


def learn(texts: Iterable[bytes], least: int) -> list[bytes]:
    """The words that get a code: those that occur ``least`` times or more, most frequent first."""
    seen: Counter[bytes] = Counter()
    for text in texts:
        seen.update(_split(text))
    return [
        word
        for word, count in seen.most_common(_CODES_MAX)
        if count >= least and _WORD_BYTES_MIN <= len(word) <= _WORD_BYTES_MAX
    ]


class Encoder(dict[bytes, bytes]):
    """Maps a word to its encoded form."""

    def __init__(self, words: Sequence[bytes]) -> None:
        super().__init__(zip(words, _codes(), strict=False))

    def __missing__(self, word: bytes) -> bytes:
        """The form of a word without a code; not cached, as most occur once."""
        return b" " + word if word.isascii() else b"\x1f " + word + b"\x1f"

    def encode(self, text: bytes) -> bytes:
        """Encode one text: JSON without line ends between its values."""
        return b"".join(map(self.__getitem__, _split(text)))


def _codes() -> Iterator[bytes]:
    yield from _ONE
    for first in range(_FIRST, 0x100):
        for second in range(0x100):
            yield bytes((first, second))


class Decoder(dict[bytes, bytes]):
    """Maps an encoded form to the word, with the space before it.

    ``word`` gives the word of a code by the code's number.
    """

    def __init__(self, word: Callable[[int], bytes]) -> None:
        super().__init__()
        self._word = word
        self._split = re.compile(_CODE, re.DOTALL).split

    def __missing__(self, part: bytes) -> bytes:
        """The word of a code seen for the first time, or one between two 1F."""
        if part[:1] == _RAW:
            return part[1:-1]
        first = part[0]
        if first >= _FIRST:
            number = len(_ONE) + ((first - _FIRST) << 8 | part[1])
        else:
            number = _NUMBER_OF[part]
        word = self[part] = b" " + self._word(number)
        return word

    def decode(self, data: bytes) -> bytes:
        """The inverse of ``Encoder.encode``."""
        parts = self._split(data)  # plain text, a code, plain text, ...
        parts[1::2] = map(self.__getitem__, parts[1::2])
        text = b"".join(parts)
        return text[1:].replace(b" \x01", b"\\n").replace(b" \x02", b'","')
