"""Stems by language (Snowball): from a folded word to its index terms.

A term of another language than English ends in ``@`` and its code (``elect@fr``), so that the
results of two stemmers never match: *news* must not find *new* because a French stemmer cuts the s.
British and American spellings share a stem.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from unicodedata import normalize

from asean_search.analysis.data import spellings
from asean_search.analysis.folding import fold
from asean_search.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from Stemmer import Stemmer

ENGLISH = "en"

_LATIN: Mapping[str, str] = {
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "tr": "turkish",
}
"""Languages written in Latin letters, which are also typed without accents."""

_OTHER_SCRIPTS: Mapping[str, str] = {
    "ar": "arabic",
    "el": "greek",
    "fa": "persian",
    "hi": "hindi",
    "hy": "armenian",
    "ne": "nepali",
    "ru": "russian",
    "ta": "tamil",
    "yi": "yiddish",
}
"""Languages of other scripts; words in Latin letters in their texts are stemmed as English."""

_TWO_SCRIPTS = frozenset({"sr"})
"""Languages of ``_LATIN`` also written in another script, which their stemmer turns into Latin."""

_STEMMED_AS = {"ms": "id", "nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr"}

FAMILIES = frozenset((ENGLISH, *_LATIN, *_OTHER_SCRIPTS))
"""Every family that ``family`` can give."""


class _ThreadStemmers(threading.local):
    """Stemmers of one thread: a stemmer's buffers cannot be shared."""

    def __init__(self) -> None:
        self.by_family: dict[str, Stemmer] = {}


_local = _ThreadStemmers()


def _stemmer(family: str) -> Stemmer:
    stemmer = _local.by_family.get(family)
    if stemmer is None:
        # Imported with the first word: it costs 5 ms, and most commands stem nothing.
        from Stemmer import Stemmer

        name = _LATIN.get(family) or _OTHER_SCRIPTS.get(family) or "english"
        # The tokenizer caches its results: the stemmer need not cache too.
        stemmer = _local.by_family[family] = Stemmer(name, 0)
    return stemmer


def family(language: str | None) -> str:
    """The family of a language, which shares a stemmer: ``fr`` for ``fr-CA``, ``id`` for ``ms``.

    A language without a stemmer (Vietnamese, Thai, an unknown one) is of the family ``en``: its
    texts hold English words.

    >>> [family(code) for code in ("fr-CA", "ms", "vi", None)]
    ['fr', 'id', 'en', 'en']
    """
    code = (language or ENGLISH).lower().replace("_", "-").partition("-")[0]
    code = _STEMMED_AS.get(code, code)
    return code if code in FAMILIES else ENGLISH


def stem(word: str, family: str = ENGLISH) -> str:
    """The index term of a folded word, stemmed without regard to accents.

    Only words of letters are stemmed: by the family's stemmer if they are in its script.
    """
    if word.isascii():
        if not word.isalpha():
            return word
        if family in _LATIN:
            return f"{_stemmer(family).stemWord(word)}@{family}"
        english: str = _stemmer(ENGLISH).stemWord(one_spelling(word))
        return english
    stems_it = family in _OTHER_SCRIPTS or family in _TWO_SCRIPTS
    if stems_it and not any(map(str.isdigit, word)):
        return f"{fold(_stemmer(family).stemWord(word))}@{family}"
    return word


def stem_all(words: Sequence[str], family: str = ENGLISH) -> list[str]:
    """``stem`` for many folded ASCII words at once, which takes less time."""
    letters = [word for word in words if word.isalpha()]
    if family in _LATIN:
        stemmed = [f"{each}@{family}" for each in _stemmer(family).stemWords(letters)]
    else:
        stemmed = _stemmer(ENGLISH).stemWords(list(map(one_spelling, letters)))
    if len(letters) == len(words):
        return stemmed
    known = iter(stemmed)
    return [next(known) if word.isalpha() else word for word in words]


def stems(text: str, word: str, family: str = ENGLISH) -> tuple[str, ...]:
    """The one or two index terms of ``word``, which is ``text`` folded.

    Stemmers recognise endings by their accents (*vaccinée*), but queries are often typed without:
    where the stems with and without accents differ, the word has both.
    """
    plain = stem(word, family)
    if family == ENGLISH or text.isascii() or "@" not in plain:
        return (plain,)
    letters = normalize("NFC", text).casefold()
    if not letters.isalpha() and family in _LATIN:
        return (plain,)
    if family in _OTHER_SCRIPTS:
        return (f"{fold(_stemmer(family).stemWord(_without_dots(letters)))}@{family}",)
    full = f"{fold(_stemmer(family).stemWord(letters))}@{family}"
    return (full,) if full == plain else (full, plain)


def _without_dots(letters: str) -> str:
    """The Russian yo as the stemmer wants it; texts write it with its dots or without."""
    return letters.replace("\u0451", "\u0435")


_SPELLED_CHARS_MIN = 4
_WHOLE_WORDS = {**spellings.WORDS, **spellings.PLURALS}
_KEY_CHARS = 4
_BEGINNINGS = {part[:_KEY_CHARS]: (part, to) for part, to in spellings.BEGINNINGS.items()}
_FRAGMENT = lazy("|".join(spellings.FRAGMENTS))
_RULES = tuple((marker, lazy(pattern), to) for marker, pattern, to in spellings.RULES)


def one_spelling(word: str) -> str:
    """The American spelling of ``word`` (folded, a to z), and the singular of irregular plurals.

    The result only serves to make words equal: it need not be a word.
    """
    whole = _WHOLE_WORDS.get(word)
    if whole:
        return whole
    if len(word) < _SPELLED_CHARS_MIN:
        return word
    part, american = _BEGINNINGS.get(word[:_KEY_CHARS], ("", ""))
    if part and word.startswith(part):
        word = american + word[len(part) :]
    if "ae" in word or "oe" in word:
        word = _FRAGMENT.sub(lambda match: spellings.FRAGMENTS[match[0]], word)
    for marker, pattern, replacement in _RULES:
        if marker in word:
            word = pattern.sub(replacement, word, count=1)
    return word
