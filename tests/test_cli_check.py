"""``asearch check``, --repair, --rebuild and --trust-index: an index can be trusted, or it says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import Run

from asean_search import engine
from asean_search.engine.whoosh import trust
from asean_search.errors import IndexUntrustedError
from asean_search.model import Location

posix_only = pytest.mark.skipif(os.name != "posix", reason="files have no owners and modes there")


def flip(file: Path, at: int | None = None) -> None:
    """Change one bit of a file, as a bad disk does."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 4
    file.write_bytes(data)


def segments(archive: Path) -> list[Path]:
    return sorted((archive / "index").glob("*.seg"))


def test_a_sound_index_that_is_up_to_date_says_so(run: Run, archive: Path) -> None:
    done = run("check")
    assert (done.code, done.stdout) == (
        0,
        "The index is sound.\nIt is up to date with its 3 files.\n",
    )


def test_changed_gone_and_new_files_are_told(run: Run, archive: Path) -> None:
    (archive / "news" / "floods.txt").unlink()
    (archive / "news" / "port.txt").write_text("The port is closed.", encoding="utf-8")
    (archive / "news" / "tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    (archive / "news" / "box.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    os.utime(archive / "wire.jsonl", (1, 1))
    done = run("check", "--json")
    assert done.code == 3
    report = json.loads(done.stdout)
    found = {name: [each["path"] for each in report[name]] for name in ("changed", "gone", "new")}
    assert found == {
        "changed": [str(Path("news/port.txt"))],
        "gone": [str(Path("news/floods.txt"))],
        "new": [str(Path("news/tea.txt"))],
    }
    assert "Bring it up to date: asearch index PATH" in run("check").stdout
    assert run("index", "news", "wire.jsonl").code == 3
    assert run("check").code == 0


def test_a_flipped_bit_is_seen_and_repaired_and_the_next_run_makes_it_whole(
    run: Run, archive: Path
) -> None:
    (archive / "news" / "tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    assert run("index", "news").code == 0
    before = run("query", "*", "--json", "-n", "99", "--fields", "id,title,date,source").stdout
    first, second = segments(archive)
    damaged = max(first, second, key=lambda file: file.stat().st_size)
    flip(damaged)
    done = run("check")
    assert done.code == 2
    assert f"{damaged.name}: its content does not match its checksum" in done.stdout
    assert "asearch check --repair" in done.stdout

    done = run("check", "--repair", "--json")
    assert done.code == 3
    report = json.loads(done.stdout)
    assert report["repaired"]
    assert [each["file"] for each in report["damage"]] == [damaged.name]
    assert [each["path"] for each in report["unread"]] == [
        str(Path("news/floods.txt")), str(Path("news/port.txt")), "wire.jsonl",
    ]  # fmt: skip
    assert run("query", "*", "--count").stdout == "1\n"

    assert run("index", "news", "wire.jsonl").code == 0
    after = run("query", "*", "--json", "-n", "99", "--fields", "id,title,date,source").stdout
    assert json.loads(after)["hits"] == json.loads(before)["hits"]
    assert run("check").code == 0


@pytest.mark.parametrize("kind", [".seg", ".toc", "files.db"])
def test_damage_anywhere_is_seen(run: Run, archive: Path, kind: str) -> None:
    for file in (archive / "index").iterdir():
        if file.name.endswith(kind):
            flip(file, 40 if kind == "files.db" else None)
            file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    done = run("check")
    assert done.code == 2
    assert "damaged" in done.stdout + done.stderr


def test_a_lost_ledger_is_made_again_by_repair(run: Run, archive: Path) -> None:
    (archive / "index" / "files.db").write_bytes(b"nonsense" * 1000)
    assert run("check", "--repair").code == 3
    assert run("index", "news", "wire.jsonl").code == 0
    assert run("query", "*", "--count").stdout == "4\n"
    assert run("check").code == 0


def test_without_a_table_of_contents_it_has_to_be_made_anew(run: Run, archive: Path) -> None:
    for file in (archive / "index").glob("*.toc"):
        file.write_bytes(b"nonsense")
    done = run("check", "--repair")
    assert done.code == 2
    assert "asearch index --rebuild" in done.stderr
    assert run("index", "--rebuild").code == 0
    assert run("query", "*", "--count").stdout == "4\n"
    assert run("check").code == 0


def test_check_is_told_that_there_is_no_index(run: Run, corpus: Path) -> None:
    done = run("check")
    assert (done.code, done.stdout) == (2, "")
    assert not (corpus / "index").exists()


# --- --rebuild


def test_rebuild_reads_all_that_was_ever_given_again(run: Run, archive: Path) -> None:
    (archive / "news" / "tea.txt").write_text("Tea is harvested in spring.", encoding="utf-8")
    report = json.loads(run("index", "--rebuild", "--json").stdout)
    assert report["changed"] == {"files": 3, "documents": 4}
    assert report["added"] == {"files": 1, "documents": 1}
    assert run("check").code == 0


def test_rebuild_makes_an_index_of_another_version_anew(run: Run, archive: Path) -> None:
    file = archive / "index" / "meta.json"
    meta = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**meta, "format_version": 99}), encoding="utf-8")
    done = run("index", "news")
    assert done.code == 2
    assert "asearch index --rebuild" in done.stderr
    report = json.loads(run("index", "--rebuild", "--json").stdout)
    assert report["added"] == {"files": 3, "documents": 4}
    assert run("query", "rice", "--count").stdout == "2\n"
    assert (archive / "index").stat().st_mode & 0o777 == 0o700 or os.name != "posix"


