"""What a document is, from what a record states and what its text shows; nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from asean_search import agencies, analysis
from asean_search.ingest import datelines, marks, titles
from asean_search.ingest.identity import document_id
from asean_search.model import Document


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody states of a document outside its text; None or "" where nothing is stated."""

    title: str | None = None
    date: str | None = None
    source: str | None = None
    place: str | None = None
    dateline: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A value, and how it is known."""

    value: str | None = None
    how: str | None = None

    @classmethod
    def first(cls, *candidates: tuple[str | None, str]) -> _Known:
        """The first candidate that has a value."""
        return next((cls(value, how) for value, how in candidates if value), cls())


def document(
    path: str, text: str, *, record: str | None = None, stated: Stated | None = None
) -> Document:
    """The document with this clean text. Its marks are read, and taken off the body.

    What is stated goes before what the text shows; a dateline stays in the body when it names
    another place than the one stated, so that nothing is lost.
    """
    stated = stated or Stated()
    header = marks.header(text)
    text = text[header.end :] if header else text
    filed = datelines.stated(stated.dateline or "")
    shown = datelines.leading(text) or datelines.Dateline()
    stated_place = titles.collapsed(stated.place or "")
    if shown.place in (None, stated_place or filed.place or shown.place):
        text = text[shown.end :]
    signed = marks.sign_off(text)
    body = (text[: signed.start] if signed else text).strip()

    title = titles.collapsed(stated.title or "")
    day = _Known.first(
        (stated.date, "record"),
        (header.date if header else None, "header"),
        (filed.date or shown.date, "dateline"),
    )
    source = _Known.first(
        (agencies.canonical(stated.source or ""), "record"),
        (filed.source or shown.source, "dateline"),
        (signed.source if signed else None, "sign-off"),
    )
    place = _Known.first((stated_place, "record"), (filed.place or shown.place, "dateline"))
    language = _Known.first(
        (language_code(stated.language or ""), "record"),
        (analysis.language_of(body or title), "text"),
    )
    return Document(
        id=document_id(path, record),
        path=path,
        record=record,
        title=title or titles.first_sentence(body),
        title_from="record" if title else "first sentence",
        body=body,
        date=day.value,
        date_from=day.how,
        source=source.value,
        source_from=source.how,
        place=place.value,
        place_from=place.how,
        language=language.value,
        language_from=language.how,
    )


def language_code(text: str) -> str | None:
    """The code of a language as it is kept (``pt-br``), or None when the text is none.

    >>> language_code("pt_BR")
    'pt-br'
    """
    code = text.strip().lower().replace("_", "-")
    return code if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code) else None
