"""Stems by language (Snowball): a folded word -> the index terms it is found by.

English terms are bare; those of another language end in ``@`` and its code (``elect@fr``), so that
no stemmer's results meet another's: *news* must not find *new* because a French stemmer cuts the s.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from unicodedata import normalize

from asean_search.analysis.folding import fold
from asean_search.analysis.spelling import one_spelling

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
"""Languages written in Latin letters, which people also type without their accents."""

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
"""Languages whose texts hold English words in Latin letters, stemmed as English."""

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
        # Loaded with the first word: it costs 5 ms, and most commands stem nothing.
        from Stemmer import Stemmer

        name = _LATIN.get(family) or _OTHER_SCRIPTS.get(family) or "english"
        # Each raw token is analysed once and then remembered: the stemmer need not remember it.
        stemmer = _local.by_family[family] = Stemmer(name, 0)
    return stemmer


def family(language: str | None) -> str:
    """Whose stemmer a language's words get: ``fr`` for ``fr-CA``, ``id`` for ``ms``, else ``en``.

    A language that no stemmer fits (Vietnamese, Thai, an unknown one) is stemmed as English, for
    the English words in it.

    >>> [family(code) for code in ("fr-CA", "ms", "vi", None)]
    ['fr', 'id', 'en', 'en']
    """
    code = (language or ENGLISH).lower().replace("_", "-").partition("-")[0]
    code = _STEMMED_AS.get(code, code)
    return code if code in FAMILIES else ENGLISH


def stem(word: str, family: str = ENGLISH) -> str:
    """The index term of a folded word, as of a text written without accents.

    Only letters are stemmed, by the family's stemmer where they are of its script.
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
    """``stem`` of each of many folded ASCII words, in less time."""
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

    Stemmers know endings by their accents (*vaccinée*), yet a word has to be found by those who
    type none: where both ways differ, a word has both terms.
    """
    bare = stem(word, family)
    if family == ENGLISH or text.isascii() or "@" not in bare:
        return (bare,)
    letters = normalize("NFC", text).casefold()
    if not letters.isalpha() and family in _LATIN:
        return (bare,)
    if family in _OTHER_SCRIPTS:
        return (f"{fold(_stemmer(family).stemWord(_bare_yo(letters)))}@{family}",)
    full = f"{fold(_stemmer(family).stemWord(letters))}@{family}"
    return (full,) if full == bare else (full, bare)


def _bare_yo(letters: str) -> str:
    """The Russian yo is written with its dots or without; the stemmer wants it without."""
    return letters.replace("\u0451", "\u0435")
