"""Fields by the names that people give them: an example of each, and what a wrong name means."""

from __future__ import annotations

from functools import lru_cache

from asean_search.errors import UnknownFieldError
from asean_search.model.field_names import FIELDS, RESERVED
from asean_search.query.diagnostics import Diagnostic
from asean_search.query.operands import SHOWN_FIELDS

VALUES = {
    "title": "title:vaccine",
    "body": "text:vaccine",
    "place": "place:hanoi",
    "source": "source:VNA",
    "date": "date:2020-06",
    "words": "words:>600",
    "lang": "lang:vi",
    "has": "has:date",
    "no": "no:date",
}
"""For each field of every index an example of a value."""


def example(field: str) -> str:
    """How a value of the field is asked for."""
    return VALUES.get(field, f"{field}:word")


_NAMES_OF_OTHERS = {
    "subject": "title",
    "content": "text",
    "publisher": "source",
    "agency": "source",
    "location": "place",
    "dateline": "place",
    "year": "date",
    "published": "date",
    "after": "date",
    "since": "date",
    "before": "date",
    "until": "date",
    "intitle": "title",
    "allintitle": "title",
    "intext": "text",
    "site": "source",
    "language": "lang",
}
COMPARED = {"after": ">", "since": ">=", "before": "<", "until": "<="}
"""Names by which other tools compare dates, and the sign that does it here."""

_NAME_MAX = 30


def unknown_field(
    name: str, start: int, end: int, keywords: tuple[str, ...] = ()
) -> tuple[Diagnostic, str | None]:
    """The problem with a name that is no field's, and the field that was probably meant."""
    if name.casefold() == RESERVED:
        hint = "To search for it as text, put it in quotes."
        return Diagnostic("queries cannot be saved yet, nor named", start, end, hint=hint), None
    meant = _meant_field(name.casefold()[:_NAME_MAX], keywords)
    names = ", ".join((*SHOWN_FIELDS, *keywords))
    hint = f"The fields are {names}; to search for text, put it in quotes."
    message = f'there is no field "{name[:_NAME_MAX]}"'
    problem = Diagnostic(message, start, end, kind=UnknownFieldError, hint=hint)
    return problem, FIELDS.get(meant, meant) if meant else None


@lru_cache(maxsize=64)
def _meant_field(name: str, keywords: tuple[str, ...]) -> str | None:
    """The field that a name which is none probably means."""
    from difflib import get_close_matches  # only a query that fails pays for it

    near = get_close_matches(name, (*SHOWN_FIELDS, *keywords), n=1)
    return _NAMES_OF_OTHERS.get(name) or next(iter(near), None)
