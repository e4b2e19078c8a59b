"""``asearch query``: what goes to stdout, what to stderr, and the exit code."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
import pytest
from conftest import Run

from asean_search.cli.query import EXCLUDED_WORD, query_command
from asean_search.output import formats


def result_paths(stdout: str) -> list[str]:
    return [Path(line).as_posix() for line in stdout.splitlines()]


# --- the answer --------------------------------------------------------------------------------


@pytest.mark.skipif(os.sep != "/", reason="the paths shown are those of POSIX")
def test_a_piped_answer_is_plain_lines(run: Run, archive: Path) -> None:
    done = run("query", "harbour", "strike")
    assert done.code == 0
    assert re.sub(r"(id|score) \S+", r"\1 X", done.stdout) == (
        "1. Harbour strike ends\n"
        "   2021-06-30 · Reuters · wire.jsonl#w2 · score X · id X\n"
        "   Dock workers ended a strike at the harbour after nine days.\n"
    )
    assert done.stderr == "Query: harbour AND strike\n1 of 1 document\n"


def test_a_passage_of_a_text_file_says_its_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a heading and front matter, which are no part of the text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text(
        "---\ntitle: Notes\n---\n\nRice rose.\nOil fell.\n\nThe lighthouse\nwas lit.\n"
    )
    assert run("index", "notes.md").code == 0
    assert "   line 9: … The lighthouse was lit." in run("query", "lit").stdout.splitlines()[2:4]
    assert (
        "> line 9: … The lighthouse was **lit**." in run("query", "lit", "--format=markdown").stdout
    )
    (hit,) = json.loads(run("query", "lighthouse", "--json").stdout)["hits"]
    assert [snippet["line"] for snippet in hit["snippets"]] == [8]


def test_the_query_that_is_echoed_asks_the_same_again(run: Run, archive: Path) -> None:
    """With the options in it, and without what no query can say."""
    options = ["--since", "2021-06", "--source", "reuters", "--sort", "oldest"]
    asked = run("query", "harbour OR rice", *options, "-l")
    echo = asked.stderr.splitlines()[0].removeprefix("Query: ")
    assert "date:>=2021-06" in echo
    assert "Order: oldest first" in asked.stderr.splitlines()
    again = run("query", echo, "--sort", "oldest", "-l")
    assert again.stdout == asked.stdout != ""
    assert again.stderr.splitlines()[0] == f"Query: {echo}"


@pytest.mark.skipif(sys.platform == "win32", reason="TZ is not what Windows goes by")
@pytest.mark.parametrize("hours", [14, -11])
def test_today_is_the_local_day(archive: Path, hours: int) -> None:
    """The two places are 25 hours apart: it is never the same day in both."""

    def local_day() -> str:
        return datetime.now(timezone(timedelta(hours=hours))).date().isoformat()

    before = local_day()
    done = subprocess.run(
        [sys.executable, "-m", "asean_search", "query", "date:today"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "TZ": f"<here>{-hours}"},
        check=False,
    )
    assert done.stderr.splitlines()[0].removeprefix("Query: date:") in {before, local_day()}


def test_several_arguments_are_one_query(run: Run, archive: Path) -> None:
    assert run("query", "harbour", "strike", "-l") == run("query", "harbour strike", "-l")


def test_a_phrase_keeps_the_quotes_that_reach_the_program(run: Run, archive: Path) -> None:
    assert run("query", '"strike harbour"').code == 1
    assert run("query", "strike harbour").code == 0
    assert run("query", '"rice', 'harvest"', "-l").stdout == "wire.jsonl\n"


def test_a_query_is_read_from_standard_input(run: Run, archive: Path) -> None:
    assert run("query", "-", "-l", stdin="harbour\nstrike\n") == run(
        "query", "harbour strike", "-l"
    )


def test_a_query_that_is_not_text_is_refused(run: Run, archive: Path) -> None:
    done = run("query", "-", stdin=b"harb\xff\xfeour")
    assert (done.code, done.stdout) == (2, "")
    assert "not UTF-8" in done.stderr


def test_nothing_found_is_exit_code_1_and_says_so(run: Run, archive: Path) -> None:
    done = run("query", "zebra")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr == "Query: zebra\nNo document matches zebra.\n"


def test_the_closest_documents_are_offered_under_their_own_heading(run: Run, archive: Path) -> None:
    done = run("query", "harvest zebra")
    assert done.code == 1
    heading, _, first = done.stdout.partition("\n\n")
    assert heading.startswith("No document matches harvest AND zebra.")
    assert first.startswith("1. Rice harvest beats forecast\n")


def test_options_narrow_and_order_the_answer(run: Run, archive: Path) -> None:
    def paths(*options: str) -> list[str]:
        return result_paths(
            run("query", "*", "--fields", "path,record", "--format", "tsv", *options).stdout
        )[1:]

    w1, w2, floods, port = (
        "wire.jsonl\tw1",
        "wire.jsonl\tw2",
        "news/floods.txt\t",
        "news/port.txt\t",
    )
    assert paths("--sort", "newest") == [w2, floods, w1, port]
    assert paths("--sort", "oldest") == [w1, floods, w2, port]
    assert paths("--sort", "oldest", "-n", "2") == [w1, floods]
    assert paths("--sort", "oldest", "-n", "2", "--offset", "2") == [w2, port]
    assert paths("--since", "2021") == [w2, floods]
    assert paths("--until", "2021-03") == [floods, w1]
    assert paths("--since", "2021-03-04", "--until", "2021-03-04") == [floods]
    assert sorted(paths("--source", "reuters")) == [port, w2]
    assert sorted(paths("--source", "reuters", "--source", "bernama")) == [floods, port, w2]


# --- what the rest of stderr says --------------------------------------------------------------


def test_how_the_query_was_understood_is_on_stderr(run: Run, archive: Path) -> None:
    done = run("query", "Harbour", "OR", "rice", "--since", "2020", "--source", "reuters")
    first = done.stderr.splitlines()[0]
    assert first == "Query: (Harbour OR rice) AND date:>=2020 AND source:Reuters"


def test_an_unknown_source_is_told_with_the_nearest(run: Run, archive: Path) -> None:
    done = run("query", "rice", "--source", "Reters")
    assert done.code == 1
    assert "Note: no document has the source 'Reters'; similar names: Reuters\n" in done.stderr


def test_what_was_left_out_is_told(run: Run, archive: Path) -> None:
    assert run("query", "*", "-n", "1").stderr.endswith("--offset 1\n")
    assert "1 of 4 documents" in run("query", "*", "-n", "1", "-l").stderr


def test_quiet_silences_all_but_the_answer(run: Run, archive: Path) -> None:
    for options in ((), ("-l",), ("--count",), ("--format", "csv")):
        done = run("query", "*", "-n", "1", "--quiet", *options)
        assert (done.code, done.stderr) == (0, "")
        assert done.stdout


# --- formats -----------------------------------------------------------------------------------


def test_the_formats_offered_are_those_that_output_has() -> None:
    (option,) = (each for each in query_command.params if each.name == "format_")
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == formats.names("result")


@pytest.mark.parametrize("options", [("--json",), ("--format", "json")], ids=" ".join)
def test_json_is_one_object_and_stderr_is_silent(
    options: tuple[str, ...], run: Run, archive: Path
) -> None:
    done = run("query", "harbour", *options)
    assert (done.code, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["total"], answer["returned"], answer["offset"]) == (2, 2, 2, 0)
    assert answer["query"]["canonical"] == "harbour"
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert answer["partial"] == []


def test_json_of_nothing_is_still_one_object(run: Run, archive: Path) -> None:
    done = run("query", "zebra", "--json")
    assert done.code == 1
    assert json.loads(done.stdout)["hits"] == []


def test_paths_are_one_a_line_or_end_with_nul(run: Run, archive: Path) -> None:
    assert result_paths(run("query", "rice", "--sort", "newest", "-l").stdout) == ["wire.jsonl"]
    assert run("query", "floods", "-0").stdout == f"{Path('news/floods.txt')}\0"
    assert run("query", "floods", "-l0").stdout == run("query", "floods", "-0").stdout
    assert run("query", "floods", "--format", "paths", "-0").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a path is given as a POSIX shell would")
def test_no_path_can_be_taken_for_an_option(run: Run, corpus: Path) -> None:
    """``asearch query x -0 | xargs -0 rm`` removes the file ``-r`` and does not obey it."""
    (corpus / "-r").write_text("A treaty on haze.", encoding="utf-8")
    assert run("index", "--", "-r").code == 0
    assert run("query", "haze", "-0").stdout == "./-r\0"
    assert run("query", "haze", "-l").stdout == "./-r\n"
    assert run("show", "./-r").stdout == run("show", "--", "-r").stdout


def test_count_is_the_total_alone(run: Run, archive: Path) -> None:
    done = run("query", "*", "--count", "-n", "1")
    assert (done.code, done.stdout, done.stderr) == (0, "4\n", "Query: *\n")
    nothing = run("query", "zebra", "--count")
    assert (nothing.code, nothing.stdout) == (1, "0\n")


def test_limit_0_only_counts(run: Run, archive: Path) -> None:
    answer = json.loads(run("query", "*", "-n", "0", "--json").stdout)
    assert (answer["total"], answer["returned"], answer["hits"]) == (4, 0, [])


def test_facets_count_all_that_is_found(run: Run, archive: Path) -> None:
    done = run("query", "*", "-n", "0", "--facet", "year", "--json")
    years = json.loads(done.stdout)["facets"]["year"]
    assert sum(row["documents"] for row in years) == 4
    text = run("query", "strike", "-n", "0", "--facet", "month").stdout
    assert text.splitlines() == ["Documents by month:", "         1  2021-06"]


def test_fields_are_chosen_in_their_order(run: Run, archive: Path) -> None:
    done = run("query", "strike", "--format", "csv", "--fields", "title,date")
    assert list(csv.reader(done.stdout.splitlines())) == [
        ["title", "date"],
        ["Harbour strike ends", "2021-06-30"],
    ]
    assert list(
        json.loads(run("query", "strike", "--json", "--fields", "id").stdout)["hits"][0]
    ) == ["id"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--json", "--fields", "tilte"), "unknown field 'tilte'"),
        (("--json", "--fields", ","), "no fields were named"),
        (("--fields", "title"), "--fields cannot be combined with --format text"),
        (("--facet", "year", "--count"), "--facet cannot be combined with --format count"),
        (("--count", "--json"), "choose one of --json and --count"),
        (("--count", "--fields", "title"), "--fields cannot be combined with --format count"),
        (("--format", "csv", "-0"), "choose one of --format csv and -0"),
        (("--json", "-l0"), "choose one of --json and -0"),
        (("--since", "soon"), '"soon" is not a date'),
        (("--since", "2021", "--until", "2020"), "--since 2021 is after --until 2020"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_that_make_no_sense_are_refused(
    options: tuple[str, ...], message: str, run: Run, archive: Path
) -> None:
    done = run("query", "rice", *options)
    assert (done.code, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[0]


def test_snippets_can_be_fewer_or_none(run: Run, archive: Path) -> None:
    answer = json.loads(run("query", "rice", "--json", "--snippets", "0").stdout)
    assert [hit["snippets"] for hit in answer["hits"]] == [[], []]


# --- a minus -----------------------------------------------------------------------------------


def test_a_word_is_left_out_inside_quotes_or_behind_two_dashes(run: Run, archive: Path) -> None:
    quoted = run("query", "harbour -strike", "-l")
    assert quoted.stdout == f"{Path('news/port.txt')}\n"
    assert run("query", "-l", "--", "harbour", "-strike") == quoted
    assert run("query", "--count", "--", "-rice").stdout == "2\n"


@pytest.mark.parametrize("word", ["-strike", "-nato", "-lavrof", "-Östersund", "-số"])
def test_a_word_that_was_taken_for_options_is_explained(word: str, run: Run, archive: Path) -> None:
    done = run("query", "harbour", word, "-n", "5")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == (
        f"asearch: there is no option {word}\n"
        "To exclude documents with a word, quote the whole query: "
        f"asearch query 'harbour {word}'\n"
    )


def test_the_command_that_an_explanation_offers_does_what_was_meant(
    run: Run, archive: Path
) -> None:
    for args in (("harbour", "-strike"), ("-strike", "harbour"), ("-rice",), ("-rice", "-strike")):
        offered = run("query", *args).stderr.split("asearch query ")[1]
        followed, meant = run("query", "-l", *shlex.split(offered)), run("query", "-l", "--", *args)
        assert (followed.code, followed.stdout) == (meant.code, meant.stdout)


def test_a_long_option_with_one_dash_is_suggested(run: Run, archive: Path) -> None:
    assert (
        run("query", "x", "-json").stderr
        == "asearch: there is no option -json\nDid you mean --json?\n"
    )


@pytest.mark.parametrize("options", ["-l", "-n5", "-lq", "-ql", "-l0", "-v", "-", "--", "-5"])
def test_options_are_not_taken_for_words(options: str) -> None:
    assert not re.match(EXCLUDED_WORD, options)


# --- hostile text ------------------------------------------------------------------------------

HOSTILE = "pw\x1b]0;owned\x07 \x9b31m [red]red[/] [/] \u202eevil\u2066 =1+1"


@pytest.mark.parametrize("format_", ["terminal", "text", "markdown", "csv", "tsv", "json", "jsonl"])
def test_a_hostile_document_does_nothing_to_the_terminal(
    format_: str, run: Run, corpus: Path
) -> None:
    record = {"id": HOSTILE, "title": HOSTILE, "source": HOSTILE, "text": f"{HOSTILE} bait."}
    (corpus / "bad.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert run("index", "bad.jsonl").code == 0
    done = run("query", "bait", "--format", format_, "--color", "never", "--hyperlink", "never")
    assert done.code == 0
    styles_gone = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)
    assert "evil" in styles_gone
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(styles_gone + done.stderr)


def test_a_hostile_query_does_nothing_to_the_terminal(run: Run, archive: Path) -> None:
    for query in (HOSTILE, f'"{HOSTILE}', f"nofield:{HOSTILE}", f"date:{HOSTILE}"):
        done = run("query", query)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(done.stdout + done.stderr)
        assert "unexpected" not in done.stderr
        assert done.code in (1, 2)


@pytest.mark.parametrize(
    "query", ["(" * 5000 + "a", "a " * 5000, "a" * 100_000, "-" * 500, '"' * 501, "\0"]
)
def test_a_query_of_any_size_and_shape_is_answered(query: str, run: Run, archive: Path) -> None:
    done = run("query", "--", query)
    assert done.code in (0, 1, 2)
    assert "unexpected" not in done.stderr


def test_a_query_from_standard_input_has_an_end(run: Run, archive: Path) -> None:
    done = run("query", "-", stdin="rice " * 300_000)
    assert (done.code, done.stdout) == (2, "")
    assert "longer than 1,000,000 characters" in done.stderr


# --- a terminal --------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_answer_is_in_colour_and_linked_and_otherwise_not(
    archive: Path,
) -> None:
    import pty

    def shown(*options: str, **environment: str) -> str:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "asean_search", "query", "strike", *options],
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm", **environment},
        )
        os.close(theirs)
        chunks = []
        try:
            while chunk := os.read(ours, 65_536):
                chunks.append(chunk)
        except OSError:  # how Linux says that the other end is closed
            pass
        os.close(ours)
        assert process.wait() == 0
        return b"".join(chunks).decode()

    coloured, linked, bold = "\x1b[1;31m", "\x1b]8;", "\x1b[1m"
    usual = shown()
    assert coloured in usual
    assert linked in usual
    plain = shown(NO_COLOR="1")
    assert coloured not in plain
    assert bold in plain
    assert "\x1b" not in shown("--format", "text")
    assert "\x1b" not in shown(TERM="dumb")
