"""What is stated of a document outside its text: for each field, the candidates in order of trust.

An extractor says what it finds, the most trustworthy first, and need not clean or check it::

    stated = Stated()
    stated.say("title", meta.get("og:title"), how.META)
    stated.say("date", meta.get("article:published_time"), how.META)
    stated.say("author", ["Nguyen Lan", "Tran Minh"], how.JSON_LD)
    yield metadata.document(source.path, text, stated=stated)

The first candidate of a field that is valid wins, and the document's ``*_from`` is its ``how``.
``metadata.document`` adds what the text shows (header, dateline, sign-off, heading) and what the
address shows after everything that was said here, and is the one place where candidates are
judged, with the functions of ``ingest/metadata/validate.py`` and ``days.read``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from asean_search.ingest.clean import clean

Field = Literal["title", "date", "source", "place", "author", "language", "url", "dateline"]
"""What can be said of a document. ``dateline`` is a dateline kept apart from the text."""

Value = str | int | float | date | datetime


class Candidate(NamedTuple):
    """A value that somebody states, and how it is known. Text is clean, and not empty."""

    value: Value
    how: str


class Stated:
    """The candidates for each field, in the order in which they were said."""

    def __init__(self, *, day_first: bool | None = None) -> None:
        """``day_first``: how to read ``03/04/2021``; None: such a date cannot be read."""
        self.day_first = day_first
        self._said: dict[Field, list[Candidate]] = {}
        self._supposed: dict[Field, list[Candidate]] = {}
        self._kept: list[tuple[str, str]] = []

    def say(self, field: Field, value: object, how: str) -> None:
        """Add a candidate after those that were said before.

        Text, numbers and dates are values; a list of texts is one value (``A; B``); anything
        else, and text without content, counts as not said. A date is taken as it is written
        (``2020-06-30T23:00:00+07:00``, ``Tue, 30 Jun 2020``, ``20200630``, seconds since 1970).
        """
        known = _value(value)
        if known is not None:
            self._said.setdefault(field, []).append(Candidate(known, how))

    def suppose(self, field: Field, value: object, how: str) -> None:
        """Add a candidate that counts only when nothing else says the field, the text neither."""
        known = _value(value)
        if known is not None:
            self._supposed.setdefault(field, []).append(Candidate(known, how))

    def keep(self, column: str, value: object) -> None:
        """Add a keyword: the value of a column that the user wants to search by its name."""
        known = _value(value)
        if known is not None:
            self._kept.append((column, str(known)))

    def supposed(self, field: Field) -> Sequence[Candidate]:
        """What was supposed of a field, the most likely first."""
        return self._supposed.get(field, ())

    @property
    def keywords(self) -> tuple[tuple[str, str], ...]:
        """What was kept, as pairs of column and value, in order."""
        return tuple(self._kept)

    def candidates(self, field: Field) -> Sequence[Candidate]:
        """What was said of a field, the most trustworthy first."""
        return self._said.get(field, ())


def _value(value: object) -> Value | None:
    if isinstance(value, str):
        return clean(value).strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float, date, datetime)):
        return value
    if isinstance(value, Iterable):
        parts = [clean(part).strip() for part in value if isinstance(part, str)]
        return "; ".join(dict.fromkeys(filter(None, parts))) or None
    return None
