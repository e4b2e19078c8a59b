"""``asearch show``: naming one document, by id or by path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run


def id_of(run: Run, query: str) -> str:
    found = json.loads(run("query", query, "--json", "--fields", "id").stdout)
    (hit,) = found["hits"]
    return str(hit["id"])


def test_a_document_is_shown_whole(run: Run, archive: Path) -> None:
    done = run("show", "wire.jsonl#w2")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "Title     Harbour strike ends (record)\n"
        "Date      2021-06-30 (record)\n"
        "Source    Reuters (record)\n"
        "Language  en (text)\n"
        "File      wire.jsonl#w2\n"
        f"Id        {id_of(run, 'strike')}\n"
        "\n"
        "Dock workers ended a strike at the harbour after nine days. Rice ships sailed at once.\n"
    )


def test_a_document_has_many_names(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = id_of(run, "floods")
    shown = run("show", identity)
    assert shown.code == 0
    path = Path("news") / "floods.txt"
    for name in (
        identity.upper(),
        identity[:4],
        path,
        archive / path,
        Path("news/../news/floods.txt"),
    ):
        assert run("show", name) == shown, name
    monkeypatch.chdir(archive / "news")
    for name in ("floods.txt", "news/floods.txt", "../news/floods.txt"):
        assert run("show", name, "--json").stdout == run("show", identity, "--json").stdout, name


def test_the_start_of_an_id_needs_four_characters(run: Run, archive: Path) -> None:
    done = run("show", id_of(run, "floods")[:3])
    assert (done.code, done.stdout) == (1, "")
    assert "at least 4 characters" in done.stderr


def test_a_start_of_several_ids_lists_them(
    run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enough documents for two ids that begin alike are made by chance, so they are looked for."""
    monkeypatch.setattr("asean_search.search.show.ID_START_MIN_CHARS", 1)
    lines = [json.dumps({"id": n, "title": f"Title {n}", "text": "some text"}) for n in range(40)]
    Path("many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run("index", "many.jsonl").code == 0
    ids = [hit["id"] for hit in json.loads(run("query", "*", "-n", "40", "--json").stdout)["hits"]]
    start = next(i[0] for i in ids if sum(other[0] == i[0] for other in ids) > 1)
    done = run("show", start)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"asearch: several ids begin with {start}; name one of them")
    for identity in ids:
        assert (identity in done.stderr) == identity.startswith(start)


def test_a_file_of_many_documents_lists_them(run: Run, archive: Path) -> None:
    done = run("show", "wire.jsonl")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == (
        "asearch: wire.jsonl holds 2 documents; name one of them by its id:\n"
        f"  {id_of(run, 'harvest')}  2020-11-02  Rice harvest beats forecast\n"
        f"  {id_of(run, 'strike')}  2021-06-30  Harbour strike ends\n"
    )


def test_what_the_index_does_not_hold_is_exit_code_1(run: Run, archive: Path) -> None:
    done = run("show", "nosuch.txt")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("asearch: no document has the id or the path 'nosuch.txt'\n")


def test_a_file_that_is_there_but_not_in_the_index_is_told_so(run: Run, archive: Path) -> None:
    Path("new.txt").write_text("new", encoding="utf-8")
    done = run("show", "new.txt")
    assert done.code == 1
    assert "Run: asearch index new.txt" in done.stderr


def test_a_file_that_could_not_be_read_is_told_with_the_reason(run: Run, archive: Path) -> None:
    Path("empty.txt").touch()
    assert run("index", "empty.txt", "news").code == 3
    done = run("show", "empty.txt")
    assert (done.code, done.stdout) == (1, "")
    assert "asearch index could not read it: empty" in done.stderr


def test_a_folder_is_told_to_be_one(run: Run, archive: Path) -> None:
    done = run("show", "news")
    assert (done.code, done.stdout) == (1, "")
    assert "It is a folder" in done.stderr


def test_the_command_that_is_offered_can_be_pasted(run: Run, archive: Path) -> None:
    Path("new draft.txt").write_text("new", encoding="utf-8")
    assert "Run: asearch index 'new draft.txt'\n" in run("show", "new draft.txt").stderr


@pytest.mark.parametrize("name", ["", "#", "\0", "[red]", "../../../etc", "a" * 5000, "\udcff"])
def test_strange_names_are_not_found(name: str, run: Run, archive: Path) -> None:
    done = run("show", name)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("asearch: no document has the id or the path")


def test_highlights_are_in_json(run: Run, archive: Path) -> None:
    document = json.loads(run("show", "wire.jsonl#w2", "--highlight", "strikes", "--json").stdout)
    assert document["schema"] == 2
    (start, end), *_ = document["title_highlights"]
    assert document["title"][start:end] == "strike"
    (start, end), *_ = document["body_highlights"]
    assert document["body"][start:end] == "strike"


def test_a_highlight_that_is_no_query_is_an_error(run: Run, archive: Path) -> None:
    done = run("show", "wire.jsonl#w2", "--highlight", '"strike')
    assert (done.code, done.stdout) == (2, "")
    assert '"strike' in done.stderr
