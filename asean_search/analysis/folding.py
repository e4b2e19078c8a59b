"""The folded form of a text, which ignores case, accents and Unicode forms."""

from __future__ import annotations

from unicodedata import normalize

from asean_search.analysis.data import characters
from asean_search.patterns import lazy

_DROPPED = lazy(f"[{characters.ACCENTS}{characters.IGNORABLE}\ud800-\udfff]+")

_REPLACED = str.maketrans(
    {
        **{form: plain for plain, forms in characters.DASHES_AND_QUOTES.items() for form in forms},
        **characters.LETTERS,
        **{
            chr(ord(zero) + value): str(value)
            for zero in characters.DIGIT_ZEROS
            for value in range(10)
        },
    }
)

_INNER_PUNCTUATION = lazy(r"(?<=\w)['\-](?=\w)|(?<=\w)['\-]$|(?<=\d),(?=\d|$)|(?<=\D)\.|^\.")


def fold(text: str) -> str:
    """``text`` in lower case and plain letters without accents: Hà Nội and ＨＡ ＮＯＩ give ha noi.

    Folding is idempotent and takes linear time. Lone surrogates are dropped.
    """
    if text.isascii():
        return text.lower()
    # Accents are dropped before the decomposition too, which sorts them in quadratic time.
    plain = normalize("NFKD", _DROPPED.sub("", text))
    plain = _DROPPED.sub("", plain).casefold().translate(_REPLACED)
    # Case folding can give a letter that decomposes again.
    return normalize("NFC", _DROPPED.sub("", normalize("NFKD", plain)).translate(_REPLACED))


def fold_prefix(text: str) -> str:
    """The folded form of the beginning of a word, as index terms have it.

    Terms hold no hyphens, apostrophes, thousands separators or dots of acronyms.
    """
    return _INNER_PUNCTUATION.sub("", fold(text).strip())
