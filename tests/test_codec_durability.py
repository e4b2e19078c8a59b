"""Killed, refused space or read meanwhile: a commit is all or nothing, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUNS = Path(__file__).with_name("durability_runs.py")


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill")
@pytest.mark.parametrize(("name", "count"), [("killed", 100), ("refused", 40), ("watched", 60)])
def test_every_state_that_can_be_opened_was_committed(
    name: str, count: int, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, RUNS, name, tmp_path / "index", str(count)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
