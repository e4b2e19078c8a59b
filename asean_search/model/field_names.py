"""The names of fields: those that every index has, and those that kept columns become."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from asean_search.model.queries import FACETS

FIELDS: Mapping[str, str] = {
    "title": "title",
    "text": "body",
    "body": "body",
    "headline": "title",
    "place": "place",
    "source": "source",
    "date": "date",
    "words": "words",
    "lang": "lang",
    "language": "lang",
    "has": "has",
    "no": "no",
}
"""The names a query can put before a colon, and the field each of them means."""

GROUPS = ("atleast", "lead", "same")
"""What stands before a colon, a value and a group: ``lead:50(vaccine)``."""

RESERVED = "query"
"""A field that will name saved queries."""

TAKEN = frozenset({*FIELDS, *GROUPS, RESERVED, *FACETS})
"""Names that mean something in every index: no kept column can have them."""

_CHARS_MAX = 60
_BETWEEN = re.compile(r"[^\w.\-]+")


def keyword_name(column: str) -> str:
    """The field that a kept column becomes: ``Main Topic`` is asked for as ``main_topic:``.

    Letters are small; what no name of a field can hold becomes ``_``. Empty without any letter.
    """
    name = unicodedata.normalize("NFC", column.casefold())
    name = _BETWEEN.sub("_", name).strip("_.-")[:_CHARS_MAX].rstrip("_.-")
    return name if any(map(str.isalpha, name)) else ""
