"""Side by side, in one run: asearch, its peers, and the targets.

    python -m benchmarks.compare            Reuters where present, else 20,578 generated documents
    python -m benchmarks.compare --large    and 1,000,000 generated documents

Prints the table, writes it as a dated file into benchmarks/results and, with --publish, into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import engines, plot, report, stages, workload
from benchmarks.corpus import reuters_file

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
SMALL = 20_578
LARGE = 1_000_000
LARGE_ENGINES = ("asearch", "fts5", "tantivy")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.compare", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--documents", type=int, help="only so many generated documents instead of Reuters"
    )
    parser.add_argument("--large", action="store_true", help="also 1,000,000 generated documents")
    parser.add_argument("--large-documents", type=int, default=LARGE, help=argparse.SUPPRESS)
    parser.add_argument("--engines", help="only these, with commas between them")
    parser.add_argument("--repeats", type=int, default=3, help="how often each index is built (3)")
    parser.add_argument("--work", type=Path, help="keep corpora and indexes in this folder")
    parser.add_argument("--publish", action="store_true", help="write into docs/performance.md too")
    parser.add_argument(
        "--no-growth", action="store_true", help="leave out the growth from 1,000 documents"
    )
    return parser.parse_args(arguments)


def log(line: str) -> None:
    """Progress, on stderr."""
    print(line, file=sys.stderr, flush=True)


def versions() -> str:
    """The peers' versions."""
    shown = [f"SQLite {sqlite3.sqlite_version}"]
    for package in ("whoosh3", "tantivy", "bm25s", "numpy", "sqlite-utils"):
        try:
            shown.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            log(f"skipped, not installed: {package}")
    return ", ".join(shown)


def circumstances(
    small: stages.Corpus, large: stages.Corpus | None, real: bool
) -> dict[str, object]:
    """What a reader must know of the run; nothing that names the machine."""
    kind = "Reuters stories" if real else "generated documents"
    facts: dict[str, object] = {
        "processor": f"{report.processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "peers": versions(),
        "corpus": f"{small.documents:,} {kind}, {small.text_bytes / 1e6:.1f} MB of text",
    }
    if large:
        facts["large"] = (
            f"{large.documents:,} generated documents, {large.text_bytes / 1e6:.0f} MB of text"
        )
    return facts


def words_to_start_with(asked: Path) -> str:
    """Two common words for the query as a whole process."""
    common = [query.words[0] for query in workload.load(asked) if query.kind == "common"]
    return " ".join(list(dict.fromkeys(common))[:2])


def measure_small(run: stages.Run, corpus: stages.Corpus, real: bool) -> None:
    """All rows of the small corpus."""
    indexes = stages.index(run, corpus, "", run.engines, run.repeats)
    asked = stages.questions(run, corpus, "")
    # Who writes with two processes or threads reads as with one.
    stages.queries(run, {name: at for name, at in indexes.items() if "-" not in name}, asked, "")
    if "asearch" in run.engines:
        stages.small_files(run, corpus)
        words = "oil prices" if real else words_to_start_with(asked)
        stages.command_line(run, corpus, words, "")


def measure_large(run: stages.Run, corpus: stages.Corpus) -> Path:
    """All rows of the large corpus; its queries."""
    names = [name for name in LARGE_ENGINES if name in run.engines]
    indexes = stages.index(run, corpus, "large-", names, 1)
    asked = stages.questions(run, corpus, "large-")
    stages.queries(run, indexes, asked, "large-")
    if "asearch" in run.engines:
        stages.facets(run, asked)
        words = words_to_start_with(asked)
        stages.command_line(run, corpus, words, "large-")
    stages.add_few(run, corpus, indexes)
    return asked


def draw(points: Sequence[dict[str, float | str]]) -> str:
    """The growth as two plots."""

    def lines(key: str) -> dict[str, list[tuple[float, float]]]:
        drawn: dict[str, list[tuple[float, float]]] = {}
        for point in points:
            title = engines.ENTRIES[str(point["engine"])].title
            drawn.setdefault(title, []).append((float(point["documents"]), float(point[key])))
        return drawn

    panels = (
        ("indexing, whole process", "s", lines("seconds")),
        ("200 mixed queries, median", "ms", lines("p50_ms")),
        ("200 mixed queries, 99th percentile", "ms", lines("p99_ms")),
    )
    return plot.svg(panels)


def measure_all(asked: argparse.Namespace, folder: Path) -> None:
    """The whole run in a work folder."""
    start = time.monotonic()
    chosen = asked.engines.split(",") if asked.engines else engines.available()
    run = stages.Run(folder, chosen, asked.repeats, log)
    real = asked.documents is None and reuters_file() is not None
    if asked.documents is None and not real:
        log("skipped: Reuters is not in ../shared; generated documents stand in for it")
    kind = "reuters" if real else "zipf"
    small = stages.generate(kind, folder / "small.jsonl", asked.documents or SMALL)
    measure_small(run, small, real)
    most = asked.large_documents if asked.large else 10_000
    large: stages.Corpus | None = None
    points: list[dict[str, float | str]] = []
    if asked.large or not asked.no_growth:
        made = stages.generate("zipf", folder / "large.jsonl", most)
        if asked.large:
            large = made
            questions = measure_large(run, made)
            for index in folder.glob("large-index-*"):
                stages.empty(index)
        else:
            questions = stages.questions(run, made, "large-")
        if not asked.no_growth:
            sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= most]
            points = stages.growth(run, made, questions, sizes)
    facts = circumstances(small, large, real)
    facts["took"] = f"{(time.monotonic() - start) / 60:.0f} minutes"
    page = report.save(HERE / "results", facts, run.values, run.notes, points)
    content = report.markdown(facts, run.values, run.notes)
    print(content)
    log(f"written: {page.relative_to(HERE.parent)}")
    if asked.publish:
        publish(content, points)


def publish(content: str, points: Sequence[dict[str, float | str]]) -> None:
    """Write the run into docs/performance.md, and the plot beside it."""
    page = DOCS / "performance.md"
    report.put_into(page, "measured", content)
    if points:
        (DOCS / "growth.svg").write_text(draw(points), encoding="utf-8")
        shown = "![Time to index and time to answer, by the number of documents](growth.svg)"
        report.put_into(page, "growth", shown)


def main() -> None:
    """Run as asked, in a folder that is removed unless it was named."""
    asked = options()
    folder = asked.work or Path(tempfile.mkdtemp(prefix="asearch-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        measure_all(asked, folder.resolve())
    finally:
        if asked.work is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
