"""Words of a query that may be misspelt, and the query with those that may be meant."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from asean_search import analysis, query
from asean_search.engine.interface import Index, SpellingCandidate
from asean_search.model import SpellingSuggestion
from asean_search.query.nodes import Everything, Exact, InField, Near, Node, Phrase, Word
from asean_search.search.suggest.variants import Variant, count

MEANT_MAX = 3
_OFTENER = 10
"""A word may be a mistake if one near it is in so many times as many documents;"""
_LONG_LETTERS = 5
"""if it is in some, only a word of so many letters, one change away: names are like many words;"""
_SHORT_LETTERS, _MUCH_OFTENER = 4, 300
"""or, where nothing was found, one of so many, if the other is in so many times as many."""
_COMMON, _COMMON_SHARE = 10, 100
"""What so many documents have, and one in so many, is no mistake."""
_NOT_MEANT = 100
"""Not offered is what has so many times fewer documents than another: mistakes of others."""
_COMPARED_MAX, _COMPARED_WITH_ALL_MAX = 12, 1
"""So many words are compared, and so many of them with all words of the index (40 ms each)."""
_LETTERS_MIN = 3


def spellings(index: Index, tree: Node, prefix: int) -> Iterator[SpellingSuggestion]:
    """The words that may be misspelt; ``prefix`` is how many of their letters are surely right."""
    compare = _Comparison(index, prefix)
    seen = set()
    for field, leaf in query.scoring_leaves(tree):
        if not isinstance(leaf, Word | Phrase | Near | Exact):
            continue
        for chunk in leaf.text.split():
            word = analysis.fold_prefix(chunk)
            if (field, word) in seen or len(word) < _LETTERS_MIN or not word.isalpha():
                continue
            seen.add((field, word))
            if len(seen) > _COMPARED_MAX:
                return
            if spelling := compare.spelling(field, chunk):
                yield spelling


class _Comparison:
    """Compares the words of one query with those of an index.

    ``prefix`` is how many letters are taken to be right; with 0, all words are looked through for
    the first word that nobody wrote and that no word with its first letter is near.
    """

    def __init__(self, index: Index, prefix: int) -> None:
        self._index = index
        self._prefix = prefix
        self._held = count(index, Everything())
        self._left = 0 if prefix else _COMPARED_WITH_ALL_MAX

    def spelling(self, field: str | None, chunk: str) -> SpellingSuggestion | None:
        """What may be meant by the word, the likeliest first; None if it is right."""
        node: Node = InField(field, Word(chunk)) if field else Word(chunk)
        documents = count(self._index, node)
        is_common = documents >= _COMMON and documents * _COMMON_SHARE >= self._held
        if is_common or documents * _OFTENER >= self._held:
            return None
        meant = self._near(chunk, field, documents, self._prefix or 1)
        if not meant and not documents and self._left:
            self._left -= 1
            meant = self._near(chunk, field, documents, 0)
        return SpellingSuggestion(chunk, documents, meant) if meant else None

    def _near(
        self, chunk: str, field: str | None, documents: int, prefix: int
    ) -> tuple[tuple[str, int], ...]:
        near = self._index.spelling_candidates(chunk, field or "body", 4 * MEANT_MAX, prefix=prefix)
        likely = [each for each in near if self._may_be_meant(each, chunk, documents)]
        likely.sort(key=lambda each: (-each.documents / _OFTENER ** (each.edits - 1), each.word))
        most = max((each.documents for each in likely), default=0)
        return tuple(
            (each.word, each.documents)
            for each in likely[:MEANT_MAX]
            if each.documents * _NOT_MEANT >= most
        )

    def _may_be_meant(self, near: SpellingCandidate, chunk: str, documents: int) -> bool:
        if near.documents <= documents * _OFTENER:
            return False
        if not documents:
            return True
        is_plain_mistake = (
            not self._prefix
            and len(chunk) >= _SHORT_LETTERS
            and near.documents > documents * _MUCH_OFTENER
        )
        return near.edits == 1 and (len(chunk) >= _LONG_LETTERS or is_plain_mistake)


def respelled(
    asked: Variant, spelling: tuple[SpellingSuggestion, ...]
) -> Iterator[tuple[str, Variant]]:
    """The query with the likeliest words, then with each of the others."""
    if not spelling:
        return
    first = {each.word: each.meant[0][0] for each in spelling}
    yield _with_words(asked, first)
    if len(spelling) == 1:
        for word, _ in spelling[0].meant[1:]:
            yield _with_words(asked, {spelling[0].word: word})


def _with_words(asked: Variant, words: dict[str, str]) -> tuple[str, Variant]:
    def change(leaf: Node) -> Node:
        if isinstance(leaf, Word | Phrase | Near | Exact):
            text = " ".join(words.get(chunk, chunk) for chunk in leaf.text.split())
            return replace(leaf, text=text)
        return leaf

    tree = query.map_leaves(asked.tree, change) or asked.tree
    how = ", ".join(f"{new} for {old}" for old, new in words.items())
    return f"with {how}", replace(asked, tree=tree)
