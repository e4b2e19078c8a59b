"""Ranks documents with the words of a short query side by side before those that scatter them.

A page is put together from two tiers, each ranked as before: documents with the words as a phrase,
then the others. Accents that were typed count within the first documents: those that have the
accented form come first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import normalize

from msgspec.structs import replace

from asean_search import analysis
from asean_search.engine.interface import OpenIndex, Page, ScoredDocument, Search
from asean_search.model import Sort
from asean_search.query.nodes import And, Node, Not, Phrase, Word
from asean_search.query.transform import all_of

WORDS_MAX = 5
"""Longer queries are descriptions: their words seldom stand side by side."""

_ACCENTS_DOCUMENTS = 200
"""The documents at the head of a result among which typed accents count; their texts are read."""


def search_page(
    index: OpenIndex, search: Search, typed: Node, add_synonyms: Callable[[Node], Node]
) -> Page:
    """The page of a search, its documents in tiers where the query is a few plain words.

    ``typed`` is the query without synonyms. Totals, facets and scores are those of the search.
    """
    if search.sort is not Sort.RELEVANCE or search.profile == "plain" or search.limit == 0:
        return index.search(search)
    words = _plain_words(typed)
    texts = [normalize("NFC", word).casefold() for word in words]
    accented = " ".join(texts) if any(analysis.fold(text) != text for text in texts) else ""
    if not accented or search.offset >= _ACCENTS_DOCUMENTS:
        return _tiered(index, search, words, add_synonyms)
    head = replace(search, offset=0, limit=max(_ACCENTS_DOCUMENTS, search.offset + search.limit))
    page = _tiered(index, head, words, add_synonyms)
    first = page.documents[:_ACCENTS_DOCUMENTS]
    documents = (*_accented_first(index, first, texts), *page.documents[_ACCENTS_DOCUMENTS:])
    return replace(page, documents=documents[search.offset : search.offset + search.limit])


def _plain_words(tree: Node) -> list[str]:
    """The texts of a query of one to ``WORDS_MAX`` plain words; none for any other query."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node.text for node in nodes if isinstance(node, Word)]
    return words if len(words) == len(nodes) <= WORDS_MAX else []


def _tiered(
    index: OpenIndex, search: Search, words: list[str], add_synonyms: Callable[[Node], Node]
) -> Page:
    """The page with the documents that have the words as a phrase first."""
    page = index.search(search)
    if len(words) < 2 or page.total < 2:  # noqa: PLR2004 - nothing to stand side by side, or to rank
        return page
    phrase = add_synonyms(Phrase(" ".join(words)))
    together = index.search(_only(search, phrase))
    if together.total in (0, page.total):
        return page
    documents = together.documents
    if len(documents) < search.limit:
        others = replace(
            _only(search, Not(phrase)),
            offset=max(0, search.offset - together.total),
            limit=search.limit - len(documents),
        )
        documents += index.search(others).documents
    return replace(page, documents=documents)


def _only(search: Search, node: Node) -> Search:
    """The search limited to documents that match a node; scores stay the same."""
    narrowed = node if search.filter is None else all_of([search.filter, node])
    return replace(search, filter=all_of([narrowed]), facets=())


def _accented_first(
    index: OpenIndex, documents: tuple[ScoredDocument, ...], words: list[str]
) -> list[ScoredDocument]:
    """The documents that have the words side by side with the typed accents, then the others."""
    form = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)")
    stored = index.documents([each.id for each in documents])
    having = {
        document.id
        for document in stored
        if form.search(normalize("NFC", f"{document.title}\n{document.body}").casefold())
    }
    return sorted(documents, key=lambda each: each.id not in having)
