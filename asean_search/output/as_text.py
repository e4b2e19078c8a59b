"""Plain text: whole lines for a pipe or a file, without escape codes, wrapping or marks.

Matches are not marked: what is printed is what the document says, so it can be searched, compared
and quoted. ``markdown`` marks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from msgspec.structs import replace

from asean_search.model import (
    CheckReport,
    Document,
    FacetCount,
    Hit,
    IndexInfo,
    IngestPlan,
    IngestReport,
    SearchResult,
    SimilarDocuments,
    Span,
)
from asean_search.output.highlights import plain, snippet_pieces
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_block, safe_line
from asean_search.output.wording import explanations, reports, results

_INDENT = "   "
_COUNT_CHARS = 10


def write_result(result: SearchResult, out: TextIO, options: OutputOptions) -> None:
    """Write each hit as its title, a line of facts and its snippets, with a blank line between.

    Partial hits stand alone, under a line that says what they are.
    """
    if result.partial:
        out.write(f"{results.partial_heading(result)}\n\n")
    hits = result.hits or result.partial
    parts = ["\n".join(_hit_lines(hit, options)) for hit in hits]
    parts += ["\n".join(_facet_lines(*facet)) for facet in result.facets.items() if facet[1]]
    out.write("\n\n".join(parts) + "\n" * bool(parts))


def write_document(
    document: Document,
    out: TextIO,
    options: OutputOptions,
    *,
    title_highlights: tuple[Span, ...] = (),
    body_highlights: tuple[Span, ...] = (),
) -> None:
    """Write one whole document: its title and facts, a blank line, its text."""
    title = results.title(document)
    rows = [
        ("Title", safe_line(f"{title} ({document.title_from})")),
        *results.document_rows(document, options),
    ]
    _write_rows(rows, out)
    out.write(f"\n{safe_block(document.body)}\n")


def write_similar(similar: SimilarDocuments, out: TextIO, options: OutputOptions) -> None:
    """Write each document like a hit, and the words that made it so."""
    blocks = []
    for hit in similar.hits:
        lines = list(_hit_lines(replace(hit, explanation=None), options))
        blocks.append("\n".join([*lines, _INDENT + results.likeness(hit)]))
    out.write("\n\n".join(blocks) + "\n" * bool(blocks))


def write_info(info: IndexInfo, out: TextIO, options: OutputOptions) -> None:
    """Write what is in an index, a line each."""
    _write_rows(results.info_rows(info, options), out)


def write_report(report: IngestReport, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run did."""
    for line in results.report_lines(report, options):
        out.write(f"{line}\n")


def write_plan(plan: IngestPlan, out: TextIO, options: OutputOptions) -> None:
    """Write what an indexing run would do, a line for each file that it would touch."""
    for line in reports.plan_lines(plan, options):
        out.write(f"{line}\n")


def write_check(report: CheckReport, out: TextIO, options: OutputOptions) -> None:
    """Write whether an index is sound, and what has changed since it was made."""
    for line in reports.check_lines(report, options):
        out.write(f"{line}\n")


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
