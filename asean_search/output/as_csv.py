"""CSV (RFC 4180) and TSV: one hit a row, harmless when a spreadsheet opens it.

A cell that a spreadsheet would take for a formula gets an apostrophe in front. See
https://owasp.org/www-community/attacks/CSV_Injection; full-width signs count in Japanese Excel.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from asean_search.model import Hit, SearchResult
from asean_search.output.highlights import plain, snippet_pieces
from asean_search.output.options import TABLE_FIELDS, OutputOptions
from asean_search.output.safe_text import safe_block, safe_line, safe_path

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write comma-separated values; lines end with CR LF as RFC 4180 wants."""
    csv.writer(out).writerows(_rows(result, options))


def write_tsv(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write tab-separated values without quoting: no cell holds a tab or a line break."""
    for row in _rows(result, options):
        out.write("\t".join(safe_line(cell) for cell in row) + "\n")


def _rows(result: SearchResult, options: OutputOptions) -> Iterator[list[str]]:
    fields = TABLE_FIELDS if options.fields is None else options.fields
    yield list(fields)
    for hit in result.hits:
        yield [table_cell(hit, field, options) for field in fields]


def table_cell(hit: Hit, field: str, options: OutputOptions) -> str:
    """One field of a hit, harmless in a spreadsheet."""
    if field == "rank":
        return str(hit.rank)
    if field == "score":
        return str(round(hit.score, 6))
    return harmless(_text(hit, field, options))


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _text(hit: Hit, field: str, options: OutputOptions) -> str:
    if field == "title_highlights":
        return " ".join(f"{span.start}:{span.end}" for span in hit.title_highlights)
    if field == "snippets":
        return " … ".join(plain(snippet_pieces(snippet)).strip("… ") for snippet in hit.snippets)
    if field == "path":
        return safe_path(options.shown_path(hit.document.path))
    if field == "keywords":
        return "; ".join(safe_line(f"{name}={value}") for name, value in hit.document.keywords)
    value: str = getattr(hit.document, field) or ""
    return safe_block(value) if field == "body" else safe_line(value)
