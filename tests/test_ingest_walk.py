"""A walk meets every file once, in order, and says why it left out what it left out."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from asean_search.ingest.walk import files
from asean_search.ingest.walk.files import NO_SUCH_FILE, InputFile
from asean_search.model import Skipped

posix_only = pytest.mark.skipif(os.name != "posix", reason="has no such files")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder that is free of links, to be filled."""
    return Path(os.path.realpath(tmp_path))


def test_files_come_in_the_order_of_their_paths_bytes(archive: Path) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "B.txt", "é.txt", "a-b.txt", "z/1.txt"]
    _write(archive, *names)
    assert _paths(archive, [archive]) == sorted(names, key=os.fsencode)


def test_a_source_says_what_is_needed_to_read_it_and_to_know_it_again(archive: Path) -> None:
    _write(archive, "Wire.2020.JSONL.gz")
    [found_file] = _walk(archive, [archive])
    file = archive / "Wire.2020.JSONL.gz"
    assert found_file == InputFile(
        path="Wire.2020.JSONL.gz",
        disk_path=file,
        suffixes=(".2020", ".jsonl", ".gz"),
        size_bytes=4,
        mtime_ns=file.stat().st_mtime_ns,
        inode=file.stat().st_ino,
    )


def test_the_walk_is_lazy(archive: Path) -> None:
    _write(archive, "a/1.txt", "b/2.txt")
    walk = files.walk([archive], archive_root=archive, index_folder=archive / "index")
    assert isinstance(walk, Iterator)
    next(walk)
    _write(archive, "b/1.txt")
    assert [item.path for item in walk] == ["b/1.txt", "b/2.txt"]


def test_hidden_files_and_folders_are_passed_over(archive: Path) -> None:
    _write(archive, ".hidden.txt", ".git/config", "seen.txt")
    assert _paths(archive, [archive]) == ["seen.txt"]


def test_hidden_ones_are_taken_when_they_are_named(archive: Path) -> None:
    _write(archive, ".hidden.txt", ".notes/a.txt", "seen.txt")
    named = [archive, archive / ".hidden.txt", archive / ".notes"]
    assert _paths(archive, named) == ["seen.txt", ".hidden.txt", ".notes/a.txt"]


def test_the_index_folder_and_any_other_index_are_passed_over(archive: Path) -> None:
    _write(archive, "index/README.md", "index/segment.txt", "old/other.txt", "a.txt", "b/meta.json")
    meta = {"kind": "asearch index", "format_version": 99}
    (archive / "old" / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    assert _paths(archive, [archive]) == ["a.txt", "b/meta.json"]


def test_an_index_that_is_named_is_not_taken_for_documents(archive: Path) -> None:
    _write(archive, "index/README.md")
    assert _walk(archive, [archive / "index"]) == [
        Skipped("index", "an index of asearch, not documents")
    ]


def test_a_path_that_does_not_exist_is_named_and_the_others_are_walked(archive: Path) -> None:
    _write(archive, "a.txt")
    missing, found_file = _walk(archive, [archive / "a.txt", archive / "nope" / "x.txt"])
    assert missing == Skipped("nope/x.txt", NO_SUCH_FILE)
    assert found_file.path == "a.txt"


@pytest.mark.parametrize("twice", [["a", "a"], [".", "a"], ["a", "a/b", "a/b/2.txt"], ["a/../a"]])
def test_a_file_reached_in_several_ways_is_met_once(archive: Path, twice: list[str]) -> None:
    _write(archive, "a/1.txt", "a/b/2.txt")
    assert _paths(archive, [archive / path for path in twice]) == ["a/1.txt", "a/b/2.txt"]


def test_relative_paths_are_meant_from_the_current_folder(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(archive, "news/a.txt")
    monkeypatch.chdir(archive / "news")
    assert _paths(archive, [Path("a.txt")]) == ["news/a.txt"]
    assert _paths(archive, [Path()]) == ["news/a.txt"]


def test_a_very_deep_tree_is_walked_to_its_end(archive: Path) -> None:
    depth = 300 if sys.platform == "linux" else 20
    folder = archive.joinpath(*["d"] * depth)
    folder.mkdir(parents=True)
    _write(folder, "deep.txt")
    assert _paths(archive, [archive]) == ["d/" * depth + "deep.txt"]


def test_a_link_to_a_folder_outside_is_reported_and_not_followed(archive: Path) -> None:
    _write(archive, "outside/a.txt", "inside/b.txt")
    _link(archive / "inside" / "link", archive / "outside")
    link, found_file = sorted(_walk(archive, [archive / "inside"]), key=lambda item: item.path)[
        ::-1
    ]
    assert isinstance(link, Skipped)
    assert link.path == "inside/link"
    assert link.reason.startswith("a link to the folder ")
    assert found_file.path == "inside/b.txt"


def test_a_link_back_up_is_no_endless_loop(archive: Path) -> None:
    _write(archive, "a/1.txt")
    _link(archive / "a" / "up", archive)
    assert _paths(archive, [archive]) == ["a/1.txt"]


def test_a_link_to_a_file_that_is_met_anyway_is_no_second_document(archive: Path) -> None:
    _write(archive, "2020.txt")
    _link(archive / "latest.txt", archive / "2020.txt")
    assert _paths(archive, [archive]) == ["2020.txt"]
    assert _paths(archive, [archive / "latest.txt"]) == ["latest.txt"]


def test_a_named_link_to_a_folder_means_that_folder(archive: Path) -> None:
    _write(archive, "real/a.txt")
    _link(archive / "link", archive / "real")
    assert _paths(archive, [archive / "link", archive / "real"]) == ["real/a.txt"]


def test_links_to_nothing_and_to_themselves_are_reported(archive: Path) -> None:
    _link(archive / "gone.txt", archive / "nothing.txt")
    _link(archive / "loop.txt", archive / "loop.txt")
    gone, loop = _walk(archive, [archive])
    assert gone == Skipped("gone.txt", "a broken link")
    assert isinstance(loop, Skipped)
    assert loop.path == "loop.txt"


@posix_only
def test_pipes_sockets_and_devices_are_reported_and_not_opened(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(archive / "pipe.txt")
    monkeypatch.chdir(archive)  # a socket's path may only be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        assert _walk(archive, [archive, Path(os.devnull)]) == [
            Skipped(os.devnull, "a device, not a file"),
            Skipped("pipe.txt", "a named pipe, not a file"),
            Skipped("socket.txt", "a socket, not a file"),
        ]


def test_a_folder_that_may_not_be_read_is_reported_and_the_walk_goes_on(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(archive, "closed/a.txt", "open/b.txt")
    scandir = os.scandir

    def scan(folder: Path) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", scan)
    closed, found_file = _walk(archive, [archive])
    assert closed == Skipped("closed", "no permission to read it")
    assert found_file.path == "open/b.txt"


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_has_a_key_that_can_be_stored_and_shown(archive: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    _write(archive, name)
    [found_file] = _walk(archive, [archive])
    assert isinstance(found_file, InputFile)
    assert found_file.path == r"caf\xe9.txt"
    assert found_file.disk_path.read_text(encoding="utf-8") == "text"


def _write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text", encoding="utf-8")


def _link(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("links cannot be made here")


def _walk(archive: Path, paths: Sequence[Path]) -> list[InputFile | Skipped]:
    return list(files.walk(paths, archive_root=archive, index_folder=archive / "index"))


def _paths(archive: Path, paths: Sequence[Path]) -> list[str]:
    items = _walk(archive, paths)
    assert [item for item in items if isinstance(item, Skipped)] == []
    return [item.path for item in items]
