"""``asearch batch``: many queries in one run; what is wrong with a line goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import at_most, ranked_by_profile
from asean_search.errors import ExitCode
from asean_search.model import BadLine, BatchAnswer, SearchRequest

if TYPE_CHECKING:
    from typing import TextIO


@click.command("batch", short_help="Answer many queries, one a line.")
@click.argument("file", metavar="FILE|-", type=click.File(encoding="utf-8", errors="replace"))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "csv", "trec"]),
    default="json",
    show_default=True,
    help="How to print the answers; trec is a run file for trec_eval and ir-measures.",
)
@at_most("documents for each query")
@click.option("--since", metavar="DATE", help="Only documents of this date or later.")
@click.option("--until", metavar="DATE", help="Only documents of this date or earlier.")
@click.option(
    "--source", "sources", metavar="NAME", multiple=True, help="Only from this source; repeatable."
)
@ranked_by_profile
@click.option("--expand", is_flag=True, help="Rank also by the words that the first hits dwell on.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of how queries were read.")
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
    """Answer the queries of a file, one a line, in one run.

    \b
    Examples:
      asearch batch queries.txt                 one JSON object, an answer on each line
      asearch batch queries.txt --format csv
      asearch batch topics.jsonl --format trec -n 1000 > asearch.run
      echo "vaccine access" | asearch batch -

    A line is a query, or a JSON object: {"id": "q1", "text": "vaccine access"}. Without an id the
    line's number is the id. The hits come first, then the documents that have only some of the
    words. A line that is no query is named on stderr, its words are looked for, and the exit code
    is 3; no line stops the others.

    In a run file a document is named by its record's name in a file of many, else by its path.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output.formats import BATCHES
    from asean_search.search import batch

    write = BATCHES.load(format_)
    settings = invocation.decide()
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
        write(_told(answers, bad, quiet=quiet), sys.stdout, presentation.options(settings, "json"))
    return ExitCode.PARTIAL if bad else ExitCode.FOUND


def _told(
    answers: Iterable[BatchAnswer | BadLine], bad: list[BadLine], *, quiet: bool
) -> Iterator[BatchAnswer]:
    """The answers alone; what is wrong, or worth telling, goes to stderr as it comes."""
    from asean_search.output.safe_text import safe_line

    for each in answers:
        if isinstance(each, BadLine):
            bad.append(each)
            streams.remark(safe_line(f"line {each.line}: {each.reason}"))
            continue
        for note in () if quiet else each.notes:
            streams.remark(safe_line(f"Note on line {each.query.line}: {note}"))
        yield each
