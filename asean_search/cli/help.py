"""``asearch help``: pages of the documentation, in the terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from asean_search.cli import streams
from asean_search.cli.invocation import everywhere
from asean_search.errors import ExitCode

TOPICS = {"queries": ("queries.md", None), "dates": ("queries.md", "Dates")}
"""The page of each topic, and the section of it."""

_LINE_CHARS_MAX = 100
_BLOCK_STARTS = ("|", "#", "-", "```")
_PACKAGE = Path(__file__).parent.parent


@click.command("help")
@click.argument("topic", required=False, type=click.Choice(list(TOPICS)))
@everywhere
def help_command(topic: str | None) -> ExitCode:
    """Explain the query and date syntax, with examples.

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
    text = _section(_page(name).read_text(encoding="utf-8"), heading)
    if sys.stdout.isatty():
        import shutil  # loads the archive formats too

        text = fitted(text, shutil.get_terminal_size().columns)
    click.echo(text, nl=False)
    return ExitCode.FOUND


def fitted(page: str, width_chars: int) -> str:
    """The page with paragraphs and tables wrapped at words; code blocks are unchanged."""
    width_chars = min(width_chars, _LINE_CHARS_MAX)
    lines: list[str] = []
    in_code = False
    for line in page.split("\n"):
        is_fence = line.startswith("```")
        continues = bool(lines and lines[-1] and line) and not in_code and not is_fence
        if continues and not lines[-1].startswith(_BLOCK_STARTS) and line[0] not in "|#-":
            lines[-1] += f" {line}"
        else:
            lines.append(line)
        in_code ^= is_fence
    in_code = False
    for number, line in enumerate(lines):
        in_code ^= line.startswith("```")
        if not in_code:
            indent = "  " if line.startswith(("|", "-")) else ""
            lines[number] = streams.wrapped(line, width_chars, indent=indent)
    return "\n".join(lines)


def _page(name: str) -> Path:
    """The path of the page: installed, or in a checkout."""
    installed = _PACKAGE / "pages" / name
    return installed if installed.exists() else _PACKAGE.parent / "docs" / name


def _section(page: str, heading: str | None) -> str:
    """The whole page, or the section with this heading."""
    if heading is None:
        return page
    found = re.search(rf"^## {heading}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found[0] if found else page
