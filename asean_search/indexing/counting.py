"""What a run has done so far, and what of it is in the index for good."""

from __future__ import annotations

from dataclasses import dataclass, replace

from asean_search.model import Action, Tally

_NONE = Tally()


@dataclass
class Counts:
    """How many files and documents a run added, changed, removed and left alone."""

    added: Tally = _NONE
    changed: Tally = _NONE
    removed: Tally = _NONE
    unchanged: Tally = _NONE
    undated: int = 0
    rejected_dates: int = 0

    def count(self, action: Action, documents: int) -> None:
        """One more file."""
        name = _NAMES[action]
        tally: Tally = getattr(self, name)
        setattr(self, name, Tally(tally.files + 1, tally.documents + documents))

    def copy(self) -> Counts:
        """The counts as they stand now."""
        return replace(self)


_NAMES = {
    Action.ADD: "added",
    Action.CHANGE: "changed",
    Action.REMOVE: "removed",
    Action.KEEP: "unchanged",
}
