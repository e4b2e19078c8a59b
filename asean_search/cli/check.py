"""``asearch check``: whether the index is sound, and still what the files say."""

from __future__ import annotations

import sys

import click

from asean_search.cli.invocation import Invocation, everywhere
from asean_search.cli.parameters import Seconds
from asean_search.errors import ExitCode
from asean_search.model import CheckReport


@click.command("check", short_help="Check the index and its files.")
@click.option(
    "--repair",
    is_flag=True,
    help="Take what is damaged out of the index, and say what to index again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--wait",
    "wait_s",
    metavar="SECONDS",
    type=Seconds(min=0),
    default=0,
    help="With --repair, wait so long for another process that is writing to the index.",
)
@everywhere
@click.pass_obj
def check_command(invocation: Invocation, repair: bool, as_json: bool, wait_s: float) -> ExitCode:
    """Check that the index is sound, and that it is what the files say now.

    \b
    Examples:
      asearch check
      asearch check --json | jq .changed
      asearch check --repair

    All of the index is read and compared with its checksums. Then the files it was made of are
    looked at: which have changed, are gone, or are new since. Nothing is changed without --repair.

    \b
    Exit codes:
      0    sound, and up to date
      2    damaged
      3    sound, but files have changed: asearch index brings it up to date
    """
    from asean_search import engine, indexing
    from asean_search.cli import presentation
    from asean_search.output.formats import CHECKS

    settings = invocation.decide(tell=not as_json)
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
    CHECKS.load("json" if as_json else "text")(report, sys.stdout, shown)
    return _exit_code(report)


def _exit_code(report: CheckReport) -> ExitCode:
    if report.damage and not report.repaired:
        return ExitCode.ERROR
    is_old = report.changed or report.gone or report.new or report.unread
    return ExitCode.PARTIAL if is_old else ExitCode.FOUND
