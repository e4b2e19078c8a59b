"""``asearch terms``: the words of the index, and what its documents say that acronyms mean."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Run


def test_words_come_in_order_with_their_numbers_of_documents(run: Run, in_seeds: Path) -> None:
    done = run("terms", "vacc")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == "        1  vaccine\n"
    assert run("terms", "VÁCC").stdout == done.stdout
    lines = run("terms", "co", "-n", "3").stdout.splitlines()
    assert len(lines) == 3
    assert lines == sorted(lines, key=lambda line: line.split()[1])


def test_acronyms_are_those_that_documents_define(run: Run, in_seeds: Path) -> None:
    done = run("terms", "--acronyms", "--json")
    found = {each["short"]: each for each in json.loads(done.stdout)["acronyms"]}
    assert found["ARF"]["long"] == "ASEAN Regional Forum"
    assert found["ARF"]["documents"] == len(found["ARF"]["examples"]) == 1
    identity = found["ARF"]["examples"][0]
    done = run("terms", "--acronyms", "arf")
    assert done.stdout == f"        1  ARF = ASEAN Regional Forum  (id {identity})\n"
    assert run("show", identity).code == 0


def test_nothing_that_begins_so_is_exit_code_1(run: Run, in_seeds: Path) -> None:
    for args in (("zzz",), ("…",), ("--acronyms", "zzz")):
        done = run("terms", *args)
        assert (done.code, done.stdout) == (1, "")


def test_json_is_one_object(run: Run, in_seeds: Path) -> None:
    done = run("terms", "vacc", "--json")
    assert json.loads(done.stdout) == {"schema": 2, "words": [{"word": "vaccine", "documents": 1}]}
