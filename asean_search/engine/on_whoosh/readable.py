"""What plain Python asks of a segment, whoever has read it from the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol


class Readable(Protocol):
    """A segment. Documents are numbered from 0; removed ones never come out."""

    @property
    def count(self) -> int:
        """How many documents there are."""
        ...

    def documents(self) -> Iterable[int]:
        """The number of every document, in order."""
        ...

    def column(self, name: str) -> Sequence[Any]:
        """A column's values by document number, with those of removed documents."""
        ...

    def lengths(self, field: str) -> Sequence[int]:
        """The number of tokens in a text field, by document number."""
        ...

    def total_length(self, field: str) -> int:
        """The number of tokens in a text field of all documents."""
        ...

    def languages(self) -> Iterable[str]:
        """The languages of its documents."""
        ...

    def documents_with(self, field: str, term: str) -> list[int]:
        """The documents that have a term, in order."""
        ...

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term."""
        ...

    def frequencies(self, field: str, term: str) -> Mapping[int, int]:
        """Where a term occurs and how often: document number -> frequency, in order of number."""
        ...

    def positions(self, field: str, term: str, documents: Sequence[int]) -> dict[int, list[int]]:
        """The positions of a term in those of ``documents`` (in order) that have it."""
        ...

    def words(self, field: str, prefix: str) -> Iterator[str]:
        """The unstemmed words that begin with ``prefix``, in order."""
        ...
