"""Writes stored documents in compressed blocks (see stored.py for their form)."""

from __future__ import annotations

import json
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from asean_search.engine.on_whoosh.codec.section_file import SectionFileWriter
from asean_search.engine.on_whoosh.codec.spool import Counts, Spool
from asean_search.engine.on_whoosh.codec.stored import Values

BLOCK_BYTES = 16 << 10
_DICTIONARY_BYTES = 32 << 10
_LEVEL = 6
_PENDING = 32


_to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def encode(values: Values) -> bytes:
    """One document."""
    return _to_json(values).encode("utf-8", "surrogatepass")


def compress(documents: list[bytes], dictionary: bytes = b"") -> bytes:
    """One block."""
    lengths = np.array([len(documents), *map(len, documents)], np.uint32)
    compressor = zlib.compressobj(_LEVEL, zdict=dictionary)
    block = compressor.compress(lengths.tobytes() + b"".join(documents))
    return block + compressor.flush()


class StoredWriter:
    """Collects documents and compresses their blocks on another thread (zlib lets go of the GIL).

    The documents that fill the first blocks become the dictionary of those that follow.
    """

    def __init__(self, folder: Path) -> None:
        self._blocks = Spool(folder)
        self._lengths, self._counts, self._dictionary_of = Counts(), Counts(), Counts()
        self._dictionaries: list[bytes] = [b""]
        self._current: list[bytes] = []
        self._bytes = 0
        self._sample: list[bytes] | None = []
        self._own = 0
        self._threads: ThreadPoolExecutor | None = None
        self._pending: list[Future[bytes]] = []

    def add(self, values: Values) -> None:
        """Append one document."""
        self.add_encoded(encode(values))

    def add_encoded(self, data: bytes) -> None:
        """Append one document that is encoded already."""
        self._current.append(data)
        self._bytes += len(data)
        if self._bytes >= BLOCK_BYTES:
            self._end_block()

    def add_dictionary(self, dictionary: bytes) -> int:
        """A number for a dictionary that blocks of another segment need."""
        if dictionary in self._dictionaries:
            return self._dictionaries.index(dictionary)
        self._dictionaries.append(dictionary)
        return len(self._dictionaries) - 1

    def add_block(self, block: bytes, documents: int, dictionary: int) -> None:
        """Append a whole block as another segment has it."""
        if self._current:
            self._end_block()
        self._drain(0)
        self._count(documents, dictionary)
        self._keep(block)

    def _count(self, documents: int, dictionary: int) -> None:
        self._counts.add(np.array([documents]))
        self._dictionary_of.add(np.array([dictionary]))

    def _end_block(self) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1)
        documents = self._current
        self._count(len(documents), self._own)
        dictionary = self._dictionaries[self._own]
        self._pending.append(self._threads.submit(compress, documents, dictionary))
        if self._sample is not None:
            self._sample += documents
            if sum(map(len, self._sample)) >= _DICTIONARY_BYTES:
                self._own = self.add_dictionary(b"".join(self._sample)[-_DICTIONARY_BYTES:])
                self._sample = None
        self._current, self._bytes = [], 0
        self._drain(_PENDING)

    def _drain(self, leave: int) -> None:
        while len(self._pending) > leave:
            self._keep(self._pending.pop(0).result())

    def _keep(self, block: bytes) -> None:
        self._blocks.write(block)
        self._lengths.add(np.array([len(block)]))

    def write(self, file: SectionFileWriter) -> None:
        """Append the sections to the segment file."""
        if self._current:
            self._end_block()
        self._drain(0)
        dictionaries = [zlib.compress(dictionary, _LEVEL) for dictionary in self._dictionaries]
        sizes = Counts()
        sizes.add(np.array(list(map(len, dictionaries))))
        file.add("stored", "B", self._blocks.chunks())
        file.add("stored.dictionaries", "B", dictionaries)
        file.add_narrow("stored.starts", self._lengths.starts())
        file.add_narrow("stored.first", self._counts.starts())
        file.add_narrow("stored.dictionary_of", self._dictionary_of.all())
        file.add_narrow("stored.dictionary_starts", sizes.starts())

    def close(self) -> None:
        """Stop the thread and forget what was added."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._blocks.close()
