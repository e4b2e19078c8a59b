"""The names of fields: those that every index has, and those of kept columns."""

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
"""The names that a query can have before a colon, and the field that each stands for."""

GROUPS = ("atleast", "lead", "same")
"""The names before a colon, a value and a group: ``lead:50(vaccine)``."""

RESERVED = "query"
"""A name that is reserved for saved queries."""

TAKEN = frozenset({*FIELDS, *GROUPS, RESERVED, *FACETS})
"""Names that have a meaning in every index; no kept column can have them."""

_CHARS_MAX = 60


def keyword_name(column: str) -> str:
    """The field of a kept column: ``Main Topic`` becomes ``main_topic``.

    The name is in lower case, with ``_`` for characters that no field name can have. A column
    without letters has no field: the name is empty.
    """
    name = unicodedata.normalize("NFC", column.casefold())
    name = re.sub(r"[^\w.\-]+", "_", name).strip("_.-")[:_CHARS_MAX].rstrip("_.-")
    return name if any(map(str.isalpha, name)) else ""
