"""Whole programs as a user starts them: asearch, sqlite-utils and recoll."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import measure

COLUMNS = ("-c", "id", "-c", "title", "-c", "date", "-c", "source")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one or several programs, run one after the other, took."""

    seconds: float
    peak_bytes: int
    cpu_seconds: float = 0.0


def cost(outcome: measure.Outcome) -> Cost:
    """What a run of one program took."""
    return Cost(outcome.seconds, outcome.peak_bytes, outcome.cpu_seconds)


def program(name: str) -> str | None:
    """Where a program is: beside this Python, or on the path."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def asearch_index(source: Path, index: Path) -> Cost:
    """``asearch index``."""
    outcome = measure.run(
        [program("asearch") or "asearch", "index", source, "--index", index], accept=(0, 3)
    )
    return Cost(outcome.seconds, outcome.peak_bytes)


def asearch_query(words: str, index: Path) -> Cost:
    """``asearch query --json``."""
    command = [program("asearch") or "asearch", "query", words, "--json", "--index", index]
    return cost(measure.run(command, accept=(0, 1)))


def asearch_help() -> Cost:
    """``asearch --help``."""
    return cost(measure.run([program("asearch") or "asearch", "--help"]))


def click_import() -> Cost:
    """The least that a program with Click can take: Python importing it."""
    return cost(measure.run([sys.executable, "-c", "import click"]))


def sqlite_utils_index(source: Path, database: Path) -> Cost:
    """``sqlite-utils insert`` and ``enable-fts`` with the porter tokenizer."""
    tool = program("sqlite-utils") or "sqlite-utils"
    insert = measure.run([tool, "insert", database, "documents", source, "--nl", "--pk", "id"])
    words = [
        tool,
        "enable-fts",
        database,
        "documents",
        "title",
        "text",
        "--fts5",
        "--tokenize",
        "porter",
    ]
    enable = measure.run(words)
    return Cost(insert.seconds + enable.seconds, max(insert.peak_bytes, enable.peak_bytes))


def sqlite_utils_query(words: str, database: Path) -> Cost:
    """``sqlite-utils search`` for the best ten, without their texts."""
    tool = program("sqlite-utils") or "sqlite-utils"
    command = [tool, "search", database, "documents", words, "--limit", "10", *COLUMNS]
    return cost(measure.run(command))


def recoll_index(source: Path, settings: Path) -> Cost:
    """``recollindex`` over a folder, with its settings and index kept apart from the user's."""
    settings.mkdir(parents=True)
    (settings / "recoll.conf").write_text(f"topdirs = {source}\nskippedPaths =\n", encoding="utf-8")
    outcome = measure.run(
        ["recollindex", "-c", settings], environment={"RECOLL_CONFDIR": str(settings)}
    )
    return Cost(outcome.seconds, outcome.peak_bytes)


def recoll_query(words: str, settings: Path) -> Cost:
    """``recollq`` for the best ten."""
    command = ["recollq", "-c", settings, "-b", "-n", "10", words]
    outcome = measure.run(command, environment={"RECOLL_CONFDIR": str(settings)})
    return Cost(outcome.seconds, outcome.peak_bytes)
