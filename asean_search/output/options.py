"""The options of the writers, decided by the caller."""

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
"""The names that ``--fields`` takes, in the order of the JSON keys."""

JSON_FIELDS = HIT_FIELDS[:-1]
"""The keys of a hit in JSON without ``--fields``: all but the whole text."""

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
"""The columns of CSV and TSV without ``--fields``."""

BATCH_FIELDS = tuple(field for field in TABLE_FIELDS if field != "snippets")
"""The fields of a hit in a batch, in JSON, and in CSV behind its query."""


def _unchanged(path: str) -> str:
    return path


class OutputOptions(msgspec.Struct, frozen=True):
    """How to write.

    Attributes:
        fields: Names from ``HIT_FIELDS`` in the order to write them, or None for the format's own.
        shown_path: ``Document.path`` -> the path to print: relative to the current folder if it is
            below it, else absolute.
        absolute_path: ``Document.path`` -> the absolute path as the system spells it, for links.
        width_chars: Columns of the terminal.
        color: Whether to use colours. A terminal always gets bold and underline, which mark
            matches without colour.
        hyperlinks: Whether titles and paths are links (OSC 8).
        null_separated: In the format ``paths``: NUL after each path instead of a newline.

    Raises:
        RequestError: A field is unknown, or ``fields`` is empty.
    """

    fields: tuple[str, ...] | None = None
    shown_path: Callable[[str], str] = _unchanged
    absolute_path: Callable[[str], str] = _unchanged
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
    """``"id, title"`` -> ``("id", "title")``, without repetitions.

    Raises:
        RequestError: A field is unknown, or none is named.
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
