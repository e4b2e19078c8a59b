"""``asearch info``: what is in the index."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conftest import Run


def test_the_answer_is_on_stdout_and_why_this_index_on_stderr(run: Run, archive: Path) -> None:
    done = run("info")
    assert done.code == 0
    assert done.stderr == f"The index is {archive / 'index'}: it is in the current folder.\n"
    rows = dict(re.split(r"  +", line, maxsplit=1) for line in done.stdout.splitlines())
    assert rows["Documents"] == "4 in 3 files"
    assert rows["Dates"] == "2020-11-02 to 2021-06-30; 1 document without a date"
    assert rows["Sources"] == "Reuters 2 · Bernama 1 · VNA 1"


def test_json_is_one_object_and_nothing_else(run: Run, archive: Path) -> None:
    done = run("info", "--json")
    assert (done.code, done.stderr) == (0, "")
    info = json.loads(done.stdout)
    assert info["schema"] == 2
    assert (info["documents"], info["files"], info["undated"]) == (4, 3, 1)
    assert info["sources"][0] == {"source": "Reuters", "documents": 2}


def test_files_that_were_not_read_are_remembered(run: Run, archive: Path) -> None:
    Path("news/empty.txt").write_bytes(b"")
    assert run("index", "news").code == 3
    assert str(Path("news/empty.txt")) in run("info").stdout
