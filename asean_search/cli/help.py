"""``asearch help``: pages of the documentation, in the terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import cast

import click

from asean_search.cli import pager, streams
from asean_search.cli.group import ALIASES, AsearchGroup, nearest
from asean_search.cli.invocation import everywhere
from asean_search.errors import ExitCode, RequestError

TOPICS = {"queries": ("queries.md", None), "dates": ("queries.md", "Dates")}
"""The page of each topic, and the section of it."""

_LINE_CHARS_MAX = 100
_BLOCK_STARTS = ("|", "#", "-", "```")
_PACKAGE = Path(__file__).parent.parent


@click.command("help")
@click.argument("topic", required=False)
@everywhere
@click.pass_context
def help_command(context: click.Context, topic: str | None) -> ExitCode:
    """Explain the query and date syntax, or a command.

    \b
    Examples:
      asearch help queries                        every form of a query
      asearch help dates                          every way to write a date
      asearch help query                          the options of a command
    """
    root = context.find_root()
    group = cast("AsearchGroup", root.command)
    if topic is None:
        for name in TOPICS:
            click.echo(f"asearch help {name}")
        click.echo("\n".join(f"asearch help {name}" for name in group.list_commands(root)))
        return ExitCode.FOUND
    if topic not in TOPICS:
        known = ALIASES.get(topic, topic)
        command = group.get_command(root, known)
        if command is None:
            near = nearest(topic, (*TOPICS, *group.list_commands(root)))
            raise RequestError(
                f"there is no help on {topic!r}",
                hint=f"Did you mean: asearch help {near}?" if near else "List: asearch help",
            )
        with click.Context(command, info_name=known, parent=root) as inner:
            click.echo(command.get_help(inner))
        return ExitCode.FOUND
    name, heading = TOPICS[topic]
    text = _section(_page(name).read_text(encoding="utf-8"), heading)
    if sys.stdout.isatty():
        import shutil  # loads the archive formats too

        text = fitted(text, shutil.get_terminal_size().columns)
    with pager.paged() as out:
        out.write(text)
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
