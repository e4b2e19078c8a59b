"""The options of ``asearch index``, in groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from asean_search.cli.parameters import Seconds

Command = TypeVar("Command", bound=Callable[..., Any])


def file_options(command: Command) -> Command:
    """Options for which files to index."""
    return _with(
        command,
        click.option(
            "--include",
            metavar="GLOB",
            multiple=True,
            help="Index only files that match GLOB; repeatable.",
        ),
        click.option(
            "--exclude",
            metavar="GLOB",
            multiple=True,
            help="Skip files that match GLOB; repeatable.",
        ),
        click.option(
            "--max-size", metavar="SIZE", help="Skip files larger than this: 800k, 50M, 1.5GB."
        ),
        click.option(
            "--no-prune",
            "prunes",
            flag_value=False,
            default=True,
            type=click.BOOL,
            help="Keep documents whose files are gone.",
        ),
        click.option(
            "--retry-failed", is_flag=True, help="Retry files that could not be read before."
        ),
    )


def metadata_options(command: Command) -> Command:
    """Options for the metadata of documents."""
    return _with(
        command,
        click.option("--source", metavar="NAME", help="Source for documents that state none."),
        click.option("--date", metavar="DATE", help="Date for documents that state none."),
        click.option(
            "--date-from-mtime",
            is_flag=True,
            help="As a last resort, use the file's modification time as the date.",
        ),
        click.option(
            "--map",
            "mapping",
            metavar="FIELD=COLUMN,...",
            callback=_pairs,
            help="The columns of records that hold the title, text, date, source, ...",
        ),
        click.option(
            "--keep",
            metavar="COLUMN,...",
            callback=_names,
            help="Columns of records to keep as searchable fields: topic:fisheries.",
        ),
        click.option(
            "--format",
            "format",
            metavar="NAME",
            help="Format of standard input (-): jsonl, csv, json, ...",
        ),
    )


def run_options(command: Command) -> Command:
    """Options for how to run and what to print."""
    return _with(
        command,
        click.option(
            "--dry-run",
            is_flag=True,
            help="Show what would happen to each file, and why; change nothing.",
        ),
        click.option(
            "--rebuild",
            is_flag=True,
            help="Rebuild the index from scratch, from every path indexed so far. Use it for an "
            "outdated or damaged index.",
        ),
        click.option(
            "--watch", is_flag=True, help="Keep running and re-index files as they change."
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Print the report as one JSON object on stdout."
        ),
        click.option(
            "--no-progress", is_flag=True, help="Show no progress line, even on a terminal."
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            help="Show no progress line; report only if something could not be read.",
        ),
    )


def limit_options(command: Command) -> Command:
    """Options for workers, limits and waiting."""
    return _with(
        command,
        click.option(
            "--jobs",
            metavar="N",
            type=click.IntRange(min=1),
            help="Number of reader processes. [default: one per processor]",
        ),
        click.option(
            "--time-limit",
            "time_limit_s",
            metavar="SECONDS",
            type=Seconds(min=0, min_open=True),
            help="Maximum time to read one document. [default: 60]",
        ),
        click.option(
            "--memory-limit",
            metavar="SIZE",
            help="Maximum memory to read one document. [default: 1GiB]",
        ),
        click.option(
            "--wait",
            "wait_s",
            metavar="SECONDS",
            type=Seconds(min=0),
            default=0,
            help="Seconds to wait for another process that is writing to the index.",
        ),
    )


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with the options, in the order in which its help lists them."""
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
