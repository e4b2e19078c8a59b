"""The options of ``asearch index``, by what they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from asean_search.cli.parameters import Seconds

Command = TypeVar("Command", bound=Callable[..., Any])


def choosing_files(command: Command) -> Command:
    """Which files a run looks at."""
    return _with(
        command,
        click.option(
            "--include", metavar="GLOB", multiple=True, help="Only files like this; repeatable."
        ),
        click.option(
            "--exclude", metavar="GLOB", multiple=True, help="No files like this; repeatable."
        ),
        click.option("--max-size", metavar="SIZE", help="No larger files: 800k, 50M, 1.5GB."),
        click.option(
            "--no-prune",
            "prunes",
            flag_value=False,
            default=True,
            type=click.BOOL,
            help="Keep the documents of files that are gone.",
        ),
        click.option(
            "--retry-failed", is_flag=True, help="Try files again that could not be read before."
        ),
    )


def saying(command: Command) -> Command:
    """What the user says of documents."""
    return _with(
        command,
        click.option("--source", metavar="NAME", help="The source of documents that state none."),
        click.option("--date", metavar="DATE", help="The date of documents that state none."),
        click.option(
            "--date-from-mtime",
            is_flag=True,
            help="The last resort for a date is the time of the file.",
        ),
        click.option(
            "--map",
            "mapping",
            metavar="FIELD=COLUMN,...",
            callback=_pairs,
            help="Which columns of records hold the title, text, date, source, ...",
        ),
        click.option(
            "--keep",
            metavar="COLUMN,...",
            callback=_names,
            help="Columns of records that become fields to search in: topic:fisheries.",
        ),
        click.option(
            "--format",
            "format",
            metavar="NAME",
            help="What standard input (-) holds: jsonl, csv, json, ...",
        ),
    )


def doing(command: Command) -> Command:
    """What is done, and how it is told."""
    return _with(
        command,
        click.option(
            "--dry-run", is_flag=True, help="Only say what would happen to each file, and why."
        ),
        click.option(
            "--rebuild",
            is_flag=True,
            help="Read everything again, all paths that were ever given; also makes an index "
            "anew that is outdated or damaged.",
        ),
        click.option(
            "--watch", is_flag=True, help="Go on, and index again whenever a file changes."
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the report as one JSON object on stdout."
        ),
        click.option("--no-progress", is_flag=True, help="No progress line, even on a terminal."),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            help="No progress line; a report only when something could not be read.",
        ),
    )


def working(command: Command) -> Command:
    """What it may cost."""
    return _with(
        command,
        click.option(
            "--jobs",
            metavar="N",
            type=click.IntRange(min=1),
            help="So many processes that read files. [default: one for each processor]",
        ),
        click.option(
            "--time-limit",
            "time_limit_s",
            metavar="SECONDS",
            type=Seconds(min=0, min_open=True),
            help="The longest that one document may take to be read. [default: 60]",
        ),
        click.option(
            "--memory-limit",
            metavar="SIZE",
            help="The most memory that one document may take to be read. [default: 1GiB]",
        ),
        click.option(
            "--wait",
            "wait_s",
            metavar="SECONDS",
            type=Seconds(min=0),
            default=0,
            help="Wait so long for another process that is writing to the index.",
        ),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with the options, which its help shows in this order."""
    for option in reversed(options):
        command = option(command)
    return command


def _pairs(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, str]:
    """``title=headline,text=body`` as a dictionary."""
    found = {}
    for part in filter(None, (value or "").split(",")):
        field, sign, column = part.partition("=")
        if not (field.strip() and sign and column.strip()):
            raise click.BadParameter(f"{part!r} is not FIELD=COLUMN, such as title=headline")
        found[field.strip()] = column.strip()
    return found


def _names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``author,topic`` as names."""
    return tuple(filter(None, (part.strip() for part in (value or "").split(","))))
