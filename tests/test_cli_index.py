"""``asearch index``: what it reports, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Run

from asean_search import engine
from asean_search.model import Location

can_be_refused = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions hold back"
)


def without_times(text: str) -> str:
    return re.sub(r"\([\d.]+ m?s, peak memory [\d.]+ MB\)", "(TIME)", text)


def files_of(folder: Path) -> Mapping[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def test_the_report_goes_to_stderr_and_nothing_to_stdout(run: Run, corpus: Path) -> None:
    done = run("index", "news", "wire.jsonl")
    assert (done.code, done.stdout) == (0, "")
    assert without_times(done.stderr) == (
        "4 documents added (3 files); 1 without a date.\nThe index holds 4 documents (TIME).\n"
    )


def test_the_index_is_made_in_the_folder_index(run: Run, corpus: Path) -> None:
    assert run("index", "news").code == 0
    assert engine.is_index(Location(corpus / "index"))


def test_without_a_path_the_seeds_are_indexed(run: Run, seeds_archive: Path) -> None:
    done = run("--index", seeds_archive / "index", "query", "*", "--count")
    assert (done.code, done.stdout) == (0, "2\n")


def test_without_a_path_and_without_seeds_it_says_what_to_do(run: Run, corpus: Path) -> None:
    done = run("index")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == (
        "asearch: no path was given, and there is no default folder seeds/ here\n"
        "Give the path to index: asearch index PATH\n"
    )
    assert not (corpus / "index").exists()


def test_a_second_run_changes_nothing(run: Run, archive: Path) -> None:
    done = run("index", "news", "wire.jsonl")
    assert done.code == 0
    assert without_times(done.stderr) == (
        "4 documents unchanged (3 files).\nThe index holds 4 documents (TIME).\n"
    )


def test_what_was_added_changed_and_removed_is_told_apart(run: Run, archive: Path) -> None:
    (archive / "news" / "floods.txt").unlink()
    (archive / "news" / "port.txt").write_text("The port is closed.", encoding="utf-8")
    (archive / "news" / "tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    report = json.loads(run("index", "news", "--json").stdout)
    assert report["added"] == {"files": 1, "documents": 1}
    assert report["changed"] == {"files": 1, "documents": 1}
    assert report["removed"] == {"files": 1, "documents": 1}
    assert run("query", "floods").code == 1
    assert run("query", "tea").code == 0


def test_json_is_the_report_on_stdout_and_silence_on_stderr(run: Run, corpus: Path) -> None:
    done = run("index", "news", "--json")
    assert (done.code, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["schema"] == 2
    assert report["index"] == str(corpus / "index")
    assert (report["total"], report["undated"], report["skipped"]) == (2, 1, [])


def test_quiet_says_nothing_when_all_is_well(run: Run, corpus: Path) -> None:
    done = run("index", "news", "--quiet")
    assert (done.code, done.stdout, done.stderr) == (0, "", "")


def test_what_could_not_be_read_is_named_and_the_exit_code_is_3(run: Run, corpus: Path) -> None:
    (corpus / "news" / "empty.txt").write_bytes(b"")
    (corpus / "news" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
    done = run("index", "news", "nosuch", "--quiet")
    assert (done.code, done.stdout) == (3, "")
    for name in (Path("news/empty.txt"), Path("news/picture.txt"), Path("nosuch")):
        assert f"\n  {name}: " in done.stderr
    assert run("query", "*", "--count").stdout == "2\n"


def test_a_run_that_can_do_nothing_is_an_error_and_makes_no_index(run: Run, corpus: Path) -> None:
    done = run("index", "nosuch", "neither")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("asearch: no such file or folder: nosuch, neither\n")
    assert not (corpus / "index").exists()


@can_be_refused
def test_an_unreadable_folder_is_told_and_its_documents_stay(run: Run, archive: Path) -> None:
    (archive / "news").chmod(0)
    try:
        done = run("index", "news", "wire.jsonl")
    finally:
        (archive / "news").chmod(0o700)
    assert done.code == 3
    assert "no permission" in done.stderr
    assert run("query", "*", "--count").stdout == "4\n"


def test_an_index_that_is_being_written_to_is_busy(run: Run, archive: Path) -> None:
    with engine.open_writer(Location(archive / "index")):
        done = run("index", "news")
    assert (done.code, done.stdout) == (75, "")
    assert done.stderr.startswith("asearch: ")
    assert "Traceback" not in done.stderr
    assert run("index", "news").code == 0


def test_a_folder_that_holds_other_things_is_not_made_an_index(run: Run, corpus: Path) -> None:
    before = files_of(corpus / "news")
    done = run("index", "wire.jsonl", "--index", "news")
    assert (done.code, done.stdout) == (2, "")
    assert "asearch: " in done.stderr
    assert files_of(corpus / "news") == before


def test_the_index_of_a_parent_folder_is_used_from_below(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive / "news")
    Path("tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    assert run("index", "tea.txt").code == 0
    assert not (archive / "news" / "index").exists()
    assert run("query", "tea", "-l").stdout == "tea.txt\n"


def test_hostile_names_do_nothing_to_the_terminal(run: Run, corpus: Path) -> None:
    name = "a\x1b]0;owned\x07[red]\u202eb.txt"
    try:
        (corpus / "news" / name).write_bytes(b"")
    except OSError:
        pytest.skip("this file system refuses the name")
    told = run("index", "news").stderr
    assert "[red]" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)


@pytest.mark.parametrize("damage", ["meta.json", "*.toc", "*.seg"])
def test_a_damaged_index_is_one_clear_message(damage: str, run: Run, archive: Path) -> None:
    for file in (archive / "index").glob(damage):
        file.write_bytes(b"\0garbage\0" * 3)
    Path("news/port.txt").write_text("The port is closed.", encoding="utf-8")
    for command in (("query", "rice"), ("info",), ("index", "news")):
        done = run(*command)
        assert (done.code, done.stdout) == (2, ""), command
        assert "damaged" in done.stderr, command
        assert "asearch index" in done.stderr, command
        assert "unexpected" not in done.stderr, command


def test_an_index_of_another_version_names_the_way_out(run: Run, archive: Path) -> None:
    file = archive / "index" / "meta.json"
    meta = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**meta, "format_version": 99}), encoding="utf-8")
    done = run("query", "rice")
    assert (done.code, done.stdout) == (2, "")
    assert "was made by" in done.stderr
    assert "asearch index" in done.stderr
