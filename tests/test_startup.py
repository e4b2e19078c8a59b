"""What each command loads, and so how fast it starts. Times are printed, never asserted."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from asean_search.cli import COMMANDS, program

HEAVY = {"Stemmer", "numpy", "rich", "sqlite3", "whoosh"}

OUR_MODULES_MAX, MODULES_MAX, PATTERNS_MAX = 125, 270, 105
"""The most that ``asearch query WORDS --json`` may load and compile; fewer is better."""

PROGRAM = """
import atexit, json, re, sys
compiler = sys.modules.get("re._compiler") or sys.modules["sre_compile"]
compile, patterns = compiler.compile, []
compiler.compile = lambda pattern, flags=0: patterns.append(str(pattern)) or compile(pattern, flags)
report = sys.argv[1]
atexit.register(lambda: open(report, "w").write(json.dumps([sorted(sys.modules), patterns])))
from asean_search.cli import program
program(sys.argv[2:])
"""


def loaded_by(report: Path, folder: Path, *args: str) -> tuple[set[str], list[str]]:
    """The modules loaded, and the patterns compiled, by a run of the program in ``folder``."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(report), *args],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    modules, patterns = json.loads(report.read_text())
    return set(modules), patterns


def modules_loaded_by(report: Path, folder: Path, *args: str) -> set[str]:
    return loaded_by(report, folder, *args)[0]


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


def test_a_query_for_a_program_loads_and_compiles_little(
    tmp_path: Path, seeds_archive: Path
) -> None:
    modules, patterns = loaded_by(
        tmp_path / "modules.json", seeds_archive, "query", "vaccine access", "--json"
    )
    ours = {name for name in modules if name.split(".")[0] == "asean_search"}
    assert len(ours) <= OUR_MODULES_MAX
    assert len(modules) <= MODULES_MAX
    assert len(patterns) <= PATTERNS_MAX
    assert not {"asean_search.output.wording", "asean_search.indexing"} & ours


def test_the_help_loads_no_command(tmp_path: Path) -> None:
    modules = modules_loaded_by(tmp_path / "modules.json", tmp_path, "--help")
    ours = {name for name in modules if name.split(".")[0] == "asean_search"}
    shared = {"group", "invocation", "streams"}
    assert ours <= {
        *("asean_search", "asean_search.errors", "asean_search.cli"),
        *(f"asean_search.cli.{name}" for name in shared),
    }
    assert "msgspec" not in modules


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_loaded_from_the_module_of_its_name(name: str) -> None:
    context = click.Context(program, **program.context_settings)
    command = program.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert command.short_help == COMMANDS[name]
    assert command.help


def test_help_takes_about_as_long_as_importing_click(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The aim is at most twice as long; it is only printed, because a busy machine is no fault."""
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
