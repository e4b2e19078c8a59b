"""How much one search may cost, and what was left out where that was reached."""

from __future__ import annotations

WORDS_MAX = 10_000
"""How many words a pattern may stand for; of more, those that most documents have."""

READ_DOCUMENTS_MAX = 5_000
READ_CHARS_MAX = 20_000_000
"""How much stored text may be read again, where an index does not hold what is asked."""


class Limits:
    """Counts what one search does; ``reached`` says in sentences what was cut short."""

    def __init__(self) -> None:
        self._reached: dict[str, None] = {}
        self._documents = 0
        self._chars = 0

    @property
    def reached(self) -> tuple[str, ...]:
        """What was cut short, in the order in which it was met."""
        return tuple(self._reached)

    def cut(self, what: str) -> None:
        """Remember that something was cut short."""
        self._reached[what] = None

    def may_read(self) -> bool:
        """Whether one more document may be read again."""
        if self._documents < READ_DOCUMENTS_MAX and self._chars < READ_CHARS_MAX:
            return True
        self.cut(
            f"only {self._documents:,} documents were read to see where their words stand; "
            "more words, or dates, would leave fewer to read"
        )
        return False

    def has_read(self, chars: int) -> None:
        """Count a document that was read."""
        self._documents += 1
        self._chars += chars
