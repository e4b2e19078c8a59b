"""The title of a document that states none: its first sentence, cut at a word."""

from __future__ import annotations

import re

from asean_search.dates.month_names import unaccented

CHARS_MAX = 100

CHARS_MIN = 16
"""A shorter sentence (``No.``, ``Yes!``) is joined with the one after it."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_SCANNED_CHARS = 1000
_LONGEST_WORD = 40
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_STOP = re.compile(
    r"(?P<mark>[.!?…]+)(?P<close>[\"”’'»)\]]*)(?P<space>\s+|(?=[^\W\d_a-z]))|[。！？។။।]+"
)
_BEFORE = re.compile(r"[^\s(\[\"“‘]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")

_ABBREVIATED = """
    adm approx asst assoc ave bldg brig capt cf cmdr co col corp cpl dept dist dr eg esp
    etc ft gen gov govt hon ie inc inst jr lt ltd maj mr mrs ms mt pgs prof pvt rep
    rev sen sgt sr st supt tel ths tp univ vol vs
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri
"""
"""Abbreviations whose full stop does not end a sentence."""

_ABBREVIATIONS = frozenset(_ABBREVIATED.split())


def first_sentence(text: str) -> str:
    """The first sentence of a text on one line, of at most 100 characters."""
    start = text.lstrip()[:_SCANNED_CHARS]
    paragraph = _PARAGRAPH_END.split(start, maxsplit=1)[0]
    stops = map(_end, _STOP.finditer(paragraph))
    end = next((stop for stop in stops if stop >= CHARS_MIN), len(paragraph))
    return shortened(paragraph[:end])


def is_in(title: str, text: str) -> bool:
    """Whether a text contains the title, without regard to case, punctuation and white space."""
    key = _NOT_ALPHANUMERIC.sub("", unaccented(title))
    return bool(key) and key in _NOT_ALPHANUMERIC.sub("", unaccented(text))


def shortened(text: str, longest_chars: int = CHARS_MAX) -> str:
    """The text on one line; a longer one is cut at a word and ends in an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= longest_chars:
        return text
    head, space, _ = text[:longest_chars].rpartition(" ")
    return (head if space else text[: longest_chars - 1]).rstrip(" ,;:–—-") + "…"


def _end(stop: re.Match[str]) -> int:
    """The end of the sentence, or 0 if this stop does not end one."""
    if stop["mark"] is None:
        return stop.end()
    before = _BEFORE.search(stop.string[max(0, stop.start() - _LONGEST_WORD) : stop.start()])
    word = before[0] if before else ""
    after = stop.string[stop.end() : stop.end() + 1]
    if not stop["space"]:
        ends = after.isupper() and _is_glued(word)
    elif stop["mark"] == ".":
        ends = not (_INITIALS.fullmatch(word) or word.lower() in _ABBREVIATIONS or after.islower())
    else:
        ends = not after.islower()
    return stop.end("close") if ends else 0


def _is_glued(word: str) -> bool:
    """Whether a sentence may end between this word and a capital letter directly after it.

    ``pandemic.Vietnamese`` is two sentences; ``U.S.Navy`` and ``Node.JS`` are one word.
    """
    return len(word) > len("Node") and word[-2:].islower() and "." not in word
