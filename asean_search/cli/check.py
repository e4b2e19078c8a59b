"""``asearch check``: whether the index is sound, and up to date with its files."""

from __future__ import annotations

import sys

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import Seconds
from asean_search.errors import ExitCode
from asean_search.model import CheckReport


@click.command("check")
@click.option(
    "--repair",
    is_flag=True,
    help="Remove damaged parts from the index, and print what to index again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--wait",
    "wait_s",
    metavar="SECONDS",
    type=Seconds(min=0),
    default=0,
    help="With --repair, seconds to wait for another process that is writing to the index.",
)
@everywhere
@click.pass_obj
def check_command(invocation: Invocation, repair: bool, as_json: bool, wait_s: float) -> ExitCode:
    """Check that the index is sound, and up to date with its files.

    \b
    Examples:
      asearch check
      asearch check --json | jq .changed
      asearch check --repair

    Reads the whole index and compares it with its checksums. Then looks for files that have
    changed, are gone, or are new since they were indexed. Changes nothing without --repair.

    \b
    Exit codes:
      0    sound, and up to date
      2    damaged
      3    sound, but files have changed: run asearch index
    """
    from asean_search import engine, indexing
    from asean_search.cli import presentation
    from asean_search.output import formats

    settings = invocation.choose_index(announce=not as_json)
    trusted = invocation.trusts_index
    if repair:
        damage = engine.repair(settings.location, wait_s=wait_s, trusted=trusted)
    else:
        damage = engine.damage(settings.location, trusted=trusted)
    with engine.open_catalog(settings.location) as open_catalog:
        sources = indexing.sources_of(
            open_catalog, index_path=settings.index, archive_root=settings.archive_root
        )
    report = CheckReport(
        index=str(settings.index),
        damage=damage,
        changed=sources.changed,
        gone=sources.gone,
        new=sources.new,
        unread=sources.unread,
        files=sources.files,
        repaired=repair and bool(damage),
    )
    shown = presentation.options(settings, "text")
    formats.writer("check", "json" if as_json else "text")(report, sys.stdout, shown)
    return _exit_code(report)


def _exit_code(report: CheckReport) -> ExitCode:
    if report.damage and not report.repaired:
        return ExitCode.ERROR
    is_outdated = report.changed or report.gone or report.new or report.unread
    return ExitCode.PARTIAL if is_outdated else ExitCode.FOUND
