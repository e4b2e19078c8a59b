"""Sentences about indexes and indexing: contents, runs, plans and checks, safe to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from asean_search.model import (
    Action,
    CheckReport,
    IndexInfo,
    IngestPlan,
    IngestReport,
    Skipped,
)
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
_PATHS_SHOWN = 10
_VALUES_SHOWN = 10


def size(size_bytes: int) -> str:
    """A size in decimal units: ``999 bytes``, ``1.2 kB``, ``12 MB``."""
    amount, unit = float(size_bytes), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.5:  # noqa: PLR2004 - rounds to 1,000
            break
        amount, unit = amount / 1000, larger
    if unit == "bytes":
        return count(size_bytes, "byte")
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"  # noqa: PLR2004


def duration(took_ms: float) -> str:
    """``3 ms``, ``4.2 s``, ``2 min 5 s``."""
    if took_ms < 999.5:  # noqa: PLR2004 - rounds to 1,000
        return f"{took_ms:.0f} ms"
    seconds = took_ms / 1000
    if seconds < 59.95:  # noqa: PLR2004 - rounds to a minute
        return f"{seconds:.1f} s"
    return f"{round(seconds) // 60:,} min {round(seconds) % 60} s"


def info_rows(info: IndexInfo, options: OutputOptions) -> Iterator[tuple[str, str]]:
    """What is in an index, as labels and values."""
    yield "Index", safe_path(info.path)
    yield "Documents", f"{info.documents:,} in {count(info.files, 'file')}"
    if info.first_date and info.last_date:
        dates = dict.fromkeys((info.first_date, info.last_date))
        yield "Dates", _with_missing(safe_line(" to ".join(dates)), info.undated, "date")
    elif info.documents:
        yield "Dates", "no document states its date"
    if info.sources:
        yield "Sources", _with_missing(_sources(info), info.unsourced, "source")
    elif info.documents:
        yield "Sources", "no document states its source"
    if info.keywords:
        names = (f"{safe_line(name)} {number:,}" for name, number in info.keywords.items())
        yield "Keywords", " · ".join(names)
    yield "Size", size(info.size_bytes)
    yield "Engine", safe_line(f"{info.engine}, {count(info.segments, 'segment')}")
    versions = f"format {info.format_version}, analysis {info.analysis_version}"
    yield "Versions", safe_line(f"{versions}, made by {info.created_by}")
    files = [Skipped(file.path, file.problem) for file in info.problems if file.problem]
    yield from _unread("Not read", "file", files, options)
    parts = [part for file in info.problems if not file.problem for part in file.unread]
    yield from _unread("Partly read", "skipped part", parts, options)


def _unread(
    label: str, noun: str, skipped: Sequence[Skipped], options: OutputOptions
) -> Iterator[tuple[str, str]]:
    if skipped:
        yield label, count(len(skipped), noun)
    for each in skipped[:_PATHS_SHOWN]:
        yield "", _reason(options.shown_path(each.path), each.reason)
    if len(skipped) > _PATHS_SHOWN:
        yield "", _and_more(len(skipped) - _PATHS_SHOWN)


def report_lines(report: IngestReport, options: OutputOptions) -> Iterator[str]:
    """What an indexing run changed, what it skipped and why, and what the index holds now."""
    if report.interrupted:
        yield "Interrupted. What was committed is kept; run the command again to continue."
    undated = f"; {report.undated:,} without a date" if report.undated else ""
    nothing = "Nothing changed" if report.interrupted else "Nothing to index"
    yield f"{_changes(report) or nothing}{undated}."
    if report.skipped:
        yield f"{len(report.skipped):,} skipped:"
        for skipped in report.skipped[:_PATHS_SHOWN]:
            yield "  " + _reason(options.shown_path(skipped.path), skipped.reason)
        if len(report.skipped) > _PATHS_SHOWN:
            yield "  " + _and_more(len(report.skipped) - _PATHS_SHOWN)
    if report.rejected_dates:
        dates = count(report.rejected_dates, "stated date")
        yield f"Ignored {dates} that cannot be right."
    memory = f", peak memory {size(report.peak_memory)}" if report.peak_memory else ""
    took = f"{duration(report.took_ms)}{memory}"
    yield f"The index holds {count(report.total, 'document')} ({took})."


def _changes(report: IngestReport) -> str:
    """``2 documents added (2 files), 1 changed (1 file)``, without what did not happen."""
    parts: list[str] = []
    for tally, verb in (
        (report.added, "added"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
    ):
        if tally.files or tally.documents:
            number = f"{tally.documents:,}" if parts else count(tally.documents, "document")
            parts.append(f"{number} {verb} ({count(tally.files, 'file')})")
    return ", ".join(parts)


def _reason(path: str, reason: str) -> str:
    return f"{safe_path(path)}: {safe_line(reason)}"


def _and_more(number: int) -> str:
    return f"and {number:,} more: --json lists them all"


def _with_missing(known: str, missing: int, what: str) -> str:
    return f"{known}; {count(missing, 'document')} without a {what}" if missing else known


def _sources(info: IndexInfo) -> str:
    ranked = sorted(info.sources.items(), key=lambda item: (-item[1], item[0]))
    names = " · ".join(f"{safe_line(name)} {number:,}" for name, number in ranked[:_VALUES_SHOWN])
    more = len(ranked) - _VALUES_SHOWN
    return f"{names} · and {more:,} more" if more > 0 else names


def plan_lines(plan: IngestPlan, options: OutputOptions) -> Iterator[str]:
    """``add     news/a.txt: new`` for each file to change or skip, then the numbers of files."""
    for file in plan.files:
        if file.action is not Action.KEEP:
            path = safe_path(options.shown_path(file.path))
            yield f"{file.action.value:<7} {path}: {safe_line(file.reason)}"
    numbers = Counter(file.action for file in plan.files)
    parts = [f"{numbers[action]:,} {words}" for action, words in _WOULD.items() if numbers[action]]
    yield f"Nothing was done. Files: {', '.join(parts) or 'none'}."


def check_lines(report: CheckReport, options: OutputOptions) -> Iterator[str]:
    """The findings of a check, and what to do about them."""
    yield from _damage_lines(report)
    for paths, what in (
        (report.changed, "changed since they were indexed"),
        (report.gone, "gone since they were indexed"),
        (report.new, "new, and not indexed yet"),
        (report.unread, "that the next run will read again"),
    ):
        if paths:
            yield f"{count(len(paths), 'file')} {what}:"
            yield from (f"  {safe_path(options.shown_path(path))}" for path in paths[:_PATHS_SHOWN])
            if len(paths) > _PATHS_SHOWN:
                yield "  " + _and_more(len(paths) - _PATHS_SHOWN)
    if report.damage and not report.repaired:
        yield "Remove the damage: asearch check --repair. Rebuild: asearch index --rebuild"
    elif report.changed or report.gone or report.new or report.unread:
        yield "Bring it up to date: asearch index PATH"
    else:
        yield f"It is up to date with its {count(report.files, 'file')}."


def _damage_lines(report: CheckReport) -> Iterator[str]:
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
