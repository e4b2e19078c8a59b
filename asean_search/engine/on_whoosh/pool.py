"""Postings on their way into a segment: gathered by term in memory, spilled to files when many.

Stands in for Whoosh's own pool, which keeps a tuple for each posting and sorts them all.
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import heapq
import marshal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from whoosh.writing import PostingPool

if TYPE_CHECKING:
    from whoosh.filedb.filestore import Storage

Item = tuple[str, bytes, int, float, bytes]
"""Field, term, document, weight, value, as Whoosh passes postings."""

_Lists = tuple[list[int], list[float], list[bytes]]


class TermPool(PostingPool):
    """Takes postings in order of document, gives them in order of field, term and document."""

    def __init__(self, storage: Storage, limit: int) -> None:  # all of its own: no super()
        self._storage = storage
        self._limit = limit
        self._count = 0
        self._terms: dict[tuple[str, bytes], _Lists] = {}
        self._runs: list[str] = []

    def add(self, item: Item) -> None:
        """Take a posting."""
        field, term, document, weight, value = item
        key = (field, term)
        lists = self._terms.get(key)
        if lists is None:
            self._terms[key] = ([document], [weight], [value])
        else:
            lists[0].append(document)
            lists[1].append(weight)
            lists[2].append(value)
        self._count += 1
        if self._count >= self._limit:
            self._spill()

    def iter_postings(self) -> Iterator[Item]:
        """Every posting, in order."""
        for (field, term), lists in self._in_order():
            for document, weight, value in zip(*lists, strict=True):
                yield field, term, document, weight, value

    def cleanup(self) -> None:
        """Forget everything, and remove what was spilled."""
        self._terms.clear()
        for name in self._runs:
            self._storage.delete_file(name)
        self._runs.clear()

    def _in_order(self) -> Iterator[tuple[tuple[str, bytes], _Lists]]:
        """A term spilled in several runs comes once from each, the earlier documents first."""
        last = iter(sorted(self._terms.items()))
        runs = [self._read(name) for name in self._runs]
        return heapq.merge(*runs, last, key=lambda item: item[0]) if runs else last

    def _spill(self) -> None:
        name = f"{len(self._runs)}.run"
        self._runs.append(name)
        file: Any = self._storage.create_file(name)
        try:
            for item in sorted(self._terms.items()):
                file.write(marshal.dumps(item))
        finally:
            file.close()
        self._terms.clear()
        self._count = 0

    def _read(self, name: str) -> Iterator[tuple[tuple[str, bytes], _Lists]]:
        file: BinaryIO = self._storage.open_file(name).raw_file()
        with file:
            while True:
                try:
                    yield marshal.load(file)  # noqa: S302 - written by this process just before
                except EOFError:
                    return
