"""``asearch help``: the pages of the documentation, in the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import click

from asean_search.cli.invocation import everywhere
from asean_search.errors import ExitCode

TOPICS = {"queries": ("queries.md", None), "dates": ("queries.md", "Dates")}
"""For each topic the page, and the section of it."""

_PACKAGE = Path(__file__).parent.parent


@click.command("help", short_help="Tell how queries and dates are written.")
@click.argument("topic", required=False, type=click.Choice(list(TOPICS)))
@everywhere
def help_command(topic: str | None) -> ExitCode:
    """Tell how queries and dates are written, with examples.

    \b
    Examples:
      asearch help queries                        every form of a query
      asearch help dates                          every way to write a date
      asearch query --help                        the options of a command
    """
    if topic is None:
        click.echo("\n".join(f"asearch help {name}" for name in TOPICS))
        return ExitCode.FOUND
    name, heading = TOPICS[topic]
    click.echo(_section(_page(name).read_text(encoding="utf-8"), heading), nl=False)
    return ExitCode.FOUND


def _page(name: str) -> Path:
    """The page as it is installed, or in a checkout."""
    installed = _PACKAGE / "pages" / name
    return installed if installed.exists() else _PACKAGE.parent / "docs" / name


def _section(page: str, heading: str | None) -> str:
    """The whole page, or the section with this heading."""
    if heading is None:
        return page
    found = re.search(rf"^## {heading}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[0] if found else page