def test_rebuild_without_anything_to_go_by_takes_the_default(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("index", "--rebuild")
    assert done.code == 2
    assert "no default folder seeds/" in done.stderr


# --- --trust-index


@posix_only
@pytest.mark.parametrize("command", [("query", "rice"), ("info",), ("index", "news"), ("check",)])
def test_an_index_that_everybody_can_write_to_is_refused_unless_it_is_trusted(
    run: Run, archive: Path, command: tuple[str, ...]
) -> None:
    (archive / "index").chmod(0o777)
    done = run(*command)
    assert (done.code, done.stdout) == (2, "")
    assert "everybody can write to it" in done.stderr
    assert "--trust-index" in done.stderr
    assert run(*command, "--trust-index").code == 0
    assert run("--trust-index", *command).code == 0


@posix_only
def test_an_index_of_somebody_else_is_refused(
    run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    if (archive / "index").stat().st_uid == 0:
        monkeypatch.setattr(trust, "_ADMINISTRATOR", -1)
    done = run("query", "rice")
    assert done.code == 2
    assert "belongs to someone else" in done.stderr
    assert run("query", "rice", "--trust-index").code == 0


@posix_only
def test_a_file_in_the_index_that_others_can_write_to_is_refused_if_they_can_come_to_it(
    archive: Path,
) -> None:
    segments(archive)[0].chmod(0o666)
    trust.require(archive / "index")
    (archive / "index").chmod(0o755)
    with pytest.raises(IndexUntrustedError, match="everybody can write to MAIN_"):
        trust.require(archive / "index")


@posix_only
def test_an_index_made_in_a_folder_that_was_there_is_private(run: Run, corpus: Path) -> None:
    (corpus / "index").mkdir(mode=0o755)
    (corpus / "index" / "README.md").write_text("about", encoding="utf-8")
    assert run("index", "news").code == 0
    assert (corpus / "index").stat().st_mode & 0o777 == 0o700


def test_what_is_not_there_is_no_question_of_trust(tmp_path: Path) -> None:
    trust.require(tmp_path / "nothing")
    with engine.open_catalog(Location(tmp_path / "nothing")) as open_catalog:
        assert (list(open_catalog.files_under("")), open_catalog.roots()) == ([], ())
    assert list(tmp_path.iterdir()) == []
