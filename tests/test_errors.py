"""Every exception raised on purpose has an exit code and a place where it is explained."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from asean_search import errors
from asean_search.cli.group import explain
from asean_search.cli.invocation import Invocation
from asean_search.errors import AsearchError, ExitCode, QuerySyntaxError

PACKAGE = Path(errors.__file__).parent


def all_errors(top: type[AsearchError] = AsearchError) -> Iterator[type[AsearchError]]:
    yield top
    for below in top.__subclasses__():
        yield from all_errors(below)


def make(kind: type[AsearchError], message: str) -> AsearchError:
    if issubclass(kind, QuerySyntaxError):
        return kind(message, fragment="(", hint="what to do")
    return kind(message, hint="what to do")


@pytest.mark.parametrize("kind", list(all_errors()), ids=lambda kind: kind.__name__)
def test_every_error_is_told_with_its_hint_and_gives_its_exit_code(
    kind: type[AsearchError], capsys: pytest.CaptureFixture[str]
) -> None:
    code = explain(make(kind, "what happened"), Invocation(index="x"))
    assert code is kind.exit_code
    assert code not in (ExitCode.FOUND, ExitCode.PARTIAL, ExitCode.INTERRUPTED)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "asearch: what happened\nwhat to do\n")


def test_the_tree_at_the_top_of_errors_shows_every_error_where_it_stands() -> None:
    drawn = re.findall(r"^([│├└─ ]*)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    depths = {name: len(branch) // 4 for branch, name in drawn}
    for kind in all_errors():
        assert depths[kind.__name__] == len(kind.__mro__) - len(AsearchError.__mro__)
    assert set(depths) == {kind.__name__ for kind in all_errors()}


def test_every_error_is_raised_somewhere() -> None:
    """Abstract ones are raised through their children."""
    source = "\n".join(file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))
    for kind in all_errors():
        if not kind.__subclasses__():
            assert re.search(
                rf"\b{kind.__name__}\b(?! +exit)", source.replace(inspect.getsource(errors), "")
            )


def test_an_error_of_click_is_told_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(click.UsageError("No such thing."), Invocation()) is ExitCode.ERROR
    assert capsys.readouterr().err == "asearch: no such thing\nHelp: asearch --help\n"


def test_an_unexpected_error_is_one_message_that_asks_for_debug(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert explain(ZeroDivisionError("division by zero"), Invocation()) is ExitCode.ERROR
    told = capsys.readouterr().err
    assert told.startswith("asearch: unexpected ZeroDivisionError: division by zero\n")
    assert "--debug" in told
    assert "Traceback" not in told


def test_debug_shows_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        explain(error, Invocation(debug=True))
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "test_errors.py" in told


def test_an_error_cannot_act_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Messages quote queries, paths and documents, which anyone may have written."""
    explain(AsearchError("no field \x1b]0;owned\x07 \u202etxt.exe"), Invocation())
    told = capsys.readouterr().err
    assert not {"\x1b", "\x07", "\u202e"} & set(told)


def test_a_closed_pipe_is_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(BrokenPipeError(32, "Broken pipe"), Invocation()) is ExitCode.FOUND
    assert capsys.readouterr().err == ""
