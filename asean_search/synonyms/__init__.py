"""Synonyms: names of the same thing, from tables of aliases and from learned acronyms.

They expand a query when it is run. The index holds no aliases, so a change of a table needs no new
index.
"""

from __future__ import annotations

from asean_search.synonyms.expand import ACRONYM_WEIGHT, expand, name_keys, synonyms_in
from asean_search.synonyms.files import FILE_NAME, defaults, files, load
from asean_search.synonyms.table import ALIAS_WEIGHT, SynonymGroup, SynonymTable

__all__ = [
    "ACRONYM_WEIGHT",
    "ALIAS_WEIGHT",
    "FILE_NAME",
    "SynonymGroup",
    "SynonymTable",
    "defaults",
    "expand",
    "files",
    "load",
    "name_keys",
    "synonyms_in",
]
