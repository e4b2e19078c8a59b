"""``asearch index``: put files into the index; the report goes to stderr, with --json to stdout."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asean_search.cli import streams
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.errors import ExitCode, IngestError
from asean_search.model import IngestReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asean_search.indexing import Progress
    from asean_search.output.options import OutputOptions

DEFAULT_PATH = "seeds"


@click.command("index", short_help="Put files into the index.")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--json", "as_json", is_flag=True, help="Print the report as one JSON object on stdout."
)
@click.option(
    "--wait",
    "wait_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=0,
    help="Wait so long for another process that is writing to the index.",
)
@click.option("--no-progress", is_flag=True, help="No progress line, even on a terminal.")
@click.option(
    "-q",
    "--quiet",
    is_flag=True,
    help="No progress line; a report only when something could not be read.",
)
@everywhere
@click.pass_obj
def index_command(
    invocation: Invocation,
    paths: tuple[Path, ...],
    as_json: bool,
    wait_s: float,
    no_progress: bool,
    quiet: bool,
) -> ExitCode:
    """Put files and folders into the index: text files, and JSONL records (.jsonl, .jsonl.gz).

    \b
    Examples:
      asearch index                               the folder seeds/
      asearch index ~/archive news.jsonl.gz       your own
      asearch index --index ~/archive/index ~/archive
      asearch index ~/archive --json | jq .skipped

    New files are added, changed ones replaced, deleted ones removed, the others left alone. The
    index folder is made when there is none.
    """
    from asean_search import engine, indexing
    from asean_search.cli import presentation

    settings = invocation.decide()
    options = presentation.options(settings, "text")
    chosen = _existing(paths) if paths else (_default_path(),)
    invocation.on_interrupt = "the index holds what was committed; run it again to go on"
    with (
        engine.open_writer(settings.index, wait_s=wait_s) as writer,
        _progress(options, wanted=not (no_progress or quiet)) as on_progress,
    ):
        report = indexing.run(
            chosen,
            writer,
            index_path=settings.index,
            archive_root=settings.archive_root,
            on_progress=on_progress,
        )
    _tell(report, options, as_json=as_json, quiet=quiet)
    return _exit_code(report)


def _existing(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths, when one of them exists; otherwise a mistyped name would make an empty index."""
    if not any(os.path.lexists(path) for path in paths):
        raise IngestError(
            f"no such file or folder: {', '.join(map(str, paths))}",
            hint="Nothing was done. Name what to index: asearch index PATH",
        )
    return paths


def _default_path() -> Path:
    path = Path(DEFAULT_PATH)
    if not path.is_dir():
        raise IngestError(
            f"there is no folder {DEFAULT_PATH}/ here, which is what is indexed by default",
            hint="Name what to index: asearch index PATH",
        )
    return path


@contextlib.contextmanager
def _progress(
    options: OutputOptions, *, wanted: bool
) -> Iterator[Callable[[Progress], None] | None]:
    """What is to be called with the progress, when there is a terminal to show it on."""
    if not wanted or not streams.is_capable_terminal(sys.stderr):
        yield None
        return
    from asean_search.output.progress import IndexingProgress

    with IndexingProgress(sys.stderr, options) as line:
        yield lambda progress: line.update(progress.files, progress.documents, progress.path)


def _tell(report: IngestReport, options: OutputOptions, *, as_json: bool, quiet: bool) -> None:
    from asean_search.output.formats import report_writer_for

    if as_json:
        report_writer_for("json")(report, sys.stdout, options)
    elif report.skipped or not quiet:
        text = io.StringIO()
        report_writer_for("text")(report, text, options)
        streams.remark(text.getvalue().rstrip("\n"))


def _exit_code(report: IngestReport) -> ExitCode:
    if report.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.PARTIAL if report.skipped else ExitCode.FOUND
