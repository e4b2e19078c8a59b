"""Words and acronyms of an index: a line each, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from asean_search.model import Acronym, WordFrequency
from asean_search.output.json_layout import write_values
from asean_search.output.safe_text import safe_line


def write_words(words: Sequence[WordFrequency], out: TextIO, *, as_json: bool) -> None:
    """Write words, each behind its number of documents."""
    if as_json:
        values = [{"word": each.word, "documents": each.documents} for each in words]
        write_values({"words": values}, out)
    else:
        _write_counted(((each.documents, each.word) for each in words), out)


def write_acronyms(acronyms: Sequence[Acronym], out: TextIO, *, as_json: bool) -> None:
    """Write acronyms and what they mean, each behind the number of documents that say so.

    Some of these documents are named.
    """
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
        _write_counted(((each.documents, _defined(each)) for each in acronyms), out)


def _defined(acronym: Acronym) -> str:
    """``MRC = Mekong River Commission  (id 0x2s8qr2scsy, …)``: where to read it."""
    more = ", …" if acronym.documents > len(acronym.examples) else ""
    where = f"  (id {', '.join(acronym.examples)}{more})" if acronym.examples else ""
    return f"{acronym.short} = {acronym.long}{where}"


def _write_counted(lines: Iterable[tuple[int, str]], out: TextIO) -> None:
    for documents, text in lines:
        out.write(f"{documents:>9,}  {safe_line(text)}\n")
