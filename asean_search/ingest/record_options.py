"""How records are read: which column holds which field, and which share of the records is wanted."""

from __future__ import annotations

import msgspec

BLOCK_ITEMS = 128


class Shard:
    """Whose turn it is, when several workers read a file and each gives a share of its items.

    The items are counted by who takes them, one by one. ``BLOCK_ITEMS`` follow one another in a
    share.
    """

    def __init__(self, number: int, shares: int) -> None:
        self._number = number
        self._shares = shares
        self._taken = 0

    @property
    def includes_next(self) -> bool:
        """Whether the next item is in the share with this number."""
        return self._taken // BLOCK_ITEMS % self._shares == self._number

    def count_item(self) -> bool:
        """Count an item; whether it is the last of its block."""
        self._taken += 1
        return self._taken % BLOCK_ITEMS == 0


class RecordOptions(msgspec.Struct, frozen=True):
    """How the user wants records to be read.

    ``mapping`` are pairs of a field (a key of ``columns.COLUMNS``) and the column that holds it,
    whatever else the record has: ``(("title", "headline"), ("text", "body"))``. ``keep`` are
    columns that become keywords of the document. A name with dots leads into an object. ``shard``
    says which items of the file are wanted; for others something stands that is no document.
    """

    mapping: tuple[tuple[str, str], ...] = ()
    keep: tuple[str, ...] = ()
    shard: Shard | None = None


BY_NAME = RecordOptions()
"""The columns are found by their names, and nothing else is kept."""
