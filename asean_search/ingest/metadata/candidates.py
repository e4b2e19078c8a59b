"""Candidates for the fields of a document, each with its provenance, in order of trust.

A reader adds what it finds, the most trustworthy first, and neither cleans nor checks it::

    candidates = Candidates()
    candidates.add("title", meta.get("og:title"), Provenance.META)
    candidates.add("date", meta.get("article:published_time"), Provenance.META)
    candidates.add("author", ["Nguyen Lan", "Tran Minh"], Provenance.JSON_LD)
    yield resolve.document(file.path, text, candidates=candidates)

``resolve.document`` takes the first valid candidate of each field; the ``*_from`` field of the
document is its provenance. After the candidates of the reader it tries what the text shows
(header, dateline, sign-off, heading) and what the address shows. No other place judges candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from asean_search import agencies
from asean_search.ingest.clean import clean

Field = Literal["title", "date", "source", "place", "author", "language", "url", "dateline"]
"""The fields that have candidates. ``dateline`` is a dateline kept apart from the text."""

Value = str | int | float | date | datetime

_AROUND_CREDIT = " \t/–—-:"


class Provenance:
    """How a value is known: the values of the ``*_from`` fields, roughly in order of trust."""

    FRONT_MATTER = "front matter"
    RECORD = "record"
    JSON_LD = "JSON-LD"
    META = "meta tag"
    MARKUP = "markup"
    WIRE = "wire header"
    FEED = "feed"
    MAIL = "mail header"
    PROPERTIES = "document properties"
    HEADER = "header"
    DATELINE = "dateline"
    SIGN_OFF = "sign-off"
    BYLINE = "byline"
    HEADING = "heading"
    PAGE = "page text"
    URL = "URL"
    FILE_NAME = "file name"
    FIRST_SENTENCE = "first sentence"
    TEXT = "text"
    WEB_ARCHIVE = "web archive"
    COMMAND_LINE = "command line"
    FILE_TIME = "file time"


class Candidate(NamedTuple):
    """A value and its provenance. Text is clean and not empty."""

    value: Value
    provenance: str


class Candidates:
    """The candidates for each field, in the order in which they were added."""

    def __init__(self, *, day_first: bool | None = None) -> None:
        """``day_first``: how ``03/04/2021`` is read; None: such a date is not read."""
        self.day_first = day_first
        self._stated: dict[Field, list[Candidate]] = {}
        self._guessed: dict[Field, list[Candidate]] = {}
        self._keywords: list[tuple[str, str]] = []

    def add(self, field: Field, value: object, provenance: str) -> None:
        """Add a candidate after those added before.

        A value is text, a number, a date, or a list of texts (which become ``A; B``). Anything
        else, and text without content, is ignored. A date may have any written form
        (``2020-06-30T23:00:00+07:00``, ``Tue, 30 Jun 2020``, ``20200630``, seconds since 1970).
        """
        known = _value(value)
        if known is not None:
            self._stated.setdefault(field, []).append(Candidate(known, provenance))

    def add_guess(self, field: Field, value: object, provenance: str) -> None:
        """Add a candidate that is used only if neither the file nor the text states the field."""
        known = _value(value)
        if known is not None:
            self._guessed.setdefault(field, []).append(Candidate(known, provenance))

    def add_all(self, field: Field, candidates: Iterable[Candidate]) -> None:
        """Add the candidates of another collection, with their provenance."""
        for candidate in candidates:
            self.add(field, candidate.value, candidate.provenance)

    def add_dates(self, provenance: str, *moments: object) -> None:
        """Add the first of these moments as the date, and the others as guesses.

        Not as statements: one of them would be taken for the local day of the first.
        """
        best, *others = [moment for moment in moments if moment] or [None]
        self.add("date", best, provenance)
        for moment in others:
            self.add_guess("date", moment, provenance)

    def add_wire_sources(self, credit: str | None, *names: str | None) -> None:
        """Add the sources of a wire story: the credit, then known agencies, then other names.

        The credit loses the marks that set it apart from the text: ``STT–``, ``/ritzau/``.
        """
        stated = [name.strip(_AROUND_CREDIT) for name in names if name]
        known = [name for name in stated if agencies.find(name)]
        for name in ((credit or "").strip(_AROUND_CREDIT), *known, *stated):
            self.add("source", name, Provenance.WIRE)

    def add_keyword(self, column: str, value: object) -> None:
        """Add a keyword: the value of a column that the user searches by its name."""
        known = _value(value)
        if known is not None:
            self._keywords.append((column, str(known)))

    def stated(self, field: Field) -> Sequence[Candidate]:
        """The candidates of a field without the guesses, the most trustworthy first."""
        return self._stated.get(field, ())

    def guessed(self, field: Field) -> Sequence[Candidate]:
        """The guesses for a field, the most likely first."""
        return self._guessed.get(field, ())

    @property
    def keywords(self) -> tuple[tuple[str, str], ...]:
        """The keywords, as pairs of column and value, in order."""
        return tuple(self._keywords)


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
