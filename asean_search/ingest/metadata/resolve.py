"""What a document is, from what is stated of it and what its text shows; nothing is guessed.

This is where candidates are judged: the first valid one of each field wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from asean_search import analysis
from asean_search.dates import in_text, places_of_dates
from asean_search.ingest.metadata import dateline as datelines
from asean_search.ingest.metadata import how, titles, validate
from asean_search.ingest.metadata.candidates import Candidate, Stated, Value
from asean_search.ingest.metadata.dateline import Dateline
from asean_search.model import Document
from asean_search.paths import document_id


class _Known(NamedTuple):
    """A value, and how it is known."""

    value: str | None = None
    how: str | None = None


_UNKNOWN = _Known()
_NO_DATELINE = Dateline()


class _Text(NamedTuple):
    """What the text shows of itself, and the body that is left; ``start`` is where it begins."""

    header: str | None
    dateline: Dateline
    signed: str | None
    body: str
    start: int


def document(  # noqa: PLR0913 - a text, and all that is known of it
    path: str,
    text: str,
    *,
    record: str | None = None,
    stated: Stated | None = None,
    pages: Sequence[int] = (),
    first_line: int | None = None,
) -> Document:
    """The document with this clean text. Its marks are read, and taken off the body.

    What is stated goes before what the text shows; a dateline stays in the body when it names
    another place than the one stated, so that nothing is lost. ``pages`` are the offsets in
    ``text`` at which its pages begin, ``first_line`` the line of the file on which it begins.
    """
    stated = stated or Stated()
    stated_place = _first(stated.candidates("place"), validate.name)
    dateline = stated.candidates("dateline")
    filed = datelines.stated(str(dateline[0].value)) if dateline else _NO_DATELINE
    shown = _read_marks(text, stated_place.value or filed.place)

    place = stated_place
    if not place.value:
        place = _first(_said(filed.place or shown.dateline.place, how.DATELINE), validate.name)
    source = _first(
        (
            *stated.candidates("source"),
            *_said(filed.source or shown.dateline.source, how.DATELINE),
            *_said(shown.signed, how.SIGN_OFF),
            *stated.supposed("source"),
        ),
        validate.source,
    )
    title = _first((*stated.candidates("title"), *stated.supposed("title")), validate.title)
    author = _first(stated.candidates("author"), validate.name)
    language = _first(stated.candidates("language"), validate.language)
    if not language.value and (told := analysis.language_of(shown.body or title.value or "")):
        language = _Known(told, how.TEXT)
    url = _first(stated.candidates("url"), validate.url)
    date, rejected = _date(
        (
            *stated.candidates("date"),
            *_said(shown.header, how.HEADER),
            *_said(filed.date or shown.dateline.date, how.DATELINE),
            *_said(_day_in(url), how.URL),
        ),
        (
            *stated.supposed("date"),
            *_said(None if record else places_of_dates.of_file_name(path), how.FILE_NAME),
        ),
        day_first=stated.day_first,
    )
    return Document(
        id=document_id(path, record),
        path=path,
        record=record,
        title=title.value or titles.first_sentence(shown.body),
        title_from=title.how or how.FIRST_SENTENCE,
        body=shown.body,
        date=date.value,
        date_from=date.how,
        source=source.value,
        source_from=source.how,
        place=place.value,
        place_from=place.how,
        author=author.value,
        author_from=author.how,
        language=language.value,
        language_from=language.how,
        url=url.value,
        url_from=url.how,
        pages=_moved(pages, shown),
        keywords=stated.keywords,
        rejected_dates=rejected,
        first_line=first_line and first_line + text.count("\n", 0, shown.start),
    )


def has_date(stated: Stated) -> bool:
    """Whether a date is stated or supposed, or shown by the address that is stated."""
    url = _first(stated.candidates("url"), validate.url)
    known, _ = _date(
        (*stated.candidates("date"), *_said(_day_in(url), how.URL)),
        stated.supposed("date"),
        day_first=stated.day_first,
    )
    return known.value is not None


def _read_marks(text: str, stated_place: str | None) -> _Text:
    header = datelines.header(text)
    start = header.end if header else 0
    dateline = datelines.leading(text[start:]) or _NO_DATELINE
    if dateline.place in (None, stated_place or dateline.place):
        start += dateline.end
    rest = text[start:]
    signed = datelines.sign_off(rest)
    kept = rest[: signed.start] if signed else rest
    start += len(kept) - len(kept.lstrip())
    return _Text(
        header.date if header else None,
        dateline,
        signed.source if signed else None,
        kept.strip(),
        start,
    )


def _said(value: str | None, known_how: str) -> tuple[Candidate, ...]:
    return (Candidate(value, known_how),) if value else ()


def _first(candidates: Sequence[Candidate], judge: Callable[[Value], str | None]) -> _Known:
    """The first candidate that is valid."""
    for value, known_how in candidates:
        if good := judge(value):
            return _Known(good, known_how)
    return _UNKNOWN


def _day_in(url: _Known) -> str | None:
    return places_of_dates.of_url(url.value) if url.value else None


def _date(
    said: Sequence[Candidate], supposed: Sequence[Candidate], *, day_first: bool | None
) -> tuple[_Known, tuple[str, ...]]:
    """The first possible date, and the impossible ones.

    When it is a month or a year, a later candidate that lies in it makes it more precise; when
    it is a moment in UTC and something else that was said is its day where it was, that counts.
    """
    known = _UNKNOWN
    moment: Value = ""
    rejected = []
    for number, (stated, known_how) in enumerate((*said, *supposed)):
        try:
            value = in_text.read(stated, day_first=day_first)
        except in_text.ImpossibleDateError:
            rejected.append(f"{stated} ({known_how})")
            continue
        if value and not known.value:
            known, moment = _Known(value, known_how), stated
        elif value and (
            value.startswith(f"{known.value}-")
            or (number < len(said) and in_text.is_local_day(value, moment))
        ):
            known, moment = _Known(value, known_how), ""
    return known, tuple(rejected)


def _moved(pages: Sequence[int], shown: _Text) -> tuple[int, ...]:
    """The pages' offsets in the body."""
    if not pages:
        return ()
    last = len(shown.body)
    return tuple(min(max(0, page - shown.start), last) for page in pages)
