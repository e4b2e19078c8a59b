"""``asearch index``: add files to the index; the report goes to stderr, with --json to stdout."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asean_search.cli import streams
from asean_search.cli.index_options import (
    file_options,
    limit_options,
    metadata_options,
    run_options,
)
from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import FilePath
from asean_search.errors import ExitCode, IngestError
from asean_search.model import Action, IngestReport

if TYPE_CHECKING:
    from asean_search.config import Settings
    from asean_search.indexing import Progress, RunOptions
    from asean_search.output.options import OutputOptions

DEFAULT_PATH = "seeds"
STANDARD_INPUT = Path("-")


@click.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=FilePath())
@file_options
@metadata_options
@run_options
@limit_options
@everywhere
@click.pass_obj
def index_command(
    invocation: Invocation,
    /,
    paths: tuple[Path, ...],
    dry_run: bool,
    rebuild: bool,
    watch: bool,
    as_json: bool,
    wait_s: float,
    no_progress: bool,
    quiet: bool,
    format: str | None,  # noqa: A002
    **said: Any,
) -> ExitCode:
    """Add files and folders to the index: text, web, office, mail, feeds, records, archives.

    \b
    Examples:
      asearch index                               the folder seeds/
      asearch index ~/archive news.jsonl.gz       your own
      asearch index --index ~/archive/index ~/archive
      asearch index ~/archive --dry-run           show what would happen, and why
      asearch index ~/archive --exclude 'drafts/' --max-size 50M
      asearch index table.csv --map title=headline,text=story --keep topic
      asearch index ~/vna --source VNA            for documents that state no source
      producer | asearch index - --format jsonl   records from standard input
      asearch index --rebuild                     everything from scratch
      asearch index ~/archive --json | jq .skipped

    New files are added, changed files replaced, deleted files removed, and unchanged files not
    read. A missing index folder is created. Files that a folder's .asearchignore names are
    ignored. A folder's asearch.toml sets --source, --date, --map and --keep for the files below
    it. Globs are those of .gitignore.
    """
    from asean_search import indexing
    from asean_search.cli import presentation

    settings = invocation.choose_index()
    options = indexing.run_options(again=rebuild, **said)
    shown = presentation.options(settings, "text")
    invocation.on_interrupt = "what was committed is kept; run the command again to continue"
    run = _Run(invocation, settings, options, shown, wait_s, no_progress, quiet, as_json)
    if paths == (STANDARD_INPUT,):
        _refuse_with_standard_input(dry_run=dry_run, rebuild=rebuild, watch=watch)
        return run.take_standard_input(format)
    if format is not None:
        raise click.UsageError(
            "--format is only for standard input: asearch index - --format jsonl"
        )
    chosen = _chosen(paths, settings, rebuild=rebuild)
    if dry_run:
        return run.plan(chosen)
    return run.watch(chosen) if watch else run.once(chosen)


class _Run:
    """The options of a run, and the ways to run: once, watching, planning, standard input."""

    def __init__(
        self,
        invocation: Invocation,
        settings: Settings,
        options: RunOptions,
        shown: OutputOptions,
        wait_s: float,
        no_progress: bool,
        quiet: bool,
        as_json: bool,
    ) -> None:
        self._invocation = invocation
        self._settings = settings
        self._options = options
        self._shown = shown
        self._wait_s = wait_s
        self._wants_progress = not (no_progress or quiet)
        self._quiet = quiet
        self._as_json = as_json

    def once(self, paths: tuple[Path, ...]) -> ExitCode:
        """Bring the index up to date, and report."""
        report = self._index(paths)
        self._print(report)
        return _exit_code(report)

    def watch(self, paths: tuple[Path, ...]) -> ExitCode:
        """Bring the index up to date now and whenever a file changes, until Ctrl-C."""
        from asean_search.indexing import watch as watching

        watching.require()
        changes = watching.changes(paths, self._settings.index)
        is_first = True
        while True:
            report = self._index(paths)
            if report.interrupted:
                self._print(report)
                return ExitCode.INTERRUPTED
            has_changes = False
            with contextlib.suppress(KeyboardInterrupt):  # no run is in progress
                if is_first or report.committed:
                    self._print(report)
                if is_first and not self._quiet:
                    streams.remark("Watching for changes; press Ctrl-C to stop.")
                is_first = False
                has_changes = next(changes, False)
            if not has_changes:
                return ExitCode.FOUND

    def plan(self, paths: tuple[Path, ...]) -> ExitCode:
        """Report what would be done."""
        from asean_search import engine, indexing
        from asean_search.output import formats

        with engine.open_catalog(self._settings.location) as open_catalog:
            plan = indexing.plan(
                paths,
                open_catalog,
                index_path=self._settings.index,
                archive_root=self._settings.archive_root,
                options=self._options,
            )
        formats.writer("plan", "json" if self._as_json else "text")(plan, sys.stdout, self._shown)
        skips = any(each.action is Action.SKIP for each in plan.files)
        return ExitCode.PARTIAL if skips else ExitCode.FOUND

    def take_standard_input(self, format: str | None) -> ExitCode:  # noqa: A002
        """Index the records on standard input, and report."""
        from asean_search import engine
        from asean_search.indexing import stdin

        with engine.open_writer(
            self._settings.location, wait_s=self._wait_s, trusted=self._invocation.trusts_index
        ) as writer:
            report = stdin.run(
                sys.stdin.buffer,
                writer,
                format=format,
                index_path=self._settings.index,
                options=self._options,
            )
        self._print(report)
        return _exit_code(report)

    def _index(self, paths: tuple[Path, ...]) -> IngestReport:
        from asean_search import engine, indexing

        with (
            engine.open_writer(
                self._settings.location,
                wait_s=self._wait_s,
                trusted=self._invocation.trusts_index,
                rebuild=self._options.again,
            ) as writer,
            _progress(self._shown, wanted=self._wants_progress) as on_progress,
        ):
            return indexing.run(
                paths,
                writer,
                index_path=self._settings.index,
                archive_root=self._settings.archive_root,
                options=self._options,
                on_progress=on_progress,
            )

    def _print(self, report: IngestReport) -> None:
        from asean_search.output import formats

        if self._as_json:
            formats.writer("report", "json")(report, sys.stdout, self._shown)
        elif report.skipped or not self._quiet:
            text = io.StringIO()
            formats.writer("report", "text")(report, text, self._shown)
            streams.remark(text.getvalue().rstrip("\n"))


def _refuse_with_standard_input(**wanted: bool) -> None:
    for name, is_wanted in wanted.items():
        if is_wanted:
            raise click.UsageError(f"--{name.replace('_', '-')} cannot be used with standard input")


def _chosen(paths: tuple[Path, ...], settings: Settings, *, rebuild: bool) -> tuple[Path, ...]:
    """The paths to index: with --rebuild, also those indexed before."""
    from asean_search import engine
    from asean_search.paths import path_of, real_folder

    if STANDARD_INPUT in paths:
        raise click.UsageError("standard input (-) cannot be indexed together with files")
    before: tuple[Path, ...] = ()
    if rebuild:
        root = real_folder(settings.archive_root)
        keys = engine.catalog_roots(settings.location)
        before = tuple(path_of(key, root) for key in keys)
    if paths or before:
        return _existing((*before, *paths))
    return (_default_path(),)


def _existing(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths, if one of them exists; otherwise a mistyped name would create an empty index."""
    if not any(os.path.lexists(path) for path in paths):
        raise IngestError(
            f"no such file or folder: {', '.join(map(str, paths))}",
            hint="Nothing was done. Give the path to index: asearch index PATH",
        )
    return paths


def _default_path() -> Path:
    path = Path(DEFAULT_PATH)
    if not path.is_dir():
        raise IngestError(
            f"no path was given, and there is no default folder {DEFAULT_PATH}/ here",
            hint="Give the path to index: asearch index PATH",
        )
    return path


@contextlib.contextmanager
def _progress(
    options: OutputOptions, *, wanted: bool
) -> Iterator[Callable[[Progress], None] | None]:
    """The callback that shows progress; None without a terminal to show it on."""
    if not wanted or not streams.is_capable_terminal(sys.stderr):
        yield None
        return
    from asean_search.output.progress import IndexingProgress

    with IndexingProgress(sys.stderr, options) as line:
        yield lambda progress: line.update(progress.files, progress.documents, progress.path)


def _exit_code(report: IngestReport) -> ExitCode:
    if report.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.PARTIAL if report.skipped else ExitCode.FOUND
