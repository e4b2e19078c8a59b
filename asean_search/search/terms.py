"""The use case of looking at an index's words: a beginning -> words; what acronyms mean."""

from __future__ import annotations

from collections.abc import Sequence

from asean_search import analysis
from asean_search.engine.interface import Index, Search
from asean_search.model import Acronym, WordFrequency
from asean_search.query.nodes import TEXT_FIELDS, Exact


def words(index: Index, prefix: str = "", *, limit: int = 20) -> list[WordFrequency]:
    """The first words of the index that begin so, in order, with how many documents have each.

    They are folded, not stemmed: what ``vacc*`` stands for. ``prefix`` may be written in any way.
    """
    beginning = analysis.fold_prefix(prefix)
    if prefix.strip() and not beginning:
        return []
    found = {word for field in TEXT_FIELDS for word in index.list_terms(beginning, field, limit)}
    return [
        WordFrequency(word, index.search(Search(Exact(word), limit=0)).total)
        for word in sorted(found)[:limit]
    ]


def acronyms(index: Index, prefix: str = "", *, limit: int = 20) -> Sequence[Acronym]:
    """What documents say their acronyms mean, those that most documents define first.

    Only those of which the short name begins so, whatever the case and accents.
    """
    beginning = analysis.fold_prefix(prefix)
    found = index.acronyms()
    return [each for each in found if analysis.fold(each.short).startswith(beginning)][:limit]
