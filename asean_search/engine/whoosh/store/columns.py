"""A number for every document, one after another; a column that says nothing takes no room.

``about["columns"]`` of a segment names all columns, each with the one number that all documents
have, or the column that says the same, or null where there is a section with its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from asean_search.engine.whoosh.store.sections import SectionFile, narrowest_type

if TYPE_CHECKING:
    from numpy import dtype, ndarray


class Columns:
    """The columns of one segment."""

    def __init__(self, file: SectionFile) -> None:
        self._file = file
        self._documents: int = file.header["documents"]
        self._kept: dict[str, int | str | None] = file.header["columns"]

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    def names(self) -> list[str]:
        """All columns."""
        return list(self._kept)

    def view(self, name: str) -> Sequence[int]:
        """A column's numbers by document, without NumPy."""
        kept = self._kept[name]
        if isinstance(kept, int):
            return Constant(kept, self._documents)
        return self._file.view(kept or name)

    def array(self, name: str) -> ndarray[Any, dtype[Any]]:
        """A column as a read-only array."""
        found = self._arrays.get(name)
        if found is None:
            kept = self._kept[name]
            if isinstance(kept, int):
                import numpy as np

                found = np.full(self._documents, kept, narrowest_type(kept) if kept >= 0 else "i")
                found.flags.writeable = False
            else:
                found = self._file.array(kept or name)
            self._arrays[name] = found
        return found

    @cached_property
    def _arrays(self) -> dict[str, ndarray[Any, dtype[Any]]]:
        return {}


class Constant(Sequence[int]):
    """One number, as many times as is asked for."""

    def __init__(self, number: int, times: int) -> None:
        self._number = number
        self._times = times

    def __len__(self) -> int:
        return self._times

    def __getitem__(self, place: Any) -> Any:
        """The number, wherever; or as many of it as a slice has places."""
        if isinstance(place, slice):
            return Constant(self._number, len(range(self._times)[place]))
        range(self._times)[place]  # raises IndexError
        return self._number
