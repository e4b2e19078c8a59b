"""What the writers of an answer need to know, decided by the caller."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from asean_search.errors import RequestError

HIT_FIELDS = (
    "rank",
    "id",
    "score",
    "title",
    "title_from",
    "title_highlights",
    "date",
    "date_from",
    "source",
    "source_from",
    "place",
    "place_from",
    "language",
    "language_from",
    "path",
    "record",
    "author",
    "keywords",
    "snippets",
    "body",
)
"""What ``--fields`` can name, in the order of the documents."""

JSON_FIELDS = HIT_FIELDS[:-1]
"""The keys of a hit in JSON when no fields are asked for: all but the whole text."""

TABLE_FIELDS = (
    "rank",
    "id",
    "score",
    "title",
    "date",
    "source",
    "place",
    "path",
    "record",
    "snippets",
)
"""The columns of CSV and TSV when no fields are asked for."""

FORMATS_WITH_FIELDS = ("json", "jsonl", "csv", "tsv")


def _as_it_is(path: str) -> str:
    return path


class OutputOptions(msgspec.Struct, frozen=True):
    """How to write.

    Attributes:
        fields: Names of ``HIT_FIELDS`` in the order wanted, or None for the format's own.
        shown_path: ``Document.path`` -> what the user is told: relative to the current folder when
            below it, else absolute.
        absolute_path: ``Document.path`` -> the absolute path as the system spells it, for links.
        width_chars: Columns of the terminal.
        color: Whether colours are used. Bold and underline, which mark matches without colour, are
            always used on a terminal.
        hyperlinks: Whether titles and paths are links (OSC 8).
        null_separated: In the format ``paths``: NUL after each path instead of a newline.

    Raises:
        RequestError: A field has no such name, or none is named.
    """

    fields: tuple[str, ...] | None = None
    shown_path: Callable[[str], str] = _as_it_is
    absolute_path: Callable[[str], str] = _as_it_is
    width_chars: int = 80
    color: bool = False
    hyperlinks: bool = False
    null_separated: bool = False

    def __post_init__(self) -> None:
        if self.fields is None:
            return
        if not self.fields:
            raise RequestError(
                "no fields were named", hint=f"The fields are: {', '.join(HIT_FIELDS)}."
            )
        for name in self.fields:
            if name not in HIT_FIELDS:
                raise _unknown_field(name)


def parse_fields(text: str) -> tuple[str, ...]:
    """``"id, title"`` -> ``("id", "title")``; a name given twice counts once.

    Raises:
        RequestError: A field has no such name, or none is named.
    """
    names = dict.fromkeys(name.strip().lower() for name in text.split(","))
    names.pop("", None)
    fields = OutputOptions(fields=tuple(names)).fields
    return fields or ()


def _unknown_field(name: str) -> RequestError:
    from difflib import get_close_matches

    near = get_close_matches(name, HIT_FIELDS, n=1)
    suggestion = f"Did you mean {near[0]}? " if near else ""
    return RequestError(
        f"unknown field {name!r}", hint=f"{suggestion}The fields are: {', '.join(HIT_FIELDS)}."
    )
