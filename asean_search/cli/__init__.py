"""The command line: one file per command; they share group, invocation and streams."""

from __future__ import annotations

import click

from asean_search.cli.group import AsearchGroup
from asean_search.cli.invocation import everywhere

COMMANDS = {
    "index": "Add files to the index.",
    "query": "Find documents, best first.",
    "batch": "Run many queries, one per line.",
    "similar": "Find documents like a document or text.",
    "show": "Print one document.",
    "terms": "List the words or the acronyms of the index.",
    "info": "Show what is in the index.",
    "check": "Check the index and its files.",
    "help": "Explain the query and date syntax.",
    "completion": "Print a shell's completion script.",
}
"""The commands in the order of the help. Each is in the module of its name."""


def _print_versions(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the versions that a bug report should name, without loading what they are of."""
    if not wanted or context.resilient_parsing:
        return
    import platform
    from importlib.metadata import version

    from asean_search import __version__
    from asean_search.engine import format_version

    click.echo(
        f"asearch {__version__} (Python {platform.python_version()}, "
        f"whoosh3 {version('whoosh3')}, index format {format_version()})"
    )
    context.exit()


@click.group(
    cls=AsearchGroup,
    summaries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit codes:
  0    found, or done
  1    nothing found
  2    error: the query, the options or the index cannot be used
  3    partial: some files could not be read, or a search stopped early
  75   another process is writing to the index; try again later
  130  interrupted with Ctrl-C""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Print the versions of asearch, Python, the engine and the index format.",
)
@everywhere
def program() -> None:
    """Ranked full-text search for archives of dated, sourced documents.

    \b
    Examples:
      asearch index                               index the documents in seeds/
      asearch index ~/archive                     index your own
      asearch query "vaccine access"              search
      asearch query "vaccine access" --json       search from a script
      asearch query '"rules based order"' --since 2020
      asearch show seeds/001_ddc4b047691674bc.txt
      asearch info                                show what is in the index
      asearch check                               check that it is sound and up to date

    Run `asearch COMMAND --help` for details and examples.
    """
