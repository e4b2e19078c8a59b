"""Makes a document of a text and its candidates: the first valid one of each field wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from asean_search import analysis
from asean_search.dates import in_text
from asean_search.ingest.metadata import dateline as datelines
from asean_search.ingest.metadata import titles, validate
from asean_search.ingest.metadata.candidates import Candidate, Candidates, Provenance, Value
from asean_search.ingest.metadata.dateline import Dateline
from asean_search.model import Document
from asean_search.paths import document_id

_NO_DATELINE = Dateline()


class _Known(NamedTuple):
    """A value and its provenance."""

    value: str | None = None
    provenance: str | None = None


_UNKNOWN = _Known()


class _Text(NamedTuple):
    """The marks of a text, and its body without them, which begins at ``start``."""

    header: str | None
    dateline: Dateline
    signed: str | None
    body: str
    start: int


def document(  # noqa: PLR0913 - a text and everything known about it
    path: str,
    text: str,
    *,
    record: str | None = None,
    candidates: Candidates | None = None,
    pages: Sequence[int] = (),
    first_line: int | None = None,
) -> Document:
    """The document with this clean text, whose marks are read and taken off the body.

    Stated candidates go before what the text shows. A dateline stays in the body if it names
    another place than the one stated, so that nothing is lost. ``pages`` are the offsets in
    ``text`` of its pages; ``first_line`` is the line of the file on which the text begins.
    """
    candidates = candidates or Candidates()
    stated_place = _first(candidates.stated("place"), validate.name)
    dateline = candidates.stated("dateline")
    filed = datelines.stated(str(dateline[0].value)) if dateline else _NO_DATELINE
    shown = _read_text(text, stated_place.value or filed.place)

    place = stated_place
    if not place.value:
        place = _first(
            _candidate(filed.place or shown.dateline.place, Provenance.DATELINE), validate.name
        )
    source = _first(
        (
            *candidates.stated("source"),
            *_candidate(filed.source or shown.dateline.source, Provenance.DATELINE),
            *_candidate(shown.signed, Provenance.SIGN_OFF),
            *candidates.guessed("source"),
        ),
        validate.source,
    )
    title = _first((*candidates.stated("title"), *candidates.guessed("title")), validate.title)
    author = _first(candidates.stated("author"), validate.name)
    language = _first(candidates.stated("language"), validate.language)
    if not language.value and (detected := analysis.language_of(shown.body or title.value or "")):
        language = _Known(detected, Provenance.TEXT)
    url = _first(candidates.stated("url"), validate.url)
    date, rejected = _date(
        (
            *candidates.stated("date"),
            *_candidate(shown.header, Provenance.HEADER),
            *_candidate(filed.date or shown.dateline.date, Provenance.DATELINE),
            *_candidate(_day_in(url), Provenance.URL),
        ),
        (
            *candidates.guessed("date"),
            *_candidate(None if record else in_text.of_file_name(path), Provenance.FILE_NAME),
        ),
        day_first=candidates.day_first,
    )
    return Document(
        id=document_id(path, record),
        path=path,
        record=record,
        title=title.value or titles.first_sentence(shown.body),
        title_from=title.provenance or Provenance.FIRST_SENTENCE,
        body=shown.body,
        date=date.value,
        date_from=date.provenance,
        source=source.value,
        source_from=source.provenance,
        place=place.value,
        place_from=place.provenance,
        author=author.value,
        author_from=author.provenance,
        language=language.value,
        language_from=language.provenance,
        url=url.value,
        url_from=url.provenance,
        pages=_page_offsets(pages, shown),
        keywords=candidates.keywords,
        rejected_dates=rejected,
        first_line=first_line and first_line + text.count("\n", 0, shown.start),
    )


def has_date(candidates: Candidates) -> bool:
    """Whether there is a valid date among the candidates or in the stated address."""
    url = _first(candidates.stated("url"), validate.url)
    known, _ = _date(
        (*candidates.stated("date"), *_candidate(_day_in(url), Provenance.URL)),
        candidates.guessed("date"),
        day_first=candidates.day_first,
    )
    return known.value is not None


def _read_text(text: str, stated_place: str | None) -> _Text:
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


def _candidate(value: str | None, provenance: str) -> tuple[Candidate, ...]:
    return (Candidate(value, provenance),) if value else ()


def _first(candidates: Sequence[Candidate], validate_: Callable[[Value], str | None]) -> _Known:
    """The first valid candidate."""
    for value, provenance in candidates:
        if good := validate_(value):
            return _Known(good, provenance)
    return _UNKNOWN


def _day_in(url: _Known) -> str | None:
    return in_text.of_url(url.value) if url.value else None


def _date(
    stated: Sequence[Candidate], guessed: Sequence[Candidate], *, day_first: bool | None
) -> tuple[_Known, tuple[str, ...]]:
    """The first possible date, and the impossible candidates, as text.

    A later candidate inside a month or year makes it more precise. A moment in UTC yields to
    another stated date that may be its local day.
    """
    known = _UNKNOWN
    moment: Value = ""
    rejected = []
    for number, (candidate, provenance) in enumerate((*stated, *guessed)):
        try:
            value = in_text.read(candidate, day_first=day_first)
        except in_text.ImpossibleDateError:
            rejected.append(f"{candidate} ({provenance})")
            continue
        if value and not known.value:
            known, moment = _Known(value, provenance), candidate
        elif value and (
            value.startswith(f"{known.value}-")
            or (number < len(stated) and in_text.is_local_day(value, moment))
        ):
            known, moment = _Known(value, provenance), ""
    return known, tuple(rejected)


def _page_offsets(pages: Sequence[int], shown: _Text) -> tuple[int, ...]:
    """The offsets of the pages in the body."""
    if not pages:
        return ()
    last = len(shown.body)
    return tuple(min(max(0, page - shown.start), last) for page in pages)
