"""Plain text for a pipe or a file: whole lines, without escape codes or wrapping.

Matches are not marked, so that the text can be searched, compared and quoted; ``markdown`` marks
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from msgspec.structs import replace

from asean_search.model import (
    Acronym,
    CheckReport,
    FacetCount,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    SearchResult,
    ShownDocument,
    SimilarDocuments,
    WordFrequency,
)
from asean_search.output.highlights import plain, snippet_pieces
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_block, safe_line
from asean_search.output.wording import explanations, reports, results

_INDENT = "   "
_COUNT_CHARS = 10


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write each hit as its title, a line of facts and its snippets, separated by blank lines.

    Partial hits follow a heading that says what they are.
    """
    if result.partial:
        out.write(f"{results.partial_heading(result)}\n\n")
    hits = result.hits or result.partial
    parts = ["\n".join(_hit_lines(hit, options)) for hit in hits]
    parts += ["\n".join(_facet_lines(*facet)) for facet in result.facets.items() if facet[1]]
    out.write("\n\n".join(parts) + "\n" * bool(parts))


def write_document(shown: ShownDocument, out: TextIO, options: OutputOptions) -> None:
    """Write one whole document: its title and facts, a blank line, its text."""
    document = shown.document
    title = results.title(document)
    rows = [
        ("Title", safe_line(f"{title} ({document.title_from})")),
        *results.document_rows(document, options),
    ]
    _write_rows(rows, out)
    out.write(f"\n{safe_block(document.body)}\n")


def write_similar(similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
    """Write each document like a hit, with the words that make it similar."""
    blocks = []
    for hit in similar.hits:
        lines = list(_hit_lines(replace(hit, explanation=None), options))
        blocks.append("\n".join([*lines, _INDENT + results.likeness(hit)]))
    out.write("\n\n".join(blocks) + "\n" * bool(blocks))


def write_info(info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
    """Write what is in an index, one fact per line."""
    _write_rows(reports.info_rows(info, options), out)


def write_report(report: IngestReport, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run did."""
    for line in reports.report_lines(report, options):
        out.write(f"{line}\n")


def write_plan(plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run would do, one line per file that it would change."""
    for line in reports.plan_lines(plan, options):
        out.write(f"{line}\n")


def write_check(report: CheckReport, out: TextIO, options: OutputOptions) -> None:
    """Write whether an index is sound, and what has changed since it was made."""
    for line in reports.check_lines(report, options):
        out.write(f"{line}\n")


def write_words(words: Iterable[WordFrequency], out: TextIO, options: OutputOptions) -> None:
    """Write words of an index, each after its number of documents."""
    _write_counted(((each.documents, each.word) for each in words), out)


def write_acronyms(acronyms: Iterable[Acronym], out: TextIO, options: OutputOptions) -> None:
    """Write acronyms and their definitions, each after the number of documents that state it."""
    _write_counted(((each.documents, _definition(each)) for each in acronyms), out)


def _definition(acronym: Acronym) -> str:
    """``MRC = Mekong River Commission  (id 0x2s8qr2scsy, …)``: with documents that state it."""
    more = ", …" if acronym.documents > len(acronym.examples) else ""
    where = f"  (id {', '.join(acronym.examples)}{more})" if acronym.examples else ""
    return f"{acronym.short} = {acronym.long}{where}"


def _write_counted(lines: Iterable[tuple[int, str]], out: TextIO) -> None:
    for documents, text in lines:
        out.write(f"{documents:>9,}  {safe_line(text)}\n")


def _hit_lines(hit: Hit, options: OutputOptions) -> Iterator[str]:
    yield f"{hit.rank}. {results.title(hit.document)}"
    facts = [*results.facts(hit), results.location(hit.document, options), results.score(hit)]
    yield _INDENT + " · ".join(filter(None, [*facts, f"id {safe_line(hit.document.id)}"]))
    for snippet in hit.snippets:
        yield _INDENT + plain(snippet_pieces(snippet))
    if hit.explanation:
        yield from (_INDENT + line for line in explanations.lines(hit.explanation))


def _facet_lines(facet: str, rows: Sequence[FacetCount]) -> Iterator[str]:
    yield results.facet_heading(facet)
    for value, documents in results.facet_rows(facet, rows):
        yield f"{documents:>{_COUNT_CHARS},}  {value}"


def _write_rows(rows: Iterable[tuple[str, str]], out: TextIO) -> None:
    """Write labels and values in two columns."""
    rows = list(rows)
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        out.write(f"{label:<{width}}  {value}\n")
