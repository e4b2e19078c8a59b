"""What a run has done so far, and what of it is in the index for good."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from asean_search.model import Action, ChangeCount

_NONE = ChangeCount()


class Counts(msgspec.Struct):
    """How many files and documents a run added, changed, removed and left alone."""

    added: ChangeCount = _NONE
    changed: ChangeCount = _NONE
    removed: ChangeCount = _NONE
    unchanged: ChangeCount = _NONE
    undated: int = 0
    rejected_dates: int = 0

    def count(self, action: Action, documents: int) -> None:
        """One more file."""
        name = _NAMES[action]
        tally: ChangeCount = getattr(self, name)
        setattr(self, name, ChangeCount(tally.files + 1, tally.documents + documents))

    def copy(self) -> Counts:
        """The counts as they stand now."""
        return replace(self)


_NAMES = {
    Action.ADD: "added",
    Action.CHANGE: "changed",
    Action.REMOVE: "removed",
    Action.KEEP: "unchanged",
}
