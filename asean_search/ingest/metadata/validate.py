"""Validates candidates: each function returns the value in its stored form, or None.

Dates are validated by ``dates.in_text.read``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from asean_search import agencies
from asean_search.ingest.metadata import titles
from asean_search.ingest.metadata.languages import CODES_BY_NAME, LONG_CODES

TITLE_CHARS_MAX = 500
NAME_CHARS_MAX = 200
URL_CHARS_MAX = 2000

_LETTER_OR_DIGIT = re.compile(r"\w")
_IS_ADDRESS = re.compile(r"(?:[a-z]+:)?//\S+|www\.\S+", re.IGNORECASE)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?", re.DOTALL)
_UNFILLED = re.compile(r"\{\{.*\}\}|\$\{.*\}|<%.*%>|%\w+%", re.DOTALL)
_NO_VALUES = frozenset({"", "null", "none", "undefined", "n/a", "unknown", "untitled", "-"})
_NO_TITLES = frozenset(
    {"untitled document", "untitled page", "no title", "no subject", "new page 1"}
)
"""Titles that programs set where nobody wrote one."""
_NO_SOURCES = frozenset({"home", "homepage", "home page", "website", "my site", "site", "news"})
_LONGEST_NO_VALUE = max(map(len, _NO_VALUES))
_NO_LANGUAGES = frozenset({"und", "mul", "zxx", "mis"})
_BY = re.compile(r"^by[:\s]\s*", re.IGNORECASE)


def title(value: object) -> str | None:
    """A title on one line; a longer one is cut at a word."""
    words = _words(value, URL_CHARS_MAX)
    if words is None or words.strip("()[]").lower() in _NO_TITLES:
        return None
    return titles.shortened(words, TITLE_CHARS_MAX)


def name(value: object) -> str | None:
    """The name of a person or a place, without a leading ``By``."""
    words = _words(value, NAME_CHARS_MAX)
    words = _BY.sub("", words) if words else None
    return words if words and not _holds_address(words) else None


def source(value: object) -> str | None:
    """The name of a source: the code of a known agency, else as stated."""
    words = _words(value, NAME_CHARS_MAX)
    if words is None or words.lower() in _NO_SOURCES or _IS_ADDRESS.fullmatch(words):
        return None
    return agencies.canonical(words)


def language(value: object) -> str | None:
    """A language's shortest code: ``en`` for ``en-US``, ``en_GB``, ``eng`` and ``English``."""
    words = (_words(value, NAME_CHARS_MAX) or "").lower()
    if known := CODES_BY_NAME.get(words):
        return known
    tag = _TAG.fullmatch(words.partition(",")[0].strip())
    if tag is None or tag[1] in _NO_LANGUAGES:
        return None
    return LONG_CODES.get(tag[1], tag[1])


def url(value: object) -> str | None:
    """A complete http or https address."""
    words = _words(value, URL_CHARS_MAX)
    if words is None or " " in words:
        return None
    try:
        parts = urlsplit(words)
        host = parts.hostname
    except ValueError:
        return None
    return words if parts.scheme.lower() in ("http", "https") and host else None


def _holds_address(words: str) -> bool:
    return ("//" in words or "www." in words.lower()) and bool(_IS_ADDRESS.search(words))


def _words(value: object, longest_chars: int) -> str | None:
    """The text on one line; None for a placeholder, or more than ``longest_chars``."""
    if isinstance(value, (int, float)):
        value = str(value)
    if not isinstance(value, str) or len(value) > longest_chars * 2:
        return None
    words = " ".join(value.split())
    if len(words) > longest_chars:
        return None
    if len(words) <= _LONGEST_NO_VALUE and words.lower() in _NO_VALUES:
        return None
    if ("{" in words or "%" in words) and _UNFILLED.search(words):
        return None
    return words if _LETTER_OR_DIGIT.search(words) else None
