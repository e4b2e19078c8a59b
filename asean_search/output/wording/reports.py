"""The sentences about what a run would do, and about whether an index is sound and up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from asean_search.model import Action, CheckReport, IngestPlan
from asean_search.output.options import OutputOptions
from asean_search.output.safe_text import safe_line, safe_path
from asean_search.output.wording.results import count

_WOULD = {
    Action.ADD: "to add",
    Action.CHANGE: "to replace",
    Action.REMOVE: "to remove",
    Action.KEEP: "unchanged",
    Action.SKIP: "to skip",
}
_PATHS_MAX = 10


def plan_lines(plan: IngestPlan, options: OutputOptions) -> Iterator[str]:
    """``add     news/a.txt: new`` for each file but the unchanged ones, and how many they are."""
    for file in plan.files:
        if file.action is not Action.KEEP:
            path = safe_path(options.shown_path(file.path))
            yield f"{file.action.value:<7} {path}: {safe_line(file.reason)}"
    numbers = Counter(file.action for file in plan.files)
    parts = [f"{numbers[action]:,} {words}" for action, words in _WOULD.items() if numbers[action]]
    yield f"Nothing was done. Files: {', '.join(parts) or 'none'}."


def check_lines(report: CheckReport, options: OutputOptions) -> Iterator[str]:
    """What was found, and what to do about it."""
    yield from _of_damage(report)
    for paths, what in (
        (report.changed, "changed since they were indexed"),
        (report.gone, "gone since they were indexed"),
        (report.new, "new, and not indexed yet"),
        (report.unread, "to be read again"),
    ):
        if paths:
            yield f"{count(len(paths), 'file')} {what}:"
            yield from (f"  {safe_path(options.shown_path(path))}" for path in paths[:_PATHS_MAX])
            if len(paths) > _PATHS_MAX:
                yield f"  and {len(paths) - _PATHS_MAX:,} more: --json lists them all"
    if report.damage and not report.repaired:
        yield "Take the damage out: asearch check --repair. Make it anew: asearch index --rebuild"
    elif report.changed or report.gone or report.new or report.unread:
        yield "Bring it up to date: asearch index PATH"
    else:
        yield f"It is up to date with its {count(report.files, 'file')}."


def _of_damage(report: CheckReport) -> Iterator[str]:
    if not report.damage:
        yield "The index is sound."
        return
    yield (
        "The index was damaged, and has been repaired:"
        if report.repaired
        else ("The index is damaged:")
    )
    for each in report.damage:
        yield f"  {safe_line(each.file)}: {safe_line(each.reason)}"
