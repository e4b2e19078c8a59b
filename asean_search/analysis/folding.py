"""The folded form of a text: what is left when case, accents and Unicode forms do not matter."""

from __future__ import annotations

import re
from unicodedata import normalize

from asean_search.analysis import characters

_DROPPED = re.compile(f"[{characters.ACCENTS}{characters.IGNORABLE}\ud800-\udfff]+")

_REPLACED = str.maketrans(
    {
        **{odd: plain for plain, odds in characters.DASHES_AND_QUOTES.items() for odd in odds},
        **characters.LETTERS,
        **{
            chr(ord(zero) + value): str(value)
            for zero in characters.DIGIT_ZEROS
            for value in range(10)
        },
    }
)

_INNER_PUNCTUATION = r"(?<=\w)['\-](?=\w)|(?<=\w)['\-]$|(?<=\d),(?=\d|$)|(?<=\D)\.|^\."


def fold(text: str) -> str:
    """``text`` in lower case, without accents, in plain letters: Hà Nội and ＨＡ ＮＯＩ are ha noi.

    Folding twice changes nothing, and takes time linear in the text. Lone surrogates are dropped.
    """
    if text.isascii():
        return text.lower()
    # Accents go before the decomposition too: sorting a million of them there is quadratic.
    plain = normalize("NFKD", _DROPPED.sub("", text))
    plain = _DROPPED.sub("", plain).casefold().translate(_REPLACED)
    # Folding case can give a letter that decomposes again.
    return normalize("NFC", _DROPPED.sub("", normalize("NFKD", plain)).translate(_REPLACED))


def fold_prefix(text: str) -> str:
    """The beginning of a word as typed -> the beginning of the folded words to look for.

    Folded words hold no hyphens, apostrophes, thousands separators or dots of acronyms.
    """
    return re.sub(_INNER_PUNCTUATION, "", fold(text).strip())
