"""``asearch info``: what is in the index."""

from __future__ import annotations

import sys

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.errors import ExitCode


@click.command("info")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@everywhere
@click.pass_obj
def info_command(invocation: Invocation, as_json: bool) -> ExitCode:
    """Show what is in the index: documents, dates, sources, size, versions, unread files.

    \b
    Examples:
      asearch info
      asearch info --json
      asearch info --index ~/archive/index
    """
    from asean_search import engine
    from asean_search.cli import presentation
    from asean_search.output import formats

    settings = invocation.choose_index(announce=not as_json)
    with engine.open_index(settings.location, trusted=invocation.trusts_index) as index:
        info = index.info()
    chosen = presentation.choose_format(json=as_json)
    formats.writer("info", chosen)(info, sys.stdout, presentation.options(settings, chosen))
    return ExitCode.FOUND
