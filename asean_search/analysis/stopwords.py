"""Stop words: grammatical words that say nothing about the subject of a text.

The list holds the closed classes of English grammar only: a list of frequent words would be tuned
to one archive. Words that are also names in the news are left out: *us*, *may*, *will*, *mine*.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from asean_search.analysis.stemming import ENGLISH, family

_BY_CLASS = """
    a an the
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves one ones oneself
    this that these those each every either neither both all any some such no none other others
    another own same few many much more most less least several
    anybody anyone anything everybody everyone everything nobody nothing somebody someone something
    who whom whose which what when where why how whoever whatever whichever whenever wherever
    about above across after against along among amongst around as at before behind below beneath
    beside besides between beyond by despite down during except for from in inside into like near
    of off on onto out outside over per since through throughout till to toward towards under
    underneath until unto up upon via with within without regarding concerning
    and but or nor so yet if unless whether while whilst because although though than lest whereas
    am is are was were be been being has have had having do does did doing done
    can could cannot might must shall should would ought
    not never only just also too very quite rather almost even ever else again already always often
    here there now then once still thus hence therefore however moreover furthermore nevertheless
    otherwise instead indeed perhaps etc
"""

STOP_WORDS = frozenset(_BY_CLASS.split())

_VOTES_MIN = 2
"""The least number of different stop words by which a query is in another language."""


def is_stop_word(text: str, language: str | None = None) -> bool:
    """Whether a word, as typed, is a stop word of a language (None is English).

    Capitals do not matter here: ``query_importance`` distinguishes *US* from *us*.
    """
    return _folded(text) in stop_words(language)


def stop_words(language: str | None = None) -> frozenset[str]:
    """The stop words of a language, or those of English if it has no list."""
    code = (language or ENGLISH).lower().replace("_", "-").partition("-")[0]
    if code == ENGLISH:
        return STOP_WORDS
    others = _others()
    return others.get(code) or others.get(family(code)) or STOP_WORDS


def language_of_query(texts: Iterable[str]) -> str:
    """The language of a query by its stop words; English if they do not decide.

    A query is too short for ``language_of``. It is in another language when it has at least two
    stop words of it that are not English, and fewer English ones.

    >>> language_of_query("les accords de paris".split())
    'fr'
    >>> language_of_query("war in ukraine".split())
    'en'
    """
    words = {_folded(text) for text in texts}
    english = len(words & STOP_WORDS)
    words -= STOP_WORDS
    if len(words) < _VOTES_MIN:
        return ENGLISH
    votes = {code: len(words & those) for code, those in _others().items()}
    most = max(votes.values())
    if most < _VOTES_MIN or most <= english:
        return ENGLISH
    return min(code for code, count in votes.items() if count == most)


def _folded(text: str) -> str:
    return text.casefold() if text.isascii() else normalize("NFC", text).casefold()


@lru_cache(maxsize=1)
def _others() -> dict[str, frozenset[str]]:
    # Imported with the first text or query that may be in another language.
    from asean_search.analysis.data.stopwords import WORDS

    return {code: frozenset(map(_folded, words.split())) for code, words in WORDS.items()}
