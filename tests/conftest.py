"""What the tests share: a clean environment, the program, a small archive, the seeds' index."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner
from hypothesis import settings

from asean_search.cli import program

settings.register_profile("asearch", deadline=None)  # a busy machine is no fault
settings.load_profile("asearch")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Begun in the background by a shell script: all that the tests start would not hear Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROJECT = Path(__file__).parent.parent
SEEDS = PROJECT / "seeds"

FLOODS = """\
 date 2021-03-04 VIENTIANE — Ministers of four Mekong countries opened a fund for flood warnings \
on Thursday. Sensors along the river will tell villages two days ahead.

The fund is open to all members of the bloc, the chair said. - Bernama
"""
PORT = """\
The port of Laem Chabang moved more containers in May than in any month before. Fuel prices, \
which had risen since January, did not slow it down.

"We shall widen the harbour," its director said. (Reuters)
"""
WIRE = """\
{"id": "w1", "title": "Rice harvest beats forecast", "date": "2020-11-02", "source": "VNA", \
"text": "The rice harvest in the delta beat every forecast. Exporters asked for new contracts."}
{"id": "w2", "title": "Harbour strike ends", "date": "2021-06-30", "source": "Reuters", \
"body": "Dock workers ended a strike at the harbour after nine days. Rice ships sailed at once."}
"""


@dataclass(frozen=True)
class Completed:
    """What a run of the program left behind."""

    code: int
    stdout: str
    stderr: str


class Run(Protocol):
    """Runs a command line in this process, through the program's real entry."""

    def __call__(self, *args: str | Path, stdin: str | bytes = "") -> Completed: ...


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in os.environ:
        if name.startswith(("ASEARCH_", "_ASEARCH_")):
            monkeypatch.delenv(name)
    for name in (
        "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR",
        "TERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


def run_program(*args: str | Path, stdin: str | bytes = "") -> Completed:
    """Run a command line in this process; an exception that escapes the program is raised."""
    done: Any = CliRunner().invoke(
        program,
        [str(arg) for arg in args],
        input=stdin,
        prog_name="asearch",
        catch_exceptions=False,
    )
    return Completed(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def run() -> Run:
    return run_program


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of its own for one test, without an index. It is the current folder."""
    folder = tmp_path / "archive"
    write_corpus(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def archive(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of its own for one test, with its index. It is the current folder."""
    folder = tmp_path / "archive"
    shutil.copytree(indexed, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``archive`` is copied from."""
    folder = tmp_path_factory.mktemp("indexed") / "archive"
    write_corpus(folder)
    index_in(folder, "news", "wire.jsonl")
    return folder


@pytest.fixture(scope="session")
def seeds_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the seeds and their index. It is shared: read only."""
    folder = tmp_path_factory.mktemp("seeds-archive")
    shutil.copytree(SEEDS, folder / "seeds")
    index_in(folder)
    return folder


def write_corpus(folder: Path) -> None:
    """Two texts and a file of two records."""
    (folder / "news").mkdir(parents=True)
    (folder / "news" / "floods.txt").write_text(FLOODS, encoding="utf-8")
    (folder / "news" / "port.txt").write_text(PORT, encoding="utf-8")
    (folder / "wire.jsonl").write_text(WIRE, encoding="utf-8")


def index_in(folder: Path, *paths: str) -> None:
    """Run ``asearch index`` in a folder, whatever the environment says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ASEARCH_INDEX", raising=False)
        done = run_program("index", *paths)
    assert (done.code, done.stdout) == (0, ""), done.stderr


@pytest.fixture
def in_seeds(seeds_archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``seeds_archive`` as the current folder."""
    monkeypatch.chdir(seeds_archive)
    return seeds_archive
