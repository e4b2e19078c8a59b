"""The catalog of an index: the files it has read, its roots, and defined acronyms.

It knows no engine. A writer commits it in two steps around the commit of its documents: see
``Catalog``. Readers see the last commit: ``view``.
"""

from asean_search.catalog.acronyms import Definition, definitions_of
from asean_search.catalog.view import CatalogView, checksum, view
from asean_search.catalog.writer import Catalog, unread

__all__ = [
    "Catalog",
    "CatalogView",
    "Definition",
    "checksum",
    "definitions_of",
    "unread",
    "view",
]
