"""What all commands share: help, versions, errors, exit codes, streams."""

from __future__ import annotations

import io
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

import asean_search
from asean_search.cli import program, streams

PROGRAM = (sys.executable, "-m", "asean_search")

needs_posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell or signal")
COMMANDS = ("index", "query", "show", "info", "completion")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


# --- help and versions -------------------------------------------------------------------------


def test_help_lists_the_commands_in_the_order_of_use_and_the_exit_codes(run: Run) -> None:
    done = run("--help")
    assert (done.code, done.stderr) == (0, "")
    listed = done.stdout[done.stdout.index("\nCommands:") :]
    places = [listed.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    for code in ("0", "1", "2", "3", "75", "130"):
        assert f"\n    {code} " in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_shows_examples_before_options(command: str, run: Run) -> None:
    done = run(command, "-h")
    assert done.code == 0
    assert done.stdout == run(command, "--help").stdout
    examples, options = done.stdout.index("Examples:"), done.stdout.index("Options:")
    assert examples < done.stdout.index(f"asearch {command}", examples) < options


def test_no_arguments_show_the_help(run: Run) -> None:
    done = run()
    assert done.code == 2
    assert done.stdout == ""
    assert done.stderr == run("--help").stdout


def test_the_version_names_what_a_report_of_a_fault_needs(run: Run) -> None:
    done = run("--version")
    assert done.code == 0
    assert done.stdout.startswith(f"asearch {asean_search.__version__} (")
    assert platform.python_version() in done.stdout
    assert "whoosh3 " in done.stdout
    assert "index format " in done.stdout


# --- usage errors ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message", "help_of"),
    [
        (("qurey", "x"), "no such command 'qurey'. Did you mean 'query'?", "asearch"),
        (("query", "x", "--jsno"), "no such option '--jsno'", "asearch query"),
        (("query",), "missing argument 'QUERY...'", "asearch query"),
        (("query", "x", "-n", "-1"), "invalid value for '-n' / '--limit'", "asearch query"),
        (("query", "x", "-n", "ten"), "invalid value for '-n' / '--limit'", "asearch query"),
        (("query", "x", "--offset", "-1"), "invalid value for '--offset'", "asearch query"),
        (("query", "x", "--sort", "best"), "invalid value for '--sort'", "asearch query"),
        (("query", "x", "--json", "-l"), "choose one of --json and -l", "asearch query"),
        (("index", "--wait", "-1"), "invalid value for '--wait'", "asearch index"),
        (("show",), "missing argument 'ID|PATH'", "asearch show"),
        (("completion", "tcsh"), "invalid value", "asearch completion"),
        (("--index",), "option '--index' requires an argument", "asearch"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_one_message_and_exit_code_2(
    args: tuple[str, ...], message: str, help_of: str, run: Run, in_seeds: Path
) -> None:
    done = run(*args)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"asearch: {message}")
    assert done.stderr.endswith(f"\nHelp: {help_of} --help\n")


# --- which index -------------------------------------------------------------------------------


def test_the_index_can_be_named_before_and_after_the_command(
    run: Run, seeds_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    index = seeds_archive / "index"
    before = run("--index", index, "query", "vaccine", "--count")
    after = run("query", "vaccine", "--count", "--index", index)
    assert before == after
    assert (before.code, before.stdout) == (0, "1\n")
    last_wins = run("--index", tmp_path, "query", "vaccine", "--count", "--index", index)
    assert last_wins == before


def test_verbose_says_which_index_and_why(run: Run, in_seeds: Path) -> None:
    told = run("-v", "query", "vaccine", "--count").stderr
    assert told.startswith(f"The index is {in_seeds / 'index'}: it is in the current folder.\n")


@pytest.mark.parametrize("args", [("query", "x"), ("show", "abcd"), ("info",)], ids=" ".join)
def test_reading_where_there_is_no_index_says_so_and_creates_nothing(
    args: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*args)
    assert (done.code, done.stdout) == (2, "")
    assert f"no index at {tmp_path / 'index'}" in done.stderr
    assert "asearch index" in done.stderr
    assert "it is the default place" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("args", [("info",), ("-v", "query", "x"), ("query", "x")], ids=" ".join)
def test_which_index_could_not_be_used_is_told_once(
    args: tuple[str, ...], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*args).stderr.count("The index is ") == 1


def test_an_index_that_is_a_file_is_refused(run: Run, in_seeds: Path) -> None:
    done = run("info", "--index", in_seeds / "seeds" / "000_ced7635fd6bb6ecc.txt")
    assert done.code == 2
    assert "is a file" in done.stderr


# --- errors ------------------------------------------------------------------------------------


def test_an_unexpected_error_is_told_in_two_lines_and_with_debug_in_full(
    run: Run, in_seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("asean_search.search.ask.search", fail)
    done = run("query", "x")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "asearch: unexpected ZeroDivisionError: by zero"
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" in run("query", "x", "--debug").stderr
    assert "Traceback" in run("--debug", "query", "x").stderr


def test_ctrl_c_is_130(run: Run, in_seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("asean_search.search.ask.search", interrupt)
    done = run("query", "x")
    assert (done.code, done.stdout, done.stderr) == (130, "", "asearch: interrupted\n")


def test_ctrl_c_while_indexing_says_what_is_in_the_index(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("asean_search.indexing.run", interrupt)
    done = run("index", "news")
    assert done.code == 130
    assert "what was committed is kept" in done.stderr


# --- streams, in a process of their own --------------------------------------------------------


def start(*args: str, folder: Path, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [*PROGRAM, *args],
        cwd=folder,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a shell command in which ``"$@"`` is the program."""
    return subprocess.run(
        ["sh", "-c", command, "sh", *PROGRAM], cwd=folder, capture_output=True, check=False
    )


@pytest.mark.parametrize("args", [("query", "*"), ("query", "*", "--json"), ("--help",)])
def test_a_reader_that_leaves_is_quiet_success(args: tuple[str, ...], seeds_archive: Path) -> None:
    """As in ``asearch query x | head -1`` under pipefail."""
    with start(*args, folder=seeds_archive) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
    assert process.returncode == 0
    assert "asearch:" not in told
    assert "Exception" not in told


@needs_posix
def test_an_answer_that_cannot_be_written_is_an_error(seeds_archive: Path) -> None:
    done = shell('"$@" query "*" >&-', seeds_archive)
    assert done.returncode == 2
    assert b"asearch: cannot write the output" in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("args", ["query '*'", "query '*' --json", "--help", "info"])
def test_a_full_disk_below_the_answer_is_an_error(args: str, seeds_archive: Path) -> None:
    done = shell(f'"$@" {args} >/dev/full', seeds_archive)
    assert done.returncode == 2
    assert b"asearch: cannot write the output: No space left" in done.stderr
    assert b"Exception" not in done.stderr


@needs_posix
@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full", "<&-"])
def test_an_answer_does_not_need_the_other_streams(stream: str, seeds_archive: Path) -> None:
    if "/dev/full" in stream and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    done = shell(f'"$@" query vaccine --count {stream}', seeds_archive)
    assert (done.returncode, done.stdout) == (0, b"1\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_output_is_utf8_whatever_the_locale(encoding: str, seeds_archive: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    with start("query", "vaccine", folder=seeds_archive, env=environment) as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    assert "HÀ NỘI" in out.decode("utf-8")


@needs_posix
def test_ctrl_c_ends_a_waiting_query(seeds_archive: Path) -> None:
    with start("-v", "query", "-", folder=seeds_archive, stdin=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"The index is")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told == b"asearch: interrupted\n"


# --- colour ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "environment", "expected"),
    [
        ("auto", {}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(choice: str, environment: dict[str, str], expected: bool) -> None:
    assert streams.wants_colour(choice, Terminal(), environment) is expected


@pytest.mark.parametrize(
    ("choice", "environment", "expected"),
    [
        ("auto", {}, False),
        ("always", {}, True),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False),
    ],
)
def test_colour_in_a_pipe(choice: str, environment: dict[str, str], expected: bool) -> None:
    assert streams.wants_colour(choice, io.StringIO(), environment) is expected


def test_every_command_takes_the_options_that_belong_everywhere() -> None:
    for command in program.commands.values():
        names = {name for option in command.params for name in option.opts}
        assert {"--index", "--debug", "--verbose"} <= names


@given(text=st.text(st.sampled_from("ab 日e\u0301"), max_size=60), width=st.integers(4, 30))
def test_wrapping_keeps_every_word_and_fits(text: str, width: int) -> None:
    lines = streams.wrapped(text, width, indent="").split("\n")
    assert " ".join(lines) == text
    for line in lines:
        columns = sum(0 if each == "\u0301" else 2 if each == "日" else 1 for each in line)
        assert columns <= width or " " not in line.strip(" ")
