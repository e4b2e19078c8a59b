"""The use cases of listing an index's words and acronyms by their first letters."""

from __future__ import annotations

from collections.abc import Sequence

from asean_search import analysis
from asean_search.engine.interface import OpenIndex, Search
from asean_search.model import Acronym, WordFrequency
from asean_search.query.nodes import TEXT_FIELDS, Exact


def words(index: OpenIndex, prefix: str = "", *, limit: int = 20) -> list[WordFrequency]:
    """The first words with a prefix, in order, each with its number of documents.

    They are folded, not stemmed, as ``vacc*`` matches them; ``prefix`` is folded, too.
    """
    beginning = analysis.fold_prefix(prefix)
    if prefix.strip() and not beginning:
        return []
    found = {word for field in TEXT_FIELDS for word in index.list_terms(beginning, field, limit)}
    listed = sorted(found)[:limit]
    pages = index.search_all([Search(Exact(word), limit=0) for word in listed])
    return [WordFrequency(word, page.total) for word, page in zip(listed, pages, strict=True)]


def acronyms(index: OpenIndex, prefix: str = "", *, limit: int = 20) -> Sequence[Acronym]:
    """The acronyms whose short form has a prefix, those with most documents first.

    Case and accents make no difference.
    """
    beginning = analysis.fold_prefix(prefix)
    found = index.acronyms()
    return [each for each in found if analysis.fold(each.short).startswith(beginning)][:limit]
