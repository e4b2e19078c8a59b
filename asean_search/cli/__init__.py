"""The command line: one file per command; what they share is in group, invocation and streams."""

from __future__ import annotations

import click

from asean_search.cli.batch import batch_command
from asean_search.cli.check import check_command
from asean_search.cli.completion import completion_command
from asean_search.cli.group import AsearchGroup
from asean_search.cli.help import help_command
from asean_search.cli.index import index_command
from asean_search.cli.info import info_command
from asean_search.cli.invocation import everywhere
from asean_search.cli.query import query_command
from asean_search.cli.show import show_command
from asean_search.cli.similar import similar_command
from asean_search.cli.terms import terms_command


def _print_versions(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print what a report of a fault should name. Nothing of it has to be loaded for that."""
    if not wanted or context.resilient_parsing:
        return
    import platform
    from importlib.metadata import version

    from asean_search import __version__
    from asean_search.engine.whoosh.folder import FORMAT_VERSION

    click.echo(
        f"asearch {__version__} (Python {platform.python_version()}, "
        f"whoosh3 {version('whoosh3')}, index format {FORMAT_VERSION})"
    )
    context.exit()


@click.group(
    cls=AsearchGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit codes:
  0    found, or done
  1    nothing found
  2    an error: the query, the options or the index cannot be used
  3    done in part: some files could not be read, or a search would have cost too much
  75   another process is writing to the index: try again later
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
      asearch index                               put the documents in seeds/ into an index
      asearch index ~/archive                     put your own there
      asearch query "vaccine access"              ask it
      asearch query "vaccine access" --json       ask it from a script
      asearch query '"rules based order"' --since 2020
      asearch show seeds/001_ddc4b047691674bc.txt
      asearch info                                what is in the index?
      asearch check                               is it sound and up to date?

    asearch COMMAND --help tells more about one command, with examples first.
    """


for _command in (
    *(index_command, query_command, batch_command, similar_command, show_command),
    *(terms_command, info_command, check_command, help_command, completion_command),
):
    program.add_command(_command)
