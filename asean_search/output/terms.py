"""Words and acronyms of an index: a line each, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from asean_search.model import Acronym, CountedWord
from asean_search.output.json_layout import write_values
from asean_search.output.safe_text import safe_line


def write_words(words: Sequence[CountedWord], out: TextIO, *, as_json: bool) -> None:
    """Write words, each behind its number of documents."""
    if as_json:
        values = [{"word": each.word, "documents": each.documents} for each in words]
        write_values({"words": values}, out)
    else:
        _write_counted(((each.documents, each.word) for each in words), out)


def write_acronyms(acronyms: Sequence[Acronym], out: TextIO, *, as_json: bool) -> None:
    """Write acronyms and what they mean, each behind the number of documents that say so."""
    if as_json:
        values = [
            {
                "short": each.short,
                "long": each.long,
                "documents": each.documents,
                "examples": list(each.examples),
            }
            for each in acronyms
        ]
        write_values({"acronyms": values}, out)
    else:
        _write_counted(((each.documents, f"{each.short} = {each.long}") for each in acronyms), out)


def _write_counted(lines: Iterable[tuple[int, str]], out: TextIO) -> None:
    for documents, text in lines:
        out.write(f"{documents:>9,}  {safe_line(text)}\n")
