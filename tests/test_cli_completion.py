"""``asearch completion``: the shells' scripts, and what they are answered."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run

from asean_search.cli import program


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed_on_stdout(shell: str, run: Run) -> None:
    done = run("completion", shell)
    assert done.code == 0
    assert f"_ASEARCH_COMPLETE={shell}_complete" in done.stdout
    assert "asearch" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_understands(shell: str, run: Run, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    script = tmp_path / "script"
    script.write_text(run("completion", shell).stdout, encoding="utf-8")
    subprocess.run([shell, "-n", script], check=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (
            "asearch ",
            {
                *("index", "query", "batch", "similar", "show", "terms", "info", "check"),
                *("help", "completion"),
            },
        ),
        ("asearch query --so", {"--source", "--sort"}),
        ("asearch query --sort ", {"relevance", "newest", "oldest"}),
        ("asearch query --format ma", {"markdown"}),
        ("asearch completion z", {"zsh"}),
    ],
)
def test_the_shell_is_offered_what_fits(
    typed: str,
    offered: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = typed.split(" ")
    monkeypatch.setenv("_ASEARCH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    monkeypatch.setattr(sys, "argv", ["asearch"])
    with pytest.raises(SystemExit) as left:
        program.main([], "asearch")
    assert left.value.code == 0
    lines = capsys.readouterr().out.split()
    assert {line.partition(",")[2] for line in lines} == offered


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("words", "answered"),
    [("query --so", "--source --sort"), ("show ne", "bash's own files")],
)
def test_bash_completes_with_the_script_sourced(words: str, answered: str, tmp_path: Path) -> None:
    asearch = tmp_path / "asearch"
    asearch.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m asean_search "$@"\n')
    asearch.chmod(0o755)
    script = f"""
        PATH={shlex.quote(str(tmp_path))}:$PATH
        compopt() {{ [ "$1 $2" = "-o default" ] && echo "bash's own files"; }}
        eval "$(asearch completion bash)"
        COMP_WORDS=(asearch {words}) COMP_CWORD=2
        _asearch_completion asearch
        [ -z "$COMPREPLY" ] || echo "${{COMPREPLY[*]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{answered}\n", "")
