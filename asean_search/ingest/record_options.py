"""How records are read: which column holds which field, and which share of them is wanted."""

from __future__ import annotations

import msgspec

BLOCK_ITEMS = 128
"""This many items of a file follow one another in a shard."""


class Shard:
    """The items that one of several workers reads of a file: every nth block.

    ``count_item`` is called once for each item of the file, in order, by whoever takes them.
    """

    def __init__(self, number: int, shares: int) -> None:
        self._number = number
        self._shares = shares
        self._taken = 0

    @property
    def includes_next(self) -> bool:
        """Whether the next item is in this shard."""
        return self._taken // BLOCK_ITEMS % self._shares == self._number

    def count_item(self) -> bool:
        """Count an item. Returns whether it is the last of its block."""
        self._taken += 1
        return self._taken % BLOCK_ITEMS == 0


class RecordOptions(msgspec.Struct, frozen=True):
    """How the user wants records to be read.

    ``mapping`` are pairs of a field (a key of ``record_fields.COLUMNS``) and the column that holds
    it, whatever else the record has: ``(("title", "headline"), ("text", "body"))``. ``keep`` are
    the columns that become keywords of the document. A name with dots leads into an object.
    ``shard`` are the wanted items; for each other item a reader yields an empty document.
    """

    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    shard: Shard | None = None


BY_NAME = RecordOptions()
"""Columns are found by their names, and none is kept as a keyword."""
