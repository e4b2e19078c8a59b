"""What each command loads, and so how quickly it starts. Times are printed, never asserted."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = {"Stemmer", "numpy", "rich", "sqlite3", "whoosh"}

PROGRAM = """
import atexit, json, sys
report = sys.argv[1]
atexit.register(lambda: open(report, "w").write(json.dumps(sorted(sys.modules))))
from asean_search.cli import program
program(sys.argv[2:])
"""


def modules_loaded_by(report: Path, folder: Path, *args: str) -> set[str]:
    """The modules in memory when a run of the program in ``folder`` ends."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(report), *args],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return set(json.loads(report.read_text()))


@pytest.mark.parametrize(
    "args",
    [("--help",), ("query", "--help"), ("index", "-h"), ("--version",), ("completion", "zsh")],
    ids=" ".join,
)
def test_what_asks_no_index_loads_nothing_heavy(args: tuple[str, ...], tmp_path: Path) -> None:
    assert not modules_loaded_by(tmp_path / "modules.json", tmp_path, *args) & HEAVY


@pytest.mark.parametrize(
    "args",
    [
        ("query", "vaccine", "--json"),
        ("query", "vaccine", "-l"),
        ("query", "vaccine"),
        ("query", "vaccine", "--count"),
        ("info", "--json"),
        ("index", "--json"),
    ],
    ids=" ".join,
)
def test_what_is_not_shown_on_a_terminal_never_loads_rich(
    args: tuple[str, ...], tmp_path: Path, seeds_archive: Path
) -> None:
    assert "rich" not in modules_loaded_by(tmp_path / "modules.json", seeds_archive, *args)


def test_a_small_query_loads_neither_arrays_nor_the_table_of_agencies(
    tmp_path: Path, seeds_archive: Path
) -> None:
    loaded = modules_loaded_by(
        tmp_path / "modules.json", seeds_archive, "query", "vaccine", "--json"
    )
    assert "Stemmer" in loaded
    assert not loaded & {"numpy", "whoosh", "rich", "tomllib", "hashlib", "pickle"}


def test_help_takes_about_as_long_as_importing_click(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The aim is 2.5 times at most, which is only printed: a busy machine is no fault."""
    click_ms = _median_ms("-c", "import click")
    help_ms = _median_ms("-m", "asean_search", "--help")
    with capsys.disabled():
        print(f"\n  --help {help_ms:.0f} ms, import click {click_ms:.0f} ms", end=" ")


def _median_ms(*args: str) -> float:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, *args], stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
