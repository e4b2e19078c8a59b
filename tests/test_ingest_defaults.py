"""What folders and the command line say of documents, and which files they leave out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Completed, Run

from asean_search.ingest.walk import defaults, folder_settings, ignoring
from asean_search.ingest.walk.defaults import Defaults, NotUsableError

TOML = """
source = "Vietnam News Agency"
date = "1998-03"
language = "Vietnamese"
keep = ["topic"]

[map]
title = "headline"
body = "story"
"""


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hit(run: Run, query: str) -> Mapping[str, str | None]:
    [found] = json.loads(run("query", query, "--json").stdout)["hits"]
    assert isinstance(found, dict)
    return found


def skipped(done: Completed) -> Mapping[str, str]:
    return {each["path"]: each["reason"] for each in json.loads(done.stdout)["skipped"]}


# --- asearch.toml


def test_a_sidecar_says_what_the_documents_below_it_do_not(folder: Path, run: Run) -> None:
    write(folder, {
        "a/asearch.toml": 'source = "Antara"\ndate = "1998-03"\n',
        "a/plain.txt": "Rice was cheap.",
        "a/b/asearch.toml": 'source = "Bernama"\n',
        "a/b/deep.txt": "Tin was dear.",
        "a/b/own.txt": "date 2020-06-30 Fish was fresh. (Reuters)",
        "other.txt": "Salt was salty.",
    })  # fmt: skip
    assert run("index", "a", "other.txt").code == 0
    rice, tin, fish, salt = (hit(run, word) for word in ("rice", "tin", "fish", "salt"))
    assert (rice["source"], rice["source_from"]) == ("Antara", "asearch.toml")
    assert (rice["date"], rice["date_from"]) == ("1998-03", "asearch.toml")
    assert (tin["source"], tin["date"]) == ("Bernama", "1998-03")
    assert (fish["source"], fish["date"], fish["date_from"]) == ("Reuters", "2020-06-30", "header")
    assert (salt["source"], salt["date"]) == (None, None)
    assert run("query", "source:antara date:1998", "--count").stdout == "1\n"


def test_a_sidecar_that_changes_has_its_documents_read_again(folder: Path, run: Run) -> None:
    write(folder, {"a/1.txt": "Rice was cheap.", "b/2.txt": "Tin was dear."})
    assert run("index", ".").code == 0
    write(folder, {"a/asearch.toml": 'source = "Antara"'})
    report = json.loads(run("index", ".", "--json").stdout)
    assert (report["changed"]["files"], report["unchanged"]["files"]) == (1, 1)
    assert hit(run, "rice")["source"] == "Antara"


def test_a_sidecar_says_how_to_read_records(folder: Path, run: Run) -> None:
    write(folder, {
        "asearch.toml": '[map]\ntitle = "kop"\ntext = "artikel"\n',
        "wire.jsonl": '{"kop": "Rice report", "artikel": "Rice was cheap.", "title": "no"}',
    })  # fmt: skip
    assert run("index", ".").code == 0
    assert hit(run, "cheap")["title"] == "Rice report"


def test_what_a_sidecar_says_is_judged(tmp_path: Path) -> None:
    (tmp_path / "asearch.toml").write_text(TOML, encoding="utf-8")
    said, problems = folder_settings.read_sidecar(tmp_path)
    assert problems == ()
    assert {field: value for field, value, _ in said.values} == {
        "source": "VNA",
        "date": "1998-03",
        "language": "vi",
    }
    assert said.mapping == (("title", "headline"), ("text", "story"))
    assert said.keep == ("topic",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("source = ", "not TOML"),
        ('colour = "red"', "'colour' is not known"),
        ('date = "soon"', "is not a date"),
        ("date = 1970-13", "not TOML"),
        ('date = "2999"', "is not a date"),
        ("source = 7.5.3", "not TOML"),
        ('map = "title"', "map is not a table"),
        ('[map]\nsubtitle = "x"', "no field 'subtitle'"),
        ("[map]\ntitle = 3", "is not the name of a column"),
        ('keep = "topic"', "is not a list of columns"),
    ],
)
def test_a_bad_sidecar_is_told_and_what_is_good_of_it_is_used(
    folder: Path, run: Run, text: str, problem: str
) -> None:
    write(folder, {"a/asearch.toml": text, "a/1.txt": "Rice was cheap."})
    done = run("index", "a", "--json")
    assert done.code == 3
    [(path, reason)] = skipped(done).items()
    assert path == str(Path("a/asearch.toml"))
    assert problem in reason
    assert hit(run, "rice")


def test_nearer_goes_before_farther() -> None:
    far = Defaults((("source", "A", "far"),), (("title", "t"), ("text", "x")), ("a",))
    near = Defaults((("source", "B", "near"),), (("title", "u"),), ("b", "a"))
    both = far.overlaid(near)
    assert both.values == (("source", "B", "near"), ("source", "A", "far"))
    assert dict(both.mapping) == {"title": "u", "text": "x"}
    assert both.keep == ("a", "b")
    assert len({defaults.NOTHING.fingerprint, far.fingerprint, near.fingerprint}) == 3


def test_what_cannot_be_is_refused() -> None:
    for field, said in (("date", "31 February 2020"), ("date", "1200"), ("source", "https://x.y")):
        with pytest.raises(NotUsableError):
            defaults.value(field, said, "here")


# --- the command line


def test_the_command_line_says_what_nobody_nearer_says(folder: Path, run: Run) -> None:
    write(folder, {
        "a/asearch.toml": 'source = "Antara"',
        "a/1.txt": "Rice was cheap.",
        "2.txt": "Tin was dear.",
    })  # fmt: skip
    assert run("index", ".", "--source", "reuters", "--date", "2001").code == 0
    rice, tin = hit(run, "rice"), hit(run, "tin")
    assert (rice["source"], rice["date"]) == ("Antara", "2001")
    assert (tin["source"], tin["source_from"]) == ("Reuters", "command line")
    assert (tin["date"], tin["date_from"]) == ("2001", "command line")


def test_the_time_of_a_file_is_a_date_only_when_asked(folder: Path, run: Run) -> None:
    write(folder, {"1.txt": "Rice was cheap."})
    os.utime(folder / "1.txt", (1_000_000_000, 1_000_000_000))
    assert run("index", "1.txt").code == 0
    assert hit(run, "rice")["date"] is None
    assert run("index", "1.txt", "--date-from-mtime").code == 0
    rice = hit(run, "rice")
    assert (rice["date"], rice["date_from"]) == ("2001-09-09", "file time")
    os.utime(folder / "1.txt", (1_100_000_000, 1_100_000_000))
    assert run("index", "1.txt", "--date-from-mtime").code == 0
    assert hit(run, "rice")["date"] == "2004-11-09"


def test_columns_are_mapped_and_kept(folder: Path, run: Run) -> None:
    write(folder, {"w.jsonl": '{"kop": "Rice", "artikel": "Cheap.", "topic": ["food", "trade"]}'})
    done = run("index", "w.jsonl", "--map", "title=kop,body=artikel", "--keep", "topic,author")
    assert done.code == 0
    assert hit(run, "cheap")["title"] == "Rice"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("--date", "soon"), "is not a date"),
        (("--date", ""), "is not a date"),
        (("--source", ""), "is not the name of a source"),
        (("--source", "https://example.org"), "is not the name of a source"),
        (("--map", "title"), "is not FIELD=COLUMN"),
        (("--map", "subtitle=x"), "no field 'subtitle'"),
        (("--max-size", "many"), "is no size"),
        (("--memory-limit", "-1"), "is no size"),
        (("--jobs", "0"), "0 is not in the range"),
        (("--format", "jsonl"), "--format is only for standard input"),
    ],
)
def test_a_bad_option_is_an_error_that_makes_no_index(
    folder: Path, run: Run, args: tuple[str, ...], problem: str
) -> None:
    write(folder, {"1.txt": "Rice was cheap."})
    done = run("index", "1.txt", *args)
    assert (done.code, done.stdout) == (2, "")
    assert problem in done.stderr
    assert not (folder / "index").exists()


# --- .asearchignore, --include, --exclude, --max-size


def paths(run: Run) -> list[str]:
    return sorted(run("query", "*", "-l", "-n", "99").stdout.split())


def test_what_an_ignore_file_names_is_passed_over_and_leaves_the_index(
    folder: Path, run: Run
) -> None:
    write(folder, {
        "a/1.txt": "One.", "a/1.log": "Log.", "a/drafts/2.txt": "Two.", "a/b/3.txt": "Three.",
        "a/b/keep.log": "Kept.", "c.log": "Log.",
    })  # fmt: skip
    assert run("index", "a", "c.log").code == 0
    assert len(paths(run)) == 6
    write(folder, {"a/.asearchignore": "*.log\ndrafts/\n# nothing\n/b/3.txt\n"})
    write(folder, {"a/b/.asearchignore": "!keep.log\n"})
    done = run("index", "a", "--json")
    assert (done.code, skipped(done)) == (0, {})
    assert paths(run) == ["a/1.txt", "a/b/keep.log", "c.log"]
    assert run("index", "a/1.log").code == 0
    assert "a/1.log" in paths(run)


def test_ignore_files_above_the_path_that_was_given_count_up_to_the_archive_root(
    folder: Path, run: Run
) -> None:
    write(folder, {".asearchignore": "*.log", "a/b/1.log": "Log.", "a/b/1.txt": "One."})
    assert run("index", "a/b").code == 0
    assert paths(run) == ["a/b/1.txt"]


def test_globs_choose_what_a_run_looks_at_and_leave_the_rest_as_it_is(
    folder: Path, run: Run
) -> None:
    write(folder, {"a/1.txt": "One.", "a/2.md": "Two.", "a/old/3.txt": "Three."})
    assert run("index", "a", "--include", "*.txt", "--exclude", "old/").code == 0
    assert paths(run) == ["a/1.txt"]
    assert run("index", "a").code == 0
    assert len(paths(run)) == 3
    (folder / "a" / "1.txt").unlink()
    assert run("index", "a", "--exclude", "*.md").code == 0
    assert paths(run) == ["a/2.md", "a/old/3.txt"]


def test_larger_files_than_wanted_are_named(folder: Path, run: Run) -> None:
    write(folder, {"1.txt": "Rice. " * 200, "2.txt": "Tin."})
    done = run("index", "1.txt", "2.txt", "--max-size", "1k", "--json")
    assert (done.code, skipped(done)) == (3, {"1.txt": "larger than 1,000 bytes (--max-size)"})
    assert paths(run) == ["2.txt"]


def test_nothing_is_removed_with_no_prune(folder: Path, run: Run) -> None:
    write(folder, {"a/1.txt": "One.", "a/2.txt": "Two."})
    assert run("index", "a").code == 0
    (folder / "a" / "1.txt").unlink()
    assert run("index", "a", "--no-prune").code == 0
    assert len(paths(run)) == 2
    assert run("index", "a").code == 0
    assert paths(run) == ["a/2.txt"]


def test_a_glob_without_a_slash_matches_at_any_depth() -> None:
    wanted = ignoring.FileFilter(include=ignoring.patterns(["*.txt"]))
    root = Path("/archive")
    assert wanted.accepts(root / "a" / "b.txt", root, is_folder=False)
    assert not wanted.accepts(root / "a" / "b.log", root, is_folder=False)
    assert wanted.accepts(root / "a", root, is_folder=True)
