"""What the formats of news agencies have in common."""

from __future__ import annotations

import re

from asean_search import agencies
from asean_search.ingest.metadata import how
from asean_search.ingest.metadata.candidates import Stated

_ENDS = " \t/–—-:"
_DASH = re.compile(r"(\)) _ ")


def say_sources(stated: Stated, credit: str | None, *names: str | None) -> None:
    """Candidates for the source: who is to be credited, then the names of known agencies, others.

    A credit such as ``STT–`` or ``/ritzau/`` loses what only sets it apart from the text.
    """
    said = [name.strip(_ENDS) for name in names if name]
    known = [name for name in said if agencies.find(name)]
    for name in ((credit or "").strip(_ENDS), *known, *said):
        stated.say("source", name, how.WIRE)


def say_dates(stated: Stated, how_known: str, *moments: object) -> None:
    """The moments in which a document was made, the best first: others stand in for it.

    None of the others tells the first one's day where it was, as a dateline may.
    """
    best, *others = [moment for moment in moments if moment] or [None]
    stated.say("date", best, how_known)
    for moment in others:
        stated.suppose("date", moment, how_known)


def told(text: str, headline: str) -> str:
    """The text without the headline that it repeats, and with a dash where wires have ``_``."""
    first, gap, rest = text.partition("\n\n")
    if gap and headline and " ".join(first.split()).casefold() == headline.casefold():
        text = rest
    return _DASH.sub(r"\1 — ", text)


def code(qcode: str | None) -> str | None:
    """The code in a qualified one: ``nprov:dpa`` is ``dpa``."""
    return qcode.rpartition(":")[2] if qcode else None
