"""``asearch batch``, ``asearch similar`` and the options of ``asearch query`` that rank."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import Run

from asean_search.ranking import PROFILES


def test_batch_answers_a_file(run: Run, archive: Path) -> None:
    questions = archive / "queries.txt"
    questions.write_text("rice harvest\nharbour strike\n", encoding="utf-8")
    done = run("batch", questions)
    assert (done.code, done.stderr) == (0, "")
    value = json.loads(done.stdout)
    assert [each["id"] for each in value["answers"]] == ["1", "2"]
    assert value["answers"][1]["hits"][0]["record"] == "w2"


def test_batch_reads_standard_input_and_writes_a_run_file(run: Run, archive: Path) -> None:
    lines = '{"id": "q1", "text": "rice harbour"}\n'
    done = run("batch", "-", "--format", "trec", "-n", "1000", stdin=lines)
    assert done.code == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0][:4] == ["q1", "Q0", "w2", "1"]
    assert {row[2] for row in rows} == {"w2", "w1", "news/port.txt"}


def test_a_bad_line_is_told_on_stderr_and_the_others_are_answered(run: Run, archive: Path) -> None:
    done = run("batch", "-", "--format", "csv", stdin="rice\n{broken\n(rice\n...\nharbour\n")
    assert done.code == 3
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "line 2",
        "line 3",
        "line 4",
    ]
    assert {line.partition(",")[0] for line in done.stdout.splitlines()[1:]} == {"1", "3", "5"}


def test_notes_are_told_unless_quiet(run: Run, archive: Path) -> None:
    assert run("batch", "-", stdin="RICE AND TIN\n").stderr.startswith("Note on line 1: ")
    assert run("batch", "-q", "-", stdin="RICE AND TIN\n").stderr == ""


def test_a_file_that_is_not_there_is_an_error(run: Run, archive: Path) -> None:
    done = run("batch", "nowhere.txt")
    assert (done.code, done.stdout) == (2, "")
    assert "nowhere.txt" in done.stderr


@pytest.mark.parametrize("command", [("batch", "-"), ("similar", "-"), ("query", "rice")])
def test_an_unknown_profile_is_an_error_that_names_the_others(
    run: Run, archive: Path, command: tuple[str, ...]
) -> None:
    done = run(*command, "--profile", "best", stdin="rice\n")
    assert (done.code, done.stdout) == (2, "")
    assert all(name in done.stderr for name in PROFILES)


@pytest.mark.parametrize("command", ["query", "batch", "similar"])
def test_help_names_every_profile(run: Run, command: str) -> None:
    text = run(command, "--help").stdout
    assert all(name in text for name in PROFILES)


def test_similar_takes_a_path_an_id_or_a_text(run: Run, archive: Path) -> None:
    by_path = run("similar", "wire.jsonl#w2", "--json")
    value = json.loads(by_path.stdout)
    assert by_path.code == 0
    assert "w2" not in {hit["record"] for hit in value["hits"]}
    by_id = json.loads(run("similar", value["of"], "--json").stdout)
    assert by_id["hits"] == value["hits"]
    text = run("similar", "-", stdin="Rice and rice at the harbour")
    assert text.code == 0
    assert "shared words: " in text.stdout
    assert text.stderr == "Most distinctive words: rice, harbour\n"


def test_similar_finds_nothing_for_a_text_of_other_words(run: Run, archive: Path) -> None:
    done = run("similar", "-", stdin="zzz")
    assert (done.code, done.stdout) == (1, "")
    assert run("similar", "nowhere.txt").code == 1


def test_expand_tells_what_it_added(run: Run, archive: Path) -> None:
    done = run("query", "rice", "--expand")
    plain = run("query", "rice")
    assert "Added from the top hits: " in done.stderr or "Weight raised: " in done.stderr
    assert "Weight raised" not in plain.stderr
    assert done.stdout.count(" · id ") == plain.stdout.count(" · id ")
    assert json.loads(run("query", "rice", "--expand", "--json").stdout)["expansion"]


def test_explain_shows_every_word(run: Run, archive: Path) -> None:
    done = run("query", "rice", "harbour", "--explain", "--snippets", "0")
    for word in ("rice", "harbour"):
        assert re.search(rf" {word} +.*text ×1 of \d+ words", done.stdout)
    hits = json.loads(run("query", "rice", "--explain", "--json").stdout)["hits"]
    for hit in hits:
        total = sum(word["score"] for word in hit["explanation"]["words"])
        assert total == pytest.approx(hit["score"], abs=1e-5)


def test_explain_is_refused_where_there_is_no_room(run: Run, archive: Path) -> None:
    done = run("query", "rice", "--explain", "--format", "csv")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == (
        "asearch: --explain cannot be combined with --format csv\n"
        "Formats that can show it: terminal, text, json, jsonl, markdown.\n"
    )


def test_recent_doubles_what_is_newest(run: Run, archive: Path) -> None:
    plain, recent = (
        {
            hit["record"]: hit["score"]
            for hit in json.loads(run("query", "rice", *more, "--json").stdout)["hits"]
        }
        for more in ((), ("--profile", "recent"))
    )
    assert recent["w2"] == pytest.approx(2 * plain["w2"], abs=1e-5)
    assert plain["w1"] < recent["w1"] < 2 * plain["w1"]
