"""Names for the same thing: a query that has one of them also looks for the others.

Only the query is changed, when it is asked: the index knows nothing of aliases, so that editing
the file needs no new index.
"""

from __future__ import annotations

from asean_search.synonyms.expand import ACRONYM_WEIGHT, expand, name_keys, synonyms_in
from asean_search.synonyms.files import FILE_NAME, defaults, files, load
from asean_search.synonyms.table import ALIAS_WEIGHT, Alias, Aliases

__all__ = [
    "ACRONYM_WEIGHT",
    "ALIAS_WEIGHT",
    "FILE_NAME",
    "Alias",
    "Aliases",
    "defaults",
    "expand",
    "files",
    "load",
    "name_keys",
    "synonyms_in",
]
