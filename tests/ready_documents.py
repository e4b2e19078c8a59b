"""The simplest thing that makes documents ready for a writer: it keeps them."""

from __future__ import annotations

from asean_search.model import Document


class Ready:
    """Documents made ready; by itself it makes them so. See ``engine.interface.Writer``."""

    def __init__(self, documents: tuple[Document, ...] = ()) -> None:
        self.documents = documents

    def __call__(self, documents: list[Document]) -> Ready:
        return Ready(tuple(documents))
