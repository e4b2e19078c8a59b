"""Writes stored documents in compressed blocks. Their layout: see documents.py."""

from __future__ import annotations

import json
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from asean_search.engine.whoosh.store.documents import BLOCK_WORDS, Coding, Encoder, Values, learn
from asean_search.engine.whoosh.store.sections import SectionFileWriter
from asean_search.engine.whoosh.store.spool import NumberSpool, Spool

BLOCK_BYTES = 9 << 10
"""The least size of a block as JSON; in codes it is about half as large."""
_DICTIONARY_BYTES = 16 << 10
_LEARN_BYTES_MAX = 4 << 20
_LEARN_BYTES_MIN = 128 << 10
_LEVEL = 6
_PENDING_MAX = 32


_to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def encode(values: Values) -> bytes:
    """A document's values as JSON."""
    return _to_json(values).encode("utf-8", "surrogatepass")


def compress(documents: list[bytes], encoder: Encoder, dictionary: bytes) -> bytes:
    """The block of some documents."""
    documents = list(map(encoder.encode, documents))
    lengths = np.array([len(documents), *map(len, documents)], np.uint32)
    compressor = zlib.compressobj(_LEVEL, zdict=dictionary)
    block = compressor.compress(lengths.tobytes() + b"".join(documents))
    return block + compressor.flush()


class StoredWriter:
    """Collects documents; a thread compresses them into blocks (zlib releases the GIL).

    The first documents wait until there are enough to learn a coding from.
    """

    def __init__(self, folder: Path) -> None:
        self._blocks = Spool(folder)
        self._lengths, self._counts, self._coding_of = NumberSpool(), NumberSpool(), NumberSpool()
        self._codings: list[Coding] = []
        self._sample: list[bytes] = []
        self._sample_bytes = 0
        self._encoder = Encoder(())
        self._learned = False
        self._coding = 0
        self._current: list[bytes] = []
        self._bytes = 0
        self._threads: ThreadPoolExecutor | None = None
        self._pending: list[Future[bytes]] = []

    def add_encoded(self, data: bytes) -> None:
        """Append one document, given as JSON."""
        if self._learned:
            self._append(data)
            return
        self._sample.append(data)
        self._sample_bytes += len(data)
        if self._sample_bytes >= _LEARN_BYTES_MAX:
            self._learn(least=2)

    def add_coding(self, coding: Coding) -> int:
        """The number of a coding that blocks of another segment use."""
        if coding in self._codings:
            return self._codings.index(coding)
        self._codings.append(coding)
        return len(self._codings) - 1

    def add_block(self, block: bytes, documents: int, coding: int) -> None:
        """Append a whole block of another segment."""
        self._end()
        self._drain(0)
        self._count(documents, coding)
        self._keep(block)

    def _learn(self, least: int) -> None:
        """Write the waiting documents in a coding learned from them.

        When they are too few, use a coding that is there, or none.
        """
        sample, self._sample = self._sample, []
        enough = self._sample_bytes >= _LEARN_BYTES_MIN
        self._sample_bytes = 0
        known = next((coding for coding in self._codings if coding.words), Coding())
        words = learn(sample, least) if enough else known.words
        self._encoder = Encoder(words)
        self._learned = bool(words)
        dictionary = self._preset_dictionary(sample) if enough else known.dictionary
        self._coding = self.add_coding(Coding(dictionary, words))
        for document in sample:
            self._append(document)

    def _preset_dictionary(self, sample: list[bytes]) -> bytes:
        """The last documents of the sample, in codes: the preset dictionary of zlib."""
        found: list[bytes] = []
        size = 0
        for document in reversed(sample):
            found.append(self._encoder.encode(document))
            size += len(found[-1])
            if size >= _DICTIONARY_BYTES:
                break
        return b"".join(found)[:_DICTIONARY_BYTES]

    def _append(self, document: bytes) -> None:
        self._current.append(document)
        self._bytes += len(document)
        if self._bytes >= BLOCK_BYTES:
            self._end_block()

    def _count(self, documents: int, coding: int) -> None:
        self._counts.add(np.array([documents]))
        self._coding_of.add(np.array([coding]))

    def _end(self) -> None:
        """End the current block."""
        if self._sample:
            self._learn(least=4)
        if self._current:
            self._end_block()

    def _end_block(self) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1)
        documents = self._current
        self._count(len(documents), self._coding)
        dictionary = self._codings[self._coding].dictionary
        block = self._threads.submit(compress, documents, self._encoder, dictionary)
        self._pending.append(block)
        self._current, self._bytes = [], 0
        self._drain(_PENDING_MAX)

    def _drain(self, leave: int) -> None:
        while len(self._pending) > leave:
            self._keep(self._pending.pop(0).result())

    def _keep(self, block: bytes) -> None:
        self._blocks.write(block)
        self._lengths.add(np.array([len(block)]))

    def write(self, file: SectionFileWriter) -> None:
        """Append the sections to the segment file."""
        self._end()
        self._drain(0)
        file.add("stored", "B", self._blocks.chunks())
        file.add_narrow("stored.starts", self._lengths.starts())
        file.add_narrow("stored.first", self._counts.starts())
        file.add_narrow("stored.coding_of", self._coding_of.all())
        dictionaries = [zlib.compress(coding.dictionary, _LEVEL) for coding in self._codings]
        file.add("stored.dictionaries", "B", dictionaries)
        file.add_narrow("stored.dictionary_starts", _starts(list(map(len, dictionaries))))
        words = [word for coding in self._codings for word in coding.words]
        starts = _starts(list(map(len, words)))
        file.add("stored.words", "B", [b"".join(words)])
        file.add_narrow("stored.word_starts", starts[::BLOCK_WORDS])
        file.add_narrow(
            "stored.word_offsets",
            starts - np.repeat(starts[::BLOCK_WORDS], BLOCK_WORDS)[: len(starts)],
        )
        first = _starts([len(coding.words) for coding in self._codings])
        file.add_narrow("stored.first_words", first)

    def close(self) -> None:
        """Stop the thread and remove the temporary file."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._blocks.close()


def _starts(sizes: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts
