"""British and American spellings are one: a folded English word -> the form its stem is made from.

The result only serves to make words equal: it need not be a word that anyone writes.
"""

from __future__ import annotations

import re

from asean_search.analysis.data import spellings as table

_SHORTEST = 4
_WHOLE_WORDS = {**table.WORDS, **table.PLURALS}
_KEY = 4
_BEGINNINGS = {part[:_KEY]: (part, american) for part, american in table.BEGINNINGS.items()}
_FRAGMENT = "|".join(table.FRAGMENTS)


def one_spelling(word: str) -> str:
    """The American spelling of ``word`` (folded, a to z), in the singular if its plural is odd."""
    whole = _WHOLE_WORDS.get(word)
    if whole:
        return whole
    if len(word) < _SHORTEST:
        return word
    part, american = _BEGINNINGS.get(word[:_KEY], ("", ""))
    if part and word.startswith(part):
        word = american + word[len(part) :]
    if "ae" in word or "oe" in word:
        word = re.sub(_FRAGMENT, lambda match: table.FRAGMENTS[match[0]], word)
    for marker, pattern, replacement in table.RULES:
        if marker in word:
            # re remembers compiled patterns: each is compiled with the first word it may concern.
            word = re.sub(pattern, replacement, word, count=1)
    return word
