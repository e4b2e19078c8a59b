"""Words of a query that may be misspelt, and the query with the likely words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from asean_search import analysis, query
from asean_search.engine.interface import OpenIndex, SpellingCandidate
from asean_search.model import SpellingSuggestion, WordFrequency
from asean_search.query.nodes import Everything, Exact, InField, Near, Node, Phrase, Word
from asean_search.search.suggest.variants import Variant, count_all

CANDIDATES_MAX = 3
_RATIO_MIN = 10
"""A word may be a mistake if a similar one is in this many times as many documents;"""
_LONG_LETTERS_MIN = 5
"""if some document has it, only a word this long, one edit away: names are like many words;"""
_SHORT_LETTERS_MIN, _SHORT_RATIO_MIN = 4, 300
"""or, if the query has no hits, one this long whose candidate has this many times as many."""
_COMMON_DOCUMENTS_MIN, _COMMON_SHARE = 10, 100
"""A word in this many documents, and in one of this many, is no mistake."""
_RARE_RATIO_MAX = 100
"""A candidate with this many times fewer documents than another is itself a mistake."""
_COMPARED_MAX, _COMPARED_WITH_ALL_MAX = 12, 1
"""Words that are compared, and those of them with all words of the index (40 ms each)."""
_LETTERS_MIN = 3


def spelling_suggestions(
    index: OpenIndex, tree: Node, prefix: int
) -> tuple[SpellingSuggestion, ...]:
    """The words that may be misspelt, with candidates.

    ``prefix`` is the number of first letters assumed right. With 0, the first word that no document
    has, and that no word with its first letter resembles, is compared with all words.
    """
    words = list(_words(tree))[:_COMPARED_MAX]
    if not words:
        return ()
    nodes = [InField(field, Word(chunk)) if field else Word(chunk) for field, chunk in words]
    held, *counts = count_all(index, [(node, None) for node in (Everything(), *nodes)])
    compare_with_all = 0 if prefix else _COMPARED_WITH_ALL_MAX
    found = []
    for (field, chunk), documents in zip(words, counts, strict=True):
        is_common = documents >= _COMMON_DOCUMENTS_MIN and documents * _COMMON_SHARE >= held
        if is_common or documents * _RATIO_MIN >= held:
            continue
        candidates = _candidates(index, field, chunk, documents, prefix or 1, has_hits=prefix > 0)
        if not candidates and not documents and compare_with_all:
            compare_with_all -= 1
            candidates = _candidates(index, field, chunk, documents, 0, has_hits=prefix > 0)
        if candidates:
            found.append(SpellingSuggestion(chunk, documents, candidates))
    return tuple(found)


def _words(tree: Node) -> Iterator[tuple[str | None, str]]:
    """The chunks that may be misspelt, each with its field, once."""
    seen = set()
    for field, leaf in query.scoring_leaves(tree):
        if not isinstance(leaf, Word | Phrase | Near | Exact):
            continue
        for chunk in leaf.text.split():
            word = analysis.fold_prefix(chunk)
            if (field, word) not in seen and len(word) >= _LETTERS_MIN and word.isalpha():
                seen.add((field, word))
                yield field, chunk


def _candidates(  # noqa: PLR0913 - a word, what is known of it, and how to compare it
    index: OpenIndex,
    field: str | None,
    chunk: str,
    documents: int,
    prefix: int,
    *,
    has_hits: bool,
) -> tuple[WordFrequency, ...]:
    """The words that may be meant, with their numbers of documents, the likeliest first."""
    near = index.spelling_candidates(chunk, field or "body", 4 * CANDIDATES_MAX, prefix=prefix)
    likely = [each for each in near if _is_likely(each, chunk, documents, has_hits=has_hits)]
    likely.sort(key=lambda each: (-each.documents / _RATIO_MIN ** (each.edits - 1), each.word))
    most = max((each.documents for each in likely), default=0)
    return tuple(
        WordFrequency(each.word, each.documents)
        for each in likely[:CANDIDATES_MAX]
        if each.documents * _RARE_RATIO_MAX >= most
    )


def _is_likely(near: SpellingCandidate, chunk: str, documents: int, *, has_hits: bool) -> bool:
    if near.documents <= documents * _RATIO_MIN:
        return False
    if not documents:
        return True
    is_plain_mistake = (
        not has_hits
        and len(chunk) >= _SHORT_LETTERS_MIN
        and near.documents > documents * _SHORT_RATIO_MIN
    )
    return near.edits == 1 and (len(chunk) >= _LONG_LETTERS_MIN or is_plain_mistake)


def respelled(
    typed: Variant, spelling: tuple[SpellingSuggestion, ...]
) -> Iterator[tuple[str, Variant]]:
    """The query with the likeliest words, then with each of the others."""
    if not spelling:
        return
    yield _with_words(typed, {each.word: each.candidates[0].word for each in spelling})
    if len(spelling) == 1:
        for other in spelling[0].candidates[1:]:
            yield _with_words(typed, {spelling[0].word: other.word})


def _with_words(typed: Variant, words: dict[str, str]) -> tuple[str, Variant]:
    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word | Phrase | Near | Exact):
            text = " ".join(words.get(chunk, chunk) for chunk in leaf.text.split())
            return replace(leaf, text=text)
        return leaf

    tree = query.map_leaves(typed.tree, change) or typed.tree
    changes = ", ".join(f"{new} instead of {old}" for old, new in words.items())
    return f"with {changes}", replace(typed, tree=tree)
