"""Output that is longer than the screen goes through a pager, and nothing is lost without one."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from unittest import mock

import pytest

from asean_search.cli import pager


class Terminal(io.StringIO):
    """A screen of ten lines."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(newline="")
    monkeypatch.setattr(os, "get_terminal_size", lambda _=1: os.terminal_size((80, 10)))
    for name in pager.PAGER_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return terminal


def write(lines: int, stdout: io.StringIO, *, wanted: bool = True) -> str:
    text = "".join(f"rice {number}\n" for number in range(lines))
    with mock.patch.object(sys, "stdout", stdout), pager.paged(wanted=wanted) as out:
        out.write(text)
    return text


def test_a_long_output_is_given_to_the_pager_whole(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    program = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    monkeypatch.setenv("PAGER", "false")
    monkeypatch.setenv("ASEARCH_PAGER", f'"{sys.executable}" -c "{program}" "{seen}"')
    text = write(40, screen)
    assert seen.read_text(encoding="utf-8") == text
    assert screen.getvalue() == ""


@pytest.mark.parametrize("lines", [0, 1, 9])
def test_what_fits_the_screen_is_not_paged(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    monkeypatch.setenv("PAGER", "no-such-pager")
    assert write(lines, screen) == screen.getvalue()


@pytest.mark.parametrize("named", ["no-such-pager --x", "", "cat", "'unclosed"])
def test_without_a_pager_everything_is_printed(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("ASEARCH_PAGER", named)
    assert write(40, screen) == screen.getvalue()


def test_a_reader_who_leaves_early_is_no_error(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", f'"{sys.executable}" -c "pass"')
    write(200_000, screen)


def test_paging_can_be_turned_off_and_never_happens_in_a_pipe(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "no-such-pager")
    assert write(40, screen, wanted=False) == screen.getvalue()
    pipe = io.StringIO(newline="")
    assert write(40, pipe) == pipe.getvalue()


def test_the_default_is_less_with_gits_manners(screen: Terminal) -> None:
    assert pager.command() == ["less", "-FRX"]
