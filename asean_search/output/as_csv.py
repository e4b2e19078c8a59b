"""CSV (RFC 4180) and TSV: one hit per row, harmless when a spreadsheet opens it.

An apostrophe precedes a cell that a spreadsheet would evaluate as a formula. See
https://owasp.org/www-community/attacks/CSV_Injection; full-width signs count in Japanese Excel.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from asean_search.model import BatchAnswer, Hit, SearchResult
from asean_search.output.highlights import plain, snippet_pieces
from asean_search.output.options import BATCH_FIELDS, TABLE_FIELDS, OutputOptions
from asean_search.output.safe_text import safe_block, safe_line, safe_path

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write comma-separated values; lines end with CR LF as RFC 4180 requires."""
    csv.writer(out).writerows(_rows(result, options))


def write_batch(answers: Iterable[BatchAnswer], out: TextIO, options: OutputOptions) -> None:
    """Write a row for each document; ``partial`` is 1 where it has only some of the words."""
    writer = csv.writer(out)
    writer.writerow(["query", "partial", *BATCH_FIELDS])
    for answer in answers:
        query = _harmless(safe_line(answer.query.id))
        for partial, hits in enumerate((answer.hits, answer.partial)):
            for hit in hits:
                cells = [_cell(hit, field, options) for field in BATCH_FIELDS]
                writer.writerow([query, partial, *cells])


def write_result_tabbed(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write tab-separated values without quoting: no cell holds a tab or a line break."""
    for row in _rows(result, options):
        out.write("\t".join(safe_line(cell) for cell in row) + "\n")


def _rows(result: SearchResult, options: OutputOptions) -> Iterator[list[str]]:
    fields = TABLE_FIELDS if options.fields is None else options.fields
    yield list(fields)
    for hit in result.hits:
        yield [_cell(hit, field, options) for field in fields]


def _cell(hit: Hit, field: str, options: OutputOptions) -> str:
    if field == "rank":
        return str(hit.rank)
    if field == "score":
        return str(round(hit.score, 6))
    return _harmless(_text(hit, field, options))


def _harmless(text: str) -> str:
    """The text as a cell that no spreadsheet evaluates."""
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
