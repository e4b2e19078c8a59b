"""The command reference, docs/cli.md, from the program itself: ``make docs`` writes it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

WIDTH_CHARS = 92

_INTRODUCTION = """\
# The command line

This page is what `asearch --help` and `asearch COMMAND --help` print. `make docs` writes it, and
a test holds that it is current. How queries are written is in [queries.md](queries.md), what
`--json` prints in [json.md](json.md).
"""


def reference(program: click.Group, name: str = "asearch") -> str:
    """The whole page, in Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(program, name)])


def _sections(program: click.Group, name: str) -> Iterator[str]:
    root = _context(program, name)
    yield _section(program, root)
    for command_name in program.list_commands(root):
        command = program.get_command(root, command_name)
        if command is not None and not command.hidden:
            yield _section(command, _context(command, command_name, root))


def _context(
    command: click.Command, name: str, parent: click.Context | None = None
) -> click.Context:
    return click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH_CHARS,
        **{} if parent else command.context_settings,
    )


def _section(command: click.Command, context: click.Context) -> str:
    text = inspect.cleandoc(command.get_help(context))
    return f"## {context.command_path}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    from asean_search.cli import program

    print(reference(program), end="")
