"""``asearch batch``: many queries in one run; problems of a line go to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most, formats_of, ranked_by_profile
from asean_search.errors import ExitCode
from asean_search.model import BadLine, BatchAnswer, SearchRequest

if TYPE_CHECKING:
    from typing import TextIO


@click.command("batch")
@click.argument("file", metavar="FILE|-", type=click.File(encoding="utf-8", errors="replace"))
@click.option(
    "--format",
    "format_",
    type=formats_of("batch"),
    default="json",
    show_default=True,
    help="Output format; trec is a run file for trec_eval and ir-measures.",
)
@at_most("documents per query")
@click.option("--since", metavar="DATE", help="Only documents from this date on.")
@click.option("--until", metavar="DATE", help="Only documents up to this date.")
@click.option(
    "--source",
    "sources",
    metavar="NAME",
    multiple=True,
    help="Only documents of this source; repeatable.",
)
@ranked_by_profile
@click.option(
    "--expand", is_flag=True, help="Improve the ranking with words typical of the top hits."
)
@click.option("-q", "--quiet", is_flag=True, help="Print no notes on how queries were understood.")
@everywhere
@click.pass_obj
def batch_command(
    invocation: Invocation,
    file: TextIO,
    format_: str,
    limit: int,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    profile: str,
    expand: bool,
    quiet: bool,
) -> ExitCode:
    """Run the queries of a file, one per line, in one process.

    \b
    Examples:
      asearch batch queries.txt                 one JSON object, one answer per line
      asearch batch queries.txt --format csv
      asearch batch topics.jsonl --format trec -n 1000 > asearch.run
      echo "vaccine access" | asearch batch -

    A line is a query, or a JSON object: {"id": "q1", "text": "vaccine access"}. Without an id, the
    line's number is the id. The hits come first, then the documents that have only some of the
    words. An invalid query is reported on stderr, a search for its words is run instead, and the
    exit code is 3; the other lines are not affected.

    A run file names a document by its record's name in a file of many records, else by its path.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output import formats
    from asean_search.search import batch

    write = formats.writer("batch", format_)
    settings = invocation.choose_index()
    request = SearchRequest(
        query="",
        since=since,
        until=until,
        sources=sources,
        limit=limit,
        profile=profile,
        expand=expand,
    )
    bad: list[BadLine] = []
    with engine.open_index(settings.location) as index:
        answers = batch.Batch(index, request, location=settings.location).answers(file)
        write(_valid(answers, bad, quiet=quiet), sys.stdout, presentation.options(settings, "json"))
    return ExitCode.PARTIAL if bad else ExitCode.FOUND


def _valid(
    answers: Iterable[BatchAnswer | BadLine], bad: list[BadLine], *, quiet: bool
) -> Iterator[BatchAnswer]:
    """The answers; bad lines and notes are printed on stderr as they come."""
    from asean_search.output.safe_text import safe_line

    for each in answers:
        if isinstance(each, BadLine):
            bad.append(each)
            streams.remark(safe_line(f"line {each.line}: {each.reason}"))
            continue
        for note in () if quiet else each.notes:
            streams.remark(safe_line(f"Note on line {each.query.line}: {note}"))
        yield each
