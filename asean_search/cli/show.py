"""``asearch show``: print one document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.errors import ExitCode

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Lets the shell complete PATH with file names."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


@click.command("show")
@click.argument("document", metavar="ID|PATH", shell_complete=_files)
@click.option("--highlight", metavar="QUERY", help="Mark the matches of this query in the text.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_obj
def show_command(
    invocation: Invocation, document: str, highlight: str | None, as_json: bool
) -> ExitCode:
    """Print one document: its title, date, source, place and text.

    \b
    Examples:
      asearch show seeds/000_ced7635fd6bb6ecc.txt
      asearch show news.jsonl#412                 one record of a file
      asearch show 6t3mk0                         the start of an id
      asearch show seeds/000_ced7635fd6bb6ecc.txt --highlight "vaccine access"

    ID is what `asearch query` prints after "id", or at least its first four characters. PATH is
    relative to the current folder, or to the folder that holds the index folder.
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output import formats
    from asean_search.search import show

    settings = invocation.choose_index()
    with engine.open_index(settings.location, trusted=invocation.trusts_index) as index:
        shown = show.show(
            index,
            document,
            archive_root=settings.archive_root,
            highlight=highlight,
            location=settings.location,
        )
    chosen = presentation.choose_format(json=as_json)
    formats.writer("document", chosen)(shown, sys.stdout, presentation.options(settings, chosen))
    return ExitCode.FOUND
