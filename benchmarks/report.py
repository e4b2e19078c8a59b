"""Measured values as a table in Markdown, as a dated file, and inside docs/performance.md."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.engines import ENTRIES
from benchmarks.targets import ROWS, Row, Values, Verdict, judge_all

TITLES = {name: entry.title for name, entry in ENTRIES.items()} | {
    "recoll": "recoll",
    "sqlite-utils": "sqlite-utils",
    "click": "import click",
}


def figure(value: float | None) -> str:
    """Three digits that count, thousands apart."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def wanted(verdict: Verdict) -> str:
    """The target in words."""
    target, row = verdict.target, ROWS[verdict.target.row]
    sign = "≥" if row.more_is_better else "≤"
    limit = f"{figure(target.limit)} ×" if target.peer else f"{figure(target.limit)} {row.unit}"
    name = "itself on the small corpus" if target.peer_row else TITLES.get(target.peer, "")
    return f"{'aim ' if target.aim else ''}{sign} {limit} {name}".rstrip()


def outcome(verdict: Verdict) -> str:
    """met, missed with the factor that lacks, or not measured."""
    if verdict.ratio is None:
        return "not measured"
    shown = f"{figure(verdict.ratio)} ×" if verdict.target.peer else figure(verdict.ratio)
    if verdict.met:
        return f"{shown}: met"
    lacks = verdict.target.limit / verdict.ratio
    lacks = lacks if ROWS[verdict.target.row].more_is_better else 1 / lacks
    return f"{shown}: **missed** by {lacks:.2f} ×"


def columns(values: Values) -> list[str]:
    """Column names: asearch first, then the peers that were measured, in the table's order."""
    seen = {name for row in values.values() for name in row}
    return [name for name in TITLES if name in seen or name == "asearch"]


def line(row: Row, values: Values, names: Sequence[str], verdicts: Sequence[Verdict]) -> str:
    """One row of the table; each peer's value has the ratio of asearch to it beside it."""
    measured = values.get(row.key, {})
    own = measured.get("asearch")
    cells = [f"{row.work} ({row.unit})", figure(own)]
    for name in names[1:]:
        peer = measured.get(name)
        cells.append(f"{figure(peer)} ({figure(own / peer)} ×)" if own and peer else figure(peer))
    cells.append("<br>".join(map(wanted, verdicts)))
    cells.append("<br>".join(map(outcome, verdicts)))
    return f"| {' | '.join(cells)} |"


def table(values: Values) -> str:
    """The whole table in Markdown."""
    names = columns(values)
    head = ["work", *(TITLES[name] for name in names), "target", "outcome"]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    verdicts = judge_all(values)
    for row in ROWS.values():
        own = [verdict for verdict in verdicts if verdict.target.row == row.key]
        if own or values.get(row.key):
            lines.append(line(row, values, names, own))
    return "\n".join(lines)


def misses(values: Values) -> list[str]:
    """A sentence for each target that is missed."""
    return [
        f"{ROWS[verdict.target.row].work}: {wanted(verdict)} wanted, {outcome(verdict)}"
        for verdict in judge_all(values)
        if verdict.met is False and not verdict.target.aim
    ]


def processor() -> str:
    """The processor's name, without the machine's."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"model name\s*:\s*(.+)", text)
    return found[1].strip() if found else platform.machine()


def slug(text: str) -> str:
    """A name for a file."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("(r)", "").replace("(tm)", "")).strip(
        "-"
    )


def markdown(run: dict[str, object], values: Values, notes: Sequence[str]) -> str:
    """A run as a page: circumstances, table, misses, where the engines' totals differ."""
    facts = "\n".join(f"- {name}: {value}" for name, value in run.items())
    missed = misses(values)
    open_ones = sum(verdict.met is None for verdict in judge_all(values))
    tail = (
        "Missed:\n\n" + "\n".join(f"- {miss}" for miss in missed)
        if missed
        else "No target is missed."
    )
    tail += f" {open_ones} not measured." if open_ones and not missed else ""
    remarks = "".join(f"- {note}\n" for note in notes)
    return f"{facts}\n\n{table(values)}\n\n{tail}\n\n{remarks}".rstrip() + "\n"


def save(
    folder: Path, run: dict[str, object], values: Values, notes: Sequence[str], growth: object
) -> Path:
    """Write the run as a dated JSON file with its page beside it; the page's path."""
    folder.mkdir(exist_ok=True)
    suffix = "-large" if run.get("large") else ""
    stem = f"{date.today().isoformat()}-{slug(processor())}{suffix}"
    content = {"run": run, "values": values, "notes": list(notes), "growth": growth}
    (folder / f"{stem}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    page = folder / f"{stem}.md"
    page.write_text(
        f"# Side by side, {date.today().isoformat()}\n\n{markdown(run, values, notes)}",
        encoding="utf-8",
    )
    return page


def put_into(page: Path, mark: str, content: str) -> None:
    """Replace what stands between the marks of that name in a documentation page."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{content.strip()}\n\n{end}{after}", encoding="utf-8")
